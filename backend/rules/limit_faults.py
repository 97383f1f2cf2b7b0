"""What is wrong with the limits and the calendar of a city profile, each with its place in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.rules.workdays import clock_of, laid_out
from contract.entities import CaseState, Urgency
from contract.lifecycle import Role
from contract.limits import (
    ASIDE,
    GRADES,
    PAUSES,
    UNITS,
    WORK_DAY_READINGS,
    HandlingLimit,
    Limit,
    LimitRules,
)
from contract.profile import CityProfile

_MOST = {"urgent_hour": 87_840, "work_hour": 87_840, "urgent_day": 3660, "work_day": 2500}
"""Ten years."""


class Fault(NamedTuple):
    """`place` is the path of the field, `code` what is wrong (docs/errors.md words it), `params` what it is about."""

    place: str
    code: str
    params: dict[str, str] = {}


def limit_faults(profile: CityProfile) -> tuple[Fault, ...]:
    """Every fault of units, values, names and clock times."""
    return tuple(_limit_faults(profile))


def calendar_faults(profile: CityProfile, reached: Iterable[int] = ()) -> tuple[Fault, ...]:
    """Every fault of the calendar. `reached`: years in which cases begin or end (`years_reached`).

    A year that is reached and not covered (`WorkTime.years`, else those in which the calendar names a day) would be
    counted as if it had no holidays.
    """
    return tuple(_calendar_faults(profile, frozenset(reached)))


def years_reached(first: date, last: date, profile: CityProfile) -> range:
    """The years from the first open case to the longest limit that begins on `last`, without pauses."""
    running = (one for place, one in _all_limits(profile) if not place.startswith("rules.pauses"))
    longest = max(map(_days, running), default=0.0)
    return range(first.year, (last + timedelta(days=min(longest, 3660))).year + 1)


def _calendar_faults(profile: CityProfile, reached: frozenset[int]) -> Iterator[Fault]:
    holidays, workdays = set(profile.holidays), set(profile.workdays)
    for name, days in (("holidays", profile.holidays), ("workdays", profile.workdays)):
        seen: set[date] = set()
        for at, day in enumerate(days):
            if day in seen:
                yield Fault(f"{name}[{at}]", "day_twice", {"day": day.isoformat()})
            seen.add(day)
    for at, day in enumerate(profile.workdays):
        if day in holidays:
            yield Fault(f"workdays[{at}]", "holiday_and_workday", {"day": day.isoformat()})
        if day.weekday() < 5:
            yield Fault(f"workdays[{at}]", "workday_is_no_weekend", {"day": day.isoformat()})
    told = profile.rules.work_time.years
    covered = set(told) or {one.year for one in holidays | workdays}
    for name, days in (("holidays", profile.holidays), ("workdays", profile.workdays)):
        for at, day in enumerate(days):
            if told and day.year not in covered:
                yield Fault(f"{name}[{at}]", "day_outside_years", {"day": day.isoformat()})
    for year in range(min(covered), max(covered)) if covered else ():
        if year not in covered:
            yield Fault("rules.work_time.years", "year_missing", {"year": str(year)})
    for year in sorted(reached - covered):
        if not covered or not min(covered) < year < max(covered):
            yield Fault("rules.work_time.years", "year_missing", {"year": str(year)})


def _limit_faults(profile: CityProfile) -> Iterator[Fault]:
    try:
        ZoneInfo(profile.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Fault("timezone", "unknown_zone", {"value": profile.timezone})
    yield from _clock_faults(profile)
    for place, limit in _all_limits(profile):
        yield from _of_limit(place, limit)
    for place, line in _lines(profile):
        if line.grade and line.grade not in GRADES:
            yield Fault(f"{place}.grade", "unknown_grade", {"value": line.grade})
        if line.urgency and line.urgency not in _URGENCIES:
            yield Fault(f"{place}.urgency", "unknown_urgency", {"value": line.urgency})
    yield from _lines_twice(profile)
    yield from _rule_faults(profile.rules)


def _clock_faults(profile: CityProfile) -> Iterator[Fault]:
    told = profile.rules.work_time
    clocks = [("duty_from", profile.duty_from), ("duty_to", profile.duty_to)]
    for at, part in enumerate(told.duty):
        clocks += [
            (f"rules.work_time.duty[{at}].opens", part.opens),
            (f"rules.work_time.duty[{at}].closes", part.closes),
        ]
    wrong = False
    for place, text in clocks:
        try:
            clock_of(text)
        except ValueError:
            wrong = True
            yield Fault(place, "no_clock_time", {"value": text})
    if not wrong and len(told.duty) > 1:
        yield from _parts_faults(profile)
    if told.work_day not in WORK_DAY_READINGS:
        yield Fault("rules.work_time.work_day", "unknown_reading", {"value": told.work_day})
    if not 0 <= told.day_hours <= 24:
        yield Fault("rules.work_time.day_hours", "out_of_range", {"value": str(told.day_hours)})


def _parts_faults(profile: CityProfile) -> Iterator[Fault]:
    parts = tuple((clock_of(one.opens), clock_of(one.closes)) for one in profile.rules.work_time.duty)
    (_, first), _ = laid_out(parts)[0]
    for at, (_, (late, closes)) in enumerate(laid_out(parts)):
        if (late, closes) > (1, first):
            yield Fault(f"rules.work_time.duty[{at}]", "duty_longer_than_a_day")
            return


def _of_limit(place: str, limit: Limit) -> Iterator[Fault]:
    if limit.unit not in UNITS:
        yield Fault(f"{place}.unit", "unknown_unit", {"value": limit.unit})
    elif not 0 < limit.value <= _MOST[limit.unit]:
        yield Fault(f"{place}.value", "out_of_range", {"value": f"{limit.value:g}", "most": str(_MOST[limit.unit])})


def _rule_faults(rules: LimitRules) -> Iterator[Fault]:
    for at, one in enumerate(rules.steps):
        place = f"rules.steps[{at}]"
        if one.step not in _STEPS:
            yield Fault(f"{place}.step", "unknown_step", {"value": one.step})
        if one.post and one.post not in _POSTS:
            yield Fault(f"{place}.post", "unknown_post", {"value": one.post})
        if one.urgency and one.urgency not in _URGENCIES:
            yield Fault(f"{place}.urgency", "unknown_urgency", {"value": one.urgency})
        if one.grade and one.grade not in GRADES:
            yield Fault(f"{place}.grade", "unknown_grade", {"value": one.grade})
        if any(same(one) == same(before) for before in rules.steps[:at]):
            yield Fault(place, "line_twice", {"value": one.step})
    for at, pause in enumerate(rules.pauses):
        if pause.reason not in PAUSES:
            yield Fault(f"rules.pauses[{at}].reason", "unknown_pause", {"value": pause.reason})
        if pause.times < 0:
            yield Fault(f"rules.pauses[{at}].times", "out_of_range", {"value": str(pause.times)})
    if not 0 < rules.lamps.yellow <= rules.lamps.red:
        yield Fault("rules.lamps", "out_of_range", {"value": f"{rules.lamps.yellow:g}, {rules.lamps.red:g}"})
    if rules.rework_clock not in ("remaining", "new_limit"):
        yield Fault("rules.rework_clock", "unknown_choice", {"value": rules.rework_clock})
    if rules.extension.times < 0 or not rules.extension.factor >= 0:
        yield Fault("rules.extension", "out_of_range", {"value": f"{rules.extension.factor:g}"})
    for at, rung in enumerate(rules.ladder.rungs):
        if rung.post != "person" and rung.post not in _POSTS:
            yield Fault(f"rules.ladder.rungs[{at}].post", "unknown_post", {"value": rung.post})
        if not 0 <= rung.after_min <= 525_600 or (at and rung.after_min < rules.ladder.rungs[at - 1].after_min):
            yield Fault(f"rules.ladder.rungs[{at}].after_min", "out_of_range", {"value": f"{rung.after_min:g}"})
    for kind in rules.ladder.kinds:
        if kind != "supervised" and kind not in _URGENCIES:
            yield Fault("rules.ladder.kinds", "unknown_choice", {"value": kind})
    for lamp in rules.urge_at:
        if lamp not in ("yellow", "red"):
            yield Fault("rules.urge_at", "unknown_choice", {"value": lamp})


def same(line: object) -> tuple[str, ...]:
    """By what two lines of a table would be one and the same."""
    return tuple(str(getattr(line, name, "")) for name in ("step", "post", "urgency", "grade"))


def _lines_twice(profile: CityProfile) -> Iterator[Fault]:
    for place, lines in _tables(profile):
        for at, one in enumerate(lines):
            if any(same(one) == same(before) for before in lines[:at]):
                yield Fault(f"{place}[{at}]", "line_twice", {"value": f"{one.grade} {one.urgency}".strip()})


def _tables(profile: CityProfile) -> Iterator[tuple[str, tuple[HandlingLimit, ...]]]:
    for at, one in enumerate(profile.class_limits):
        yield f"class_limits[{at}].lines", one.lines
    for at, condition in enumerate(profile.conditions):
        yield f"conditions[{at}].limits", condition.limits


def _lines(profile: CityProfile) -> Iterator[tuple[str, HandlingLimit]]:
    for place, lines in _tables(profile):
        for at, line in enumerate(lines):
            yield f"{place}[{at}]", line


def _all_limits(profile: CityProfile) -> Iterator[tuple[str, Limit]]:
    for at, rule in enumerate((profile.default_limit, *profile.limits)):
        yield f"limits[{at - 1}]" if at else "default_limit", Limit(rule.value, rule.unit)
    for place, line in _lines(profile):
        yield f"{place}.limit", line.limit
        for at, milestone in enumerate(line.milestones):
            yield f"{place}.milestones[{at}].limit", milestone.limit
    rules = profile.rules
    for at, step in enumerate(rules.steps):
        yield f"rules.steps[{at}].limit", step.limit
    for at, pause in enumerate(rules.pauses):
        if pause.maximum is not None:
            yield f"rules.pauses[{at}].maximum", pause.maximum
    for at, order in enumerate(rules.orders):
        for name in ("sign", "send_back", "answer"):
            limit = getattr(order, name)
            if limit is not None:
                yield f"rules.orders[{at}].{name}", limit


def _days(limit: Limit) -> float:
    """How many days of the calendar a limit takes at most, about."""
    if not limit.value > 0:
        return 0.0
    days = limit.value if limit.unit.endswith("day") else limit.value / 24
    # Weeks have five working days, and a golden week comes between.
    return days * 1.6 + 14 if limit.unit == "work_day" else days + 1 if limit.unit != "work_hour" else days * 24 + 1


_URGENCIES = frozenset(str(one) for one in Urgency)
_POSTS = frozenset(str(one) for one in Role)
_STEPS = frozenset(str(one) for one in CaseState) | frozenset(ASIDE)
