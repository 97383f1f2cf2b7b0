"""What a terminal or an inspector has to report on a case, and the command of it. Pure.

A task is an act with words and photos: the department's feedback (反馈), an inspector's answer to a verification (核实)
or a check (核查).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from contract.commands import AnswerVerification, AnyCommand, CheckCase, FeedBack
from contract.entities import Case, CaseState, Id
from contract.lifecycle import PROXIES, Role, posts_on


@dataclass(frozen=True)
class Task:
    """`command`, the post whose it is, the kind of its photos, and whether it answers yes or no."""

    command: str
    role: Role
    photo: str
    answers: bool


FEED_BACK: Final = Task("feed_back", Role.DEPARTMENT, "after", answers=False)
VERIFY: Final = Task("answer_verification", Role.INSPECTOR, "scene", answers=True)
CHECK: Final = Task("check_case", Role.INSPECTOR, "after", answers=True)
_TASKS: Final = {
    CaseState.HANDLING: FEED_BACK,
    CaseState.VERIFYING: VERIFY,
    CaseState.FEEDBACK: CHECK,
    CaseState.CHECKING: CHECK,
}


def task_of(case: Case, roles: frozenset[str], person_id: Id | None = None) -> tuple[Task, bool] | None:
    """The task that this case is for these posts, and whether it is entered for somebody else (代录); None: none, also
    where it was given to another person by name."""
    task = _TASKS.get(case.state)
    if task is None:
        return None
    if task.role in posts_on(case, roles, person_id):
        return task, False
    known = set(Role)
    stood_in = any(task.role in PROXIES.get(Role(role), frozenset()) for role in roles if role in known)
    return (task, True) if stood_in else None


def command_of(task: Task, case_id: Id, words: str, *, yes: bool, on_behalf_of: Id | None) -> AnyCommand:
    """The command of a task."""
    if task.command == "feed_back":
        return FeedBack(case_id=case_id, opinion=words, on_behalf_of=on_behalf_of)
    if task.command == "answer_verification":
        return AnswerVerification(case_id=case_id, opinion=words, on_behalf_of=on_behalf_of, confirmed=yes)
    return CheckCase(case_id=case_id, opinion=words, on_behalf_of=on_behalf_of, passed=yes)
