"""The sums behind the boards equal what is counted from the cases, whatever happened to them."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from backend.outcome import Outcome
from backend.records import RUNNING, CaseRecord
from backend.rules.figures import MEASURES, bounds, change, contributions
from backend.services.acts import job_of
from backend.services.kept_sums import KeptSums
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from backend.tables import cases
from backend.transaction import Transaction
from backend.writer import CommandJob
from contract import commands as c
from contract.entities import CaseSource, CaseState, Id
from contract.errors import Refused
from contract.kpi import Figures
from contract.scope import Scope, View
from tests.backend.postgres import cluster
from tests.backend.sums import (
    AREAS,
    BERLIN,
    CLASSES,
    DEPARTMENTS,
    EVERYBODY,
    NOW,
    PROFILE,
    SCOPES,
    Town,
    agree,
    events,
    town,
)

# Random histories

_edge = st.sampled_from(
    [
        datetime(2026, 3, 28, 22, 59, 59, 999_000, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 24, 22, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),
        datetime(2026, 10, 31, 23, 0, tzinfo=UTC),
        datetime(2026, 11, 1, 12, tzinfo=UTC),
        datetime(2026, 11, 2, 8, tzinfo=UTC),
        datetime(2025, 11, 2, 8, tzinfo=UTC),
        datetime(2026, 10, 26, 8, tzinfo=UTC),
    ]
)
_time = st.builds(lambda at, s: at + timedelta(seconds=s), _edge, st.integers(-7200, 7200))
_maybe = st.none() | _time
_record = st.fixed_dictionaries(
    {
        "class_code": st.sampled_from(CLASSES),
        "state": st.sampled_from(CaseState),
        "area_id": st.sampled_from(AREAS),
        "department_id": st.sampled_from(DEPARTMENTS),
        "cell_code": st.sampled_from(["c1", "c2", None]),
        "reported_at": _time,
        "filed_at": _maybe,
        "signed_at": _maybe,
        "deadline_at": _maybe,
        "handled_at": _maybe,
        "closed_at": _maybe,
        "rework": st.integers(0, 3),
    }
)
_op = st.one_of(
    st.tuples(st.just("put"), st.integers(0, 5), _record),
    st.tuples(st.just("fail"), st.integers(0, 5), _record),
    st.tuples(st.just("acts"), st.integers(0, 7), st.lists(st.booleans(), min_size=1, max_size=4)),
)


def play(one: Town, history: list[tuple[str, int, Any]], known: dict[int, CaseRecord], living: list[Id]) -> None:
    for what, which, more in history:
        if what == "acts":
            if which == 0 or not living:
                reports = [c.ReportCase(class_code="E0110", source=CaseSource.VIDEO) for _ in more]
                living += [ids[0] for ids in one.do(*reports) if ids]
                continue
            one.do(*_next_acts(one, living[which % len(living)], passed=more[0]))
            continue
        before = known.get(which)
        if before is None:
            case_id = one.new_id()
            known[which] = CaseRecord(id=case_id, number=f"i-{case_id}", short=1, source=CaseSource.HOTLINE, **more)
        else:
            known[which] = msgspec.structs.replace(before, version=before.version + 1, **more)
        if what == "put":
            _put(one, known, which)
        else:
            one.put_and_fail(known[which])
            known.pop(which)
            if before is not None:
                known[which] = before


def _put(one: Town, known: dict[int, CaseRecord], which: int) -> None:
    def work(tx: Transaction) -> None:
        there = tx.case(known[which].id)
        wanted = known[which]
        if there is not None:
            keep = {
                name: getattr(there, name) for name in ("chain_length", "chain_head") if name in there.__struct_fields__
            }
            wanted = msgspec.structs.replace(wanted, **keep)
        else:
            tx._fresh.add(wanted.id)  # the id was made a transaction ago
        tx.put_cases("case.imported", [wanted])

    one.writer.bulk(work).result()


def _next_acts(one: Town, case_id: Id, *, passed: bool) -> list[c.Command]:
    """Two acts of one case that wait together, the second often refused."""
    with one.db.read() as connection:
        state = connection.execute(select(cases.c.state).where(cases.c.id == case_id)).scalar_one()
    acts: dict[str, c.Command] = {
        "reported": c.AcceptCase(case_id=case_id),
        "accepted": c.FileCase(case_id=case_id),
        "filed": c.DispatchCase(case_id=case_id, department_id="21" if passed else "22"),
        "dispatched": c.SignCase(case_id=case_id),
        "signed": c.StartHandling(case_id=case_id),
        "handling": c.FeedBack(case_id=case_id),
        "feedback": c.CheckCase(case_id=case_id, passed=passed),
        "checked": c.CloseCase(case_id=case_id),
    }
    first = acts.get(state, c.RefuseCase(case_id=case_id, opinion="no"))
    return [first, c.RefuseCase(case_id=case_id, opinion="twice")] if not passed else [first, acts["handling"]]


@pytest.mark.parametrize("examples", [12, pytest.param(150, marks=pytest.mark.long)])
def test_any_history_leaves_sums_that_equal_the_cases(tmp_path: Path, examples: int) -> None:
    with town(f"sqlite:///{tmp_path / 'x.db'}") as one:
        _histories(one, examples)


@pytest.mark.parametrize("examples", [4, pytest.param(50, marks=pytest.mark.long)])
def test_any_history_on_postgresql(examples: int) -> None:
    with cluster() as url, town(url) as one:
        _histories(one, examples)


def _histories(one: Town, examples: int) -> None:
    """One after the other in the same city, since the sums must stand any past."""
    known: dict[int, CaseRecord] = {}
    living: list[Id] = []
    scopes = cycle(SCOPES)
    kept = KeptSums()

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(_op, min_size=4, max_size=12))
    def histories(history: list[tuple[str, int, Any]]) -> None:
        play(one, history, known, living)
        agree(one)
        for _ in range(2):
            _tables_agree(one, next(scopes), kept)

    histories()


def _tables_agree(one: Town, scope: Scope, kept: KeptSums) -> None:
    seen = [case for case in one.records() if _sees(scope, case)]
    with one.db.read() as connection:
        for by, key in (("", None), ("area", "area_id"), ("department", "department_id"), ("class", "class_code")):
            months = MonthQuery(first="2026-03", last="2026-11", by=by)  # type: ignore[arg-type]
            table = month_table(connection, PROFILE, scope, NOW, months, kept)
            _equal(table.total.figures, seen, 20260301, 20261130)
            _equal(table.total.year_ago, seen, 20250301, 20251130)
            _equal(table.total.before, seen, 20250601, 20260228)
            _equal(table.periods[-1].figures, seen, 20261101, 20261130)
            for row in table.rows:
                own = [case for case in seen if (getattr(case, str(key)) or "") == row.key]
                _equal(row.figures, own, 20260301, 20261130)
            if by:
                assert sum(row.figures.reported for row in table.rows) == table.total.figures.reported
                assert sum(row.figures.closed for row in table.rows) == table.total.figures.closed
            if by != "class":
                days = DayQuery(first=date(2026, 10, 24), last=date(2026, 11, 2), by=by)  # type: ignore[arg-type]
                daily = day_table(connection, PROFILE, scope, NOW, days, kept)
                _equal(daily.total.figures, seen, 20261024, 20261102)
                _equal(daily.total.before, seen, 20261010, 20261019)
                _equal(daily.total.year_ago, seen, 20251025, 20251103)
                assert sum(row.figures.handled for row in daily.rows) == (daily.total.figures.handled if by else 0)


def _sees(scope: Scope, case: CaseRecord) -> bool:
    if scope.area_ids and case.area_id not in scope.area_ids:
        return False
    return scope.view is not View.DEPARTMENT or case.department_id == scope.department_id


def _equal(figures: Figures, records: list[CaseRecord], first: int, last: int) -> None:
    counts: Counter[str] = Counter()
    for one in records:
        for measure, at, amount in events(one):
            if first <= _day(at) <= last:
                counts[measure] += amount
        if one.is_live and one.deadline_at and one.deadline_at < NOW and first <= _day(one.deadline_at) <= last:
            counts["due_unclosed"] += 1
            counts["overdue"] += one.state in RUNNING
    for name in ("reported", "refused", "filed", "handled", "on_time", "reworks", "closed", "due_unclosed", "overdue"):
        assert getattr(figures, name) == counts[name], name
    mean = counts["handling_ms"] / counts["timed"] / 60_000 if counts["timed"] else None
    assert figures.mean_handling_min == (None if mean is None else pytest.approx(mean))
    due = counts["closed"] + counts["due_unclosed"]
    assert figures.closing_rate == (100 * counts["closed"] / due if due else None)


def _day(at: datetime) -> int:
    return int(at.astimezone(BERLIN).strftime("%Y%m%d"))


@settings(max_examples=200, deadline=None)
@given(st.none() | _record, _record, st.none() | _time)
def test_a_change_is_what_is_added_after_less_what_was_before(
    before: dict[str, Any] | None, after: dict[str, Any], until: datetime | None
) -> None:
    def case(fields: dict[str, Any]) -> CaseRecord:
        return CaseRecord(id="1", number="n", short=1, source=CaseSource.VIDEO, **fields)

    old, new = None if before is None else case(before), case(after)
    expected: dict[Any, list[int]] = {}
    for sign, one in ((1, new), (-1, old)):
        for pair, measures in contributions(one, BERLIN, until).items():
            have = expected.setdefault(pair, [0] * len(MEASURES))
            expected[pair] = [a + sign * b for a, b in zip(have, measures, strict=True)]
    assert change(old, new, BERLIN, until) == {pair: tuple(sums) for pair, sums in expected.items() if any(sums)}
    assert change(new, new, BERLIN, until) == {}


def test_days_and_months_begin_at_midnight_of_the_city() -> None:
    assert bounds(20260329, BERLIN) == (
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 3, 29, 22, tzinfo=UTC),
    )
    assert bounds(202612, BERLIN) == (datetime(2026, 11, 30, 23, tzinfo=UTC), datetime(2026, 12, 31, 23, tzinfo=UTC))
    for odd in (99991231, 999912, 10000101, 101):
        low, high = bounds(odd, BERLIN)
        assert low < high


def test_a_batch_that_fails_leaves_no_trace_in_the_sums(place: Town) -> None:
    place.do(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO))

    def poison(_tx: Transaction) -> Outcome:
        _tx.connection.execute(text("INSERT INTO meta (key, value) VALUES ('profile', 'a second one')"))
        raise AssertionError

    jobs = [job_of(c.Envelope(id="a", command=c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)), EVERYBODY)]
    jobs.append(CommandJob(poison, EVERYBODY))
    answers = [place.writer.submit(job) for job in jobs]
    assert answers[0].result().ids
    with pytest.raises(Refused):
        answers[1].result()
    agree(place)
    assert len(place.records()) == 2
