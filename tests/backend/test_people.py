"""Accounts and sessions after they were made: kicks, passwords, rights, lock-outs, second factors, the security log."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest
import requests

from backend.services.accounts import make_recovery_token
from contract.entities import Alarm, Person
from contract.errors import Code, Refused
from contract.people import Made, OneTimePassword, OpenSession, SecondFactor, SecurityPage
from contract.protocol import Dropped, Hello, Session
from contract.scope import View
from tests.backend.people import account_of, act, lines, refused
from tests.backend.server import PASSWORD, ROOT, Backend, answer_of, running

LOCKS = {"CITYWALL_ACCOUNTS__LOCK_AFTER": "3", "CITYWALL_ACCOUNTS__LOCK_FIRST_S": "2"}


def test_who_is_logged_in_is_seen_and_can_be_sent_away(server: Backend) -> None:
    name = f"li.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    other = server.log_in(name)
    own = seat.get("/api/sessions", list[OpenSession])
    assert {one.own for one in own} == {True, False}
    assert {one.person_id for one in own} == {seat.session.person_id}
    assert own[0].address == "127.0.0.1"
    assert "requests" in own[0].program
    with refused(Code.WRONG_ROLE):
        seat.get("/api/sessions", list[OpenSession], whose="all")
    every = server.admin().get("/api/sessions", list[OpenSession], whose="all")
    assert {one.id for one in own} <= {one.id for one in every}
    theirs = next(one for one in own if not one.own)
    with refused(Code.NOT_FOUND):
        act(server.account("duty"), f"/api/sessions/{theirs.id}/end")
    with other.listen() as live:
        assert isinstance(live.next(), Hello)
        act(server.admin(), f"/api/sessions/{theirs.id}/end")
        frames = list(iter(live.next, None))
    assert isinstance(frames[-1], Dropped)
    assert frames[-1].reason == "revoked"
    with refused(Code.EXPIRED_TOKEN):
        other.get("/api/session", Session)
    assert seat.get("/api/session", Session).name == name


def test_logging_out_everywhere_ends_every_session(server: Backend) -> None:
    name = f"wang.{uuid.uuid4().hex[:8]}"
    seats = [server.account("duty", username=name), server.log_in(name), server.log_in(name)]
    act(seats[0], "/api/sessions/end")
    for seat in seats:
        with refused(Code.EXPIRED_TOKEN):
            seat.get("/api/session", Session)


def test_a_disabled_account_is_out_at_once_and_cannot_come_back(server: Backend) -> None:
    name = f"zhao.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    path = f"/api/accounts/{seat.session.person_id}/state"
    act(server.admin(), path, disabled=True)
    assert account_of(server.admin(), seat).disabled
    with refused(Code.EXPIRED_TOKEN):
        seat.get("/api/session", Session)
    with refused(Code.BAD_CREDENTIALS):
        server.log_in(name)
    act(server.admin(), path, disabled=False)
    server.log_in(name)


def test_changing_the_own_password_needs_the_old_one_and_ends_the_other_sessions(server: Backend) -> None:
    name = f"sun.{uuid.uuid4().hex[:8]}"
    seat, other = server.account("duty", username=name), server.log_in(name)
    with refused(Code.BAD_CREDENTIALS, "$.old"):
        act(seat, "/api/password", old="wrong", new="another good one")
    for easy, field in (("short", "$.password"), (name.upper(), "$.password"), (PASSWORD, "$.new")):
        with refused(Code.OUT_OF_RANGE, field):
            act(seat, "/api/password", old=PASSWORD, new=easy)
    act(seat, "/api/password", old=PASSWORD, new="another good one")
    assert seat.get("/api/session", Session).due == ""
    with refused(Code.EXPIRED_TOKEN):
        other.get("/api/session", Session)
    with refused(Code.BAD_CREDENTIALS):
        server.log_in(name)
    server.log_in(name, "another good one")


def test_a_one_time_password_opens_nothing_before_it_is_changed(server: Backend) -> None:
    name = f"qian.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    made = server.admin().post(f"/api/accounts/{seat.session.person_id}/password", {}, OneTimePassword)
    with refused(Code.EXPIRED_TOKEN):
        seat.get("/api/session", Session)
    with refused(Code.BAD_CREDENTIALS):
        server.log_in(name)
    fresh = server.log_in(name, made.password)
    assert fresh.session.due == "password"
    for ask in (lambda: fresh.snapshot(), lambda: fresh.ticket(), lambda: fresh.get("/api/kpi", dict)):
        with pytest.raises((Refused, requests.HTTPError, KeyError)):
            ask()
    with refused(Code.DUE_FIRST):
        fresh.get("/api/cases", dict)
    with refused(Code.DUE_FIRST):
        fresh.post("/api/second-factor", {}, SecondFactor)
    act(fresh, "/api/password", old=made.password, new="my own words now")
    assert fresh.snapshot().seq > 0


def test_new_rights_are_an_event_and_end_the_sessions(server: Backend) -> None:
    name = f"zhou.{uuid.uuid4().hex[:8]}"
    seat = server.account("duty", username=name)
    person_id = seat.session.person_id
    rights = {"roles": ["inspector"], "view": "public"}
    with refused(Code.WRONG_ROLE):
        act(seat, f"/api/accounts/{person_id}/rights", roles=["admin"])
    act(server.admin(), f"/api/accounts/{person_id}/rights", **rights)
    with refused(Code.EXPIRED_TOKEN):
        seat.get("/api/session", Session)
    fresh = server.log_in(name)
    assert (fresh.session.roles, fresh.session.scope.view) == (("inspector",), View.PUBLIC)
    person = server.admin().live_state()["person"][person_id]
    assert isinstance(person, Person)
    assert (person.roles, person.version) == (("inspector",), 2)
    for wrong, code in (
        ({"roles": []}, Code.OUT_OF_RANGE),
        ({"roles": ["duty"], "department_id": "5"}, Code.NOT_FOUND),
    ):
        with refused(code):
            act(server.admin(), f"/api/accounts/{person_id}/rights", **wrong)
    with refused(Code.NOT_FOUND):
        act(server.admin(), "/api/accounts/5/rights", **rights)


def test_the_last_administrator_stays(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        admin = server.admin()
        own = f"/api/accounts/{admin.session.person_id}"
        with refused(Code.CONFLICT):
            act(admin, f"{own}/rights", roles=["duty"])
        with refused(Code.WRONG_STATE):
            act(admin, f"{own}/state", disabled=True)
        security = server.account("security")
        with refused(Code.CONFLICT):
            act(security, f"{own}/state", disabled=True)
        second = server.account("admin")
        act(second, f"{own}/state", disabled=True)
        with refused(Code.EXPIRED_TOKEN):
            admin.get("/api/session", Session)


def test_too_many_failures_make_a_name_wait_longer_and_longer_and_raise_an_alarm(tmp_path: Path) -> None:
    with running(tmp_path, environ=LOCKS | {"CITYWALL_ACCOUNTS__LOCK_FIRST_S": "600"}) as server:
        seat, security = server.account("duty", username="target"), server.account("security", "duty")
        answers = {}
        for name in ("target", "nobody-of-that-name"):
            for _ in range(3):
                with refused(Code.BAD_CREDENTIALS):
                    server.log_in(name, "wrong")
            body = {"username": name, "password": PASSWORD}
            answers[name] = requests.post(f"{server.url}/api/login", json=body, timeout=10)
        assert {one.status_code for one in answers.values()} == {429}
        assert len({one.text.split("retry_after_s")[0] for one in answers.values()}) == 1
        assert 590 < int(answers["target"].headers["Retry-After"]) <= 600
        seat.get("/api/session", Session)  # who is in stays in
        alarms = [one for one in security.live_state()["alarm"].values() if isinstance(one, Alarm)]
        assert [(one.code, one.about_id) for one in alarms] == [("account_locked", seat.session.person_id)]
        assert account_of(server.admin(), seat).locked_until is not None
        assert ("account.locked", "refused") in lines(security)
        act(security, f"/api/accounts/{seat.session.person_id}/unlock")
        assert not security.live_state()["alarm"]
        server.log_in("target")
    with running(tmp_path, environ=LOCKS) as server, refused(Code.TOO_MANY_TRIES):  # a restart forgets no wait
        server.log_in("nobody-of-that-name", "wrong")


def test_a_short_wait_ends_by_itself_and_a_good_log_in_forgets_it(tmp_path: Path) -> None:
    with running(tmp_path, environ=LOCKS | {"CITYWALL_ACCOUNTS__LOCK_FIRST_S": "0.3"}) as server:
        server.account("duty", username="target")
        for _ in range(3):
            with refused(Code.BAD_CREDENTIALS):
                server.log_in("target", "wrong")
        deadline, body = time.monotonic() + 10, {"username": "target", "password": PASSWORD}
        codes = []
        while codes[-1:] != [200] and time.monotonic() < deadline:
            codes.append(requests.post(f"{server.url}/api/login", json=body, timeout=10).status_code)
        assert set(codes) == {429, 200}
        assert not server.admin().live_state()["alarm"]


def test_an_administrator_is_recovered_by_who_has_the_data_folder(tmp_path: Path) -> None:
    with running(tmp_path, environ=LOCKS | {"CITYWALL_ACCOUNTS__LOCK_FIRST_S": "600"}) as server:
        admin = server.admin()
        for _ in range(3):
            with refused(Code.BAD_CREDENTIALS):
                server.log_in("admin", "forgotten")
        with refused(Code.TOO_MANY_TRIES):
            server.log_in("admin")
        body = {"token": "x" * 40, "username": "admin", "password": "found it again"}
        url = f"{server.url}/api/recover"
        assert requests.post(url, json=body, timeout=10).json()["code"] == "not_logged_in"
        told = subprocess.run(
            [sys.executable, "-m", "backend", "recover-admin", "--data", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=40,
            check=True,
        )
        body["token"] = told.stderr.rpartition(" ")[2].strip()
        server.account("duty", username="plain")
        assert requests.post(url, json=body | {"username": "plain"}, timeout=10).json()["code"] == "wrong_role"
        assert answer_of(requests.post(url, json=body, timeout=10), Made).person_id == admin.session.person_id
        assert requests.post(url, json=body, timeout=10).json()["code"] == "not_logged_in"
        with refused(Code.EXPIRED_TOKEN):
            admin.get("/api/session", Session)
        server.log_in("admin", "found it again")
        body["token"] = make_recovery_token(tmp_path / "recovery-token")
        old = time.time() - 1000
        os.utime(tmp_path / "recovery-token", (old, old))
        assert requests.post(url, json=body, timeout=10).json()["code"] == "not_logged_in"


def test_three_powers_are_in_three_hands(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_ACCOUNTS__SINGLE_ADMIN": "false"}) as server:
        admin = server.admin()
        new = {"password": PASSWORD, "name": "N"}
        for roles, code in (
            (["admin", "audit"], Code.OUT_OF_RANGE),
            (["security", "audit"], Code.OUT_OF_RANGE),
            (["audit"], Code.WRONG_ROLE),
        ):
            with refused(code, "$.roles"):
                admin.post("/api/accounts", {"username": "x", "roles": roles} | new, Made)
        security = server.account("security", username="sec")  # the first one, from the administrator
        with refused(Code.WRONG_ROLE):
            admin.post("/api/accounts", {"username": "sec2", "roles": ["security"]} | new, Made)
        plain = server.account("duty", username="plain")
        path = f"/api/accounts/{plain.session.person_id}"
        with refused(Code.WRONG_ROLE):
            act(admin, f"{path}/rights", roles=["audit"])
        with refused(Code.OUT_OF_RANGE):
            act(security, f"{path}/rights", roles=["audit", "admin"])
        with refused(Code.WRONG_ROLE):
            act(security, f"/api/accounts/{security.session.person_id}/rights", roles=["audit"])
        act(security, f"{path}/rights", roles=["audit"])
        with refused(Code.WRONG_ROLE):
            admin.post(f"{path}/password", {}, OneTimePassword)
        with refused(Code.WRONG_ROLE):
            admin.get("/api/security/log", SecurityPage)
        auditor = server.log_in("plain")
        assert ("rights.changed", "refused") in lines(auditor)
        for refusal in (
            lambda: act(auditor, f"{path}/rights", roles=["admin"]),
            lambda: auditor.post("/api/imports/cases", {}, dict),
        ):
            with refused(Code.WRONG_ROLE):
                refusal()
