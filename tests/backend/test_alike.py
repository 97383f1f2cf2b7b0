"""Cases that a report may repeat: what a look at every case finds, by the index, as each seat may see it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from backend.city import CellHit, CellIndex
from backend.db import Database
from backend.records import CaseRecord, row_of
from backend.services.alike import AFTER, find_alike
from backend.tables import cases
from contract.alike import MOST, AlikePage, AlikeQuery, score, shared
from contract.conduct import Conduct
from contract.entities import CaseSource, CaseState, Point
from contract.errors import Code, Refused
from contract.geo import distance_m
from contract.scope import FULL, Scope, View
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend
from tests.backend.test_attachments import picture

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
WEST, SOUTH, STEP, SIDE = 120.0, 31.0, 0.001, 12
CLASSES = ("E0101", "E0102", "E0201", "C0101", "C0102")
CONDUCT = Conduct(same_place_m=50, same_place_days=30)
CELLS = CellIndex(
    [
        (
            CellHit(f"320999001001{row * SIDE + column + 1:03d}", str(row % 3), "A"),
            shapely.to_wkb(
                shapely.box(
                    WEST + column * STEP, SOUTH + row * STEP, WEST + (column + 1) * STEP, SOUTH + (row + 1) * STEP
                )
            ),
        )
        for row in range(SIDE)
        for column in range(SIDE)
        if column != 5  # a strip without cells
    ]
)


def _case(number: int, chance: random.Random) -> CaseRecord:
    reported = NOW - timedelta(hours=chance.randrange(1, 2400))
    state = chance.choice(list(CaseState))
    # Crowded: about a third lie within 50 m of another of their class.
    point = Point(WEST + chance.random() * 6 * STEP, SOUTH + chance.random() * 6 * STEP)
    hit = CELLS.find(point)
    return CaseRecord(
        id=str(1000 + number),
        number=f"20261120-{number:06d}",
        short=number,
        class_code=chance.choice(CLASSES),
        state=state,
        source=CaseSource.HOTLINE,
        reported_at=reported,
        place=f"长兴路 {number % 40} 号",
        description=chance.choice(("井盖缺失", "路面有垃圾", "")),
        lon=point.lon if number % 9 else None,
        lat=point.lat if number % 9 else None,
        cell_code=hit.code if hit and number % 9 else None,
        area_id=hit.area_id if hit else None,
        department_id=chance.choice(("100", "101", None)),
        closed_at=reported + timedelta(hours=chance.randrange(1, 48)) if state in AFTER else None,
    )


@dataclass
class World:
    db: Database
    records: list[CaseRecord]

    def ask(self, query: AlikeQuery, scope: Scope = FULL) -> AlikePage:
        with self.db.read() as connection:
            return find_alike(connection, CELLS, query, scope, CONDUCT, now=NOW)


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
        records = [_case(number, chance) for number in range(1500)]
        with db.write() as connection:
            connection.execute(cases.insert(), [row_of(one) for one in records])
        yield World(db, records)
    finally:
        db.close()


SCOPES = (
    FULL,
    Scope(area_ids=("1", "2")),
    Scope(view=View.DEPARTMENT, department_id="100"),
    Scope(view=View.PUBLIC),
)


def test_the_index_finds_what_a_look_at_every_case_finds(world: World) -> None:
    chance = random.Random(4)
    some = 0
    for at in range(160):
        query = AlikeQuery(
            lon=WEST + chance.random() * 7 * STEP,
            lat=SOUTH + chance.random() * 7 * STEP,
            class_code=chance.choice(CLASSES),
            exact=chance.random() < 0.4,
            radius_m=chance.choice((None, None, 20.0, 120.0)),
            days=chance.choice((None, 0, 7)),
            text=chance.choice(("", "井盖", "垃圾")),
            limit=MOST,
        )
        scope = SCOPES[at % len(SCOPES)]
        page = world.ask(query, scope)
        wanted = {one.id for one in world.records if _same(one, query, scope)}
        assert page.open + page.closed == len(wanted)
        assert {one.case.id for one in page.cases} <= wanted
        assert len(page.cases) == min(MOST, len(wanted))
        assert [one.score for one in page.cases] == sorted((one.score for one in page.cases), reverse=True)
        some += bool(wanted)
    assert some > 40


def _same(record: CaseRecord, query: AlikeQuery, scope: Scope) -> bool:
    if record.lon is None or record.lat is None:
        return False
    days = CONDUCT.same_place_days if query.days is None else query.days
    lately = record.closed_at is not None and days > 0 and record.closed_at >= NOW - timedelta(days=days)
    kind = query.class_code if query.exact else query.class_code[:3]
    return (
        (record.is_live or (record.state in AFTER and lately))
        and record.class_code.startswith(kind)
        and distance_m(query.lon, query.lat, record.lon, record.lat) <= (query.radius_m or CONDUCT.same_place_m)
        and (not scope.area_ids or record.area_id in scope.area_ids)
        and (scope.view is not View.DEPARTMENT or record.department_id == scope.department_id)
    )


def test_a_public_screen_gets_no_words_of_a_home(world: World) -> None:
    query = AlikeQuery(lon=WEST + 2 * STEP, lat=SOUTH + 2 * STEP, class_code="E0101", radius_m=200, limit=MOST)
    assert any(one.description for one in world.ask(query).cases)
    shown = world.ask(query, Scope(view=View.PUBLIC)).cases
    assert shown
    assert {(one.description, one.case.number, one.case.place) for one in shown} == {("", "", "长兴路")}


class _TakenBack(Exception):
    """Nothing of the transaction stays."""


def test_the_index_of_the_ground_is_what_serves(world: World) -> None:
    seen: list[str] = []
    with suppress(_TakenBack), world.db.write() as connection:
        explain = "EXPLAIN QUERY PLAN"
        if connection.dialect.name != "sqlite":
            # A small table is cheaper to read whole or by any index; what is asked here is whether this one can serve.
            others = text(
                "SELECT indexname FROM pg_indexes WHERE tablename = 'cases' AND indexname != 'ix_cases_ground' "
                "AND indexname NOT IN (SELECT conname FROM pg_constraint)"
            )
            for name in connection.execute(others).scalars().all():
                connection.execute(text(f'DROP INDEX "{name}"'))
            connection.execute(text("SET LOCAL enable_seqscan = off"))
            explain = "EXPLAIN"
        for when in ("closed_at IS NULL", "closed_at >= 1"):
            plan = connection.execute(
                text(
                    f"{explain} SELECT * FROM cases WHERE cell_code IN ('1', '2', '3') "
                    f"AND class_code BETWEEN 'E01' AND 'E0199999' AND {when} ORDER BY reported_at * -1 LIMIT 500"
                )
            )
            lines = " ".join(str(row[-1]) for row in plan)
            assert "Seq Scan" not in lines, lines
            seen.append(lines)
        raise _TakenBack
    assert len(seen) == 2
    assert all("ix_cases_ground" in one for one in seen), seen


@given(st.floats(0, 50), st.booleans(), st.floats(0, 60), st.booleans(), st.floats(0, 1), st.integers(1, 60))
def test_a_score_is_within_bounds_and_falls_with_the_distance(
    away: float, same: bool, age: float, is_open: bool, words: float, days: int
) -> None:
    def points(distance: float, *, kind: bool = same) -> int:
        return score(
            distance_m=distance,
            within_m=50,
            same_class=kind,
            age_days=age,
            days=days,
            is_open=is_open,
            shared=words,
        )

    assert 0 <= points(50) <= points(away) <= points(0) <= 100
    assert points(away, kind=False) < points(away, kind=True)


def test_words_count_by_what_was_typed() -> None:
    assert shared(set(), {"井"}) == 0
    assert shared({"井", "盖"}, {"井", "盖", "缺"}) == 1
    assert shared({"井", "灯"}, {"井"}) == 0.5


# Over the wire


@pytest.fixture(scope="module")
def hall(server: Backend) -> Hall:
    return Hall(server)


def _asked(hall: Hall, lon: float, lat: float = 31.5, **more: object) -> AlikePage:
    return hall.intake.get("/api/alike", AlikePage, lon=lon, lat=lat, class_code="E0110", **more)


def test_a_report_is_shown_the_open_case_beside_it_with_text_and_photo(hall: Hall) -> None:
    lon = 117.0 + random.random()
    first = hall.report(point=Point(lon, 31.5), description="垃圾成堆")
    far = hall.report(point=Point(lon + 0.01, 31.5))
    photo = hall.inspector.request(
        "POST", f"/api/cases/{first}/attachments", params={"kind": "scene", "name": "a.png"}, data=picture("PNG")
    ).json()["id"]
    page = _asked(hall, lon + 0.0001, text="一堆垃圾")
    assert [one.case.id for one in page.cases] == [first]
    assert far not in {one.case.id for one in page.cases}
    (one,) = page.cases
    assert (one.description, one.photo_ids, one.photo_count, one.closed_at) == ("垃圾成堆", (photo,), 1, None)
    assert 9 < one.distance_m < 10
    assert (page.within_m, page.open, page.closed) == (50, 1, 0)
    assert hall.inspector.request("GET", f"/api/attachments/{one.photo_ids[0]}").status_code == 200
    assert _asked(hall, lon, not_id=first).cases == ()


def test_a_closed_case_is_shown_while_it_is_fresh(hall: Hall) -> None:
    lon = 118.0 + random.random()
    case_id = hall.report(point=Point(lon, 31.5))
    hall.take_to(case_id, CaseState.CLOSED)
    page = _asked(hall, lon)
    assert [(one.case.id, one.case.state) for one in page.cases] == [(case_id, CaseState.CLOSED)]
    assert page.cases[0].closed_at is not None
    assert _asked(hall, lon, days=0).cases == ()


def test_another_department_is_shown_nothing(hall: Hall) -> None:
    lon = 119.0 + random.random()
    hall.take_to(hall.report(point=Point(lon, 31.5)), CaseState.HANDLING)
    mine = hall.department.get("/api/alike", AlikePage, lon=lon, lat=31.5, class_code="E0110")
    scope = Scope(view=View.DEPARTMENT, department_id=hall.new_department())
    other = hall.backend.account("department", scope=scope)
    assert len(mine.cases) == 1
    assert other.get("/api/alike", AlikePage, lon=lon, lat=31.5, class_code="E0110").cases == ()


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ({"lon": 1, "lat": 91, "class_code": "E0110"}, Code.OUT_OF_RANGE, "$.lat"),
        ({"lon": 1, "lat": 1, "class_code": "X"}, Code.OUT_OF_RANGE, "$.class_code"),
        ({"lon": 1, "lat": 1}, Code.MALFORMED, "$"),
        ({"lon": 1, "lat": 1, "class_code": "E0110", "radius_m": 501}, Code.OUT_OF_RANGE, "$.radius_m"),
        ({"lon": 1, "lat": 1, "class_code": "E0110", "limit": 0}, Code.OUT_OF_RANGE, "$.limit"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(
    hall: Hall, query: dict[str, object], code: Code, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        hall.intake.get("/api/alike", AlikePage, **query)
    assert (refused.value.problem.code, refused.value.problem.field) == (code, field)
