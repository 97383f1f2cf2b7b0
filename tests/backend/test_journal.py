"""The log and the connections: no secret is written down, and an idle connection stays usable."""

from __future__ import annotations

import logging
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from backend.db import Database
from backend.journal import ScrubbingFormatter, scrubbed
from backend.tables import meta
from contract import commands as c
from contract.entities import CaseSource
from contract.errors import Refused
from contract.protocol import Hello
from tests.backend.server import PASSWORD, running


def test_no_token_ticket_or_password_shows_in_the_log(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        ticket = admin.ticket()
        with admin.listen() as live:
            assert isinstance(live.next(), Hello)
            used = str(live.socket.request.path) if live.socket.request else ""
        admin.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO))
        admin.request("GET", f"/api/nowhere?ticket={ticket}&token={admin.token}")
        with pytest.raises(Refused):
            server.log_in("admin", "a wrong password")
    live_ticket = used.partition("ticket=")[2].partition("&")[0]
    assert live_ticket
    assert "/api/live?ticket=***" in server.log, "the socket's line is gone: what does this test look at?"
    for secret in (admin.token, ticket, live_ticket, PASSWORD, "a wrong password"):
        assert secret not in server.log


@pytest.mark.parametrize(
    ("line", "clean"),
    [
        ("GET /api/live?ticket=abc-_1&since=4", "GET /api/live?ticket=***&since=4"),
        ("{'setup_token=x y'}", "{'setup_token=*** y'}"),
        ("Authorization: Bearer abcdefgh12345678", "Authorization: Bearer ***"),
        ("postgresql://city:s3cret@db:5432/x", "postgresql://city:***@db:5432/x"),
        ("rtsp://viewer:p@10.0.0.1/main", "rtsp://viewer:***@10.0.0.1/main"),
        ("a bearer of news", "a bearer of news"),
        ("http://host:8800/a@b", "http://host:8800/a@b"),
    ],
)
def test_a_line_is_scrubbed_and_otherwise_left_alone(line: str, clean: str) -> None:
    assert scrubbed(line) == clean


def test_a_traceback_is_scrubbed_too() -> None:
    try:
        raise ValueError("ws://h/api/live?ticket=secretword")
    except ValueError as fault:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(fault), fault, fault.__traceback__))
    assert "secretword" not in ScrubbingFormatter().format(record)


def test_an_error_of_the_database_does_not_name_the_values(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'x.db'}")
    try:
        db.migrate()
        line = {"key": "k", "value": "a phone number"}
        with db.write() as connection:
            connection.execute(meta.insert().values(line))
            with pytest.raises(IntegrityError) as failed:
                connection.execute(meta.insert().values(line))
        assert "a phone number" not in str(failed.value)
    finally:
        db.close()


@pytest.mark.slow
def test_a_connection_idle_for_longer_than_a_poll_is_still_open(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        admin.request("GET", "/api/health")
        pool = admin.http.get_adapter(admin.url).poolmanager.connection_from_url(admin.url)  # type: ignore[attr-defined]
        opened = pool.num_connections
        time.sleep(7)  # the web server's own choice would be 5 s: time is what is tested here
        admin.request("GET", "/api/health")
        assert pool.num_connections == opened
