"""Posts (岗位): what an account may be in the loop."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """Posts (岗位). One account may hold several where the city profile allows it."""

    ADMIN = "admin"  # 系统管理员
    INSPECTOR = "inspector"  # 监督员
    INTAKE = "intake"  # 受理员
    SHIFT_LEADER = "shift_leader"  # 值班长
    DISPATCHER = "dispatcher"  # 派遣员
    DISTRICT = "district"  # 区、街道平台派遣员: dispatches a second time (二次派遣)
    DEPARTMENT = "department"  # 专业部门
    DUTY = "duty"  # 指挥大厅值班员
    BROADCASTER = "broadcaster"  # 喊话员
    LEADER = "leader"  # 领导
    KIOSK = "kiosk"  # 会议室屏
    SECURITY = "security"  # 安全管理员: roles, lock-outs, policies
    AUDIT = "audit"  # 审计员: reads the security log, changes nothing
    DEVICE = "device"  # gateways and the simulator's phones


PROXIES: dict[Role, frozenset[Role]] = {
    Role.INTAKE: frozenset({Role.INSPECTOR}),
    Role.DISPATCHER: frozenset({Role.DEPARTMENT, Role.DISTRICT}),
    Role.DISTRICT: frozenset({Role.DEPARTMENT}),
    Role.SHIFT_LEADER: frozenset({Role.LEADER}),
    Role.DUTY: frozenset({Role.INSPECTOR, Role.DEPARTMENT, Role.LEADER}),
}
"""For which posts a post may enter acts (代录): what somebody without a seat says by telephone or on paper."""

REPORTERS = frozenset(
    {Role.INSPECTOR, Role.INTAKE, Role.DUTY, Role.SHIFT_LEADER, Role.LEADER, Role.DEVICE, Role.DEPARTMENT}
)
"""Who reports a case."""
