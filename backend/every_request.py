"""What holds for every request, whichever way it takes through the server: who asks, in which protocol, and how it is
told that it may not. The framework's way (`backend.app`) and the short one (`backend.short_way`) both ask here.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from dataclasses import dataclass, replace

import msgspec

from backend.db import is_outage
from backend.parts import Parts
from backend.services.accounts import Seat
from contract.errors import HTTP_STATUS, Code, Problem, Refused
from contract.protocol import PROTOCOL, PROTOCOL_HEADER

log = logging.getLogger(__name__)
_SPOKEN = frozenset({str(PROTOCOL), str(PROTOCOL - 1)})


@dataclass(frozen=True, slots=True)
class Answer:
    """JSON, its status, and the headers that are its own."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()


def check_head(path: str, protocol: str | None) -> None:
    """A seat that names another protocol than this one or the one before is told both numbers; an address is text."""
    if "\x00" in path:
        raise Refused(Code.MALFORMED, field="path", reason="the address holds the character U+0000")
    if protocol is not None and protocol not in _SPOKEN:
        raise Refused(
            Code.PROTOCOL,
            field=PROTOCOL_HEADER,
            reason="update the older of the two programs",
            server=str(PROTOCOL),
            client=protocol[:20],
        )


async def seat_of(parts: Parts, authorization: str) -> Seat:
    """The seat of the bearer token. Refused(not_logged_in | expired_token)."""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Refused(Code.NOT_LOGGED_IN, field="Authorization", reason="a bearer token is needed")
    known = parts.accounts.recall(token)
    return known if known is not None else await asyncio.to_thread(parts.accounts.look_up, token)


def for_now(seat: Seat, address: str, *, while_due: bool = False) -> Seat:
    """The seat as this request comes from it. Refused(due_first) while it has to do something else before."""
    if seat.due and not while_due:
        raise Refused(Code.DUE_FIRST, field="Authorization", reason=f"first: {seat.due}", due=seat.due)
    return seat if address == seat.address else replace(seat, address=address)


def problem_answer(problem: Problem, status: int | None = None) -> Answer:
    """The answer that carries a problem; `status` where it is not the one of its code."""
    headers: tuple[tuple[str, str], ...] = ()
    if "retry_after_s" in problem.params:
        headers += (("Retry-After", problem.params["retry_after_s"]),)
    if problem.code in (Code.NOT_LOGGED_IN, Code.EXPIRED_TOKEN):
        headers += (("WWW-Authenticate", "Bearer"),)
    return Answer(status or HTTP_STATUS[problem.code], msgspec.json.encode(problem), headers)


def fault_answer(fault: Exception, asked: str) -> Answer:
    """What a rule refused, an outage, or a bug of ours: the log has that one under the reference that is answered.

    `asked`: method and path, for the log.
    """
    if isinstance(fault, Refused):
        return problem_answer(fault.problem)
    if is_outage(fault):
        log.error("the database cannot be reached: %s", str(fault).splitlines()[0])
        params = {"retry_after_s": "1"}
        return problem_answer(Problem(code=Code.UNAVAILABLE, reason="the database cannot be reached", params=params))
    ref = secrets.token_hex(4)
    log.error("defect %s at %s", ref, asked, exc_info=fault)
    return problem_answer(Problem(code=Code.DEFECT, reason="a defect of the server; see its log", params={"ref": ref}))
