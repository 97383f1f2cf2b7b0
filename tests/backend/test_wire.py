"""HTTP as bytes: what no well-behaved client library would send."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from backend import wire
from tests.backend.server import Backend, running

ASK = b"GET /api/health HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        yield server


def answer(backend: Backend, *pieces: bytes) -> bytes:
    """What comes back until the server closes."""
    where, got = urlsplit(backend.url), b""
    line = socket.create_connection((where.hostname, where.port), timeout=10)
    with line, contextlib.suppress(ConnectionError):  # it may close while we are still talking
        for piece in pieces:
            line.sendall(piece)
        while data := line.recv(65_536):
            got += data
    return got


@pytest.mark.parametrize(
    "lines",
    [
        [b"X-Long: " + b"a" * (wire.HEAD_BYTES + 1) + b"\r\n\r\n"],
        [*(b"X-%d: %s\r\n" % (number, b"b" * 1000) for number in range(70)), b"\r\n"],
        [b"X-Never-Ends: ", *([b"c" * 10_000] * 8)],
    ],
    ids=["one line", "many lines", "no end"],
)
def test_a_head_without_measure_is_400_and_closed(backend: Backend, lines: list[bytes]) -> None:
    got = answer(backend, ASK, *lines)
    assert not got or got.startswith(b"HTTP/1.1 400 ")  # nothing at all where we were still talking
    assert backend.process.poll() is None


def test_a_long_head_that_is_no_attack_is_read(backend: Backend) -> None:
    asked = ASK + b"Cookie: " + b"d" * 30_000 + b"\r\nConnection: close\r\n\r\n"
    assert answer(backend, asked).startswith(b"HTTP/1.1 200 ")


def test_lines_after_a_body_without_measure_are_closed(backend: Backend) -> None:
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"
    got = answer(backend, head, *(b"X-%d: %s\r\n" % (number, b"e" * 1000) for number in range(70)), b"\r\n")
    assert got.count(b"HTTP/1.1 200 ") == 0
    assert backend.process.poll() is None


def test_lines_after_a_body_are_read_past(backend: Backend) -> None:
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    got = answer(backend, head, b"2\r\n{}\r\n0\r\nX-After: 1\r\n\r\n")
    assert b"Object missing required field" in got


def test_questions_sent_at_once_are_answered_in_order(backend: Backend) -> None:
    got = answer(backend, (ASK + b"\r\n") * 20 + b"GET /api/nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert got.count(b"HTTP/1.1 200 ") == 20
    assert got.rindex(b"HTTP/1.1 404 ") > got.rindex(b"HTTP/1.1 200 ")


def test_an_answer_without_a_body_comes(backend: Backend) -> None:
    where = urlsplit(backend.url)
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        for asked in (
            b"OPTIONS /api/health HTTP/1.1\r\nHost: x\r\n\r\n",
            b"HEAD /api/docs HTTP/1.1\r\nHost: x\r\n\r\n",
        ):
            line.sendall(asked)
            assert line.recv(65_536).endswith(b"\r\n\r\n")


def test_who_waits_to_be_told_to_go_on_is_told(backend: Backend) -> None:
    where = urlsplit(backend.url)
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
    with socket.create_connection((where.hostname, where.port), timeout=10) as line:
        line.sendall(head)
        assert line.recv(65_536).startswith(b"HTTP/1.1 100 ")
        line.sendall(b"{}")
        assert line.recv(65_536).startswith(b"HTTP/1.1 400 ")


@pytest.mark.parametrize(
    "asked",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /api/health HTTP/9.9\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /api/health HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n",
    ],
    ids=["TLS", "version", "both lengths", "two lengths", "negative length", "space before colon", "folded"],
)
def test_what_two_parsers_could_read_differently_is_400(backend: Backend, asked: bytes) -> None:
    assert answer(backend, asked).startswith(b"HTTP/1.1 400 ")


def test_the_loop_is_the_fast_one_where_there_is_one() -> None:
    loop = wire.new_loop()
    try:
        assert isinstance(loop, asyncio.AbstractEventLoop)
        if sys.platform != "win32":
            assert type(loop).__module__.startswith("uvloop")
    finally:
        loop.close()
