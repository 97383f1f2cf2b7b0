"""Log-ins of simulated people over the public HTTP API, and the accounts they log in with.

Accounts are made once with the administrator's key; the random passwords lie in a file that only its owner may read.
"""

from __future__ import annotations

import json
import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import requests

from contract.commands import AnyCommand, Done, Envelope
from contract.entities import Person
from contract.errors import Code, Problem, Refused
from contract.protocol import COMMANDS_PATH, LOGIN_PATH, SNAPSHOT_PATH, TICKETS_PATH, Session, Ticket, decode_snapshot
from contract.snapshot import Snapshot
from contract.trust import MACHINE, Trust

_TIMEOUT_S = 10.0


@dataclass
class Seat:
    """A logged-in person. Not thread-safe: one act at a time."""

    url: str
    session: Session
    http: requests.Session
    trust: Trust = MACHINE

    def send(self, command: AnyCommand) -> Done:
        """Do an act. Refused for a problem, requests' own errors for an outage."""
        body = msgspec.json.encode(Envelope(id=uuid.uuid4().hex, command=command))
        return msgspec.json.decode(self.request("POST", COMMANDS_PATH, body), type=Done)

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of a 2xx answer; Refused otherwise."""
        headers = {"Authorization": f"Bearer {self.session.token}"}
        answer = self.http.request(method, self.url + path, data=body, headers=headers, timeout=_TIMEOUT_S)
        return _body(answer)

    def attach(self, case_id: str, kind: str, picture: bytes) -> None:
        """Attach a photo to a case."""
        self.request("POST", f"/api/cases/{case_id}/attachments?kind={kind}&name={kind}.jpg", picture)

    def snapshot(self) -> Snapshot:
        """The live state as this seat sees it."""
        return decode_snapshot(self.request("GET", SNAPSHOT_PATH))

    def ticket(self) -> str:
        """A ticket for the live socket."""
        return msgspec.json.decode(self.request("POST", TICKETS_PATH, b'{"purpose":"live"}'), type=Ticket).ticket


class Desk:
    """Makes and remembers accounts. `state` is a JSON file of key -> (username, password), mode 0600."""

    def __init__(self, url: str, admin: tuple[str, str], state: Path, trust: Trust = MACHINE) -> None:
        self._url, self._trust = url, trust
        self._admin = admin
        self._state = state
        self._known: dict[str, tuple[str, str]] = (
            json.loads(state.read_text(encoding="utf-8")) if state.exists() else {}
        )
        self._admin_seat: Seat | None = None
        self.strangers: set[str] = set()  # persons who sit at a seat themselves: nobody acts in their name

    def seat_of(self, person: Person) -> Seat:
        """The seat of a live person of the city, with that person's posts."""
        return self._seat(
            f"sim-{person.id}", name=person.name, roles=person.roles, person_id=person.id,
            department_id=person.department_id,
        )  # fmt: skip

    def phones(self) -> Seat:
        """The relay of the inspectors' phones."""
        return self._seat("sim-phones", name="城管通中继", roles=("device",))

    def _seat(self, key: str, **facts: Any) -> Seat:
        if key in self._known:
            try:
                return log_in(self._url, *self._known[key], self._trust)
            except Refused as refused:
                if refused.problem.code is not Code.BAD_CREDENTIALS:
                    raise
        self._known[key] = self._make(key, secrets.token_urlsafe(18), facts)
        self._remember()
        return log_in(self._url, *self._known[key], self._trust)

    def _make(self, username: str, password: str, facts: dict[str, Any]) -> tuple[str, str]:
        if self._admin_seat is None:
            self._admin_seat = log_in(self._url, *self._admin, self._trust)
        known = {name: value for name, value in facts.items() if value is not None}
        try:
            body = msgspec.json.encode({"username": username, "password": password, **known})
            answer = json.loads(self._admin_seat.request("POST", "/api/accounts", body))
        except Refused as refused:
            if refused.problem.code is not Code.DUPLICATE:
                raise
            # An earlier life of this city made it and its password is lost: take a name, or a person, beside it.
            if refused.problem.field == "$.person_id":
                if self._is_stranger(known["person_id"]):
                    raise
                known.pop("person_id", None)
            return self._make(f"{username}-{secrets.token_hex(3)}", password, known)
        self._known[f"sim-{answer['person_id']}"] = (username, password)
        return username, password

    def _is_stranger(self, person_id: str) -> bool:
        """Whether this person's account is none that a simulated city made."""
        assert self._admin_seat is not None
        accounts = json.loads(self._admin_seat.request("GET", "/api/accounts"))
        own = any(one["person_id"] == person_id and one["username"].startswith("sim-") for one in accounts)
        if not own:
            self.strangers.add(person_id)
        return not own

    def _remember(self) -> None:
        part = self._state.with_suffix(".part")
        part.unlink(missing_ok=True)
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
            json.dump(self._known, out)
        part.replace(self._state)


def log_in(url: str, username: str, password: str, trust: Trust = MACHINE) -> Seat:
    """A seat. Refused where the server does not want us, requests' errors where it does not answer."""
    http = requests.Session()
    http.verify = trust.verify
    http.trust_env = False  # no proxy of the environment, no .netrc, between a seat and its server
    body = json.dumps({"username": username, "password": password}).encode()
    answer = _body(http.post(url + LOGIN_PATH, data=body, timeout=_TIMEOUT_S))
    return Seat(url, msgspec.json.decode(answer, type=Session), http, trust)


def _body(answer: requests.Response) -> bytes:
    if answer.ok:
        return answer.content
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(code=Code.UNAVAILABLE, reason=f"HTTP {answer.status_code}")
    raise Refused(problem.code, field=problem.field, reason=problem.reason, **problem.params)


def now() -> datetime:
    """Aware UTC."""
    return datetime.now(UTC)
