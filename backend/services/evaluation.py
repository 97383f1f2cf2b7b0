"""The table of an evaluation: objects of a kind in a period, counted, judged and graded by the city's profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

import msgspec
from sqlalchemy import Connection, select

from backend.rules.scoring import Judge, numbers_of
from backend.rules.worktime import calendar_of
from backend.services.evaluation_amounts import Amounts, Numbers, Question, amounts
from backend.services.evaluation_counting import CountState, count_state, last_position
from backend.tables import entities, to_ms
from contract.entities import Area, Department, Id
from contract.errors import Code, Refused
from contract.evaluation import POSTS, Evaluation, Object, Scheme
from contract.evaluation_answers import CountColumn, EvaluationRow, EvaluationSpan, EvaluationTable
from contract.evaluation_counts import OBJECTS, OF, STORED, Count
from contract.evaluation_sample import SAMPLE
from contract.periods import Period, around, period_of
from contract.profile import CityProfile
from contract.scope import Scope, View

Level = Literal["grid", "community", "street", "district", "city"]


class EvaluationQuery(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/evaluation`: `level` is of areas; without a period the month that runs."""

    object: Object = "area"
    level: Level = "street"
    period: Annotated[str, msgspec.Meta(max_length=10)] = ""


@dataclass(frozen=True)
class Ground:
    """What an answer stands on: one snapshot."""

    state: CountState
    question: Question
    areas: Sequence[Area]
    at: datetime

    @property
    def of(self) -> Object:
        """What is judged."""
        return OBJECTS[self.question.place]


def ground(connection: Connection, profile: CityProfile, scope: Scope, now: datetime, query: EvaluationQuery) -> Ground:
    """Read the question. Refused(malformed | wrong_role)."""
    if query.object in POSTS and scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="$.object", reason="people are judged before those who see the whole city")
    today = calendar_of(profile).local_day(now)
    state = count_state(connection)
    question = Question(
        generation=state.generation,
        place=OBJECTS.index(query.object),
        period=read_period(query.period, today),
        today=today,
        now_ms=to_ms(now),
        scope=scope,
    )
    body = select(entities.c.body).where(entities.c.kind == "area", entities.c.ended.is_(False))
    areas = [msgspec.json.decode(one, type=Area) for one in connection.execute(body).scalars()]
    return Ground(state, question, areas, now)


def read_period(label: str, today: date) -> Period:
    """The period of a label; of none this month. Refused(malformed)."""
    try:
        return period_of(label) if label else around(today, "month")
    except ValueError as fault:
        raise Refused(Code.MALFORMED, field="$.period", reason=str(fault)) from fault


def evaluation_of(profile: CityProfile) -> Evaluation:
    """The city's evaluation; where it has none, a sample that says that nobody verified it."""
    return profile.evaluation if profile.evaluation.schemes else SAMPLE


def evaluation_table(
    connection: Connection, profile: CityProfile, scope: Scope, now: datetime, query: EvaluationQuery
) -> EvaluationTable:
    """The table. Refused(malformed | wrong_role)."""
    on = ground(connection, profile, scope, now, query)
    evaluation = evaluation_of(profile)
    scheme = next((one for one in evaluation.schemes if one.object == query.object), Scheme(object=query.object))
    columns = [OF[on.of][code] for code in scheme.counts if code in OF[on.of]] or list(OF[on.of].values())
    found = amounts(connection, on.question)
    writer = _Writer(on.of, Judge(scheme, evaluation.grades), columns)
    rows = [writer.row(key, kept) for key, kept in _by_key(connection, on, query, found).items()]
    period = on.question.period
    return EvaluationTable(
        at=now,
        position=on.state.position,
        behind=last_position(connection) - on.state.position,
        object=on.of,
        level=query.level if on.of == "area" else "",
        period=period.label,
        first=period.first,
        last=period.last,
        complete=period.last < on.question.today,
        edition=evaluation.edition,
        verified=evaluation.verified,
        counts=tuple(_column(one) for one in columns),
        indicators=scheme.indicators,
        grades=evaluation.grades,
        total=writer.total(found.objects.values()),
        rows=tuple(sorted(rows, key=lambda one: (one.score is None, -(one.score or 0), len(one.key), one.key))),
        spans=tuple(writer.span(_label(span), kept) for span, kept in sorted(found.spans.items())),
    )


def roll_up(areas: Iterable[Area], level: str) -> dict[Id, Id]:
    """Area -> itself or the one above it that is of `level`; areas above that level are left out."""
    by_id = {one.id: one for one in areas}
    found: dict[Id, Id] = {}
    for one in by_id.values():
        up: Area | None = one
        steps = 0
        while up is not None and up.level != level and steps < 10:
            up, steps = by_id.get(up.parent_id or ""), steps + 1
        if up is not None and up.level == level:
            found[one.id] = up.id
    return found


def _by_key(connection: Connection, on: Ground, query: EvaluationQuery, found: Amounts) -> dict[str, Numbers]:
    """Key -> amounts; every area and department that the scope sees, whether or not anything was counted there."""
    scope = on.question.scope
    if on.of != "area":
        keyed = {str(one) if one else "": dict(kept) for one, kept in found.objects.items() if any(kept.values())}
        if on.of == "department":
            for one in _departments(connection, scope):
                keyed.setdefault(one, {})
        return keyed
    up = roll_up(on.areas, query.level)
    inside = set(scope.area_ids) if scope.area_ids else None
    totals: dict[str, Numbers] = {
        top: {} for one, top in up.items() if inside is None or one in inside or top in inside
    }
    for object_id, kept in found.objects.items():
        into = totals.setdefault(up.get(str(object_id), ""), {})
        for number, amount in kept.items():
            into[number] = into.get(number, 0) + amount
    if not any(totals.get("", {}).values()):
        totals.pop("", None)
    return totals


def _departments(connection: Connection, scope: Scope) -> list[Id]:
    if scope.view is View.DEPARTMENT:
        return [scope.department_id] if scope.department_id else []
    body = select(entities.c.body).where(entities.c.kind == "department", entities.c.ended.is_(False))
    return [msgspec.json.decode(one, type=Department).id for one in connection.execute(body).scalars()]


class _Writer:
    def __init__(self, of: Object, judge: Judge, columns: Sequence[Count]) -> None:
        self._of, self._judge, self._columns = of, judge, columns

    def row(self, key: str, kept: Mapping[int, int]) -> EvaluationRow:
        numbers = self._numbers([kept])
        judged = self._judge.judge(numbers)
        return EvaluationRow(
            key=key,
            counts=self._counts(numbers),
            values=judged.values,
            scores=judged.scores,
            score=judged.score,
            whole=judged.whole,
            grade=judged.grade,
        )

    def total(self, every: Iterable[Mapping[int, int]]) -> EvaluationRow:
        """Counts and values of all together; steps made for one object give them no score."""
        numbers = self._numbers(every)
        return EvaluationRow(key="", counts=self._counts(numbers), values=self._judge.values(numbers))

    def span(self, label: str, kept: Mapping[int, int]) -> EvaluationSpan:
        numbers = self._numbers([kept])
        return EvaluationSpan(label=label, counts=self._counts(numbers), values=self._judge.values(numbers))

    def _numbers(self, every: Iterable[Mapping[int, int]]) -> dict[str, int]:
        total: dict[str, int] = {}
        for kept in every:
            for number, amount in kept.items():
                code = STORED[self._of][number]
                total[code] = total.get(code, 0) + amount
        return numbers_of(self._of, total)

    def _counts(self, numbers: Mapping[str, int]) -> tuple[int, ...]:
        return tuple(numbers[one.code] for one in self._columns)


def _column(one: Count) -> CountColumn:
    return CountColumn(
        code=one.code,
        name=one.name,
        name_en=one.name_en,
        definition=f"{one.definition} ({one.sums})" if one.sums else one.definition,
        confidence=one.confidence,
        due=one.due,
    )


def _label(span: int) -> str:
    text = str(span)
    return "-".join(part for part in (text[:4], text[4:6], text[6:]) if part)
