"""Which acts a case offers to this seat, and why not where it does not: pure, from `contract.lifecycle`."""

from __future__ import annotations

from dataclasses import dataclass

from contract.commands import (
    AcceptCase,
    AnyCommand,
    CheckCase,
    CloseCase,
    DeclineCase,
    DispatchCase,
    FeedBack,
    FileCase,
    RefuseCase,
    SignCase,
    StartHandling,
)
from contract.entities import Case
from contract.lifecycle import COMMANDS, TABLE, Refusal, Role, decide, open_commands, standing_of

KEYS: dict[str, str] = {
    "accept_case": "A",
    "refuse_case": "N",
    "file_case": "L",
    "decline_case": "B",
    "dispatch_case": "Z",
    "sign_case": "Q",
    "start_handling": "C",
    "feed_back": "F",
    "check_case": "H",
    "check_failed": "T",
    "close_case": "J",
}
ASKS: dict[str, str] = {
    "dispatch_case": "department",
    "refuse_case": "reason",
    "decline_case": "reason",
    "check_failed": "reason",
}
"""Acts that need one more thing before they are sent."""


@dataclass(frozen=True)
class Act:
    """A button: `command` (with `check_failed` as its own), the key, and the refusal where it is not allowed now."""

    command: str
    key: str
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether pressing it may succeed."""
        return self.refusal is None


def acts_of(case: Case, roles: frozenset[str]) -> tuple[Act, ...]:
    """The acts of the seat's posts in the order of a case's life, and the case's own next step whoever's it is."""
    mine = frozenset(Role(role) for role in roles if role in set(Role))
    order = [one for one in COMMANDS if one in KEYS]
    next_here = {step.command for step in open_commands(case.state) if step.moves}
    acts: list[Act] = []
    for command in order:
        allowed_to_me = any(step.command == command and step.roles & mine for step in TABLE)
        if not allowed_to_me and command not in next_here:
            continue
        answer = decide(standing_of(case), command, mine)
        refusal = answer if isinstance(answer, Refusal) else None
        acts.append(Act(command, KEYS[command], refusal))
        if command == "check_case":
            acts.append(Act("check_failed", KEYS["check_failed"], refusal))
    return tuple(acts)


def command_for(act: str, case: Case, answer: str = "") -> AnyCommand:
    """The command of a button. `answer` is the department's id or the reason that was asked for."""
    if act == "dispatch_case":
        return DispatchCase(case_id=case.id, expected_version=case.version, department_id=answer)
    if act in ("refuse_case", "decline_case"):
        kind = RefuseCase if act == "refuse_case" else DeclineCase
        return kind(case_id=case.id, expected_version=case.version, opinion=answer)
    if act in ("check_case", "check_failed"):
        return CheckCase(case_id=case.id, expected_version=case.version, opinion=answer, passed=act == "check_case")
    plain = _PLAIN[act]
    return plain(case_id=case.id, expected_version=case.version)


_Plain = type[AcceptCase] | type[FileCase] | type[SignCase] | type[StartHandling] | type[FeedBack] | type[CloseCase]
_PLAIN: dict[str, _Plain] = {
    "accept_case": AcceptCase,
    "file_case": FileCase,
    "sign_case": SignCase,
    "start_handling": StartHandling,
    "feed_back": FeedBack,
    "close_case": CloseCase,
}
