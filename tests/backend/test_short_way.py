"""The short way and the framework's give the same answers, to good questions and to bad ones."""

from __future__ import annotations

import asyncio
import re
import socket
import uuid
from collections.abc import Iterator, MutableMapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
import pytest

from backend.app import Server
from backend.routes_cases import SHORT
from backend.settings import Settings
from backend.short_way import short_way
from backend.watched import Receive, Send
from contract.commands import AcceptCase, Envelope, ReportCase, SaveDepartment
from contract.entities import CaseSource
from contract.protocol import PROTOCOL_HEADER
from contract.scope import Scope, View
from tests.backend.server import Backend, running

ROUND = b"Content-Encoding: identity\r\n"  # means nothing, and is unusual enough to go the framework's way
CHANGES = re.compile(rb"\r\n(?:date|x-request-id): [^\r]*")


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


def answer(backend: Backend, head: str, lines: bytes, body: bytes | None = None) -> tuple[bytes, list[bytes], bytes]:
    """(status line, lines of the head but date and id, body)."""
    where = urlsplit(backend.url)
    if body is not None:
        lines += b"Content-Length: %d\r\n" % len(body)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        line.sendall(f"{head} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n".encode() + lines + b"\r\n" + (body or b""))
        got = b""
        while data := line.recv(65_536):
            got += data
    told, _, content = got.partition(b"\r\n\r\n")
    status, *headers = CHANGES.sub(b"", told).split(b"\r\n")
    return status, headers, content


def bearer(token: str) -> bytes:
    return f"Authorization: Bearer {token}\r\n".encode()


def report(**more: Any) -> bytes:
    command = ReportCase(class_code="E0110", source=CaseSource.INSPECTOR, place="长兴路 86 号")
    return msgspec.json.encode(Envelope(id=uuid.uuid4().hex, command=command, **more))


QUESTIONS = [
    "/api/cases",
    "/api/cases?",
    "/api/cases?limit=2",
    "/api/cases?limit=2&limit=3",
    "/api/cases?limit=0",
    "/api/cases?limit=many",
    "/api/cases?limit=%32",
    "/api/cases?total=true",
    "/api/cases?text=%E9%95%BF%E5%85%B4",
    "/api/cases?text=%FF%FE",
    "/api/cases?text=a%00b",
    "/api/cases?text=a+b&place=%2B",
    "/api/cases?nothing=1",
    "/api/cases?state=lost",
    "/api/cases?cursor=AAAA",
    "/api/cases?sort=number&order=asc",
    "/api/cases?a;b=c&&=",
    "/api/cases/",
    "/api//cases",
    "/api/%63ases",
    "/api/cases%00",
    "/api/health",
    "/api/health?x=1",
]


@pytest.mark.parametrize("path", QUESTIONS)
def test_a_question_has_one_answer(backend: Backend, path: str) -> None:
    admin = backend.admin()
    for number in range(3):
        admin.request("POST", "/api/commands", data=report()) if number else None
    lines = bearer(admin.token)
    short, long = answer(backend, f"GET {path}", lines), answer(backend, f"GET {path}", lines + ROUND)
    if path.startswith("/api/health"):
        short, long = (_without_time(one) for one in (short, long))
    assert short == long


def _without_time(told: tuple[bytes, list[bytes], bytes]) -> tuple[bytes, list[bytes], bytes]:
    status, headers, body = told
    return status, [one for one in headers if b"length" not in one], re.sub(rb'"now":"[^"]*"', b"", body)


BODIES = [
    b"",
    b"{",
    b"[]",
    b"null",
    b'{"id":"1"}',
    b"\xff\xfe",
    b'"\\u0000"',
    b"[" * 5000,
    b'{"id":"short","command":{"type":"report_case"}}',
    b'{"id":"0123456789abcdef","command":{"type":"no_such"}}',
    msgspec.json.encode(Envelope(id="1" * 32, command=AcceptCase(case_id="1"))),
    msgspec.json.encode(Envelope(id="2" * 32, command=AcceptCase(case_id="not-an-id"))),
]


@pytest.mark.parametrize("body", BODIES, ids=[str(one[:30]) for one in BODIES])
def test_a_bad_act_has_one_answer(backend: Backend, body: bytes) -> None:
    lines = bearer(backend.admin().token)
    head = "POST /api/commands"
    assert answer(backend, head, lines, body) == answer(backend, head, lines + ROUND, body)


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(backend: Backend) -> None:
    lines = bearer(backend.admin().token) + b"Content-Length: 20000000\r\n"
    got = answer(backend, "POST /api/commands", lines)
    assert got[0].startswith(b"HTTP/1.1 413 ")
    assert got == answer(backend, "POST /api/commands", lines + ROUND)


def test_an_act_has_one_answer(backend: Backend) -> None:
    lines, body = bearer(backend.admin().token), report()
    first = answer(backend, "POST /api/commands", lines, body)
    again = answer(backend, "POST /api/commands", lines + ROUND, body)
    assert again == answer(backend, "POST /api/commands", lines, body)
    assert first[0] == again[0] == b"HTTP/1.1 200 OK"
    other = answer(backend, "POST /api/commands", lines + ROUND, report())
    assert msgspec.json.decode(first[2]).keys() == msgspec.json.decode(other[2]).keys()
    assert [one.partition(b":")[0] for one in first[1]] == [one.partition(b":")[0] for one in other[1]]


@pytest.mark.parametrize("head", ["GET /api/cases", "POST /api/commands"])
@pytest.mark.parametrize(
    "lines",
    [
        b"",
        b"Authorization: Bearer\r\n",
        b"Authorization: Bearer \r\n",
        b"Authorization: Basic eDp5\r\n",
        b"Authorization: Bearer nobody\r\n",
        b"Authorization: bearer \xe9\xff\r\n",
        b"Authorization: Bearer nobody\r\nAuthorization: Bearer somebody\r\n",
        f"{PROTOCOL_HEADER}: 99\r\n".encode(),
        f"{PROTOCOL_HEADER}: 99\r\nOrigin: http://elsewhere\r\n".encode(),
        f"{PROTOCOL_HEADER}: \r\n".encode(),
        b"Origin: http://elsewhere\r\n",
        b"X-Request-ID: mine\r\n",
    ],
)
def test_a_head_has_one_answer(backend: Backend, head: str, lines: bytes) -> None:
    body = report() if head.startswith("POST") else None
    assert answer(backend, head, lines, body) == answer(backend, head, lines + ROUND, body)


@pytest.mark.parametrize("view", [View.PUBLIC, View.DEPARTMENT])
def test_every_seat_sees_the_same_either_way(backend: Backend, view: View) -> None:
    department = backend.admin().send(SaveDepartment(code=str(view), name=str(view))).ids[0]
    scope = Scope(view=view, department_id=department if view is View.DEPARTMENT else None)
    lines = bearer(backend.account("inspector", scope=scope).token)
    for path in ("/api/cases", "/api/cases?sort=number", "/api/cases?text=86"):
        assert answer(backend, f"GET {path}", lines) == answer(backend, f"GET {path}", lines + ROUND)
    act = answer(backend, "POST /api/commands", lines, BODIES[-2])
    assert act == answer(backend, "POST /api/commands", lines + ROUND, BODIES[-2])


def test_a_seat_that_has_something_else_to_do_first_is_told_so_either_way(backend: Backend) -> None:
    seat = backend.account("duty")
    made = backend.admin().request("POST", f"/api/accounts/{seat.session.person_id}/password").json()
    lines = bearer(backend.log_in(seat.session.name, made["password"]).token)
    got = answer(backend, "GET /api/cases", lines)
    assert got == answer(backend, "GET /api/cases", lines + ROUND)
    assert b'"due_first"' in got[2]


def test_both_ways_are_counted_under_one_route(backend: Backend) -> None:
    lines = bearer(backend.admin().token)

    def counted() -> float:
        text = answer(backend, "GET /metrics", b"")[2].decode()
        found = re.search(r'citywall_http_requests_total\{method="GET",route="/api/cases",status="200"\} (\S+)', text)
        return float(found[1]) if found else 0.0

    before = counted()
    for more in (b"", ROUND):
        answer(backend, "GET /api/cases", lines + more)
    assert counted() == before + 2


PLAIN = [(b"host", b"x"), (b"authorization", b"Bearer nobody")]
LENGTH = (b"content-length", b"2")


@pytest.mark.parametrize(
    ("method", "path", "headers", "short"),
    [
        ("GET", "/api/cases", PLAIN, True),
        ("GET", "/api/cases", [], True),
        ("POST", "/api/commands", [*PLAIN, LENGTH], True),
        ("POST", "/api/commands", PLAIN, False),
        ("POST", "/api/commands", [*PLAIN, (b"content-length", b"99999999999")], False),
        ("POST", "/api/commands", [*PLAIN, (b"content-length", b"2x")], False),
        ("POST", "/api/commands", [*PLAIN, LENGTH, LENGTH], False),
        ("POST", "/api/commands", [*PLAIN, LENGTH, (b"transfer-encoding", b"chunked")], False),
        ("GET", "/api/cases", [*PLAIN, LENGTH], False),
        ("GET", "/api/cases", [*PLAIN, PLAIN[1]], False),
        ("GET", "/api/cases", [*PLAIN, (b"origin", b"http://x")], False),
        ("HEAD", "/api/cases", PLAIN, False),
        ("OPTIONS", "/api/cases", PLAIN, False),
        ("POST", "/api/cases", [*PLAIN, LENGTH], False),
        ("GET", "/api/cases/", PLAIN, False),
        ("GET", "/api/kpi", PLAIN, False),
    ],
)
def test_only_what_is_plain_goes_the_short_way(
    tmp_path: Path, method: str, path: str, headers: list[tuple[bytes, bytes]], short: bool
) -> None:
    server = Server(Settings(data=str(tmp_path)))
    went_on: list[str] = []
    told: list[int] = []

    async def framework(scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        went_on.append(scope["path"])

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b"{}"}

    async def send(message: MutableMapping[str, Any]) -> None:
        told.append(message.get("status", 0))

    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b"", "client": None}
    try:
        asyncio.run(short_way(framework, server.parts, SHORT)(scope, receive, send))
    finally:
        server.parts.reading.close()
        server.parts.fronts.close()
        server.lease.close()
        server.db.close()
    assert bool(went_on) is not short
    assert told == ([401, 0] if short else [])


def test_who_leaves_in_the_middle_of_an_act_has_done_nothing(backend: Backend) -> None:
    admin, body = backend.admin(), report()
    where = urlsplit(backend.url)
    before = admin.request("GET", "/api/health").json()["seq"]
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        head = b"POST /api/commands HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % len(body)
        line.sendall(head + bearer(admin.token) + b"\r\n" + body[:-1])
    assert admin.request("GET", "/api/health").json()["seq"] == before
    assert "Traceback" not in backend.log


@pytest.mark.parametrize("more", [b"", ROUND], ids=["short", "framework"])
def test_whoever_is_logged_out_in_the_middle_of_an_act_does_it_no_more(backend: Backend, more: bytes) -> None:
    seat, body = backend.account("inspector"), report()
    where = urlsplit(backend.url)
    before = seat.request("GET", "/api/health").json()["seq"]
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        head = b"POST /api/commands HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\n"
        line.sendall(head + b"Content-Length: %d\r\n" % len(body) + bearer(seat.token) + more + b"\r\n")
        assert b" 100 " in line.recv(100)  # its head was read, and it was let in
        line.sendall(body[:-1])
        assert seat.request("POST", "/api/logout").status_code == 204
        line.sendall(body[-1:])
        assert b"HTTP/1.1 401 " in line.recv(65_536)
    assert backend.admin().request("GET", "/api/health").json()["seq"] == before
