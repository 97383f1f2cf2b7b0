"""The life of a case as one table: (state, command) -> roles and next state.

The server and every button read this table; nothing else knows the order. Source: case_lifecycle facts R1-R8 (GB/T
30428, CJJ/T 106): a step that was not done by the rules blocks the next. A case is closed only after a passed check
(R4); a failed one goes back to the same department as rework.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contract.entities import CaseState as S


class Role(StrEnum):
    """Posts (岗位). One account may hold several where the city profile allows it."""

    ADMIN = "admin"  # 系统管理员
    INSPECTOR = "inspector"  # 监督员
    INTAKE = "intake"  # 受理员
    SHIFT_LEADER = "shift_leader"  # 值班长
    DISPATCHER = "dispatcher"  # 派遣员
    DEPARTMENT = "department"  # 专业部门
    DUTY = "duty"  # 指挥大厅值班员
    BROADCASTER = "broadcaster"  # 喊话员
    LEADER = "leader"  # 领导
    KIOSK = "kiosk"  # 会议室屏
    SECURITY = "security"  # 安全管理员: roles, lock-outs, policies
    AUDIT = "audit"  # 审计员: reads the security log, changes nothing
    DEVICE = "device"  # gateways and the simulator's phones


@dataclass(frozen=True)
class Step:
    """One permitted move."""

    state: S
    command: str
    roles: frozenset[Role]
    next_state: S


@dataclass(frozen=True)
class Refusal:
    """Why a move is not permitted: `wrong_state` (allowed_states say where it is) or `wrong_role` (roles say who)."""

    code: str
    allowed_states: tuple[S, ...] = ()
    roles: tuple[Role, ...] = ()


def _step(state: S, command: str, next_state: S, *roles: Role) -> Step:
    return Step(state, command, frozenset(roles), next_state)


TABLE: tuple[Step, ...] = (
    _step(S.REPORTED, "accept_case", S.ACCEPTED, Role.INTAKE),
    _step(S.REPORTED, "refuse_case", S.REFUSED, Role.INTAKE),
    _step(S.ACCEPTED, "file_case", S.FILED, Role.SHIFT_LEADER),
    _step(S.ACCEPTED, "refuse_case", S.REFUSED, Role.SHIFT_LEADER),
    _step(S.FILED, "dispatch_case", S.DISPATCHED, Role.DISPATCHER),
    _step(S.DISPATCHED, "sign_case", S.SIGNED, Role.DEPARTMENT),
    _step(S.SIGNED, "start_handling", S.HANDLING, Role.DEPARTMENT),
    _step(S.HANDLING, "feed_back", S.FEEDBACK, Role.DEPARTMENT),
    _step(S.FEEDBACK, "check_case", S.CHECKED, Role.INSPECTOR),
    _step(S.CHECKED, "close_case", S.CLOSED, Role.SHIFT_LEADER),
)
REWORK = _step(S.FEEDBACK, "check_case", S.HANDLING, Role.INSPECTOR)
"""A check that did not pass (R4)."""


def decide(state: S, command: str, roles: frozenset[Role], *, passed: bool = True) -> Step | Refusal:
    """The step this command takes from `state`, or why not. `passed` only matters to `check_case`."""
    steps = [step for step in TABLE if step.command == command]
    here = next((step for step in steps if step.state == state), None)
    if here is None:
        return Refusal("wrong_state", allowed_states=tuple(step.state for step in steps))
    if not here.roles & roles:
        return Refusal("wrong_role", roles=tuple(sorted(here.roles)))
    return here if passed or command != "check_case" else REWORK


def open_commands(state: S) -> tuple[Step, ...]:
    """Every step that leaves `state`, for the buttons of a case."""
    return tuple(step for step in TABLE if step.state == state)
