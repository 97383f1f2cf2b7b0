"""Whose turn it is: the post for which a case waits in each state."""

from __future__ import annotations

from contract.entities import CaseState as S
from contract.lifecycle import Role

_TURNS: dict[S, Role] = {
    S.UNCONFIRMED: Role.INTAKE,
    S.REPORTED: Role.INTAKE,
    S.ACCEPTED: Role.SHIFT_LEADER,
    S.VERIFYING: Role.INSPECTOR,
    S.FILED: Role.DISPATCHER,
    S.ENTRUSTED: Role.DISTRICT,
    S.DISPATCHED: Role.DEPARTMENT,
    S.SIGNED: Role.DEPARTMENT,
    S.DEPARTED: Role.DEPARTMENT,
    S.HANDLING: Role.DEPARTMENT,
    S.RETURNED: Role.DISPATCHER,
    S.SUSPENDED: Role.SHIFT_LEADER,
    S.FEEDBACK: Role.INTAKE,
    S.CHECKING: Role.INSPECTOR,
    S.CHECKED: Role.SHIFT_LEADER,
}


def turn_of(state: S, *, entrusted: bool = False) -> str:
    """The post, empty for a case that has ended. A return of what a district sent on is the district's to decide."""
    if entrusted and state is S.RETURNED:
        return Role.DISTRICT
    return _TURNS.get(state, "")
