"""Limits and clocks as a city profile holds them (GB/T 30428.8, CJJ/T 106): values, never code.

What the words mean is computed in backend/rules (worktime, limits, clocks, ladder). Names are plain text so that a
reader of an older release keeps what it does not know; `backend.rules.limit_faults` says what is wrong with a profile.
Facts and their confidence: ../standards case_lifecycle (time_units, phase_limits, pause_rules, traffic_light).
"""

from __future__ import annotations

from typing import Literal, get_args

import msgspec

UnitName = Literal["urgent_hour", "urgent_day", "work_hour", "work_day"]
UNITS: tuple[UnitName, ...] = get_args(UnitName)
"""紧急工作时, 紧急工作日: day and night. 工作时: inside duty hours. 工作日: legal working days."""

GRADES = ("A", "B", "C")
"""Management level of a unit grid cell: core, general, other area."""

WorkDayReading = Literal["same_clock_time", "rolling_duty_hours", "end_of_day"]
WORK_DAY_READINGS: tuple[WorkDayReading, ...] = get_args(WorkDayReading)
"""What n 工作日 mean; cities differ, the standards' texts leave it open.

* `same_clock_time`: the same clock time on the n-th following working day, limited to duty hours.
* `rolling_duty_hours`: n times `WorkTime.day_hours` of duty on working days.
* `end_of_day`: the end of duty of the n-th following working day.
"""


class Limit(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long something may take: `value` > 0 of `unit` (one of UNITS)."""

    value: float
    unit: str


class Milestone(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of several deadlines in a row: stop the work, fine, demolish."""

    name: str
    limit: Limit
    name_en: str = ""
    after_previous: bool = False  # counted from when the one before was passed, else from the dispatch


class HandlingLimit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of a class's or filing condition's limits; of the lines that hold for a case the most particular counts.

    A line that names the urgency is more particular than one that names the grade.
    """

    limit: Limit
    grade: str = ""  # A | B | C; empty: any
    urgency: str = ""  # normal | urgent | major; empty: any
    milestones: tuple[Milestone, ...] = ()  # where given, the last one is the end of the handling


class ClassLimits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The handling limits of a class whose filing condition says nothing; those of `E0110` also hold for `E01102`."""

    class_code: str
    lines: tuple[HandlingLimit, ...]


class StepLimit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long one post may take for one step.

    `step` is a state of a case, whose step is the way out of it ("reported": 受理, "filed": 派遣, "feedback": 核查), or
    one of ASIDE. Of the lines that hold the most particular counts: by post, then by urgency, then by grade.
    """

    step: str
    limit: Limit
    post: str = ""  # a role; empty: whoever it is
    urgency: str = ""
    grade: str = ""


ASIDE = (
    "arrive",  # 到场: a unit that was sent directly, "紧急事项半小时到达现场"
    "decide_return",  # 回退 is asked for
    "decide_extension",  # 延期
    "decide_suspension",  # 挂账
    "decide_order_return",  # 退单 is asked for
    "reply_supervision",  # 督办回复
    "sign_instruction",  # 批示签收
    "answer_instruction",  # 批示反馈
    "reply_caller",  # 回复
    "appeal",  # 申诉: how long a department may appeal after closing
    "decide_appeal",
    "overall",  # 总时限: from the report to the closing
)
"""Clocks that run beside the state of a case."""


class DutyHours(msgspec.Struct, frozen=True, omit_defaults=True):
    """From when to when, HH:MM of the city's clock; `closes` not later than `opens` is on the next day."""

    opens: str
    closes: str


class WorkTime(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a city reads the units of its limits. Its holidays and exchanged weekends stand in the profile itself."""

    work_day: str = "same_clock_time"  # one of WORK_DAY_READINGS
    day_hours: float = 0.0  # of a rolling working day; 0: the duty hours of a day
    work_hours_daily: bool = (
        True  # 工作时 count on every day of the week (the centre is always staffed), else on 工作日
    )
    duty: tuple[DutyHours, ...] = ()  # parts of a day, in order; empty: the profile's duty_from and duty_to
    years: tuple[int, ...] = ()  # that the calendar covers; empty: those in which it names a day


PAUSES = ("return_asked", "extension_asked", "suspension_asked", "suspended", "waiting_for_check", "milestone")
"""Why the handling clock may stand still."""


class PauseRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A reason for which the handling clock stands still. A reason without a rule does not stop it."""

    reason: str  # one of PAUSES
    maximum: Limit | None = None  # of one pause; after it the clock runs again
    times: int = 0  # how often a case may pause for it; 0: as often as it comes


DEFAULT_PAUSES = (
    PauseRule(reason="return_asked"),
    PauseRule(reason="suspended", maximum=Limit(365, "urgent_day"), times=1),
    PauseRule(reason="waiting_for_check"),
)
"""Practice: returned and undecided, suspended (one city: once, a year at most), waiting for the check."""


class ExtensionRule(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How a handling limit may be extended (one city: by the limit once more, twice, not once overdue)."""

    times: int = 2
    factor: float = 1.0  # of the original limit, the most that one extension may add
    when_overdue: bool = False


class Lamps(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From which part of a limit the lamp is yellow, and red; percent, 0 < yellow <= red."""

    yellow: float = 80.0
    red: float = 100.0


class Rung(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who is alarmed so many minutes of clock time after the ladder began, unless somebody acknowledged before."""

    post: str  # a role, or "person": whose turn it is
    after_min: float


class Ladder(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The escalation of cases that nobody takes up in time."""

    kinds: tuple[str, ...] = ("urgent", "major", "supervised")  # 紧急, 重大, 督办: of others none climbs
    rungs: tuple[Rung, ...] = (
        Rung(post="person", after_min=0),
        Rung(post="shift_leader", after_min=5),
        Rung(post="leader", after_min=15),
    )


class OrderLimits(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Clocks of an order of 12345, beside ours and counted from its receipt. None: it has no such clock.

    Sending back (退单) must be inside the time to sign for it (practice). Values differ by city: a sample.
    """

    urgency: str = ""  # empty: any
    sign: Limit | None = None  # 签收
    send_back: Limit | None = None  # 退单
    answer: Limit | None = None  # 答复


class LimitRules(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Everything about time of a city profile but the handling limits of its classes and conditions.

    What is no time (who grants an extension, how often is urged) is contract.conduct's.
    """

    work_time: WorkTime = WorkTime()
    steps: tuple[StepLimit, ...] = ()
    pauses: tuple[PauseRule, ...] = DEFAULT_PAUSES
    extension: ExtensionRule = ExtensionRule()
    rework_clock: str = "remaining"  # remaining | new_limit: what rework (返工) leaves of the handling limit
    lamps: Lamps = Lamps()
    ladder: Ladder = Ladder()
    orders: tuple[OrderLimits, ...] = ()
    urge_at: tuple[str, ...] = ("red",)  # automatic 催办 when the lamp turns: yellow, red
