"""Set-up, log-in, tokens, tickets."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from backend.tickets import sign, verify, voice_key
from contract.entities import Person
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.protocol import Session
from contract.scope import Scope, View
from tests.backend.city import Hall
from tests.backend.server import PASSWORD, Backend, answer_of, running


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as one:
        yield one


def refused_code(call: object) -> Code:
    with pytest.raises(Refused) as refused:
        call()  # type: ignore[operator]
    return refused.value.problem.code


def test_set_up_works_once_and_only_with_the_token(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        body = {"setup_token": "guess", "username": "boss", "password": PASSWORD, "name": "Boss"}
        url = f"{server.url}/api/setup"
        assert requests.post(url, json=body, timeout=10).json()["code"] == "not_logged_in"
        body["setup_token"] = (tmp_path / "setup-token").read_text().strip()
        short = body | {"password": "short"}
        assert requests.post(url, json=short, timeout=10).json()["field"] == "$.password"
        session = answer_of(requests.post(url, json=body, timeout=10), Session)
        assert set(session.roles) == {"admin", "duty"}
        assert requests.post(url, json=body, timeout=10).json()["code"] == "not_logged_in"
    with running(tmp_path) as server:
        assert "set-up token" not in server.log
        assert server.log_in("Boss").session.person_id == session.person_id


def test_a_set_up_token_that_was_never_written_is_no_token(tmp_path: Path) -> None:
    # What a kill or a full disk between making the file and filling it leaves behind.
    (tmp_path / "setup-token").touch(mode=0o600)
    with running(tmp_path) as server:
        body = {"setup_token": "", "username": "boss", "password": PASSWORD, "name": "Boss"}
        assert requests.post(f"{server.url}/api/setup", json=body, timeout=10).json()["code"] == "not_logged_in"
        assert "set-up token" in server.log
        assert server.admin().session.roles


def test_a_voice_key_that_was_never_written_is_no_key(tmp_path: Path) -> None:
    (tmp_path / "voice.key").touch(mode=0o600)
    key = voice_key(tmp_path)
    assert len(key) == 32
    assert voice_key(tmp_path) == key
    assert (tmp_path / "voice.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["voice.key"]


def test_a_part_of_the_city_does_not_get_the_whole_history(backend: Backend) -> None:
    seat = backend.account("duty", scope=Scope(view=View.PUBLIC))
    assert refused_code(lambda: seat.get("/api/events", list)) is Code.WRONG_ROLE


def test_no_password_and_no_token_is_stored(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        token = server.admin().session.token
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert PASSWORD.encode() not in stored
    assert token.encode() not in stored
    assert b"$argon2id$" in stored


def test_a_wrong_password_and_an_unknown_name_sound_the_same(backend: Backend) -> None:
    backend.account("duty", username="known")
    answers = [
        requests.post(f"{backend.url}/api/login", json={"username": name, "password": "wrong"}, timeout=10)
        for name in ("known", "unknown")
    ]
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert answers[0].json()["code"] == "bad_credentials"


def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    with running(tmp_path, environ={"CITYWALL_ACCOUNTS__TRIES_PER_MINUTE": "3"}) as server:
        server.account("duty", username="known")
        for _ in range(3):
            assert refused_code(lambda: server.log_in("known", "wrong")) is Code.BAD_CREDENTIALS
        body = {"username": "KNOWN", "password": PASSWORD}
        answer = requests.post(f"{server.url}/api/login", json=body, timeout=10)
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
        server.log_in("admin")


def test_an_account_is_a_person_of_the_city(backend: Backend) -> None:
    hall = Hall(backend)
    seat = backend.account("inspector", username="li.ming")
    person = hall.admin.live_state()["person"][seat.session.person_id]
    assert isinstance(person, Person)
    assert (person.name, person.roles) == ("li.ming", ("inspector",))


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"username": "taken"}, Code.DUPLICATE, "$.username"),
        ({"username": "TAKEN"}, Code.DUPLICATE, "$.username"),
        ({"username": "a b"}, Code.OUT_OF_RANGE, "$.username"),
        ({"password": "short"}, Code.OUT_OF_RANGE, "$.password"),
        ({"roles": []}, Code.OUT_OF_RANGE, "$.roles"),
        ({"roles": ["king"]}, Code.MALFORMED, "$.roles[0]"),
        ({"view": "department"}, Code.MALFORMED, "$.department_id"),
        ({"view": "department", "department_id": "5"}, Code.NOT_FOUND, "$.department_id"),
        ({"person_id": "5"}, Code.NOT_FOUND, "$.person_id"),
    ],
)
def test_a_bad_account_is_refused(backend: Backend, changes: dict[str, object], code: Code, field: str) -> None:
    admin = backend.admin()
    if refusal := _try(lambda: backend.account("duty", username="taken")):
        assert refusal is Code.DUPLICATE
    body = {"username": "fresh", "password": PASSWORD, "name": "N", "roles": ["duty"], "view": "full"} | changes
    with pytest.raises(Refused) as refused:
        admin.post("/api/accounts", body, dict)
    assert (refused.value.problem.code, refused.value.problem.field) == (code, field)


def _try(call: object) -> Code | None:
    try:
        call()  # type: ignore[operator]
    except Refused as refused:
        return refused.problem.code
    return None


def test_an_expired_token_says_so(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        seat = server.account("duty")
        assert seat.request("GET", "/api/session").json()["person_id"] == seat.session.person_id
        session = seat.session
    with sqlite3.connect(tmp_path / "citywall.db") as file:
        file.execute("UPDATE tokens SET expires_at = 1")
    file.close()
    with running(tmp_path) as server:
        answer = server._caller(session).request("GET", "/api/snapshot")
        assert (answer.status_code, answer.json()["code"]) == (401, "expired_token")


def test_a_session_carries_its_scope(backend: Backend) -> None:
    hall = Hall(backend)
    scope = Scope(view=View.DEPARTMENT, department_id=hall.department_id, area_ids=("5",))
    assert backend.account("department", scope=scope).session.scope == scope


def test_a_voice_ticket_is_believed_without_the_server(backend: Backend) -> None:
    seat = backend.account("broadcaster", "duty")
    ticket = seat.ticket("voice")
    key = voice_key(backend.data)
    holder = verify(key, ticket, now=datetime.now(UTC))
    assert (holder.person_id, holder.roles) == (seat.session.person_id, ("broadcaster", "duty"))
    assert (
        refused_code(lambda: verify(key, ticket, now=datetime.now(UTC) + timedelta(seconds=61))) is Code.EXPIRED_TOKEN
    )
    body, _, signature = ticket.rpartition(".")
    for forged in (
        f"{body}x.{signature}",
        f"{body}.{signature[::-1]}",
        "",
        "v1..",
        "é.é.é",
        f"v2.{body[3:]}.{signature}",
    ):
        assert refused_code(lambda forged=forged: verify(key, forged, now=datetime.now(UTC))) is Code.NOT_LOGGED_IN
    assert refused_code(lambda: verify(b"x" * 32, ticket, now=datetime.now(UTC))) is Code.NOT_LOGGED_IN


def test_both_programs_get_the_same_key_whoever_is_first(tmp_path: Path) -> None:
    first = voice_key(tmp_path)
    assert voice_key(tmp_path) == first
    assert len(first) == 32
    word, expires_at = sign(first, person_id="7", name="王", roles=("duty",), now=datetime.now(UTC))
    assert verify(first, word, now=expires_at - timedelta(seconds=1)).name == "王"


def test_only_known_posts_can_be_given() -> None:
    assert {"admin", "kiosk", "device"} <= {str(role) for role in Role}
