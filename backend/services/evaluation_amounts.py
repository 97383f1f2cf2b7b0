"""Amounts of an evaluation as they are counted: of the whole city from sums, of a scope's part from the marks.

A due count counts nothing before its moment. Whole days before today are read from the sums; what falls due today is
looked up by its moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import Connection

from backend.services.evaluation_counting import DUE_BITS, read_marks
from contract.entities import Id
from contract.evaluation_counts import DUE, OBJECTS, STORED
from contract.periods import Period, day_key, split
from contract.scope import Scope, View

_DAY = timedelta(days=1)
Numbers = dict[int, int]
"""number of a count -> amount"""


@dataclass
class Amounts:
    """What was counted: by object, and of all objects by the parts of the period (days or months)."""

    objects: dict[int, Numbers] = field(default_factory=dict)
    spans: dict[int, Numbers] = field(default_factory=dict)

    def add(self, object_id: int, span: int, number: int, amount: int) -> None:
        """One amount more."""
        of_object = self.objects.setdefault(object_id, {})
        of_object[number] = of_object.get(number, 0) + amount
        self.add_span(span, number, amount)

    def add_span(self, span: int, number: int, amount: int) -> None:
        """One amount more of a part of the period, of no object."""
        of_span = self.spans.setdefault(span, {})
        of_span[number] = of_span.get(number, 0) + amount


@dataclass(frozen=True)
class Question:
    """What is counted: a kind of object in a period, at a moment, as a scope sees it."""

    generation: int
    place: int  # of the object in OBJECTS
    period: Period
    today: date
    now_ms: int
    scope: Scope

    @property
    def by_month(self) -> bool:
        """Whether the parts of the period are months, else days."""
        return self.period.kind in ("quarter", "year")

    @property
    def days(self) -> tuple[int, int]:
        """First and last day key."""
        return day_key(self.period.first), day_key(self.period.last)

    @property
    def of(self) -> str:
        """The rows of this count, in SQL."""
        return f"generation = {self.generation} AND object = {self.place}"


def amounts(connection: Connection, asked: Question) -> Amounts:
    """Everything that the question asks for."""
    return _from_sums(connection, asked) if seen(asked.scope) == "" else _from_marks(connection, asked)


def seen(scope: Scope) -> str:
    """The SQL of what a scope sees of the marks; empty: everything."""
    parts = []
    if scope.area_ids:
        parts.append(f"area_id IN ({_listed(scope.area_ids)})")
    if scope.view is View.DEPARTMENT:
        parts.append(f"department_id = {int(scope.department_id or 0)}")
    return " AND ".join(parts)


def named_in(asked: Question) -> str:
    """SQL: the objects of which anything was counted in the period; with it each is looked up by its key."""
    within = _within(asked.period.first, asked.period.last)
    return f"SELECT DISTINCT object_id FROM evaluation_sums WHERE {asked.of} AND {within}"


def _from_sums(connection: Connection, asked: Question) -> Amounts:
    found = Amounts()
    first, last = asked.period.first, asked.period.last
    due = [number for number, code in enumerate(STORED[OBJECTS[asked.place]]) if code in DUE]
    others = [number for number, code in enumerate(STORED[OBJECTS[asked.place]]) if code not in DUE]
    _sum(connection, asked, found, others, first, last)
    if due:
        _sum(connection, asked, found, due, first, min(last, asked.today - _DAY))
        if first <= asked.today <= last:
            _due_today(connection, asked, found)
    return found


def _sum(
    connection: Connection, asked: Question, found: Amounts, numbers: Sequence[int], first: date, last: date
) -> None:
    if first > last:
        return
    where = f"{asked.of} AND number IN ({_listed(numbers)}) AND amount <> 0"
    rows = connection.exec_driver_sql(
        f"SELECT object_id, number, CAST(SUM(amount) AS BIGINT) FROM evaluation_sums "
        f"WHERE {where} AND {_within(first, last)} GROUP BY object_id, number"
    )
    for object_id, number, amount in rows:
        of_object = found.objects.setdefault(object_id, {})
        of_object[number] = of_object.get(number, 0) + amount
    part = "CASE WHEN period > 999999 THEN period / 100 ELSE period END" if asked.by_month else "period"
    within = _within(first, last) if asked.by_month else f"period >= {day_key(first)} AND period <= {day_key(last)}"
    rows = connection.exec_driver_sql(
        f"SELECT {part} AS part, number, CAST(SUM(amount) AS BIGINT) FROM evaluation_sums "
        f"WHERE {where} AND {within} GROUP BY 1, number"
    )
    for span, number, amount in rows:
        found.add_span(span, number, amount)


def _due_today(connection: Connection, asked: Question, found: Amounts) -> None:
    today = day_key(asked.today)
    span = today // 100 if asked.by_month else today
    # No limit that ended today ended more than two days of the clock ago, in any zone.
    rows = connection.exec_driver_sql(
        f"SELECT object_id, bits & {DUE_BITS[asked.place]} AS due, COUNT(*) FROM evaluation_marks "
        f"WHERE {asked.of} AND due_at IS NOT NULL AND due_at > {asked.now_ms - 172_800_000} "
        f"AND due_at <= {asked.now_ms} AND day = {today} GROUP BY 1, 2"
    )
    for object_id, bits, count in rows:
        for number in numbers_in(bits):
            found.add(object_id, span, number, count)


def _from_marks(connection: Connection, asked: Question) -> Amounts:
    found = Amounts()
    span = "day / 100" if asked.by_month else "day"
    due = DUE_BITS[asked.place]
    now_bits = f"CASE WHEN due_at IS NULL OR due_at <= {asked.now_ms} THEN bits ELSE bits & ~{due} END"
    first, last = asked.days
    where = (
        f"{asked.of} AND object_id IN ({named_in(asked)}) AND day >= {first} AND day <= {last} AND {seen(asked.scope)}"
    )
    rows = connection.exec_driver_sql(
        f"SELECT object_id, {span} AS part, {now_bits} AS seen, more, COUNT(*) FROM evaluation_marks "
        f"WHERE {where} GROUP BY 1, 2, 3, 4"
    )
    for object_id, part, bits, more, count in rows:
        ((_, several),) = read_marks([(bits, more)])
        for number in numbers_in(bits):
            found.add(object_id, part, number, several.get(number, 1) * count)
    return found


def numbers_in(bits: int) -> list[int]:
    """The counts whose bits are set."""
    return [number for number in range(bits.bit_length()) if bits >> number & 1]


def _within(first: date, last: date) -> str:
    months, runs = split(first, last)
    parts = [f"period IN ({_listed(months)})"] if months else []
    parts += [f"(period >= {low} AND period <= {high})" for low, high in runs]
    return f"({' OR '.join(parts)})" if parts else "1 = 0"


def _listed(values: Sequence[int] | Sequence[Id]) -> str:
    return ", ".join(str(int(one)) for one in values)
