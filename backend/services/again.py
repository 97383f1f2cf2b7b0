"""Closed but not fixed (结而未决): a report at the place and of the class of a case that was closed lately."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import msgspec
from sqlalchemy import BigInteger, Dialect, bindparam, select, text, type_coerce

from backend import bulk
from backend import course as courses
from backend.outcome import Outcome
from backend.prepared import Prepared
from backend.records import CaseRecord
from backend.services.alike import AFTER, box
from backend.tables import cases, to_ms
from backend.transaction import Transaction
from contract.entities import Point, ReportKind
from contract.geo import distance_m

KEPT = 100
"""So many relatives are named by a case; more have happened to none."""
_WATCHED = frozenset({ReportKind.PROBLEM, ReportKind.REQUEST})
# Asked for each report: `ix_cases_ground` holds all of the condition, and the driver gets the text as it is.
_CELLS = {
    "sqlite": "cell_code IN (SELECT value FROM json_each(:cells))",
    "postgresql": "cell_code = ANY(CAST(:cells AS text[]))",
}
_BESIDE = "cell_code IS NULL AND lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north"


def marked(tx: Transaction, outcome: Outcome, at: datetime) -> Outcome:
    """A report that counts from now on, with the closed case that it repeats; both name each other."""
    record = outcome.case
    assert record is not None, "of a report"
    course = courses.read(record.course)
    if record.lon is None or record.lat is None or course.report_kind not in _WATCHED or course.again_of_id:
        return outcome
    if not tx.may_have_come_back(record.class_code, Point(record.lon, record.lat)):
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
    conduct, dialect = tx.profile.conduct, tx.connection.dialect
    given = {
        "code": class_code,
        "since": to_ms(at - timedelta(days=conduct.same_place_days)),
        "until": to_ms(at),
    }
    codes = tx.cells_near(point, conduct.same_place_m)
    rows = []
    if codes:
        cells = msgspec.json.encode(codes).decode() if dialect.name == "sqlite" else bulk.array(codes)
        rows = _closed(dialect, _CELLS[dialect.name]).rows(tx.connection, cells=cells, **given)
    if not codes or tx.cell_of(point) is None:
        west, south, east, north = box(point, conduct.same_place_m)
        beside = _closed(dialect, _BESIDE)
        rows += beside.rows(tx.connection, west=west, south=south, east=east, north=north, **given)
    found = [
        (closed_at, str(case_id))
        for case_id, lon, lat, state, closed_at in rows
        if state in AFTER and distance_m(point.lon, point.lat, lon, lat) <= conduct.same_place_m
    ]
    return tx.case(max(found)[1]) if found else None


@cache
def _closed(dialect: Dialect, place: str) -> Prepared:
    c = cases.c
    names = ["cells"] if ":cells" in place else ["west", "east", "south", "north"]
    condition = text(place).bindparams(*(bindparam(name) for name in names))
    closed_at = type_coerce(c.closed_at, BigInteger)
    query = select(type_coerce(c.id, BigInteger), c.lon, c.lat, c.state, closed_at).where(
        condition,
        c.class_code == bindparam("code"),
        closed_at >= bindparam("since", type_=BigInteger),
        closed_at <= bindparam("until", type_=BigInteger),
    )
    return Prepared(query, dialect)
