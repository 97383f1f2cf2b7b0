"""Figures: the board, the month table, the day table. Each is counted once for all seats that ask within a second."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.datastructures import State
from sqlalchemy import Connection

from backend.door import read_query
from backend.parts import Parts, shape
from backend.records import whole_ms
from backend.services.accounts import Seat
from backend.services.kpi import kpi_board
from backend.services.kpi_table import DayQuery, MonthQuery, day_table, month_table
from contract.figures import KpiBoard
from contract.kpi import KpiTable
from contract.profile import CityProfile

AnyRequest = Request[None, None, State]


@get("/api/kpi", opt=shape(answer=KpiBoard))
async def kpi(parts: Parts, seat: Seat) -> Response[bytes]:
    """The KPI board of what this session sees."""
    return await _answer(
        parts, seat, "", lambda connection, profile, now: kpi_board(connection, profile, seat.scope, now)
    )


@get("/api/kpi/months", opt=shape(query=MonthQuery, answer=KpiTable))
async def months(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """Counts and rates of some months, by area, department or class, beside those before and a year ago."""
    query = read_query(request.query_params, MonthQuery)
    return await _answer(
        parts,
        seat,
        query,
        lambda connection, profile, now: month_table(connection, profile, seat.scope, now, query, parts.answers.sums),
    )


@get("/api/kpi/days", opt=shape(query=DayQuery, answer=KpiTable))
async def days(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """Counts and rates of some days, by area or department, beside those of the weeks before and a year ago."""
    query = read_query(request.query_params, DayQuery)
    return await _answer(
        parts,
        seat,
        query,
        lambda connection, profile, now: day_table(connection, profile, seat.scope, now, query, parts.answers.sums),
    )


async def _answer(
    parts: Parts,
    seat: Seat,
    query: MonthQuery | DayQuery | str,
    make: Callable[[Connection, CityProfile, datetime], KpiBoard | KpiTable],
) -> Response[bytes]:
    def body() -> bytes:
        with parts.db.read() as connection:
            profile = parts.city.profile(connection)
            return msgspec.json.encode(make(connection, profile, whole_ms(datetime.now(UTC))))

    # The kind of question is part of the key: two of them may have equal fields.
    answer = await parts.answers.get((type(query).__name__, query, seat.scope), body)
    return Response(answer, media_type=MediaType.JSON)


HANDLERS = (kpi, months, days)
