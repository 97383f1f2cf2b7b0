"""Evaluation (综合评价): the table, the cases behind a number, the report."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec
from litestar import MediaType, Request, Response, get
from litestar.datastructures import State
from sqlalchemy import Connection

from backend.door import read_query
from backend.parts import Parts, needs, shape
from backend.records import whole_ms
from backend.routes_exports import EXPORTERS
from backend.services.accounts import Seat
from backend.services.evaluation import EvaluationQuery, evaluation_table
from backend.services.evaluation_cases import CasesQuery, counted_cases
from backend.services.evaluation_sheet import names_of, report
from backend.services.security_log import Entry
from contract.errors import Code, Refused
from contract.evaluation_answers import CountedCases, EvaluationTable
from contract.profile import CityProfile
from contract.scope import View

AnyRequest = Request[None, None, State]
WAIT_S = 1.0
"""How long a question counts what is not counted yet before it is answered without that."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ReportQuery(EvaluationQuery, frozen=True, kw_only=True):
    """`GET /api/evaluation/report`: the table's question, and the language of headings."""

    lang: Literal["zh", "en"] = "zh"


@get("/api/evaluation", opt=shape(query=EvaluationQuery, answer=EvaluationTable))
async def evaluation(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """Areas, departments or people of a post in a day, week, month, quarter or year: counts, rates, scores, grades."""
    query = read_query(request.query_params, EvaluationQuery)
    return await _answer(parts, seat, query, evaluation_table)


@get("/api/evaluation/cases", opt=shape(query=CasesQuery, answer=CountedCases))
async def evaluation_cases(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """The cases behind a number of the table, page by page: `key` is a row's (`all`, `none`), `count` a column's."""
    query = read_query(request.query_params, CasesQuery)
    return await _answer(parts, seat, query, counted_cases)


@get("/api/evaluation/report", opt=shape(query=ReportQuery, answer=bytes, media=_XLSX))
async def evaluation_report(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """The table as XLSX, with what each number is (admin, duty, shift leader, leader; not on public screens)."""
    needs(seat, *EXPORTERS)
    if seat.scope.view is not View.FULL:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="only for those who see the cases whole")
    query = read_query(request.query_params, ReportQuery)
    await _count(parts)

    def body() -> tuple[bytes, str]:
        with parts.db.read() as connection:
            profile = parts.city.profile(connection)
            table = evaluation_table(connection, profile, seat.scope, whole_ms(datetime.now(UTC)), query)
            names = names_of(connection, table, query.lang)
        return report(table, names, query.lang, profile.timezone), table.period

    content, period = await asyncio.to_thread(body)
    entry = Entry.by(seat.actor, "evaluation.exported", seat.address, f"{query.object}:{period}")
    await asyncio.to_thread(parts.accounts.security.write, entry)
    name = f'attachment; filename="evaluation-{query.object}-{period}.xlsx"'
    headers = {"Content-Disposition": name, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return Response(content, media_type=_XLSX, headers=headers)


async def _answer(
    parts: Parts, seat: Seat, query: Any, make: Callable[[Connection, CityProfile, Any, datetime, Any], Any]
) -> Response[bytes]:
    await _count(parts)

    def body() -> bytes:
        with parts.db.read() as connection:
            profile = parts.city.profile(connection)
            return msgspec.json.encode(make(connection, profile, seat.scope, whole_ms(datetime.now(UTC)), query))

    return Response(await asyncio.to_thread(body), media_type=MediaType.JSON)


async def _count(parts: Parts) -> None:
    """Bring the count up to date; where nothing can be written now, the answer says how far behind it is."""
    with contextlib.suppress(Refused):
        await parts.counting.catch_up(WAIT_S)


HANDLERS = (evaluation, evaluation_cases, evaluation_report)
