"""Whatever leads a search, its answer is what a look at every case gives; and it is led where an index can lead."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, text

from backend import course
from backend.course import Course
from backend.db import EMPTY_PROFILE, Database
from backend.derived import words
from backend.records import RUNNING, CaseRecord, card, row_of
from backend.rules.bigrams import asked
from backend.rules.bigrams import words as words_of
from backend.services import search
from backend.services.card_cache import CardCache
from backend.services.query import within
from backend.services.renaming import renaming
from backend.services.search import Search, case_page
from backend.tables import cases, entities
from contract.entities import Area, CaseSource, CaseState, Department, Urgency
from contract.figures import CasePage
from contract.profile import ClassName
from contract.query import CaseQuery
from contract.scope import FULL, Scope, View, project
from tests.backend.postgres import cluster

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
CLASSES = ("E0101", "E0102", "E0201", "C0101", "C01011")
ROADS = ("长兴路", "兴长路", "永宁街", "Main Street")
PROFILE = msgspec.structs.replace(
    EMPTY_PROFILE,
    classes=tuple(
        ClassName(code=one, name=f"{one}垃圾", name_en="waste", major="市容", major_en="looks", glyph="垃")
        for one in CLASSES
    ),
)
DEPARTMENTS = [Department(id=str(100 + at), code=f"D{at}", name=f"环卫{at}处") for at in range(3)]
AREAS = [
    Area(id="1", level="district", code="d", name="区"),
    Area(id="2", level="street", code="s", name="街", parent_id="1"),
    *(
        Area(id=str(10 + at), level="grid", code=f"g{at}", name="格", parent_id="2" if at < 2 else "1")
        for at in range(4)
    ),
]


def _case(number: int, chance: random.Random) -> CaseRecord:
    reported = NOW - timedelta(minutes=chance.randrange(0, 5000))  # some at the same minute
    state = chance.choice(list(CaseState))
    department = chance.choice(DEPARTMENTS).id if chance.random() < 0.7 else None
    entrusted = chance.choice(DEPARTMENTS).id if department and chance.random() < 0.3 else None
    placed = chance.random() < 0.8
    special = Course(entrusted_id=entrusted, condition='"entrusted_id":"101"') if entrusted else Course()
    return CaseRecord(
        id=str(1000 + number),
        number=f"20261120-{number:06d}",
        short=number,
        class_code=chance.choice(CLASSES),
        state=state,
        source=chance.choice(list(CaseSource)),
        urgency=chance.choice(list(Urgency)),
        reported_at=reported,
        place=f"{chance.choice(ROADS)} {chance.randrange(1, 40)} 号",
        description=chance.choice(("井盖缺失", "古井", "路面有垃圾", "")),
        lon=121.0 if placed else None,
        lat=31.0 if placed else None,
        area_id=chance.choice(("10", "11", "12", "13", None)),
        department_id=department,
        deadline_at=reported + timedelta(hours=chance.randrange(1, 90)) if department else None,
        closed_at=reported + timedelta(hours=5) if state is CaseState.CLOSED else None,
        course=course.written(special),
    )


@dataclass
class World:
    db: Database
    records: list[CaseRecord]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    if request.param == "sqlite":
        yield from _filled(f"sqlite:///{tmp_path_factory.mktemp('world') / 'x.db'}")
    else:
        with cluster() as url:
            yield from _filled(url)


def _filled(url: str) -> Iterator[World]:
    chance = random.Random(20261121)
    db = Database(url)
    try:
        db.migrate()
        records = [_case(number, chance) for number in range(600)]
        with db.write() as connection:
            rows = [
                {
                    "kind": "department",
                    "id": one.id,
                    "version": 1,
                    "body": msgspec.json.encode(one).decode(),
                    "ended": False,
                }
                for one in DEPARTMENTS
            ]
            connection.execute(entities.insert(), rows)
            connection.execute(cases.insert(), [row_of(one) for one in records])
            assert words.rebuild(connection, PROFILE) == len(records)
        yield World(db, records)
    finally:
        db.close()


def _wanted(record: CaseRecord, query: CaseQuery) -> bool:
    """The same question, asked of one case in plain Python."""
    names = {"100": "环卫0处", "101": "环卫1处", "102": "环卫2处"}.get(record.department_id or "", "")
    every = words_of(
        f"{record.number} {record.short} {record.place} {record.description} {record.class_code} "
        f"{record.class_code}垃圾 waste 市容 looks {names}"
    )
    codes = query.class_code.split(",") if query.class_code else []
    inside = {"1": {"10", "11", "12", "13"}, "2": {"10", "11"}, "10": {"10"}}.get(query.area_id, set())
    late = record.state in RUNNING and record.deadline_at is not None and record.deadline_at < NOW
    return (
        (not query.state or str(record.state) in query.state.split(","))
        and (
            not codes
            or any(record.class_code == one or (len(one) < 5 and record.class_code.startswith(one)) for one in codes)
        )
        and (not query.department_id or (record.department_id or "none") in query.department_id.split(","))
        and (not query.source or str(record.source) in query.source.split(","))
        and (not query.urgency or record.urgency == query.urgency)
        and (not query.area_id or record.area_id in inside)
        and (query.reported_from is None or record.reported_at >= query.reported_from)
        and (query.reported_to is None or record.reported_at < query.reported_to)
        and (query.closed_to is None or (record.closed_at is not None and record.closed_at < query.closed_to))
        and (
            query.deadline_from is None
            or (record.deadline_at is not None and record.deadline_at >= query.deadline_from)
        )
        and (not query.overdue or late)
        and (not query.unplaced or record.lon is None)
        and set(asked(query.text)) <= every
        and set(asked(query.place)) <= words_of(record.place)
    )


CHOICES: dict[str, tuple[Any, ...]] = {
    "state": ("handling", "closed", "refused", "reported,accepted,refused", "closed,handling"),
    "class_code": ("E0101", "E01", "C", "E0102,C01", "C0101"),
    "department_id": ("100", "100,101", "none", "none,102"),
    "source": ("hotline", "leader,video"),
    "urgency": ("urgent",),
    "area_id": ("1", "2", "10", "999"),
    "reported_from": (NOW - timedelta(hours=40),),
    "reported_to": (NOW - timedelta(hours=20),),
    "closed_to": (NOW - timedelta(hours=10),),
    "deadline_from": (NOW,),
    "overdue": (True,),
    "unplaced": (True,),
    "text": ("井", "井盖", "长兴路", "垃圾 环卫", "waste 12", "独角兽", "main street"),
    "place": ("兴", "长兴路 7", "street"),
}


def _queries(count: int) -> list[CaseQuery]:
    chance = random.Random(3)
    made = []
    for _ in range(count):
        fields = chance.sample(list(CHOICES), chance.choice((0, 1, 1, 2, 2, 3, 4)))
        given = {name: chance.choice(CHOICES[name]) for name in fields}
        sort, order = chance.choice(("reported", "reported", "deadline", "number")), chance.choice(("asc", "desc"))
        made.append(CaseQuery(**given, sort=sort, order=order, limit=chance.choice((20, 50, 500))))
    return made


@pytest.mark.parametrize(("lead", "window"), [(10_000, 20_000), (30, 40), (0, 25)])
def test_every_plan_gives_what_a_look_at_every_case_gives(
    world: World, monkeypatch: pytest.MonkeyPatch, lead: int, window: int
) -> None:
    monkeypatch.setattr(search, "LEAD_MOST", lead)
    monkeypatch.setattr(search, "WINDOW", window)
    walked = set()
    with world.db.read() as connection:
        for query in _queries(50):
            expected = [one.id for one in world.records if _wanted(one, query)]
            got: list[str] = []
            cursor = ""
            while True:
                asked_now = msgspec.structs.replace(query, cursor=cursor)
                page = case_page(connection, asked_now, FULL, now=NOW, areas=lambda: AREAS)
                got += [one.id for one in page.cases]
                assert len(page.cases) <= query.limit
                cursor = page.cursor
                if not cursor:
                    break
            assert sorted(got) == sorted(expected), query
            _in_order(world, got, query)
            found = Search(connection, query, search.read(query, FULL, lambda: AREAS, NOW))
            walked.add(found.walks)
            assert found.count() == len(expected)
            total = found.total()
            if total.exact:
                assert total.count == len(expected), query
    assert walked == ({True, False} if lead else {True})


@pytest.mark.parametrize(("lead", "window"), [(10_000, 20_000), (0, 25)])
def test_a_district_finds_what_is_entrusted_to_it_and_nobody_else_does(
    world: World, monkeypatch: pytest.MonkeyPatch, lead: int, window: int
) -> None:
    monkeypatch.setattr(search, "LEAD_MOST", lead)
    monkeypatch.setattr(search, "WINDOW", window)
    for entrusted in (False, True):
        scope = Scope(view=View.DEPARTMENT, department_id="101", entrusted=entrusted)
        expected = {one.id for one in world.records if project(card(one), scope) is not None}
        others = {one.id for one in world.records if one.department_id != "101"}
        assert bool(expected & others) is entrusted
        with world.db.read() as connection:
            page = case_page(connection, CaseQuery(limit=500, total=True), scope, now=NOW)
            assert {one.id for one in page.cases} == expected
            rows = connection.execute(select(cases.c.id).where(within(scope))).scalars()
            assert set(rows) == expected
            found = CardCache().page(connection, CaseQuery(limit=500), scope, now=NOW)
        assert {one.id for one in msgspec.json.decode(found, type=CasePage).cases} == expected


def _in_order(world: World, got: list[str], query: CaseQuery) -> None:
    by_id = {one.id: one for one in world.records}
    name = {"reported": "reported_at", "deadline": "deadline_at", "number": "number"}[query.sort]
    keys = [getattr(by_id[one], name) for one in got]
    there = [key for key in keys if key is not None]
    assert keys[: len(there)] == there  # those without one come last
    pairs = [(key, int(one)) for key, one in zip(there, got, strict=False)]
    assert pairs == sorted(pairs, reverse=query.order == "desc")


def test_a_walk_that_takes_too_long_goes_on_where_it_stopped(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LEAD_MOST", 0)
    monkeypatch.setattr(search, "WINDOW", 50)
    monkeypatch.setattr(search, "WALK_S", 0.0)
    query = CaseQuery(urgency="urgent", text="垃圾", limit=500)
    got: list[str] = []
    pages = 0
    with world.db.read() as connection:
        while pages == 0 or query.cursor:
            page = case_page(connection, query, FULL, now=NOW)
            got += [one.id for one in page.cases]
            query = msgspec.structs.replace(query, cursor=page.cursor)
            pages += 1
    assert pages > 5
    assert sorted(got) == sorted(one.id for one in world.records if _wanted(one, query))


def test_estimates_are_near(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("LEAD_MOST", 0), ("WINDOW", 20), ("WORDS_WINDOW", 20)):
        monkeypatch.setattr(search, name, value)
    if not world.db.is_sqlite:
        with world.db.engine.connect() as connection:
            connection.execute(text("ANALYZE cases"))
            connection.commit()
    with world.db.read() as connection:
        for query in (CaseQuery(), CaseQuery(urgency="urgent"), CaseQuery(text="垃圾")):
            total = Search(connection, query, search.read(query, FULL, tuple, NOW)).total()
            true = sum(_wanted(one, query) for one in world.records)
            assert not total.exact
            assert true / 2 <= total.count <= true * 2


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)  # PostgreSQL rightly reads 600 cases without one
@pytest.mark.parametrize(
    ("query", "index"),
    [
        (CaseQuery(), "ix_cases_reported"),
        (CaseQuery(department_id="100"), "ix_cases_department_id_reported_at"),
        (CaseQuery(state="handling"), "ix_cases_state"),
        (CaseQuery(area_id="10"), "ix_cases_area_id_reported_at"),
        (CaseQuery(unplaced=True), "ix_cases_unplaced"),
        (CaseQuery(again=True), "ix_cases_again"),
        (CaseQuery(came_back=True), "ix_cases_came_back"),
        (CaseQuery(overdue=True, sort="deadline", order="asc"), "ix_cases_running"),
        (CaseQuery(sort="deadline"), "ix_cases_deadline_at"),
        (CaseQuery(source="leader"), "ix_cases_source_reported_at"),
        (CaseQuery(class_code="E0101"), "ix_cases_class_code_reported_at"),
    ],
)
def test_sqlite_is_told_which_index_serves(world: World, query: CaseQuery, index: str) -> None:
    with world.db.read() as connection:
        lines: list[str] = []
        raw: Any = connection.connection.driver_connection
        raw.set_trace_callback(lines.append)
        try:
            case_page(connection, query, FULL, now=NOW)
        finally:
            raw.set_trace_callback(None)
        plan = [row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {lines[-1]}")]
    assert any(index in step for step in plan), plan
    assert not any(step == "SCAN cases" for step in plan), plan


def test_a_renamed_department_and_class_are_found_by_their_new_names(world: World) -> None:
    new = Department(id="102", version=2, code="D2", name="河道所")
    profile = msgspec.structs.replace(
        PROFILE,
        classes=tuple(msgspec.structs.replace(one, major="河湖") for one in PROFILE.classes if one.code == "C0101"),
    )
    with world.db.write() as connection:
        tx: Any = _Tx(connection)
        first = renaming(connection, PROFILE)
        assert first is not None
        assert first.changed == ()  # what was never noted was made from these names
        first.keep(tx)
        assert renaming(connection, PROFILE) is None
        query = entities.update().where(entities.c.kind == "department", entities.c.id == "102")
        connection.execute(query.values(body=msgspec.json.encode(new).decode()))
        later = renaming(connection, profile)
        assert later is not None
        assert set(later.changed) == {("department_id", "102"), ("class_code", "C0101")}
        for one in later.changed:
            count, last = later.chunk(tx, one, 0)
            while count:
                count, last = later.chunk(tx, one, last)
        for word, mine in (
            ("河道", lambda one: one.department_id == "102"),
            ("河湖", lambda one: one.class_code == "C0101"),
        ):
            asked_for = CaseQuery(text=word, limit=500)
            page = case_page(connection, asked_for, FULL, now=NOW)
            assert {one.id for one in page.cases} == {one.id for one in world.records if mine(one)}
        connection.rollback()


@dataclass
class _Tx:
    connection: Any


@pytest.mark.parametrize("limit", [1, 7, 100, 500])
def test_a_list_from_kept_cards_is_the_list_of_the_cases(world: World, limit: int) -> None:
    """Each card of the short form against the one that the whole record gives, page by page, kept and not kept."""
    cards = CardCache()
    for sort in ("reported", "number"):
        for scope in (FULL, Scope(view=View.PUBLIC), Scope(view=View.DEPARTMENT, department_id="101")):
            if scope.view is View.PUBLIC and sort == "number":
                continue
            seen = 0
            query = CaseQuery(limit=limit, sort=sort)  # type: ignore[arg-type]
            with world.db.read() as connection:
                for _ in range(4):
                    page = case_page(connection, query, scope, now=NOW)
                    for _ in range(2):
                        assert cards.page(connection, query, scope, now=NOW) == msgspec.json.encode(page)
                    seen += len(page.cases)
                    if not page.cursor:
                        break
                    query = msgspec.structs.replace(query, cursor=page.cursor)
            assert seen
