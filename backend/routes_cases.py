"""The one door for acts, and the questions about cases."""

from __future__ import annotations

from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read, read_query
from backend.parts import Parts, settled, shape
from backend.services.accounts import Seat
from backend.services.acts import job_of
from backend.services.history import CaseQuery, case_detail, case_page
from contract.commands import Done, Envelope
from contract.figures import CaseDetail, CasePage

AnyRequest = Request[None, None, State]


@post("/api/commands", opt=shape(body=Envelope, answer=Done), status_code=200)
async def command(request: AnyRequest, parts: Parts, seat: Seat) -> Done:
    """Do an act. The answer means that it is durable; the same id again gets the first answer."""
    envelope = read(await request.body(), Envelope)
    return await settled(parts.writer.submit(job_of(envelope, seat.actor)))


@get("/api/cases", opt=shape(query=CaseQuery, answer=CasePage), sync_to_thread=True)
def list_cases(request: AnyRequest, parts: Parts, seat: Seat) -> CasePage:
    """A page of cases, open and ended, newest first."""
    query = read_query(dict(request.query_params), CaseQuery)
    with parts.db.read() as connection:
        return case_page(connection, query, seat.scope)


@get("/api/cases/{case_id:str}", opt=shape(answer=CaseDetail), sync_to_thread=True)
def one_case(case_id: str, parts: Parts, seat: Seat) -> CaseDetail:
    """A case in full, with its trail."""
    with parts.db.read() as connection:
        return case_detail(connection, case_id, seat.scope)


HANDLERS = (command, list_cases, one_case)
