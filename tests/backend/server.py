"""A real backend for tests: its own process, a free port, a data folder of its own, cheap password hashing.

    with running(tmp_path) as server:
        admin = server.admin()
        dispatcher = server.account("dispatcher")
        done = admin.send(ReportCase(...))

A `Caller` speaks HTTP with `requests`; `Live` is a blocking live socket.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import requests
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from contract.commands import Command, Done, Envelope
from contract.errors import Problem, Refused
from contract.protocol import Frame, Session, decode_frame, decode_snapshot
from contract.scope import FULL, Scope
from contract.snapshot import Live as LiveState
from contract.snapshot import Snapshot, live_of

T = TypeVar("T")
ROOT = Path(__file__).parents[2]
PASSWORD = "correct horse battery"
CHEAP = {
    "CITYWALL_ACCOUNTS__ARGON2_TIME": "1",
    "CITYWALL_ACCOUNTS__ARGON2_MEMORY_KIB": "64",
    "CITYWALL_ACCOUNTS__TRIES_PER_MINUTE": "1000",
    # The system's own acts would be events between those that a test makes.
    "CITYWALL_DUE__PERIOD_S": "3600",
}


@dataclass
class Caller:
    """A logged-in seat over plain HTTP."""

    url: str
    session: Session
    http: requests.Session = field(default_factory=requests.Session)

    @property
    def token(self) -> str:
        return self.session.token

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session.token}"}

    def request(self, method: str, path: str, **options: Any) -> requests.Response:
        """Any request with this seat's token."""
        headers = self.headers | options.pop("headers", {})
        return self.http.request(method, self.url + path, headers=headers, timeout=20, **options)

    def get(self, path: str, shape: type[T], **params: Any) -> T:
        """The struct behind a GET; raises Refused for a problem."""
        return answer_of(self.request("GET", path, params=params), shape)

    def post(self, path: str, body: Any, shape: type[T]) -> T:
        """The struct that answers a POST; raises Refused for a problem."""
        return answer_of(self.request("POST", path, data=msgspec.json.encode(body)), shape)

    def send(self, command: Command, *, command_id: str | None = None, **envelope: Any) -> Done:
        """Do an act; raises Refused."""
        one = Envelope(id=command_id or uuid.uuid4().hex, command=command, **envelope)  # type: ignore[arg-type]
        return self.post("/api/commands", one, Done)

    def snapshot(self) -> Snapshot:
        response = self.request("GET", "/api/snapshot")
        response.raise_for_status()
        return decode_snapshot(response.content)

    def live_state(self) -> LiveState:
        return live_of(self.snapshot().entities)

    def ticket(self, purpose: str = "live") -> str:
        return str(self.request("POST", "/api/tickets", json={"purpose": purpose}).json()["ticket"])

    @contextmanager
    def listen(self, *, since: int | None = None, samples: str = "", **options: Any) -> Iterator[Live]:
        """A live socket; text frames come decoded from `next`."""
        query = f"ticket={self.ticket()}" + (f"&since={since}" if since is not None else "")
        address = f"{self.url.replace('http', 'ws', 1)}/api/live?{query}&samples={samples}"
        with connect(address, max_size=None, **options) as socket:
            yield Live(socket)

    def close(self) -> None:
        self.http.close()


class Live:
    """A live socket that blocks; binary frames are kept in `samples`."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.samples: list[bytes] = []

    def next(self, timeout: float = 10.0) -> Frame | None:
        """The next text frame, or None when the server closed."""
        deadline = time.monotonic() + timeout
        while True:
            try:
                data = self.socket.recv(timeout=max(0.01, deadline - time.monotonic()))
            except ConnectionClosed:
                return None
            if isinstance(data, str):
                return decode_frame(data)
            self.samples.append(data)


@dataclass
class Backend:
    """A running server process."""

    process: subprocess.Popen[str]
    url: str
    data: Path
    lines: list[str]
    reader: threading.Thread
    callers: list[Caller] = field(default_factory=list)
    _admin: Caller | None = None

    def admin(self) -> Caller:
        """The first admin (also duty officer), set up on first use."""
        if self._admin is None:
            token = (self.data / "setup-token").read_text().strip()
            body = {"setup_token": token, "username": "admin", "password": PASSWORD, "name": "Admin"}
            self._admin = self._caller(
                answer_of(requests.post(f"{self.url}/api/setup", json=body, timeout=20), Session)
            )
        return self._admin

    def account(self, *roles: str, scope: Scope = FULL, username: str | None = None) -> Caller:
        """A new account with these roles, logged in."""
        username = username or f"user-{uuid.uuid4().hex[:12]}"
        body: dict[str, Any] = {
            "username": username,
            "password": PASSWORD,
            "name": username,
            "roles": list(roles),
            "view": str(scope.view),
            "area_ids": list(scope.area_ids),
            "device_groups": list(scope.device_groups),
        }
        if scope.department_id is not None:
            body["department_id"] = scope.department_id
        self.admin().post("/api/accounts", body, dict)
        return self.log_in(username)

    def log_in(self, username: str, password: str = PASSWORD) -> Caller:
        """A session of an account; raises Refused."""
        body = {"username": username, "password": password}
        return self._caller(answer_of(requests.post(f"{self.url}/api/login", json=body, timeout=20), Session))

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and wait for it; its exit code."""
        for caller in self.callers:
            caller.close()
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=15)
        self.reader.join(timeout=5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    @property
    def log(self) -> str:
        return "".join(self.lines)

    def _caller(self, session: Session) -> Caller:
        caller = Caller(self.url, session)
        self.callers.append(caller)
        return caller


def answer_of(response: requests.Response, shape: type[T]) -> T:
    """The struct of a 2xx answer; raises Refused for a Problem."""
    if response.ok:
        return msgspec.json.decode(response.content or b"null", type=shape)
    problem = msgspec.json.decode(response.content, type=Problem)
    raise Refused(problem.code, field=problem.field, reason=problem.reason, **problem.params)


def start(data: Path, *, environ: Mapping[str, str] | None = None, flags: tuple[str, ...] = ()) -> Backend:
    """Start a server on a free port and wait until it serves. AssertionError with its log if it does not."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("CITYWALL_")}
    command = [sys.executable, "-m", "backend", "serve", "--data", str(data), "--port", "0", *flags]
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment | CHEAP | dict(environ or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    lines: list[str] = []
    ready: dict[str, Any] = {}
    served = threading.Event()

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)
            if line.startswith("ready "):
                ready.update(json.loads(line.removeprefix("ready ")))
                served.set()
        served.set()

    reader = threading.Thread(target=read, name="citywall-test-log", daemon=True)
    reader.start()
    if not served.wait(40) or not ready:
        process.kill()
        process.wait()
        reader.join(5)
        assert process.stdout is not None
        process.stdout.close()
        raise AssertionError("the backend did not serve:\n" + "".join(lines))
    return Backend(process, ready["url"], data, lines, reader)


@contextmanager
def running(data: Path | None = None, **options: Any) -> Iterator[Backend]:
    """A server that is stopped at the end and must have ended well."""
    with tempfile.TemporaryDirectory(prefix="citywall-") as scratch:
        backend = start(data or Path(scratch), **options)
        try:
            yield backend
        finally:
            code = backend.stop()
        assert code == 0, f"the backend ended with {code}:\n{backend.log}"
