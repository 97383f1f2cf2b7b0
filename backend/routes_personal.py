"""Callers: who waits to be called back, and their personal data: reveal, search, export, erase."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from litestar import Request, get, post
from litestar.datastructures import State

from backend.door import read, read_query
from backend.parts import Parts, needs, shape
from backend.records import whole_ms
from backend.rules.masking import KEEPS, REVEALS, SEARCHES
from backend.services import call_backs
from backend.services.accounts import Seat
from backend.services.security_log import Entry
from contract.call_backs import CallBackQuery, CallBacks
from contract.personal import Erase, Erased, ExportQuery, Reveal, Revealed, SubjectExport, SubjectQuery, Subjects

AnyRequest = Request[None, None, State]


@get("/api/call-backs", opt=shape(query=CallBackQuery, answer=CallBacks), sync_to_thread=True)
def callers_waiting(request: AnyRequest, parts: Parts, seat: Seat) -> CallBacks:
    """Cases that ended and whose caller was not called back yet, the longest waiting first; no numbers."""
    needs(seat, *REVEALS)
    query = read_query(request.query_params, CallBackQuery)
    with parts.db.read() as connection:
        return call_backs.waiting(connection, query, seat.scope, whole_ms(datetime.now(UTC)))


@post("/api/cases/{case_id:str}/reveal", opt=shape(body=Reveal, answer=Revealed), status_code=200)
async def reveal(case_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> Revealed:
    """The caller's plain values; who asked and what for is in the case's evidence before they are given."""
    needs(seat, *REVEALS)
    wanted = read(await request.body(), Reveal)

    def work() -> Revealed:
        found = parts.subjects.reveal(case_id, wanted, seat.actor)
        _tell(parts, seat, "caller.revealed", f"case:{case_id}", fields=",".join(wanted.fields))
        return found

    return await asyncio.to_thread(work)


@post("/api/subjects/search", opt=shape(body=SubjectQuery, answer=Subjects), status_code=200)
async def search_subjects(request: AnyRequest, parts: Parts, seat: Seat) -> Subjects:
    """Who called with this phone or name, and his cases; no values."""
    needs(seat, *SEARCHES)
    query = read(await request.body(), SubjectQuery)

    def work() -> Subjects:
        found = parts.subjects.search(query, seat.scope)
        by = "phone" if query.phone else "name"
        _tell(parts, seat, "subject.searched", by=by, found=str(len(found.subjects)))
        return found

    return await asyncio.to_thread(work)


@get("/api/subjects/{subject_id:str}/export", opt=shape(query=ExportQuery, answer=SubjectExport))
async def export_subject(subject_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> SubjectExport:
    """Everything that is kept of a subject, for himself."""
    needs(seat, *KEEPS)
    query = read_query(request.query_params, ExportQuery)

    def work() -> SubjectExport:
        found = parts.subjects.export(subject_id, query.purpose, seat.actor)
        _tell(parts, seat, "subject.exported", f"subject:{subject_id}")
        return found

    return await asyncio.to_thread(work)


@post("/api/subjects/{subject_id:str}/erase", opt=shape(body=Erase, answer=Erased), status_code=200)
async def erase_subject(subject_id: str, request: AnyRequest, parts: Parts, seat: Seat) -> Erased:
    """Destroy a subject's key. The evidence stays as it was written, his data can never be read again."""
    needs(seat, *KEEPS)
    wanted = read(await request.body(), Erase)

    def work() -> Erased:
        done = parts.subjects.erase(subject_id, wanted, seat.actor)
        _tell(parts, seat, "subject.erased", f"subject:{subject_id}")
        return done

    return await asyncio.to_thread(work)


def _tell(parts: Parts, seat: Seat, what: str, about: str = "", **detail: str) -> None:
    """A line of the security log, on the disk before the answer; it holds no value."""
    parts.accounts.security.write(Entry.by(seat.actor, what, seat.address, about, **detail))


HANDLERS = (callers_waiting, reveal, search_subjects, export_subject, erase_subject)
