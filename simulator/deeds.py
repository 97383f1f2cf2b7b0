"""The command of a step that somebody takes: with a department, a unit, a moment, as the act asks for it. Pure."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast, get_args

from contract import commands as c
from contract.entities import Area, Case, Department, Id, Point, Unit, Vehicle
from simulator.pace import Step

KINDS: dict[str, type[c.OnCase]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(c.AnyCaseCommand) if kind is not c.ReportCase
}
OPINIONS = {
    "confirm_case": "调看画面，情况属实",
    "accept_case": "情况属实，予以受理",
    "audit_self_handled": "照片清楚，同意自处置",
    "ask_order_return": "不属本平台职责，申请退单",
    "amend_case": "更正地点描述",
    "request_verification": "请到现场核实",
    "answer_verification": "现场核实",
    "file_case": "符合立案条件",
    "refuse_case": "不属于受理范围",
    "decline_case": "不符合立案条件",
    "send_back": "类别有误，请重新核定",
    "void_case": "误报",
    "merge_case": "同一问题重复上报",
    "split_case": "经查不是同一处",
    "adopt_case": "同一问题，主案统一协调",
    "dispatch_case": "请按时限处置",
    "entrust_case": "请街道平台派遣",
    "dispatch_unit": "就近处置",
    "redispatch_case": "权属变更，改派",
    "hand_over_case": "移交镇街办理",
    "sign_case": "已签收",
    "depart": "已出发",
    "arrive": "已到场",
    "start_handling": "人员已到场",
    "feed_back": "已处理完毕，现场已恢复",
    "ask_return": "经查不属本部门管辖",
    "ask_extension": "材料未到，申请延期",
    "ask_suspension": "需结合道路大修，申请挂账",
    "resume_case": "施工条件具备，恢复办理",
    "mark_shirking": "权属清楚而不签收",
    "request_check": "请到现场核查",
    "close_case": "核查通过，同意结案",
    "archive_case": "归档",
    "reopen_case": "问题复发",
    "appeal_case": "因停电延误",
    "urge_case": "请尽快处置",
    "supervise_case": "限期完成并回复",
    "reply_supervision": "已加派人员",
    "instruct": "请重点关注，务必整改到位",
    "sign_instruction": "已收悉",
    "answer_instruction": "已落实",
    "reply_caller": "已告知处理结果",
}
_YES_NO = {
    "check_case": ("passed", "现场已恢复", "现场未清理干净，返工"),
    "answer_verification": ("confirmed", "情况属实", "现场未发现"),
    "audit_self_handled": ("approved", "照片清楚，同意自处置", "照片不清，转常规办理"),
    "decide_order_return": ("approved", "同意退单", "属本平台职责，应予签收"),
    "decide_return": ("approved", "同意回退", "权属清楚，不同意回退"),
    "decide_extension": ("approved", "同意延期", "理由不充分"),
    "decide_suspension": ("approved", "同意挂账", "应立即处置"),
    "decide_appeal": ("approved", "申诉成立", "申诉不成立"),
}


class Ground:
    """What a choice is made from."""

    def __init__(
        self,
        departments: Sequence[Department],
        units: Sequence[Unit | Vehicle],
        streets: Sequence[Area],
        districts: Mapping[Id, Id],
        open_cases: Sequence[Id] = (),
        conditions: Mapping[str, Sequence[str]] | None = None,
        points: Sequence[tuple[float, float]] = (),
    ) -> None:
        """`districts`: department id -> person id of those who dispatch a second time. `conditions`: class -> ids of
        its filing conditions. `points`: places (lon, lat) for a case that has none."""
        self.departments, self.units, self.streets = departments, units, streets
        self.districts, self.open_cases = districts, open_cases
        self.conditions, self.points = conditions or {}, points


def command_of(
    case: Case, step: Step, owner: Id | None, ground: Ground, chance: random.Random, now: datetime
) -> c.AnyCaseCommand | None:
    """The command, None where the city lacks what it needs. `owner`: the department whose class it is."""
    given: dict[str, Any] = {"opinion": OPINIONS.get(step.command, "")}
    if step.command in _YES_NO:
        field, yes, no = _YES_NO[step.command]
        given |= {field: step.answer, "opinion": yes if step.answer else no}
    elif step.command in _NEEDS:
        needed = _NEEDS[step.command](_Wish(case, owner, ground, chance, now))
        if needed is None:
            return None
        given |= needed
    made = KINDS[step.command](case_id=case.id, expected_version=case.version, **given)
    return cast("c.AnyCaseCommand", made)


@dataclass(frozen=True)
class _Wish:
    case: Case
    owner: Id | None
    ground: Ground
    chance: random.Random
    now: datetime


_Given = dict[str, Any] | None


def _department(w: _Wish) -> _Given:
    return None if w.owner is None else {"department_id": w.owner}


def _another(w: _Wish) -> _Given:
    others = [one.id for one in w.ground.departments if one.id != w.case.department_id]
    return {"department_id": w.chance.choice(others)} if others else None


def _district(w: _Wish) -> _Given:
    return {"department_id": w.chance.choice(sorted(w.ground.districts))} if w.ground.districts else None


def _unit(w: _Wish) -> _Given:
    fit = [one for one in w.ground.units if one.department_id is not None]
    if not fit:
        return None
    one = w.chance.choice(fit)
    return {"unit_kind": "unit" if isinstance(one, Unit) else "vehicle", "unit_id": one.id}


def _later(w: _Wish) -> _Given:
    if w.case.deadline_at is None or w.case.clock_started_at is None:
        return None
    whole = w.case.deadline_at - w.case.clock_started_at
    return {"until_at": w.case.deadline_at + whole * w.chance.uniform(0.2, 0.8)}


def _much_later(w: _Wish) -> _Given:
    return {"until_at": w.now + timedelta(days=w.chance.uniform(2, 200))}


def _note(w: _Wish) -> _Given:
    return None if w.case.department_id is None else {"department_id": w.case.department_id}


def _other_case(w: _Wish) -> _Given:
    others = [one for one in w.ground.open_cases if one != w.case.id]
    return {"into_id": w.chance.choice(others)} if others else None


def _parent(w: _Wish) -> _Given:
    others = [one for one in w.ground.open_cases if one != w.case.id]
    return {"parent_id": w.chance.choice(others)} if others and w.case.parent_id is None else None


def _town(w: _Wish) -> _Given:
    if w.case.level:
        return {}
    return {"town_id": w.chance.choice(w.ground.streets).id} if w.ground.streets else None


def _condition(w: _Wish) -> _Given:
    fit = w.ground.conditions.get(w.case.class_code, ())
    return {"condition": w.chance.choice(fit)} if fit else {}


def _milestone(w: _Wish) -> _Given:
    return {"name": w.case.milestone} if w.case.milestone else None


def _place(w: _Wish) -> _Given:
    if w.case.cell_code is None:
        return {"point": Point(*w.chance.choice(w.ground.points))} if w.ground.points else None
    return {"place": f"{w.case.place}门前"} if w.case.place and len(w.case.place) < 150 else None


_NEEDS = {
    "file_case": _condition,
    "pass_milestone": _milestone,
    "revisit_caller": lambda w: {"satisfaction": w.chance.choice((2, 3, 4, 4, 5, 5, 5)), "opinion": "回访"},
    "dispatch_case": _department, "redispatch_case": _another, "entrust_case": _district, "dispatch_unit": _unit,
    "ask_extension": _later, "ask_suspension": _much_later, "instruct": _note, "merge_case": _other_case,
    "adopt_case": _parent, "hand_over_case": _town, "amend_case": _place,
}  # fmt: skip
