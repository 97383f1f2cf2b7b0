"""What one request costs the server's process: reporting a case, listing fifty, cold and beside writes; its memory."""

from __future__ import annotations

import asyncio
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import psutil

from backend.db import Database
from bench.server_city import census, lay_cells, open_cases, report
from contract.commands import Envelope

if TYPE_CHECKING:
    from tests.backend.server import Backend, Caller

OPEN = 40_000
PEOPLE = 64


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """CPU microseconds of the server for each request, user and system together; MB of PSS."""
    from tests.backend.server import running

    cases, lists = (4_000, 400) if quick else (20_000, 2_000)
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        data = Path(folder)
        db = Database(f"sqlite:///{data / 'citywall.db'}")
        db.migrate()
        lay_cells(db)
        open_cases(db, OPEN)
        census(db)
        db.close()
        with running(data) as server:
            seats = [server.account("intake", "inspector", "duty") for _ in range(8)]
            seats[0].request("GET", "/api/map/components/counts").raise_for_status()
            seats[0].request("GET", "/api/snapshot").raise_for_status()
            pss = psutil.Process(server.process.pid).memory_full_info().pss / 1e6
            _crowd(seats, 400, report_case)
            _crowd(seats, 400, nothing)
            # The same crowd asks for nothing: many requests at once cost less each than one after the other.
            least = round(_spent_us(server, lambda: _crowd(seats, cases, nothing)) / cases)
            yield {
                "figure": "case intake over HTTP, one case a request",
                "value": round(_spent_us(server, lambda: _crowd(seats, cases, report_case)) / cases),
                "unit": "us CPU",
                "limit": least,
                "target": "value <= 350",
            }
            least = _least(server, seats[0], lists)
            yield from (figure | {"limit": least} for figure in _lists(server, seats[0], lists))
            yield {
                "figure": f"memory with census and {OPEN:,} open cases (PSS)",
                "value": round(max(pss, psutil.Process(server.process.pid).memory_full_info().pss / 1e6)),
                "unit": "MB",
                "target": "value <= 450",
            }


def _least(server: Backend, seat: Caller, number: int) -> int:
    """The least that any answer costs this server here and now: one that asks for nothing."""

    def ask() -> None:
        for _ in range(number):
            seat.request("GET", "/api/health")

    ask()
    return round(_spent_us(server, ask) / number)


def _lists(server: Backend, seat: Caller, lists: int) -> Iterator[dict[str, Any]]:
    for _ in range(50):
        seat.request("GET", "/api/cases?limit=50")
    numbers = iter(range(10**6, 10**7))

    # Of the reading alone: what an act costs changes more from one minute to the next than a list costs at all.
    spent = 0.0
    for _ in range(lists):
        _post(seat, next(numbers))
        spent += _spent_us(server, lambda: seat.request("GET", "/api/cases?limit=50"))
    yield {
        "figure": "list of 50 cases, a write between reads",
        "value": round(spent / lists),
        "unit": "us CPU",
        "target": "value <= 300",
    }

    def cold() -> None:
        cursor = ""
        for _ in range(lists):
            answer = seat.request("GET", "/api/cases", params={"limit": "50", "cursor": cursor}).json()
            cursor = answer.get("cursor", "")  # at the end from the first page again

    yield {
        "figure": "list of 50 cases, cold",
        "value": round(_spent_us(server, cold) / lists),
        "unit": "us CPU",
        "target": "value <= 900",
    }


def report_case(number: int) -> tuple[str, bytes]:
    """First line and body of the request that reports a case."""
    return "POST /api/commands", msgspec.json.encode(Envelope(id=uuid.uuid4().hex, command=report(number)))


def nothing(_: int) -> tuple[str, bytes]:
    """Of the request that costs a server least."""
    return "GET /api/health", b""


def _crowd(seats: list[Caller], requests: int, made: Callable[[int], tuple[str, bytes]]) -> None:
    """So many requests over `PEOPLE` connections that each wait for their answer."""
    host, _, port = seats[0].url.removeprefix("http://").partition(":")
    tokens = [seat.token for seat in seats]

    async def person(place: int) -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        head = f"HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {tokens[place % len(tokens)]}\r\n"
        for number in range(place, requests, PEOPLE):
            line, body = made(number)
            writer.write(f"{line} {head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            assert answer.startswith(b"HTTP/1.1 200"), answer
            await reader.readexactly(int(answer.lower().partition(b"content-length:")[2].split()[0]))
        writer.close()

    async def everybody() -> None:
        await asyncio.gather(*(person(place) for place in range(PEOPLE)))

    asyncio.run(everybody())


def _post(seat: Caller, number: int) -> None:
    body = msgspec.json.encode(Envelope(id=uuid.uuid4().hex, command=report(number)))
    answer = seat.request("POST", "/api/commands", data=body)
    assert answer.status_code == 200, answer.text


def _spent_us(server: Backend, work: Callable[[], object]) -> float:
    """CPU time of all threads, by the clock of the process: `/proc` knows hundredths of a second."""
    clock = (~server.process.pid << 3) | 2  # as clock_getcpuclockid(3) has it on Linux
    before = time.clock_gettime(clock)
    work()
    return (time.clock_gettime(clock) - before) * 1e6
