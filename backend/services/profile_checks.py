"""What only the whole profile shows to be wrong: its limits, calendar and evaluation, at their places in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date

from backend.rules import scoring
from backend.rules.limit_faults import calendar_faults, limit_faults, years_reached
from contract.profile import CityProfile
from contract.profile_files.checking import Checked
from contract.profile_files.faults import SENTENCES, Fault
from contract.profile_files.schema import SETTINGS
from contract.profile_files.tables import BY_NAME

_LISTS = {
    "rules.steps": "step_limits",
    "rules.pauses": "pauses",
    "rules.ladder.rungs": "ladder",
    "rules.orders": "orders",
    "conditions": "conditions",
}
"""Lists of a profile whose places are the rows of a table."""
_SETTINGS = {"rules.lamps": "time.yellow", "rules.ladder.kinds": "time.ladder_kinds", "timezone": "city.timezone"}
_WARNINGS = frozenset({"year_missing"})


def whole_faults(checked: Checked, profile: CityProfile, first: date, today: date) -> tuple[Fault, ...]:
    """Faults of a profile that was made of tables without any. `first` is the day of the oldest open case."""
    reached = years_reached(min(first, today), today, profile)
    found = [*limit_faults(profile), *calendar_faults(profile, reached)]
    return (
        *(_fault(checked, profile, one.place, one.code, one.params) for one in found),
        *_evaluation(checked, profile),
    )


def _fault(checked: Checked, profile: CityProfile, place: str, code: str, params: dict[str, str]) -> Fault:
    table, line, column = _place(checked, profile, place, params)
    if code not in SENTENCES:
        said = ", ".join(f"{name} {value}" for name, value in params.items())
        code, params = "rule", {"reason": f"{code.replace('_', ' ')} {said}".strip()}
    return Fault(
        file=BY_NAME[table].file, line=line, column=column, code=code, params=params, warning=code in _WARNINGS
    )


def _place(checked: Checked, profile: CityProfile, place: str, params: dict[str, str]) -> tuple[str, int, str]:
    path, _, rest = place.partition("[")
    at, _, tail = rest.partition("]")
    column = re.split(r"[.\[]", tail.strip("."))[0]
    if path in ("holidays", "workdays"):
        return "calendar", _line(checked, "calendar", params.get("day", "")), "day"
    if path in ("class_limits", "limits") and at.isdigit():
        code = (profile.class_limits if path == "class_limits" else profile.limits)[int(at)].class_code
        return "classes", _line(checked, "classes", code), "limit"
    if path in _LISTS and at.isdigit():
        lines = checked.lines[_LISTS[path]]
        return _LISTS[path], lines[int(at)] if int(at) < len(lines) else 0, column
    name = _SETTINGS.get(path) or path.replace("rules.work_time.", "time.").replace("rules.", "time.")
    return SETTINGS, _line(checked, SETTINGS, name), name


def _line(checked: Checked, table: str, key: str) -> int:
    rows = zip(checked.tables[table], checked.lines[table], strict=True)
    return next((line for row, line in rows if row[0] == key), 0)


def _evaluation(checked: Checked, profile: CityProfile) -> Iterator[Fault]:
    places = {row[:2]: line for row, line in _numbered(checked, "indicators")}
    schemes = profile.evaluation.schemes
    for one in scoring.faults(profile.evaluation):
        found = re.match(r"\$\.(schemes|grades)\[(\d+)\]\.?(indicators\[(\d+)\])?\.?(\w*)", one.place)
        params = {"name": one.name, "at": str(one.at), "reason": f"{one.reason.replace('_', ' ')} {one.name}".strip()}
        code = "formula_fault" if one.at else one.reason if one.reason in SENTENCES else "rule"
        file, line, column = BY_NAME["indicators"].file, 0, ""
        if found and found[1] == "grades":
            lines = checked.lines["grades"]
            file, line, column = BY_NAME["grades"].file, lines[int(found[2])], found[5]
        elif found and found[4]:
            scheme = schemes[int(found[2])]
            indicator = scheme.indicators[int(found[4])]
            line, column = places.get((scheme.object, indicator.code), 0), found[5]
        yield Fault(file=file, line=line, column=column, code=code, params=params)


def _numbered(checked: Checked, table: str) -> Iterable[tuple[tuple[str, ...], int]]:
    return zip(checked.tables[table], checked.lines[table], strict=True)
