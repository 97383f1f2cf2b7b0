"""The one door for acts, and the questions about cases."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import msgspec
from litestar import MediaType, Request, Response, get, post
from litestar.datastructures import State

from backend.door import read, read_asked
from backend.parts import Parts, Short, areas_of, settled, shape
from backend.records import whole_ms
from backend.services.accounts import Seat
from backend.services.acts import job_of
from backend.services.case_seal import case_seal
from backend.services.history import case_detail
from backend.services.orders import order_of
from contract.commands import Done, Envelope
from contract.figures import CaseDetail, CasePage
from contract.query import CaseQuery
from contract.scope import View
from contract.seal import CaseSeal

AnyRequest = Request[None, None, State]


@post("/api/commands", opt=shape(body=Envelope, answer=Done), status_code=200)
async def command(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """Do an act. The answer means that it is durable; the same id again gets the first answer."""
    return Response(await _act(parts, seat, await request.body()), media_type=MediaType.JSON)


async def _act(parts: Parts, seat: Seat, body: bytes) -> bytes:
    job = job_of(read(body, Envelope), seat.actor, parts.vault)
    return msgspec.json.encode(await settled(parts.writer.submit(job)))


@get("/api/cases", opt=shape(query=CaseQuery, answer=CasePage))
async def list_cases(request: AnyRequest, parts: Parts, seat: Seat) -> Response[bytes]:
    """A page of cases, open and ended, by any mix of filters."""
    return Response(await _page(parts, seat, request.scope["query_string"]), media_type=MediaType.JSON)


async def _page(parts: Parts, seat: Seat, asked: bytes) -> bytes:
    query = read_asked(asked, CaseQuery)
    if (body := parts.fronts.page(query, seat.scope)) is not None:
        return body

    def read_page() -> bytes:
        with parts.db.read() as connection:
            now = whole_ms(datetime.now(UTC))
            return parts.cards.page(connection, query, seat.scope, now=now, areas=partial(areas_of, parts))

    body = await parts.reading(read_page)
    parts.fronts.was_read(query, seat.scope)
    return body


@get("/api/cases/{case_id:str}", opt=shape(answer=CaseDetail), sync_to_thread=True)
def one_case(case_id: str, parts: Parts, seat: Seat) -> CaseDetail:
    """A case in full, with its trail."""
    with parts.db.read() as connection:
        detail = case_detail(connection, case_id, seat.scope)
        if seat.scope.view is View.PUBLIC:
            return detail
        caller = parts.vault.caller_of(connection, case_id, seat.actor)
        order = order_of(connection, parts.city.profile(connection), case_id)
        return msgspec.structs.replace(detail, caller=caller, order=order)


@get("/api/cases/{case_id:str}/seal", opt=shape(answer=CaseSeal), sync_to_thread=True)
def seal(case_id: str, parts: Parts, seat: Seat) -> CaseSeal:
    """What proves the trail of a case: the hashes of its chain, and the checkpoint over them."""
    with parts.db.read() as connection:
        return case_seal(connection, case_id, seat.scope)


SHORT = (Short("POST", "/api/commands", _act), Short("GET", "/api/cases", _page))
HANDLERS = (command, list_cases, one_case, seal)
