"""Requests to the server on worker threads: acts, and bulk, so that an export never delays an act.

Nothing here raises into the caller and nothing waits in the GUI thread: `send`, `get` and `post` return a `Pending`
that speaks later, in the thread that made the `Api`. An outage is a state (`reachable`), not an exception: it is logged
once when it starts and once, with its length, when it ends. A third thread starts with the first urgent request (STOP
ALL), which must not wait behind acts that are being tried again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import msgspec
import requests
from PySide6.QtCore import QObject, Qt, Signal

from backend_client.retry import Backoff, after_answer_s
from contract.commands import AnyCommand, Done, Envelope
from contract.errors import Code, Problem
from contract.protocol import (
    COMMANDS_PATH,
    LOGIN_PATH,
    PROTOCOL,
    PROTOCOL_HEADER,
    SNAPSHOT_PATH,
    Login,
    Session,
    decode_snapshot,
)
from contract.snapshot import Snapshot

log = logging.getLogger(__name__)
Lane = Literal["commands", "bulk", "urgent"]
CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 8.0
GIVE_UP_S = 10.0
"""How long an act is tried again while the server is away, counted from the click."""


class Pending(QObject):
    """Something asked of the server. Exactly one of the signals comes, once, unless the `Api` is closed before."""

    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, request_id: str) -> None:
        super().__init__()
        self.id = request_id
        self.result: object | None = None
        self.problem: Problem | None = None

    @property
    def done(self) -> bool:
        """Whether an answer is there."""
        return self.result is not None or self.problem is not None

    def settle(self, outcome: object) -> None:
        """Tell the outcome: a `Problem` or the answer. Called in the owner's thread."""
        if isinstance(outcome, Problem):
            self.problem = outcome
            self.failed.emit(outcome)
        else:
            self.result = outcome
            self.succeeded.emit(outcome)


@dataclass(frozen=True, eq=False)
class _Job:
    pending: Pending
    method: str
    url: str
    params: Mapping[str, str]
    body: bytes
    decode: Callable[[bytes], object]
    give_up_at: float
    public: bool = False


class _Refused(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class _Away(Exception):
    def __init__(self, reason: str, wait_s: float | None = None, code: Code = Code.UNAVAILABLE) -> None:
        super().__init__(reason)
        self.reason, self.wait_s, self.code = reason, wait_s, code


class Api(QObject):
    """One seat's door to the server.

    `reachable_changed(bool)` tells outages, `session_changed(Session)` a log-in, `protocol_refused(Problem)` that this
    program is too old or too new for the server (426; both numbers are in the params). With `credentials`, an expired
    token is renewed without anybody noticing.
    """

    reachable_changed = Signal(bool)
    session_changed = Signal(object)
    protocol_refused = Signal(object)
    _told = Signal(object)

    def __init__(self, base_url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.base_url = base_url.rstrip("/")
        self.session: Session | None = None
        self.reachable = True
        self.retries = 0
        self._credentials: Login | None = None
        self._lost_at: float | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._waiting: dict[Pending, None] = {}
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._queues: dict[Lane, queue.SimpleQueue[_Job | None]] = {}
        self._threads: list[threading.Thread] = []

    def login(self, username: str, password: str) -> Pending:
        """Log in; the answer is a `Session`. The credentials are kept in memory to renew an expired token."""
        self._credentials = Login(username=username, password=password)
        body = msgspec.json.encode(self._credentials)
        return self._ask("POST", LOGIN_PATH, body=body, answer=Session, lane="commands", public=True)

    def adopt(self, session: Session) -> None:
        """Use a session that somebody else opened (a kiosk's pairing, a test)."""
        self.session = session
        self.session_changed.emit(session)

    def send(self, command: AnyCommand, *, id: str | None = None) -> Pending:  # noqa: A002 - the word of the interface
        """Send an act; the answer is `Done`. The same id may be sent again and gets the first answer (idempotent)."""
        envelope = Envelope(id=id or uuid.uuid4().hex, command=command)
        return self._ask(
            "POST",
            COMMANDS_PATH,
            body=msgspec.json.encode(envelope),
            answer=Done,
            lane="commands",
            request_id=envelope.id,
        )

    def get(self, path: str, params: Mapping[str, str] | None = None, type: Any = bytes) -> Pending:  # noqa: A002
        """A query, decoded as `type` (`bytes`: as it came) on the bulk thread."""
        return self._ask("GET", path, params=params, answer=type, lane="bulk")

    def post(self, path: str, body: msgspec.Struct | bytes, type: Any = bytes, *, lane: Lane = "bulk") -> Pending:  # noqa: A002
        """Any other request with a body. A path with a scheme goes where it says (the broadcast gateway)."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self._ask("POST", path, body=raw, answer=type, lane=lane)

    def snapshot(self) -> Pending:
        """The live state; on the commands' thread, since a seat without it cannot act."""
        return self._ask("GET", SNAPSHOT_PATH, answer=Snapshot, lane="commands")

    def close(self) -> None:
        """Stop both threads. What is still waiting is never told."""
        self._closing.set()
        for jobs in self._queues.values():
            jobs.put(None)
        for thread in self._threads:
            thread.join(0.5)
        self._waiting.clear()

    def _ask(
        self,
        method: str,
        path: str,
        *,
        answer: Any,
        lane: Lane,
        params: Mapping[str, str] | None = None,
        body: bytes = b"",
        request_id: str = "",
        public: bool = False,
    ) -> Pending:
        pending = Pending(request_id or uuid.uuid4().hex)
        self._waiting[pending] = None
        url = path if "://" in path else self.base_url + path
        foreign = url != self.base_url + path
        decode = _decoder(answer)
        give_up_at = time.monotonic() + (0.0 if lane == "bulk" else GIVE_UP_S)
        self._lane(lane).put(_Job(pending, method, url, params or {}, body, decode, give_up_at, public or foreign))
        return pending

    def _lane(self, lane: Lane) -> queue.SimpleQueue[_Job | None]:
        jobs = self._queues.get(lane)
        if jobs is None:
            jobs = self._queues[lane] = queue.SimpleQueue()
            thread = threading.Thread(target=self._work, args=(jobs,), name=f"citywall-{lane}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return jobs

    # Below here: worker threads, except _hear and _note.

    def _work(self, jobs: queue.SimpleQueue[_Job | None]) -> None:
        with requests.Session() as http:
            http.trust_env = False  # a proxy of the environment has no business between a seat and its server
            while (job := jobs.get()) is not None and not self._closing.is_set():
                outcome = self._run(http, job)
                if self._closing.is_set():
                    return
                self._told.emit((job, outcome))

    def _run(self, http: requests.Session, job: _Job) -> object:
        backoff = Backoff()
        while True:
            try:
                return self._once(http, job)
            except _Refused as refused:
                return refused.problem
            except _Away as away:
                wait_s = away.wait_s if away.wait_s is not None else backoff.next_s()
                if time.monotonic() + wait_s > job.give_up_at or self._closing.wait(wait_s):
                    return Problem(code=away.code, reason=away.reason)
                self.retries += 1
            except Exception as fault:  # a thread that ended would leave every later request unanswered
                log.exception("an answer of %s could not be taken", job.url)
                return Problem(code=Code.DEFECT, reason=f"answer not understood: {type(fault).__name__}")

    def _once(self, http: requests.Session, job: _Job) -> object:
        token = self.session.token if self.session else ""
        answer = self._request(http, job, token)
        if answer.status_code == 401 and not job.public and self._renew(http, token):
            answer = self._request(http, job, self.session.token if self.session else "")
        if answer.ok:
            try:
                return job.decode(answer.content)
            except msgspec.MsgspecError as error:
                raise _Refused(Problem(code=Code.DEFECT, reason=f"answer not understood: {error}")) from error
        raise _refusal(answer)

    def _request(self, http: requests.Session, job: _Job, token: str) -> requests.Response:
        headers = {PROTOCOL_HEADER: str(PROTOCOL), "Content-Type": "application/json"}
        if token and not job.public:
            headers["Authorization"] = f"Bearer {token}"
        try:
            return http.request(
                job.method,
                job.url,
                params=dict(job.params),
                data=job.body or None,
                headers=headers,
                timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            )
        except requests.RequestException as error:
            raise _Away(type(error).__name__) from error

    def _renew(self, http: requests.Session, used: str) -> bool:
        """Log in again with the seat's own credentials; one thread does it, the other finds it done."""
        with self._lock:
            if self._credentials is None:
                return False
            if self.session is not None and self.session.token != used:
                return True
            body = msgspec.json.encode(self._credentials)
            job = _Job(Pending("renewal"), "POST", self.base_url + LOGIN_PATH, {}, body, bytes, 0.0, True)
            answer = self._request(http, job, "")
            if not answer.ok:
                return False
            try:
                self.session = msgspec.json.decode(answer.content, type=Session)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                return False  # somebody in between answered in the server's place
            self._told.emit(self.session)
            return True

    def _hear(self, message: object) -> None:
        if isinstance(message, Session):
            self.session_changed.emit(message)
            return
        assert isinstance(message, tuple)
        job, outcome = message
        if job.pending not in self._waiting:
            return
        del self._waiting[job.pending]
        if isinstance(outcome, Session) and outcome.token:  # GET /api/session answers without one
            self.adopt(outcome)
        if isinstance(outcome, Problem) and outcome.code is Code.PROTOCOL:
            self.protocol_refused.emit(outcome)
        if job.url.startswith(self.base_url):
            self._note(isinstance(outcome, Problem) and outcome.code is Code.UNAVAILABLE, outcome)
        job.pending.settle(outcome)

    def _note(self, away: bool, outcome: object) -> None:
        if away and self._lost_at is None:
            self._lost_at = time.monotonic()
            log.warning("server lost: %s", getattr(outcome, "reason", ""))
        elif not away and self._lost_at is not None:
            log.info("server back after %.1f s", time.monotonic() - self._lost_at)
            self._lost_at = None
        if self.reachable == away:
            self.reachable = not away
            self.reachable_changed.emit(self.reachable)


def _decoder(answer: Any) -> Callable[[bytes], object]:
    if answer is bytes:
        return bytes
    if answer is Snapshot:
        return decode_snapshot  # leaves out what this reader does not know
    decoder = msgspec.json.Decoder(answer)
    return lambda data: cast(object, decoder.decode(data))


def _refusal(answer: requests.Response) -> Exception:
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.MsgspecError:
        if answer.status_code in (502, 503, 504):
            return _Away(f"HTTP {answer.status_code}", after_answer_s(answer.headers.get("Retry-After"), 0.5))
        code = Code.PROTOCOL if answer.status_code == 426 else Code.DEFECT
        return _Refused(Problem(code=code, reason=f"HTTP {answer.status_code}"))
    if problem.code in (Code.OVERLOADED, Code.UNAVAILABLE):
        return _Away(problem.reason, after_answer_s(answer.headers.get("Retry-After"), 0.5), problem.code)
    return _Refused(problem)
