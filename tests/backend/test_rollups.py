"""The sums behind the boards equal what is counted from the cases, whatever happened to them."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from backend.city import City
from backend.db import EMPTY_PROFILE, Database, set_meta
from backend.derived.rollups import rollup_state
from backend.ids import IdSource
from backend.lease import Lease
from backend.outcome import Actor, Outcome
from backend.records import CaseRecord, record_of, row_of
from backend.rules.figures import DIMENSIONS, MEASURES, bounds, change, contributions
from backend.services.acts import job_of
from backend.services.figures_audit import FIGURES_WRONG, FiguresAudit
from backend.services.kpi import kpi_board
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from backend.tables import ROLLUPS, cases, entities
from backend.tables.rollups import measures_of, period_of
from backend.transaction import Transaction
from backend.writer import CommandJob, Writer
from contract import commands as c
from contract.entities import CaseSource, CaseState, Department, Id
from contract.errors import Refused
from contract.figures import CityProfile
from contract.kpi import Figures
from contract.lifecycle import Role
from contract.scope import FULL, Scope, View
from tests.backend.postgres import cluster

EVERYBODY = Actor("1", "all", frozenset(str(role) for role in Role))
AREAS, DEPARTMENTS, CLASSES = ("11", "12", None), ("21", "22", None), ("E0110", "C0101", "E0205")
SCOPES = (
    FULL,
    Scope(area_ids=("11",)),
    Scope(area_ids=("11", "12")),
    Scope(view=View.DEPARTMENT, department_id="21"),
    Scope(view=View.DEPARTMENT, department_id="22", area_ids=("12",)),
    Scope(view=View.PUBLIC, area_ids=("12",)),
)
BERLIN = ZoneInfo("Europe/Berlin")  # its clocks change on 29 March and 25 October 2026
PROFILE = msgspec.structs.replace(EMPTY_PROFILE, name="试验市", timezone="Europe/Berlin")
NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class Town:
    """The write side alone. `key` makes the numbers of its imported cases its own."""

    def __init__(self, url: str, profile: CityProfile = PROFILE) -> None:
        self.db = Database(url, synchronous="OFF")
        self.db.migrate()
        city = City()
        self.lease = Lease(self.db)
        ids = IdSource(self.lease.take(), after=self.db.newest_id())
        self.writer = Writer(self.db, ids=ids, city=city, lease=self.lease)
        self.writer.start()
        self.set_profile(profile)
        self.writer.bulk(_departments).result()

    def set_profile(self, profile: CityProfile) -> None:
        def work(tx: Transaction) -> None:
            set_meta(tx.connection, "profile", msgspec.json.encode(profile).decode())
            tx.publish("city.imported", params={"part": "profile"})

        self.writer.bulk(work).result()

    def close(self) -> None:
        self.writer.stop()
        self.lease.close()
        self.db.close()

    def do(self, *commands: c.Command) -> list[tuple[Id, ...]]:
        """Acts that wait together, so that they are committed together; a refused one changes nothing."""
        jobs = [job_of(c.Envelope(id=f"x-{random.getrandbits(60)}", command=one), EVERYBODY) for one in commands]
        answers = [self.writer.submit(job) for job in jobs]
        done: list[tuple[Id, ...]] = []
        for answer in answers:
            try:
                done.append(answer.result().ids)
            except Refused:
                done.append(())
        return done

    def put(self, *records: CaseRecord) -> None:
        self.writer.bulk(lambda tx: tx.put_cases("case.imported", records)).result()

    def put_and_fail(self, *records: CaseRecord) -> None:
        def work(tx: Transaction) -> None:
            tx.put_cases("case.imported", records)
            tx.flush()
            raise ValueError("the import broke off")

        with pytest.raises(ValueError, match="broke off"):
            self.writer.bulk(work).result()

    def records(self) -> list[CaseRecord]:
        with self.db.read() as connection:
            return [record_of(row) for row in connection.execute(select(cases)).mappings()]

    def new_id(self) -> Id:
        return self.writer.bulk(lambda tx: tx.new_id()).result()

    def audit(self, **more: Any) -> FiguresAudit:
        return FiguresAudit(self.db, self.writer, **more)

    def one_round(self, **more: Any) -> int:
        return asyncio.run(self.audit(**more).run(60.0))


def _departments(tx: Transaction) -> None:
    there = tx.connection.execute(select(entities.c.id).where(entities.c.kind == "department")).all()
    if not there:
        names = ("21", "22")
        tx.publish("x", upsert=[Department(id=one, code=f"d{one}", name=one, short_name=one) for one in names])


@contextmanager
def town(url: str, profile: CityProfile = PROFILE) -> Iterator[Town]:
    one = Town(url, profile)
    try:
        yield one
    finally:
        one.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    if request.param == "sqlite":
        with town(f"sqlite:///{tmp_path / 'x.db'}") as one:
            yield one
    else:
        with cluster() as url, town(url) as one:
            yield one


# Counting by hand: on purpose another way than the program's.


def by_hand(records: list[CaseRecord], zone: ZoneInfo) -> dict[str, Counter[tuple[Any, ...]]]:
    """table -> (period, dimensions, measure) -> count, one fact and one table at a time."""
    found: dict[str, Counter[tuple[Any, ...]]] = {table: Counter() for table in DIMENSIONS}
    for one in records:
        values = {
            "area_id": int(one.area_id or 0),
            "department_id": int(one.department_id or 0),
            "class_code": one.class_code,
            "cell_code": one.cell_code,
        }
        for measure, at, amount in events(one):
            for table, dimensions in DIMENSIONS.items():
                if measure not in measures_of(table) or ("cell_code" in dimensions and one.cell_code is None):
                    continue
                local = at.astimezone(zone)
                period = local.strftime("%Y%m%d" if period_of(table) == "day" else "%Y%m")
                found[table][(int(period), *(values[name] for name in dimensions), measure)] += amount
    return {table: Counter({key: n for key, n in counts.items() if n}) for table, counts in found.items()}


def events(one: CaseRecord) -> list[tuple[str, datetime, int]]:
    found = [("reported", one.reported_at, 1)]
    if one.state is CaseState.REFUSED:
        found.append(("refused", one.reported_at, 1))
    if one.filed_at:
        found.append(("filed", one.filed_at, 1))
    in_time = bool(one.handled_at and one.deadline_at and one.handled_at <= one.deadline_at)
    if one.handled_at:
        found += [("handled", one.handled_at, 1), ("reworks", one.handled_at, one.rework)]
        found.append(("reworked", one.handled_at, int(one.rework > 0)))
        if one.deadline_at:
            found += [("limited", one.handled_at, 1), ("on_time", one.handled_at, int(in_time))]
        if one.signed_at:
            spent = round((one.handled_at - one.signed_at) / timedelta(milliseconds=1))
            found += [("timed", one.handled_at, 1), ("handling_ms", one.handled_at, spent)]
    if one.closed_at:
        found += [("closed", one.closed_at, 1), ("closed_on_time", one.closed_at, int(in_time))]
    return found


def stored(one: Town) -> dict[str, Counter[tuple[Any, ...]]]:
    found: dict[str, Counter[tuple[Any, ...]]] = {}
    with one.db.read() as connection:
        state = rollup_state(connection)
        assert state is not None
        for name, table in ROLLUPS.items():
            counts: Counter[tuple[Any, ...]] = Counter()
            for row in connection.execute(table.select().where(table.c.generation == state.generation)).mappings():
                key = (row[period_of(name)], *(row[dimension] for dimension in DIMENSIONS[name]))
                counts.update({(*key, measure): row[measure] for measure in measures_of(name) if row[measure]})
            found[name] = counts
    return found


def agree(one: Town, zone: ZoneInfo = BERLIN) -> None:
    assert stored(one) == by_hand(one.records(), zone)


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

    @settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(_op, min_size=4, max_size=12))
    def histories(history: list[tuple[str, int, Any]]) -> None:
        play(one, history, known, living)
        agree(one)
        for _ in range(2):
            _tables_agree(one, next(scopes))

    histories()


def _tables_agree(one: Town, scope: Scope) -> None:
    seen = [case for case in one.records() if _sees(scope, case)]
    with one.db.read() as connection:
        for by, key in (("", None), ("area", "area_id"), ("department", "department_id"), ("class", "class_code")):
            months = MonthQuery(first="2026-03", last="2026-11", by=by)  # type: ignore[arg-type]
            table = month_table(connection, PROFILE, scope, NOW, months)
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
                daily = day_table(connection, PROFILE, scope, NOW, days)
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
            counts["overdue"] += one.state in (CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING)
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


# The audit


def fill(one: Town, count: int = 25) -> None:
    rng = random.Random(7)
    records = []
    for _ in range(count):
        case_id = one.new_id()
        at = NOW - timedelta(minutes=rng.randrange(60 * 24 * 40))
        done = rng.random() < 0.7
        records.append(
            CaseRecord(
                id=case_id,
                number=f"f-{case_id}",
                short=1,
                class_code=rng.choice(CLASSES),
                state=CaseState.CLOSED if done else CaseState.SIGNED,
                source=CaseSource.VIDEO,
                area_id=rng.choice(AREAS),
                department_id=rng.choice(("21", "22")),
                cell_code="c1",
                reported_at=at,
                filed_at=at + timedelta(minutes=5),
                signed_at=at + timedelta(minutes=20),
                deadline_at=at + timedelta(hours=4),
                handled_at=at + timedelta(minutes=rng.randrange(30, 600)) if done else None,
                closed_at=at + timedelta(hours=12) if done else None,
                rework=rng.randrange(2),
            )
        )
    one.writer.bulk(lambda tx: _insert(tx, records)).result()


def _insert(tx: Transaction, records: list[CaseRecord]) -> None:
    tx._fresh.update(one.id for one in records)
    tx.put_cases("case.imported", records)


def alarms(one: Town) -> list[str]:
    with one.db.read() as connection:
        query = select(entities.c.body).where(entities.c.kind == "alarm", entities.c.ended.is_(False))
        return [body for (body,) in connection.execute(query)]


def test_the_audit_finds_tells_and_mends_what_somebody_broke(place: Town, caplog: pytest.LogCaptureFixture) -> None:
    fill(place)
    told: Counter[str] = Counter()

    def count(what: str, number: int) -> None:
        told[what] += number

    assert place.one_round(count=count) == 0
    assert told["slices"] > 50
    assert not alarms(place)
    with place.db.write() as connection:
        connection.execute(text("UPDATE rollup_day_area SET reported = reported + 3 WHERE area_id = 11"))
        connection.execute(text("DELETE FROM rollup_month_cube WHERE department_id = 22"))
        connection.execute(text("UPDATE rollup_day_department SET handling_ms = handling_ms - 1 WHERE handling_ms > 0"))
        connection.execute(
            text("INSERT INTO rollup_day_cell (generation, day, cell_code, reported) VALUES (1, 20010101, 'c9', 4)")
        )
    with caplog.at_level(logging.ERROR, "backend.services.figures_audit"):
        wrong = place.one_round(count=count)
    assert wrong == told["wrong"] > 4
    assert "sums were wrong and are mended" in caplog.text
    assert sorted(body.partition('"about_id":"')[2].partition('"')[0] for body in alarms(place)) == [
        "rollup_day_area",
        "rollup_day_cell",
        "rollup_day_department",
        "rollup_month_cube",
    ]
    assert all(FIGURES_WRONG in body for body in alarms(place))
    agree(place)
    assert place.one_round(count=count) == 0


def test_the_audit_goes_on_where_it_stopped_and_never_takes_long(tmp_path: Path) -> None:
    with town(f"sqlite:///{tmp_path / 'x.db'}") as one:
        fill(one)
        with one.db.write() as connection:
            connection.execute(text("UPDATE rollup_month_cube SET closed = closed + 1"))
        slices: list[int] = []
        found = 0
        for _ in range(5000):
            audit = one.audit(count=lambda what, number: slices.append(number) if what == "slices" else None)
            found += asyncio.run(audit.run(0.0))  # a new one each time, as after a restart
            if found and audit._position().passes:
                break
        assert found > 0
        assert audit._position().passes == 1
        assert audit._position().wrong == found
        agree(one)


def test_cases_that_came_past_the_writer_get_their_sums(place: Town) -> None:
    records = [
        CaseRecord(
            id=str(number),
            number=f"r-{number}",
            short=number,
            class_code="E0110",
            state=CaseState.FILED,
            source=CaseSource.VIDEO,
            reported_at=NOW - timedelta(days=number % 40, hours=number % 24),
            filed_at=NOW - timedelta(days=number % 30),
        )
        for number in range(1, 200)
    ]
    with place.db.write() as connection:
        connection.execute(cases.insert(), [row_of(one) for one in records])
    with place.db.read() as connection:  # until they are built, figures are counted from the cases
        before = month_table(connection, PROFILE, FULL, NOW, MonthQuery(by="class"))
    place.do(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO))
    place.one_round()
    agree(place)
    with place.db.read() as connection:
        state = rollup_state(connection)
        after = month_table(connection, PROFILE, FULL, NOW, MonthQuery(by="class"))
    assert state is not None
    assert state.generation == 1
    assert before.total.figures.filed == after.total.figures.filed == 199


def test_another_zone_builds_the_sums_anew_while_work_goes_on(place: Town) -> None:
    fill(place)
    agree(place)
    tokyo = msgspec.structs.replace(PROFILE, timezone="Asia/Tokyo")
    place.set_profile(tokyo)
    for _ in range(3000):
        asyncio.run(place.audit().run(0.0))
        # Between any two steps cases are reported, moved and taken back.
        ids = place.do(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO))[0]
        place.do(c.AcceptCase(case_id=ids[0]))
        old = random.Random(len(place.records())).choice(place.records())
        if old.import_id is None and old.number.startswith("f-"):
            keep = msgspec.structs.replace(old, version=old.version + 1, area_id="12", rework=old.rework + 1)
            place.put(keep)
        with place.db.read() as connection:
            state = rollup_state(connection)
        assert state is not None
        agree(place, ZoneInfo(state.zone))
        if (state.zone, state.building, state.leaving) == ("Asia/Tokyo", None, None):
            break
    assert state.generation == 2
    with place.db.read() as connection:
        for name in ROLLUPS:
            assert not connection.execute(text(f"SELECT 1 FROM {name} WHERE generation = 1")).first()
        assert kpi_board(connection, tokyo, FULL, NOW).open > 0


def test_the_migration_fills_the_sums_from_the_cases_there(tmp_path: Path) -> None:
    _migrated(Database(f"sqlite:///{tmp_path / 'x.db'}"))


def test_the_migration_fills_the_sums_on_postgresql() -> None:
    with cluster() as url:
        _migrated(Database(url))


def _migrated(db: Database) -> None:
    """The columns of the schema before it, by hand: what a city of that release holds."""
    rng = random.Random(3)
    names = "id version number short class_code state source urgency reported_at filed_at signed_at deadline_at "
    names += "handled_at closed_at rework area_id department_id cell_code"
    rows = []
    for number in range(1, 400):
        at = round(datetime(2026, 1, 1, tzinfo=UTC).timestamp() * 1000) + rng.randrange(300 * 86_400_000)
        done = at + rng.randrange(86_400_000) if rng.random() < 0.6 else None
        begun = (number, 1, f"m-{number}", 1, rng.choice(CLASSES), "closed" if done else "signed", "video", "normal")
        times = (at, at + 60_000, at + 120_000, at + 40_000_000, done, done)
        where = (rng.choice((11, 12, None)), rng.choice((21, 22, None)), rng.choice(("c1", None)))
        rows.append((*begun, *times, rng.randrange(2), *where))
    try:
        db.migrate("0003")
        marks = ", ".join(f":{name}" for name in names.split())
        with db.write() as connection:
            set_meta(connection, "profile", msgspec.json.encode(PROFILE).decode())
            query = text(f"INSERT INTO cases ({', '.join(names.split())}) VALUES ({marks})")
            connection.execute(query, [dict(zip(names.split(), row, strict=True)) for row in rows])
        db.migrate()
        with db.read() as connection:
            state = rollup_state(connection)
            records = [record_of(row) for row in connection.execute(select(cases)).mappings()]
        assert state is not None
        assert (state.generation, state.zone) == (1, "Europe/Berlin")
        one = object.__new__(Town)
        one.db = db
        assert stored(one) == by_hand(records, BERLIN)
    finally:
        db.close()
