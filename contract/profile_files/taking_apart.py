"""A `CityProfile` becomes its tables, each cell in the one way in which its column keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contract.entities import Department, Id, Person
from contract.limits import ClassLimits, HandlingLimit, Limit
from contract.profile import CityProfile
from contract.profile_files.assembling import INLINE
from contract.profile_files.cells import numeral, steps_text, thresholds_text
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.settings import ALL
from contract.profile_files.values import cell_of, value_at


def tables_of(profile: CityProfile) -> dict[str, tuple[Row, ...]]:
    """Every table but those of departments and people. A limit of a class that is not there is left out."""
    by_class = {
        one.class_code: ClassLimits(class_code=one.class_code, lines=(HandlingLimit(limit=Limit(one.value, one.unit)),))
        for one in profile.limits
    } | {one.class_code: one for one in profile.class_limits}
    owners: dict[str, tuple[HandlingLimit, ...]] = {code: one.lines for code, one in by_class.items()}
    named = [(one.code, owners.get(one.code, ())) for one in profile.classes]
    named += [(one.id, one.limits) for one in profile.conditions]
    rules = profile.rules
    return {
        SETTINGS: _settings(profile),
        "classes": tuple(_classes(profile, owners)),
        "conditions": tuple(_conditions(profile)),
        "limits": tuple(_limits(named)),
        "milestones": tuple(_milestones(named)),
        "step_limits": tuple((one.step, one.post, one.urgency, one.grade, cell_of(one.limit)) for one in rules.steps),
        "pauses": tuple(
            (one.reason, cell_of(one.maximum), str(one.times) if one.times else "") for one in rules.pauses
        ),
        "ladder": tuple((one.post, numeral(one.after_min)) for one in rules.ladder.rungs),
        "orders": tuple(
            (one.urgency, cell_of(one.sign), cell_of(one.send_back), cell_of(one.answer)) for one in rules.orders
        ),
        "calendar": tuple(_calendar(profile)),
        "responsibility": tuple((one.class_code, one.area_code, one.department_code) for one in profile.responsibility),
        "phrases": tuple((one.command, one.text, one.text_en) for one in profile.phrases),
        "indicators": tuple(_indicators(profile)),
        "grades": tuple(
            (one.code, numeral(one.from_score), one.colour, one.name, one.name_en) for one in profile.evaluation.grades
        ),
    }


def organisation_of(
    departments: Iterable[Department], people: Iterable[Person], area_codes: dict[Id, str]
) -> dict[str, tuple[Row, ...]]:
    """The tables of departments and people, in an order of their own: codes, then names."""
    kept = list(departments)
    codes = {one.id: one.code for one in kept}
    return {
        "departments": tuple(
            sorted(
                (one.code, one.name, one.name_en, one.short_name, codes.get(one.parent_id or "", "")) for one in kept
            )
        ),
        "people": tuple(
            sorted(
                (
                    (
                        one.id,
                        one.name,
                        "; ".join(one.roles),
                        codes.get(one.department_id or "", ""),
                        area_codes.get(one.area_id or "", ""),
                    )
                    for one in people
                ),
                key=lambda row: (row[3], row[4], row[1], int(row[0])),
            )
        ),
    }


def _settings(profile: CityProfile) -> tuple[Row, ...]:
    counts = {one.object: one.counts for one in profile.evaluation.schemes}
    rows = []
    for one in ALL:
        if one.path[:2] == ("evaluation", "counts"):
            rows.append((one.name, cell_of(counts.get(one.path[2], ()))))  # type: ignore[call-overload]
        else:
            rows.append((one.name, cell_of(value_at(profile, one.path))))
    return tuple(rows)


def _inline(lines: Iterable[HandlingLimit]) -> Row:
    found = {one.grade: cell_of(one.limit) for one in lines if not one.urgency}
    return tuple(found.get(grade, "") for _, grade in INLINE)


def _classes(profile: CityProfile, owners: dict[str, tuple[HandlingLimit, ...]]) -> Iterator[Row]:
    for one in profile.classes:
        names = (one.code, one.name, one.name_en, one.major, one.major_en, one.glyph, one.edition, one.status)
        yield (*names, *_inline(owners.get(one.code, ())))


def _conditions(profile: CityProfile) -> Iterator[Row]:
    for one in profile.conditions:
        yield (
            one.id,
            one.class_code,
            "; ".join(one.triggers),
            "; ".join(one.triggers_en),
            thresholds_text(one.thresholds),
            *_inline(one.limits),
            one.severity,
            "; ".join(one.closing),
            "; ".join(one.closing_en),
            one.note,
        )


_Owners = Iterable[tuple[str, tuple[HandlingLimit, ...]]]


def _limits(owners: _Owners) -> Iterator[Row]:
    for name, lines in owners:
        for one in lines:
            if one.urgency:
                yield (name, one.grade, one.urgency, cell_of(one.limit))


def _milestones(owners: _Owners) -> Iterator[Row]:
    for name, lines in owners:
        for one in lines:
            for number, mark in enumerate(one.milestones, 1):
                after = "yes" if mark.after_previous else "no"
                limit = cell_of(mark.limit)
                yield (name, one.grade, one.urgency, str(number), mark.name, mark.name_en, limit, after)


def _calendar(profile: CityProfile) -> Iterator[Row]:
    names = {one.day: one for one in profile.day_names}
    days = dict.fromkeys(profile.holidays, "holiday") | dict.fromkeys(profile.workdays, "workday")
    for day, kind in sorted(days.items()):
        named = names.get(day)
        yield (day.isoformat(), kind, named.name if named else "", named.name_en if named else "")


def _indicators(profile: CityProfile) -> Iterator[Row]:
    for scheme in profile.evaluation.schemes:
        for one in scheme.indicators:
            yield (
                scheme.object,
                one.code,
                one.name,
                one.name_en,
                one.formula,
                one.unit,
                one.better,
                numeral(one.weight) if one.weight else "",
                steps_text(one.steps),
                one.score,
                one.confidence,
                one.note,
            )
