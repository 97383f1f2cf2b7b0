"""The life of a case as one table: (state, command) -> posts, rules and next state.

The server and every button read this table; nothing else knows the order. Source: the life cycle of 数字城管 (GB/T
30428, CJJ/T 106) as facts R1-R8: a step that was not done by the rules blocks the next.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from contract.entities import CaseState as S
from contract.lifecycle.posts import Role as P


@dataclass(frozen=True)
class Step:
    """One permitted move. `next_state` None: back to the state that the case came from.

    `no_state`: where the answer "no" leads, for commands that answer a question (`answers`).
    """

    state: S
    command: str
    roles: frozenset[P]
    next_state: S | None
    rules: tuple[str, ...] = ()
    answers: bool = False
    no_state: S | None = None

    @property
    def moves(self) -> bool:
        """Whether the case may be in another state after it."""
        return self.next_state is not self.state or (self.answers and self.no_state is not self.state)


_Roles = tuple[P, ...]
_LINE: Final = (S.DISPATCHED, S.SIGNED, S.HANDLING)
"""With a department."""
_OPEN: Final = (
    S.REPORTED, S.ACCEPTED, S.VERIFYING, S.FILED, S.ENTRUSTED, S.DISPATCHED, S.SIGNED, S.DEPARTED, S.HANDLING,
    S.RETURNED, S.SUSPENDED, S.FEEDBACK, S.CHECKING, S.CHECKED,
)  # fmt: skip
_FILED: Final = _OPEN[3:]
_AFTER: Final = (S.CLOSED, S.ARCHIVED)
_HALL: Final = (P.DUTY, P.SHIFT_LEADER)


def _on(
    states: S | Iterable[S], command: str, roles: _Roles, to: S | str | None, *rules: str, no: S | str | None = ""
) -> list[Step]:
    """Steps of one command from each of `states`. `to` and `no`: a state, None (back), or "same"."""
    found = []
    for state in (states,) if isinstance(states, S) else states:
        yes = state if to == "same" else to
        other = state if no == "same" else no
        assert not isinstance(yes, str) or isinstance(yes, S)
        answers = other != ""
        no_state = other if isinstance(other, S) else None
        found.append(Step(state, command, frozenset(roles), yes, rules, answers, no_state))
    return found


TABLE: Final[tuple[Step, ...]] = tuple(
    step
    for steps in (
        # 上报, 受理登记, 核实
        _on(S.UNCONFIRMED, "confirm_case", (P.INTAKE, *_HALL), S.REPORTED),
        _on((S.UNCONFIRMED, S.REPORTED), "refuse_case", (P.INTAKE,), S.REFUSED, "R8"),
        _on(S.REPORTED, "accept_case", (P.INTAKE,), S.ACCEPTED, "R17"),
        _on(S.REPORTED, "audit_self_handled", (P.INTAKE,), S.CHECKED, "R17a", no=S.ACCEPTED),
        _on(S.REPORTED, "ask_order_return", (P.INTAKE,), "same", "R8", "R30"),
        _on(S.REPORTED, "decide_order_return", (P.SHIFT_LEADER,), S.REFUSED, "R30d", no="same"),
        _on(S.ACCEPTED, "request_verification", (P.INTAKE,), S.VERIFYING),
        _on(S.VERIFYING, "answer_verification", (P.INSPECTOR,), S.ACCEPTED, no=S.ACCEPTED),
        _on((S.REPORTED, S.ACCEPTED), "amend_case", (P.INTAKE, P.SHIFT_LEADER), "same"),
        # 立案
        _on(S.ACCEPTED, "file_case", (P.SHIFT_LEADER,), S.FILED, "R1", "R22", "R2", "R9"),
        _on(S.ACCEPTED, "decline_case", (P.SHIFT_LEADER,), S.NOT_FILED, "R8"),
        _on(S.ACCEPTED, "send_back", (P.SHIFT_LEADER,), S.REPORTED, "R8"),
        # 派遣, 二次派遣, 直派, 改派
        _on(S.FILED, "dispatch_case", (P.DISPATCHER,), S.DISPATCHED, "R9", "R17"),
        _on(S.ENTRUSTED, "dispatch_case", (P.DISTRICT,), S.DISPATCHED, "R9"),
        _on(S.FILED, "entrust_case", (P.DISPATCHER,), S.ENTRUSTED, "R9"),
        _on(S.FILED, "dispatch_unit", (P.DISPATCHER, P.DUTY), S.DISPATCHED, "R9"),
        _on(S.ENTRUSTED, "dispatch_unit", (P.DISTRICT,), S.DISPATCHED, "R9"),
        _on(S.FILED, "send_back", (P.DISPATCHER,), S.ACCEPTED, "R8"),
        _on((*_LINE, S.RETURNED), "redispatch_case", (P.DISPATCHER, P.DISTRICT), S.DISPATCHED, "R8", "R9"),
        _on((S.ACCEPTED, S.FILED), "hand_over_case", (P.SHIFT_LEADER, P.DISPATCHER), "same", "R8"),
        # 签收, 处置, 反馈
        _on(S.DISPATCHED, "sign_case", (P.DEPARTMENT,), S.SIGNED),
        _on(S.SIGNED, "depart", (P.DEPARTMENT,), S.DEPARTED, "R16"),
        _on(S.DEPARTED, "arrive", (P.DEPARTMENT,), S.HANDLING),
        _on(S.SIGNED, "start_handling", (P.DEPARTMENT,), S.HANDLING),
        _on(S.HANDLING, "pass_milestone", (P.DEPARTMENT,), "same", "R24a"),
        _on(S.HANDLING, "feed_back", (P.DEPARTMENT,), S.FEEDBACK, "R24b"),
        # 回退, 延期, 挂账, 推诿
        _on((*_LINE, S.ENTRUSTED), "ask_return", (P.DEPARTMENT, P.DISTRICT), S.RETURNED, "R8"),
        _on(S.RETURNED, "decide_return", (P.DISPATCHER, P.DISTRICT), S.FILED, no=None),
        _on(_LINE, "ask_extension", (P.DEPARTMENT,), "same", "R8", "R11", "R13"),
        _on(_LINE, "decide_extension", (P.SHIFT_LEADER, P.LEADER), "same", "R12e", "R23", no="same"),
        _on(_LINE, "ask_suspension", (P.DEPARTMENT,), "same", "R8", "R11", "R14"),
        _on(_LINE, "decide_suspension", (P.SHIFT_LEADER, P.LEADER), S.SUSPENDED, "R12s", no="same"),
        _on(S.SUSPENDED, "resume_case", (P.SHIFT_LEADER, P.DISPATCHER, P.LEADER), None),
        _on((*_LINE, S.RETURNED), "mark_shirking", (P.DISPATCHER, P.SHIFT_LEADER), "same", "R8"),
        # 核查, 结案, 归档
        _on(S.FEEDBACK, "request_check", (P.INTAKE,), S.CHECKING),
        _on((S.FEEDBACK, S.CHECKING), "check_case", (P.INSPECTOR,), S.CHECKED, "R5", "R10", no=S.HANDLING),
        _on(S.CHECKED, "close_case", (P.SHIFT_LEADER,), S.CLOSED, "R4", "R9", "R20"),
        _on(S.CLOSED, "archive_case", (P.SHIFT_LEADER,), S.ARCHIVED),
        _on(_AFTER, "reopen_case", (P.SHIFT_LEADER, P.LEADER), S.FILED, "R8"),
        _on(_AFTER, "appeal_case", (P.DEPARTMENT,), "same", "R8", "R18"),
        _on(_AFTER, "decide_appeal", (P.DISPATCHER, P.INTAKE), "same", "R19", no="same"),
        # 作废, 并案, 主子案
        _on(_OPEN[:3], "void_case", (P.INTAKE, P.SHIFT_LEADER, P.LEADER), S.VOID, "R8"),
        _on(_FILED, "void_case", (P.SHIFT_LEADER, P.LEADER), S.VOID, "R8"),
        _on(_OPEN[:4], "merge_case", (P.INTAKE, P.SHIFT_LEADER, P.LEADER), S.MERGED),
        _on(S.MERGED, "split_case", (P.INTAKE, P.SHIFT_LEADER), None, "R8"),
        _on(_OPEN, "adopt_case", (P.SHIFT_LEADER, P.DISPATCHER), "same"),
        # 催办, 督办, 批示, 回复, 回访
        _on(_FILED, "urge_case", (*_HALL, P.DISPATCHER, P.LEADER), "same"),
        _on(_FILED, "supervise_case", (*_HALL, P.LEADER), "same", "R8"),
        _on(_FILED, "reply_supervision", (P.DEPARTMENT, P.DISPATCHER, P.DISTRICT), "same", "R15"),
        _on(_OPEN, "instruct", (P.LEADER,), "same", "R8"),
        _on(
            _OPEN, "sign_instruction",
            (P.DEPARTMENT, P.DISPATCHER, P.DISTRICT, P.SHIFT_LEADER, P.INTAKE, P.INSPECTOR), "same", "R21",
        ),
        _on(
            _OPEN, "answer_instruction",
            (P.DEPARTMENT, P.DISPATCHER, P.DISTRICT, P.SHIFT_LEADER, P.INTAKE, P.INSPECTOR), "same", "R21",
        ),
        _on((*_OPEN, *_AFTER, S.REFUSED, S.NOT_FILED), "reply_caller", (P.INTAKE,), "same"),
        _on((*_AFTER, S.REFUSED, S.NOT_FILED), "revisit_caller", (P.INTAKE,), "same"),
    )
    for step in steps
)  # fmt: skip
BY_PLACE: Final[dict[tuple[S, str], Step]] = {(step.state, step.command): step for step in TABLE}
COMMANDS: Final[tuple[str, ...]] = tuple(dict.fromkeys(step.command for step in TABLE))
"""In the order of a case's life."""
