"""The case server as a device sees it: log in with the account of the data folder, ask, say when it is away. Blocks."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import msgspec
import requests

from contract.errors import Code, Problem, Refused
from contract.protocol import LOGIN_PATH, Session
from contract.trust import MACHINE, Trust, fault_of, sentence

_TIMEOUT_S = (2.0, 5.0)
_AWAY = frozenset({429, 502, 503, 504, 507})


class Away(Exception):
    """The case server cannot be used now: no way to it, overloaded, or it does not know our account."""


class CaseServer:
    """One log-in, renewed when it is refused. Safe to use from several threads, one request at a time."""

    def __init__(self, url: str, key_file: Path, trust: Trust = MACHINE) -> None:
        self.url = url.rstrip("/")
        self._key_file = key_file
        self._http = requests.Session()
        self._http.verify = trust.verify
        self._http.trust_env = False  # no proxy of the environment, no .netrc, between a gateway and its server
        self._token = ""
        self._lock = threading.Lock()

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        """The body of a 2xx answer. Away, or Refused where the server says no."""
        with self._lock:
            for attempt in (1, 2):
                if not self._token:
                    self._log_in()
                answer = self._send(method, path, body)
                if answer.status_code == 401 and attempt == 1:
                    self._token = ""
                    continue
                return _body(answer)
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Drop the connection."""
        self._http.close()

    def _send(self, method: str, path: str, body: bytes | None) -> requests.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            return self._http.request(method, self.url + path, data=body, headers=headers, timeout=_TIMEOUT_S)
        except requests.RequestException as fault:
            raise Away(sentence(fault_of(fault)) or type(fault).__name__) from fault

    def _log_in(self) -> None:
        try:
            key = json.loads(self._key_file.read_text(encoding="utf-8"))
            body = json.dumps({"username": key["username"], "password": key["password"]}).encode()
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise Away(f"no account in {self._key_file.name} yet") from fault
        try:
            self._token = msgspec.json.decode(_body(self._send("POST", LOGIN_PATH, body)), type=Session).token
        except Refused as fault:
            raise Away(f"log-in: {fault.problem.code}") from fault


def _body(answer: requests.Response) -> bytes:
    if answer.ok:
        return answer.content
    if answer.status_code in _AWAY:
        raise Away(f"HTTP {answer.status_code}")
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        problem = Problem(code=Code.DEFECT, reason=f"HTTP {answer.status_code}")
    raise Refused(problem.code, field=problem.field, reason=problem.reason, **problem.params)
