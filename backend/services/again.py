"""Closed but not fixed (结而未决): a report at the place and of the class of a case that was closed lately."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from backend import bulk
from backend import course as courses
from backend.outcome import Outcome
from backend.records import CaseRecord
from backend.services.alike import AFTER, box
from backend.tables import to_ms
from backend.transaction import Transaction
from contract.entities import Id, Point, ReportKind
from contract.geo import distance_m

KEPT = 100
"""So many relatives are named by a case; more have happened to none."""
_WATCHED = frozenset({ReportKind.PROBLEM, ReportKind.REQUEST})
# Asked for each report: the text is the driver's own, and `ix_cases_ground` holds all of the condition.
_CLOSED = "SELECT id, lon, lat, state, closed_at FROM cases WHERE "
_THERE = " AND class_code = {p} AND closed_at >= {p} AND closed_at <= {p}"
_CELLS = {
    "sqlite": "cell_code IN (SELECT value FROM json_each({p}))",
    "postgresql": "cell_code = ANY(CAST({p} AS text[]))",
}
_NO_CELL = "cell_code IS NULL"
_BOX = " AND lon BETWEEN {p} AND {p} AND lat BETWEEN {p} AND {p}"


def marked(tx: Transaction, outcome: Outcome, at: datetime) -> Outcome:
    """A report that counts from now on, with the closed case that it repeats; both name each other."""
    record = outcome.case
    assert record is not None, "of a report"
    course = courses.read(record.course)
    if record.lon is None or record.lat is None or course.report_kind not in _WATCHED or course.again_of_id:
        return outcome
    before = _closed_here(tx, Point(record.lon, record.lat), record.class_code, at)
    if before is None or before.state not in AFTER:  # in this batch it may have been opened again
        return outcome
    mine = courses.written(msgspec.structs.replace(course, again_of_id=before.id))
    theirs = courses.read(before.course)
    ids = (*theirs.came_back_ids, record.id)[-KEPT:]
    closed = msgspec.structs.replace(
        before,
        version=before.version + 1,
        course=courses.written(msgspec.structs.replace(theirs, came_back_ids=ids)),
    )
    told = {"by_id": record.id, "by_number": record.number}
    return msgspec.structs.replace(
        outcome,
        case=msgspec.structs.replace(record, course=mine),
        params={**outcome.params, "again_of_id": before.id, "again_of_number": before.number},
        also=(Outcome("case.came_back", case=closed, ids=(closed.id,), params=told, happened_at=at),),
    )


def _closed_here(tx: Transaction, point: Point, class_code: str, at: datetime) -> CaseRecord | None:
    """The case of this class that was closed last within the city's measures, or None."""
    conduct = tx.profile.conduct
    since = at - timedelta(days=conduct.same_place_days)
    found: list[tuple[int, Id]] = []
    for place, given in _places(tx, point, conduct.same_place_m):
        mark = "?" if tx.connection.dialect.name == "sqlite" else "%s"
        statement = (_CLOSED + place + _THERE).format(p=mark)
        rows = tx.connection.exec_driver_sql(statement, (*given, class_code, to_ms(since), to_ms(at)))
        for case_id, lon, lat, state, closed_at in rows:
            if state in AFTER and distance_m(point.lon, point.lat, lon, lat) <= conduct.same_place_m:
                found.append((closed_at, str(case_id)))
    return tx.case(max(found)[1]) if found else None


def _places(tx: Transaction, point: Point, within_m: float) -> list[tuple[str, tuple[object, ...]]]:
    """Conditions with their values: the cells around, and outside every cell the box."""
    dialect = tx.connection.dialect.name
    codes = tx.cells_near(point, within_m)
    places: list[tuple[str, tuple[object, ...]]] = []
    if codes:
        given = msgspec.json.encode(codes).decode() if dialect == "sqlite" else bulk.array(codes)
        places.append((_CELLS[dialect], (given,)))
    if not codes or tx.cell_of(point) is None:
        west, south, east, north = box(point, within_m)
        places.append((_NO_CELL + _BOX, (west, east, south, north)))
    return places
