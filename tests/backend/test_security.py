"""Second factors, the security log, and sessions on a full disk."""

from __future__ import annotations

import resource
import time
import uuid
from pathlib import Path

import pyotp
import pytest
import requests
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from backend.db import Database
from contract import commands as c
from contract.errors import Code, Refused
from contract.people import Account, OpenSession, SecondFactor, SecurityPage
from contract.protocol import Hello, Session
from contract.query import CaseQuery, ExportOrder, ExportProgress
from tests.backend.people import account_of, act, refused
from tests.backend.server import PASSWORD, Backend, Caller, answer_of, running


def test_a_second_factor_holds_after_its_first_code_and_takes_none_twice(server: Backend) -> None:
    name = f"wu.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    made = seat.post("/api/second-factor", {}, SecondFactor)
    assert made.uri.startswith("otpauth://totp/CityWall:")
    totp = pyotp.parse_uri(made.uri)
    assert isinstance(totp, pyotp.TOTP)
    server.log_in(name)  # not yet confirmed
    with refused(Code.BAD_CREDENTIALS):
        act(seat, "/api/second-factor/confirm", code="12345")
    now = int(time.time())
    act(seat, "/api/second-factor/confirm", code=totp.at(now))
    with refused(Code.WRONG_STATE):
        seat.post("/api/second-factor", {}, SecondFactor)
    with refused(Code.SECOND_FACTOR, "$.code"):
        server.log_in(name)
    with refused(Code.BAD_CREDENTIALS):
        server.log_in(name, "wrong")

    def with_code(code: str) -> Caller:
        body = {"username": name, "password": PASSWORD, "code": code}
        return server._caller(answer_of(requests.post(f"{server.url}/api/login", json=body, timeout=20), Session))

    code = totp.at(now + 30)
    with_code(code[:3] + " " + code[3:])
    for used in (code, totp.at(now), totp.at(now - 30), "000000000000"):
        with refused(Code.BAD_CREDENTIALS, "$.code"):
            with_code(used)
    fresh = with_code(made.recovery_codes[0].upper())
    with refused(Code.BAD_CREDENTIALS, "$.code"):
        with_code(made.recovery_codes[0])
    assert account_of(server.admin(), seat).second_factor
    act(fresh, "/api/second-factor/remove", code=made.recovery_codes[1])
    server.log_in(name)


def test_a_post_that_needs_a_second_factor_does_nothing_before_it_has_one(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_ACCOUNTS__SECOND_FACTOR_ROLES": "security, audit"}) as server:
        seat = server.account("security", username="sec")
        assert seat.session.due == "second_factor"
        with refused(Code.DUE_FIRST):
            seat.get("/api/accounts", list[Account])
        made = seat.post("/api/second-factor", {}, SecondFactor)
        act(seat, "/api/second-factor/confirm", code=pyotp.TOTP(made.secret).now())
        assert seat.get("/api/accounts", list[Account])
        admin = server.admin()
        act(admin, f"/api/accounts/{seat.session.person_id}/second-factor/remove")
        assert server.log_in("sec").session.due == "second_factor"
        stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
        assert made.secret.encode() not in stored
        assert not any(code.encode() in stored for code in made.recovery_codes)


def test_the_security_log_tells_who_what_and_from_where_without_secrets(server: Backend) -> None:
    auditor = server.account("audit")
    name = f"zheng.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    with refused(Code.BAD_CREDENTIALS):
        server.log_in(name, "hunter2-typed-wrong")
    with refused(Code.BAD_CREDENTIALS):
        server.log_in("hunter2-typed-as-name", "x")
    act(seat, "/api/sessions/end")
    page = auditor.get("/api/security/log", SecurityPage, person_id=seat.session.person_id)
    assert [(one.what, one.result, one.address) for one in page.lines] == [
        ("sessions.ended", "ok", "127.0.0.1"),
        ("session.refused", "refused", "127.0.0.1"),
        ("session.opened", "ok", "127.0.0.1"),
    ]
    assert page.lines[1].detail == {"why": "password"}
    whole = auditor.request("GET", "/api/security/log", params={"limit": 500}).text
    assert "hunter2" not in whole
    made = auditor.get("/api/security/log", SecurityPage, what="account.made", limit=1)
    assert made.lines[0].detail["roles"] == "duty"
    more = auditor.get("/api/security/log", SecurityPage, what="account.made", limit=1, before=made.cursor)
    assert more.lines[0].id < made.lines[0].id or len(more.lines[0].id) < len(made.lines[0].id)
    for wrong in ({"before": "x"}, {"limit": 0}, {"since": "2026-01-01T00:00:00"}):
        with pytest.raises(Refused):
            auditor.get("/api/security/log", SecurityPage, **wrong)


def test_an_export_leaves_a_line(server: Backend) -> None:
    seat = server.account("duty")
    order = ExportOrder(query=CaseQuery())
    export = seat.post("/api/exports", order, ExportProgress)
    page = server.account("audit").get("/api/security/log", SecurityPage, what="export.ordered", limit=1)
    assert (page.lines[0].person_id, page.lines[0].about) == (seat.session.person_id, f"export:{export.id}")


def test_a_full_disk_keeps_nobody_out_and_nobody_in(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin, seat = server.admin(), server.account("duty", username="known")
        pid, free = server.process.pid, resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (1, free[1]))
        try:
            with refused(Code.DISK_FULL):
                admin.send(c.SaveDepartment(code="D", name="D"))
            late, short = server.log_in("known"), server.log_in("known")
            assert late.snapshot().seq > 0
            with late.listen() as live:
                assert isinstance(live.next(), Hello)
            assert len(late.get("/api/sessions", list[OpenSession])) == 3
            for gone in (seat, short):
                assert gone.request("POST", "/api/logout").status_code == 204
                with refused(Code.EXPIRED_TOKEN):
                    gone.get("/api/session", Session)
            with refused(Code.BAD_CREDENTIALS):
                server.log_in("known", "wrong")
        finally:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, free)
        assert "lives in this process only" in server.log
        assert late.get("/api/session", Session).name == "known"
        deadline = time.monotonic() + 20
        while "held back are written" not in server.log and time.monotonic() < deadline:
            time.sleep(0.05)
        sessions = (late.session, seat.session)
    with running(tmp_path) as server:
        assert server._caller(sessions[0]).get("/api/session", Session).name == "known"
        with refused(Code.EXPIRED_TOKEN):
            server._caller(sessions[1]).get("/api/session", Session)


@pytest.mark.parametrize("statement", ["UPDATE security_log SET result = 'ok'", "DELETE FROM security_log"])
def test_no_line_of_the_security_log_can_be_changed(tmp_path: Path, statement: str) -> None:
    with running(tmp_path) as server:
        server.admin()
    db = Database(f"sqlite:///{tmp_path / 'citywall.db'}")
    try:
        with pytest.raises(DBAPIError, match="append-only"), db.write() as connection:
            connection.execute(text(statement))
    finally:
        db.close()
