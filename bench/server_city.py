"""A city to measure a server with: cells, open cases, a census, written straight into the tables before it starts."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime

import shapely
from sqlalchemy import insert

from backend.db import Database
from backend.records import CaseRecord, row_of
from backend.tables import cases, cells, components, from_ms
from contract.commands import ReportCase
from contract.entities import CaseSource, CaseState, Point

WEST, SOUTH, STEP, SIDE = 121.40, 31.20, 0.001, 70
"""4,900 cells of about 100 m."""
CENSUS = 438_938


def report(number: int) -> ReportCase:
    """A case somewhere in the city, with a place and a description of usual length."""
    dice = random.Random(number)
    return ReportCase(
        class_code=f"E01{number % 20 + 1:02d}",
        source=CaseSource.INSPECTOR,
        place=f"长兴路 {number % 900 + 1} 号",
        description="人行道上堆放杂物，影响行人通行，请尽快安排清理。",
        point=Point(WEST + dice.random() * STEP * SIDE, SOUTH + dice.random() * STEP * SIDE),
    )


def lay_cells(db: Database) -> None:
    """A grid of unit cells, each with the id of an area."""
    rows = []
    for x in range(SIDE):
        for y in range(SIDE):
            west, south = WEST + x * STEP, SOUTH + y * STEP
            box = shapely.box(west, south, west + STEP, south + STEP)
            rows.append(
                {
                    "code": f"310101{x:04d}{y:04d}",
                    "area_id": str(1 + x // 7),
                    "grade": "A",
                    "geometry": shapely.to_wkb(box),
                    "west": west,
                    "south": south,
                    "east": west + STEP,
                    "north": south + STEP,
                }
            )
    with db.write() as connection:
        connection.execute(insert(cells), rows)


def open_cases(db: Database, count: int) -> None:
    """So many open cases, reported within the last month."""
    dice, now_ms = random.Random(7), int(time.time() * 1000)
    states = (CaseState.REPORTED, CaseState.FILED, CaseState.DISPATCHED, CaseState.HANDLING, CaseState.FEEDBACK)
    rows = []
    for number in range(count):
        at = from_ms(now_ms - dice.randrange(30 * 86_400_000))
        record = CaseRecord(
            id=str(1000 + number),
            number=f"{datetime.now(UTC):%Y%m}00-{number:06d}",
            short=number,
            class_code=f"E01{number % 20 + 1:02d}",
            state=states[number % len(states)],
            source=CaseSource.INSPECTOR,
            reported_at=at,
            place=f"长兴路 {number % 900 + 1} 号",
            lon=WEST + dice.random() * STEP * SIDE,
            lat=SOUTH + dice.random() * STEP * SIDE,
        )
        rows.append(row_of(record))
    with db.write() as connection:
        connection.execute(insert(cases), rows)


def census(db: Database, count: int = CENSUS) -> None:
    """So many components."""
    dice, at = random.Random(5), from_ms(1_700_000_000_000)
    with db.write() as connection:
        for start in range(0, count, 20_000):
            rows = [
                {
                    "code": f"{3_101_010_000_000_000 + number}",
                    "class_code": f"C{number % 5 + 1:02d}{number % 20 + 1:02d}",
                    "lon": WEST + dice.random() * STEP * SIDE,
                    "lat": SOUTH + dice.random() * STEP * SIDE,
                    "state": "intact",
                    "edition_at": at,
                }
                for number in range(start, min(count, start + 20_000))
            ]
            connection.execute(insert(components), rows)
