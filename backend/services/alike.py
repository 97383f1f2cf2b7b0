"""Cases of the same place and kind: offered while a report is typed, and "closed but not fixed" when it comes in.

The unit grid is the index: the cells within reach of the point, then class and closing (`ix_cases_ground`). Of 40,000
open cases a handful of rows is read. Outside every cell the box around the point sifts the cases that have none.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, select, type_coerce

from backend.city import CellIndex
from backend.records import CaseRecord, card, record_of
from backend.rules.bigrams import words
from backend.tables import attachments, cases
from contract.alike import PHOTOS_MOST, Alike, AlikePage, AlikeQuery, score, shared
from contract.attachments import PHOTOS, AttachmentKind
from contract.conduct import Conduct
from contract.entities import Case, CaseState, Id, Point
from contract.geo import EARTH_M, distance_m
from contract.scope import Scope, View, project

READ_MOST = 500
"""A place with more is no place: the newest are enough."""
AFTER = frozenset({CaseState.CLOSED, CaseState.ARCHIVED})


def find_alike(
    connection: Connection, cells: CellIndex, query: AlikeQuery, scope: Scope, conduct: Conduct, *, now: datetime
) -> AlikePage:
    """The open cases and the lately closed ones that may be the one of `query`, as `scope` may see them."""
    within_m = query.radius_m if query.radius_m is not None else float(conduct.same_place_m)
    days = query.days if query.days is not None else conduct.same_place_days
    records = _read(connection, cells, query, within_m, since=now - timedelta(days=days), closed=days > 0)
    typed = words(query.text)
    found: list[tuple[Alike, CaseRecord]] = []
    for record in records:
        seen = project(card(record), scope)
        if record.id == query.not_id or not isinstance(seen, Case) or seen.point is None:
            continue
        away = distance_m(query.lon, query.lat, seen.point.lon, seen.point.lat)
        if away > within_m:
            continue
        # Words of a home are not for a public screen.
        description = "" if scope.view is View.PUBLIC else record.description
        points = score(
            distance_m=away,
            within_m=within_m,
            same_class=record.class_code == query.class_code,
            age_days=(now - (record.closed_at or record.reported_at)) / timedelta(days=1),
            days=days,
            is_open=record.is_live,
            shared=shared(typed, words(f"{seen.place} {description}")) if typed else 0.0,
        )
        closed_at = None if record.is_live else record.closed_at
        one = Alike(case=seen, score=points, distance_m=round(away, 1), description=description, closed_at=closed_at)
        found.append((one, record))
    found.sort(key=lambda pair: (-pair[0].score, pair[0].distance_m, pair[0].case.id))
    kept = [one for one, _ in found[: query.limit]]
    is_open = sum(record.is_live for _, record in found)
    return AlikePage(
        cases=tuple(kept if scope.view is View.PUBLIC else _with_photos(connection, kept)),
        within_m=within_m,
        days=days,
        open=is_open,
        closed=len(found) - is_open,
    )


def _read(
    connection: Connection, cells: CellIndex, query: AlikeQuery, within_m: float, *, since: datetime, closed: bool
) -> list[CaseRecord]:
    c = cases.c
    major = query.class_code[:3]
    kind = c.class_code == query.class_code if query.exact else c.class_code.between(major, f"{major}99999")
    found: dict[Id, CaseRecord] = {}
    # Nothing is said of the state, and the order is no index's: no other index shall seem to serve.
    newest = type_coerce(c.reported_at, BigInteger) * -1
    times = (c.closed_at.is_(None), c.closed_at >= since) if closed else (c.closed_at.is_(None),)
    for place in _places(cells, Point(query.lon, query.lat), within_m):
        for when in times:
            rows = connection.execute(select(cases).where(place, kind, when).order_by(newest).limit(READ_MOST))
            for row in rows.mappings():
                record = record_of(row)
                if record.is_live or record.state in AFTER:
                    found[record.id] = record
    return list(found.values())


def _places(cells: CellIndex, point: Point, within_m: float) -> list[ColumnElement[bool]]:
    """Where the cases may lie: the cells around, and, where there is ground of none beside them, the box."""
    c = cases.c
    codes = cells.near(point, within_m)
    places: list[ColumnElement[bool]] = [c.cell_code.in_(codes)] if codes else []
    if not cells.fill(point, within_m):
        west, south, east, north = box(point, within_m)
        places.append(and_(c.cell_code.is_(None), c.lon.between(west, east), c.lat.between(south, north)))
    return places


def box(point: Point, within_m: float) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees of the square around a circle."""
    high = math.degrees(within_m / EARTH_M) * 1.001
    wide = high / max(math.cos(math.radians(point.lat)), 0.01)
    return point.lon - wide, point.lat - high, point.lon + wide, point.lat + high


def _with_photos(connection: Connection, found: Sequence[Alike]) -> list[Alike]:
    if not found:
        return []
    a = attachments.c
    query = select(a.case_id, a.id, a.kind).where(
        a.case_id.in_([one.case.id for one in found]), a.kind.in_([str(kind) for kind in PHOTOS])
    )
    by_case: dict[Id, list[tuple[bool, int]]] = {}
    for case_id, photo_id, kind in connection.execute(query):
        by_case.setdefault(str(case_id), []).append((kind != AttachmentKind.SCENE, -int(photo_id)))
    return [_with(one, sorted(by_case.get(one.case.id, ()))) for one in found]


def _with(one: Alike, photos: Iterable[tuple[bool, int]]) -> Alike:
    ids = [str(-negative) for _, negative in photos]
    return Alike(
        case=one.case,
        score=one.score,
        distance_m=one.distance_m,
        description=one.description,
        closed_at=one.closed_at,
        photo_ids=tuple(ids[:PHOTOS_MOST]),
        photo_count=len(ids),
    )
