"""What the department does: sign, depart, arrive, handle, pass stages, feed back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from backend.course import Milestone
from backend.outcome import Actor, Outcome
from backend.services import case_clock, case_hands
from backend.services.case_applications import DONE_ASKING
from backend.services.case_dispatch import milestone_now
from backend.services.case_step import Stand, begin
from backend.transaction import Transaction
from contract import commands as c


def sign_case(tx: Transaction, command: c.SignCase, by: Actor, at: datetime) -> Outcome:
    """签收."""
    return begin(tx, command, by, at).done("case.signed", changes={"signed_at": at})


def depart(tx: Transaction, command: c.Depart, by: Actor, at: datetime) -> Outcome:
    """出发."""
    stand = begin(tx, command, by, at)
    return stand.done("case.departed", course={"departed_at": at, **_hand(stand)})


def arrive(tx: Transaction, command: c.Arrive, by: Actor, at: datetime) -> Outcome:
    """到场: in time or not is told with it."""
    stand = begin(tx, command, by, at)
    due = stand.course.arrive_by_at
    params = {} if due is None else {"in_time": "yes" if at <= due else "no"}
    return stand.done("case.arrived", course={"arrived_at": at, **_hand(stand)}, params=params)


def start_handling(tx: Transaction, command: c.StartHandling, by: Actor, at: datetime) -> Outcome:
    """处置."""
    return begin(tx, command, by, at).done("case.handling_started")


def pass_milestone(tx: Transaction, command: c.PassMilestone, by: Actor, at: datetime) -> Outcome:
    """阶段完成, in order; the last stage is passed by the feedback (R24)."""
    stand = begin(tx, command, by, at)
    here = milestone_now(stand.course)
    if here is None or here.name != command.name or here is stand.course.milestones[-1]:
        raise stand.refuse("R24", "not the stage whose turn it is", "$.command.name")
    changes, clock = case_clock.milestone_passed(tx, stand.record, stand.course, _passed(stand, here))
    return stand.done(
        "case.milestone_passed",
        changes=changes,
        course=clock | _hand(stand),
        params={"name": here.name, "in_time": "yes" if at <= here.deadline_at else "no"},
    )


def feed_back(tx: Transaction, command: c.FeedBack, by: Actor, at: datetime) -> Outcome:
    """反馈: handling ends here, not when the case is closed. An application that still waits falls away."""
    stand = begin(tx, command, by, at)
    course: dict[str, Any] = {**_hand(stand), **DONE_ASKING}
    if stand.course.milestones:
        here = milestone_now(stand.course)
        if here is not None and here is not stand.course.milestones[-1]:
            raise stand.refuse("R24", f"the stage {here.name} is not passed", "$.command.case_id")
        if here is not None:
            course["milestones"] = _passed(stand, here)
    return stand.done("case.fed_back", changes={"handled_at": at}, course=course)


def _hand(stand: Stand) -> dict[str, Any]:
    return case_hands.laid(stand.course, case_hands.HANDLE, stand.powers)


def _passed(stand: Stand, here: Milestone) -> tuple[Milestone, ...]:
    return tuple(
        msgspec.structs.replace(one, passed_at=stand.at) if one is here else one for one in stand.course.milestones
    )
