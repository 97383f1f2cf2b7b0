"""Which acts a case offers to this seat, and why not where it does not: pure, from `contract.lifecycle`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from casequeue.deeds import BY_NAME, DEEDS, Deed
from casequeue.queue_counts import TURNS, turns_of
from contract.conduct import Conduct
from contract.entities import Case, CaseState
from contract.lifecycle import PROXIES, Refusal, Role, Standing, Step, decide, standing_of

USUAL = Conduct()
_EMPTY = frozenset({"R12", "R15", "R16", "R17", "R19", "R21", "R30"})
"""Rules that say "there is nothing to decide here": such an act is not offered at all."""
_OFTEN = (
    "request_verification", "urge_case", "dispatch_unit", "redispatch_case", "supervise_case", "ask_extension",
    "ask_return", "entrust_case", "send_back", "refuse_case", "decline_case", "reply_caller", "revisit_caller",
)  # fmt: skip
"""What is offered before the rest; the others are one key further away."""
_LAST = frozenset({"void_case", "merge_case", "adopt_case", "hand_over_case"})
"""Not where a hand may slip."""
_S = CaseState
_PATH: tuple[tuple[str, tuple[CaseState, ...]], ...] = (
    ("accept_case", (_S.REPORTED, _S.UNCONFIRMED)),
    ("file_case", (_S.ACCEPTED, _S.VERIFYING)),
    ("dispatch_case", (_S.FILED, _S.ENTRUSTED)),
    ("sign_case", (_S.DISPATCHED,)),
    ("start_handling", (_S.SIGNED, _S.DEPARTED)),
    ("feed_back", (_S.HANDLING, _S.RETURNED, _S.SUSPENDED)),
    ("check_case", (_S.FEEDBACK, _S.CHECKING)),
    ("close_case", (_S.CHECKED,)),
)
"""The plain path: each act, and the states in which it is the next."""


@dataclass(frozen=True)
class Act:
    """A button: the deed, and the refusal where it is not allowed now. `behalf` are the posts for which this seat would
    enter it (代录), empty where it is the seat's own."""

    deed: Deed
    refusal: Refusal | None
    behalf: frozenset[str] = frozenset()

    @property
    def name(self) -> str:
        """The deed's name."""
        return self.deed.name

    @property
    def key(self) -> str:
        """The deed's key."""
        return self.deed.key

    @property
    def allowed(self) -> bool:
        """Whether pressing it may succeed."""
        return self.refusal is None


def posts_of(roles: frozenset[str]) -> frozenset[Role]:
    """The posts among roles; a role of a newer server is none that this program knows."""
    known = set(Role)
    return frozenset(Role(role) for role in roles if role in known)


def act_of(deed: Deed, case: Case, roles: frozenset[str], conduct: Conduct = USUAL) -> Act:
    """One act on a case by these posts, in their own name or entered for others."""
    return _act(deed, standing_of(case), posts_of(roles), conduct)


def _act(deed: Deed, standing: Standing, mine: frozenset[Role], conduct: Conduct) -> Act:
    answer = decide(standing, deed.command, mine, conduct=conduct)
    if not isinstance(answer, Refusal):
        return Act(deed, None)
    if answer.code != "wrong_role":
        return Act(deed, answer)
    others = frozenset[Role]().union(*(PROXIES.get(role, frozenset()) for role in mine))
    stood_in = decide(standing, deed.command, others, conduct=conduct)
    if isinstance(stood_in, Step):
        return Act(deed, None, frozenset(role.value for role in stood_in.roles & others))
    return Act(deed, answer)


def acts_of(case: Case, roles: frozenset[str], conduct: Conduct = USUAL) -> tuple[Act, ...]:
    """What a case offers: first what it waits for, then what else is allowed, then what is entered for others, then the
    seat's next act on the plain path with what bars it, and the case's own next step whoever's it is."""
    return _acts(standing_of(case), posts_of(roles), conduct)


@lru_cache(maxsize=1024)
def _acts(standing: Standing, mine: frozenset[Role], conduct: Conduct) -> tuple[Act, ...]:
    acts = [_act(deed, standing, mine, conduct) for deed in DEEDS]
    own = [act for act in acts if act.allowed and not act.behalf]
    turns = turns_of(mine)
    first = [act for act in own if act.deed.command in turns]
    rest = sorted((act for act in own if act.deed.command not in turns), key=_seldom)
    proxies = sorted((act for act in acts if act.allowed and act.behalf), key=lambda act: act.deed.command not in TURNS)
    last = [act for act in rest if act.name in _LAST]
    found = [*first, *(act for act in rest if act not in last), *proxies, *last]
    shown = {act.name for act in found}
    barred = [act for act in acts if _worth_telling(act, standing) and act.name not in shown]
    ahead = _next_of_mine(standing.state, mine)
    if ahead is not None and ahead.name not in shown | {act.name for act in barred}:
        barred.append(_act(ahead, standing, mine, conduct))
    return (*found, *barred)


def _seldom(act: Act) -> int:
    return _OFTEN.index(act.name) if act.name in _OFTEN else len(_OFTEN)


def _worth_telling(act: Act, standing: Standing) -> bool:
    """A step that somebody is waited for here, and that is barred."""
    if act.refusal is None or act.deed.command not in TURNS or act.refusal.code == "wrong_state":
        return False
    if act.refusal.rule in _EMPTY:
        return False
    # Of another post: told only where it would not be barred by "nothing to decide" either.
    everybody = decide(standing, act.deed.command, frozenset(Role))
    return not (isinstance(everybody, Refusal) and everybody.rule in _EMPTY)


def _next_of_mine(state: CaseState, mine: frozenset[Role]) -> Deed | None:
    """The next act on the plain path that is for one of these posts, behind where the case stands."""
    here = next((at for at, (_, states) in enumerate(_PATH) if state in states), len(_PATH))
    for name, states in _PATH[here + 1 :]:
        answer = decide(states[0], name, mine)
        if not isinstance(answer, Refusal) or answer.code != "wrong_role":
            return BY_NAME[name]
    return None


def deed_for_key(key: str, acts: tuple[Act, ...], case: Case) -> Deed | None:
    """What a key means for this case: the act that it shows, else the first that bears the key."""
    shown = next((act.deed for act in acts if act.key == key), None)
    if shown is not None:
        return shown
    bearing = [deed for deed in DEEDS if deed.key == key]
    here = [deed for deed in bearing if not _elsewhere(deed, case)]
    return next(iter((*here, *bearing)), None)


def _elsewhere(deed: Deed, case: Case) -> bool:
    answer = decide(case.state, deed.command, frozenset(Role))
    return isinstance(answer, Refusal) and answer.code == "wrong_state"
