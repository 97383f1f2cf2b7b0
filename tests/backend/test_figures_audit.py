"""The audit of the sums, and how they are built where there are none: by a job, by the migration."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import select, text

from backend.db import Database, set_meta
from backend.derived.rollups import rollup_state
from backend.migrations import filling_0004
from backend.records import CaseRecord, record_of, row_of
from backend.services import build_sums
from backend.services.figures_audit import FIGURES_WRONG
from backend.services.kpi import kpi_board
from backend.services.kpi_table import MonthQuery, month_table
from backend.tables import ROLLUPS, cases, entities
from contract import commands as c
from contract.entities import CaseSource, CaseState
from contract.scope import FULL
from tests.backend.postgres import cluster
from tests.backend.sums import (
    BERLIN,
    CLASSES,
    NOW,
    PROFILE,
    Town,
    agree,
    by_hand,
    fill,
    stored,
    town,
)

# The audit


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


def test_another_zone_builds_the_sums_anew_while_work_goes_on(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_sums, "STEP", 3)  # less than a day of facts
    fill(place, 60)
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


def test_the_migration_fills_the_sums_from_the_cases_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling_0004, "CHUNK", 37)
    _migrated(Database(f"sqlite:///{tmp_path / 'x.db'}"))


def test_the_migration_fills_the_sums_on_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling_0004, "CHUNK", 37)
    with cluster() as url:
        _migrated(Database(url))


def _migrated(db: Database) -> None:
    """The columns of the schema before it, by hand: what a city of that release holds."""
    rng = random.Random(3)
    names = "id version number short class_code state source urgency reported_at filed_at signed_at deadline_at "
    names += "handled_at closed_at rework area_id department_id cell_code"
    rows = []
    edges = [
        datetime(2026, 3, 28, 23, tzinfo=UTC),
        datetime(2026, 10, 24, 22, tzinfo=UTC),
        datetime(1965, 7, 1, tzinfo=UTC),
    ]
    for number in range(1, 400):
        # Around the days on which the clocks change, before 1970, and anywhere.
        base = edges[number % 5] if number % 5 < 3 else datetime(2026, 1, 1, tzinfo=UTC)
        at = round(base.timestamp() * 1000) + rng.randrange((2 if number % 5 < 3 else 300) * 86_400_000)
        filed = at + rng.randrange(2 * 86_400_000) if rng.random() < 0.8 else None
        done = at + rng.randrange(3 * 86_400_000) if rng.random() < 0.6 else None
        closed = done + rng.randrange(2 * 86_400_000) if done and rng.random() < 0.8 else None
        ended = "closed" if closed else rng.choice(("signed", "refused"))
        begun = (number * 7, 1, f"m-{number}", 1, rng.choice(CLASSES), ended, "video", "normal")
        signed, deadline = rng.choice((at + 120_000, None)), rng.choice((at + 40_000_000, None))
        times = (at, filed, signed, deadline, done, closed)
        where = (rng.choice((11, 12, None)), rng.choice((21, 22, None)), rng.choice(("c1", None)))
        rows.append((*begun, *times, rng.randrange(3), *where))
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
