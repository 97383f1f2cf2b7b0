"""The KPI board against cases with known times."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest
from sqlalchemy import Connection

from backend.db import EMPTY_PROFILE, Database
from backend.records import CaseRecord, row_of
from backend.services.kpi import kpi_board
from backend.tables import cases
from contract.entities import CaseSource, CaseState
from contract.scope import FULL, Scope, View
from tests.backend.postgres import cluster

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)  # 15:30 in the city
PROFILE = msgspec.structs.replace(EMPTY_PROFILE, name="试验市")
_next = iter(range(1, 10_000))


def case(reported: timedelta, state: CaseState = CaseState.REPORTED, **times: timedelta | str | None) -> CaseRecord:
    """A case; times count back from NOW."""
    number = next(_next)
    fields = {name: NOW - one if isinstance(one, timedelta) else one for name, one in times.items()}
    return CaseRecord(
        id=str(number),
        number=f"n-{number}",
        short=number,
        class_code="E0110",
        state=state,
        source=CaseSource.VIDEO,
        reported_at=NOW - reported,
        **fields,  # type: ignore[arg-type]
    )


HOURS = [timedelta(hours=hours) for hours in range(0, 24)]
WEEK = timedelta(days=7)
CASES = (
    case(HOURS[1]),
    case(HOURS[2], CaseState.HANDLING, department_id="21", deadline_at=timedelta(minutes=30)),
    case(HOURS[3], CaseState.HANDLING, department_id="21", deadline_at=-timedelta(minutes=30)),
    case(HOURS[20], CaseState.SIGNED, department_id="22", deadline_at=HOURS[2]),  # yesterday 19:30 in the city
    case(
        HOURS[5], CaseState.FEEDBACK, department_id="22", signed_at=HOURS[4], deadline_at=HOURS[1], handled_at=HOURS[2]
    ),
    case(
        HOURS[10],
        CaseState.CLOSED,
        department_id="21",
        signed_at=HOURS[4],
        deadline_at=HOURS[4],
        handled_at=HOURS[3],
        closed_at=HOURS[1],
    ),
    case(HOURS[3], CaseState.REFUSED),
    case(WEEK + HOURS[1]),
    case(WEEK - HOURS[1]),  # a week ago, but later in the day than now
    case(
        WEEK + HOURS[3],
        CaseState.CLOSED,
        department_id="22",
        signed_at=WEEK + HOURS[2],
        deadline_at=WEEK,
        handled_at=WEEK + HOURS[1],
        closed_at=WEEK,
    ),
)


@pytest.fixture(params=["sqlite", "postgresql"])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    if request.param == "sqlite":
        yield from _filled(Database(f"sqlite:///{tmp_path / 'x.db'}"))
    else:
        with cluster() as url:
            yield from _filled(Database(url))


def _filled(db: Database) -> Iterator[Connection]:
    db.migrate()
    with db.write() as connection:
        connection.execute(cases.insert(), [row_of(one) for one in CASES])
    with db.read() as connection:
        yield connection
    db.close()


def test_the_board_says_what_the_cases_say(connection: Connection) -> None:
    board = kpi_board(connection, PROFILE, FULL, NOW)
    assert (board.reported_today, board.closed_today) == (6, 1)
    assert (board.open, board.overdue, board.longest_overdue_min) == (7, 2, 120.0)
    assert board.on_time_rate == 50.0
    assert board.on_time_last_week == 100.0
    assert board.mean_handling_min == pytest.approx((120 + 60 + 60) / 3)
    assert board.reported_last_week == 2
    assert [(load.department_id, load.open, load.overdue) for load in board.by_department] == [
        ("21", 2, 1),
        ("22", 2, 1),
    ]
    assert {one.hour: (one.reported, one.closed) for one in board.by_hour if one.reported or one.closed} == {
        5: (1, 0),
        10: (1, 0),
        12: (2, 0),
        13: (1, 0),
        14: (1, 1),
    }
    # The rate as it stood at the end of each hour, up to now; last week's day is whole.
    so_far = {one.label: one.value for one in board.on_time_by_hour if one.value is not None}
    assert so_far == {"12": 0.0, "13": 50.0, "14": 50.0, "15": 50.0}
    before = {one.label for one in board.on_time_by_hour_last_week if one.value is not None}
    assert before == {f"{hour:02d}" for hour in range(14, 24)}
    days = {one.day.isoformat(): one.minutes for one in board.handling_by_day if one.minutes is not None}
    assert days == {"2026-11-21": pytest.approx(90.0), "2026-11-14": pytest.approx(60.0)}
    assert len(board.handling_by_day) == 14


def test_a_department_counts_its_own(connection: Connection) -> None:
    board = kpi_board(connection, PROFILE, Scope(view=View.DEPARTMENT, department_id="22"), NOW)
    assert (board.open, board.overdue, board.longest_overdue_min) == (2, 1, 120.0)
    assert board.on_time_rate == 100.0


@pytest.mark.parametrize(
    ("zone", "day", "clock"),
    [
        ("Europe/Berlin", date(2026, 10, 25), "15:30"),  # 25 hours: 02:00 to 03:00 comes twice
        ("Europe/Berlin", date(2026, 3, 29), "15:30"),  # 23 hours: 02:00 to 03:00 never comes
        ("Australia/Lord_Howe", date(2026, 4, 5), "15:30"),  # half an hour more
        ("America/Havana", date(2026, 11, 1), "15:30"),  # 00:00 to 01:00 comes twice
        ("Africa/Cairo", date(2026, 4, 24), "15:30"),  # begins at 01:00
        ("Asia/Kathmandu", date(2026, 5, 21), "23:59"),
    ],
)
def test_hours_are_those_of_the_citys_clocks(connection: Connection, zone: str, day: date, clock: str) -> None:
    place = ZoneInfo(zone)
    now = datetime.combine(day, time.fromisoformat(clock), place).astimezone(UTC)
    begin = datetime.combine(day, time(0), place).astimezone(UTC)
    profile = msgspec.structs.replace(PROFILE, timezone=zone)
    made: list[CaseRecord] = []
    at = begin - timedelta(hours=3)
    while at < now:
        fields = {"signed_at": at, "handled_at": at, "deadline_at": at + timedelta(seconds=len(made) % 2 * 2 - 1)}
        one = case(timedelta(0), CaseState.CLOSED, closed_at=None)
        made.append(msgspec.structs.replace(one, reported_at=at, closed_at=at, **fields))
        at += timedelta(minutes=7)
    week_ago = datetime.combine(day - WEEK, now.astimezone(place).time(), place).astimezone(UTC)
    made += [
        msgspec.structs.replace(case(timedelta(0)), reported_at=week_ago + step)
        for step in (-timedelta(minutes=40), -timedelta(minutes=20), timedelta(minutes=20))
    ]
    connection.execute(cases.insert(), [row_of(one) for one in made])  # taken back at the end
    board = kpi_board(connection, profile, FULL, now)
    local = [one.reported_at.astimezone(place) for one in made]
    expected = Counter(one.hour for one in local if one.date() == day)
    assert {one.hour: one.reported for one in board.by_hour if one.reported} == expected
    assert {one.hour: one.closed for one in board.by_hour if one.closed} == expected
    assert board.reported_last_week == 2
    now_shown = board.on_time_by_hour[now.astimezone(place).hour]
    assert now_shown.value == board.on_time_rate
    connection.rollback()


def test_an_empty_city_has_a_board(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    db.migrate()
    with db.read() as connection:
        board = kpi_board(connection, PROFILE, FULL, NOW)
    db.close()
    assert (board.open, board.on_time_rate, board.longest_overdue_min) == (0, None, None)
    assert len(board.by_hour) == 24
