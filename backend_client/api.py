"""Requests to the server on worker threads: acts, bulk, pictures, uploads; an export never delays an act.

Nothing here raises into the caller and nothing waits in the GUI thread: `send`, `get` and `post` return a `Pending`
that speaks later, in the thread that made the `Api`. An outage is a state (`reachable`), not an exception: it is logged
once when it starts and once, with its length, when it ends. A lane's thread starts with its first request; STOP ALL has
one of its own, since it must not wait behind acts that are being tried again.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec
import requests
from PySide6.QtCore import QObject, Qt, Signal

from backend_client.asking import (
    Away,
    Forgotten,
    Job,
    Lane,
    Outgoing,
    Pending,
    Refusal,
    Sent,
    checked,
    decoder,
    received,
    refusal,
)
from backend_client.retry import Backoff
from contract.commands import AnyCommand, Done, Envelope
from contract.errors import Code, Problem, Refused
from contract.protocol import (
    COMMANDS_PATH,
    LOGIN_PATH,
    PROTOCOL,
    PROTOCOL_HEADER,
    SNAPSHOT_PATH,
    Login,
    Session,
)
from contract.snapshot import Snapshot
from contract.trust import FAULT, MACHINE, Trust, fault_of

log = logging.getLogger(__name__)
CONNECT_TIMEOUT_S = 2.0
READ_TIMEOUT_S = 8.0
UPLOAD_TIMEOUT_S = 60.0
"""Between two bytes of an upload and its answer: the server looks through the whole file before it speaks."""
GIVE_UP_S = 10.0
"""How long an act is tried again while the server is away, counted from the click."""


_ENDED = frozenset({Code.NOT_LOGGED_IN, Code.EXPIRED_TOKEN})


class Api(QObject):
    """One seat's door to the server.

    `reachable_changed(bool)` tells outages, `session_changed(Session)` a log-in, `protocol_refused(Problem)` that this
    program is too old or too new for the server (426; both numbers are in the params), `session_ended(Problem)` that
    the token does not hold any more and no other could be had. With `credentials`, an expired token is renewed without
    anybody noticing.
    """

    reachable_changed = Signal(bool)
    session_changed = Signal(object)
    protocol_refused = Signal(object)
    session_ended = Signal(object)
    _told = Signal(object)

    def __init__(self, base_url: str, parent: QObject | None = None, *, trust: Trust = MACHINE) -> None:
        super().__init__(parent)
        self.base_url = base_url.rstrip("/")
        self.trust = trust
        self.session: Session | None = None
        self.reachable = True
        self.retries = 0
        self._credentials: Login | None = None
        self._lost_at: float | None = None
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._waiting: dict[Pending, None] = {}
        self._told.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._queues: dict[Lane, queue.SimpleQueue[Job | None]] = {}
        self._threads: list[threading.Thread] = []

    def login(self, username: str, password: str, code: str = "") -> Pending:
        """Log in; the answer is a `Session`. The credentials are kept in memory to renew an expired token, but for the
        code of a second factor, which holds only once."""
        self._credentials = Login(username=username, password=password)
        body = msgspec.json.encode(Login(username=username, password=password, code=code))
        return self._ask("POST", LOGIN_PATH, body=body, decode=decoder(Session), lane="commands", public=True)

    def renew_with(self, username: str, password: str) -> None:
        """What an expired token is renewed with from now on."""
        self._credentials = Login(username=username, password=password)

    def adopt(self, session: Session) -> None:
        """Use a session that somebody else opened (a kiosk's pairing, a test)."""
        self.session = session
        self.session_changed.emit(session)

    def leave(self) -> None:
        """Forget the session and what it was opened with; nobody is told."""
        self.session = self._credentials = None

    def send(self, command: AnyCommand, *, id: str | None = None) -> Pending:  # noqa: A002 - the word of the interface
        """Send an act; the answer is `Done`. The same id may be sent again and gets the first answer (idempotent)."""
        envelope = Envelope(id=id or uuid.uuid4().hex, command=command)
        return self._ask(
            "POST",
            COMMANDS_PATH,
            body=msgspec.json.encode(envelope),
            decode=decoder(Done),
            lane="commands",
            request_id=envelope.id,
        )

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        type: Any = bytes,  # noqa: A002
        *,
        lane: Lane = "bulk",
    ) -> Pending:
        """A query, decoded as `type` (`bytes`: as it came) on the lane's thread."""
        return self._ask("GET", path, params=params, decode=decoder(type), lane=lane)

    def fetch(self, path: str, decode: Callable[[bytes], object], *, most: int) -> Pending:
        """A file of at most `most` bytes, decoded by `decode` on the pictures' thread; it may raise `Refused`."""
        return self._ask("GET", path, decode=decode, lane="pictures", most=most)

    def save(self, path: str, into: Path, *, most: int, sha256: str) -> Pending:
        """A file of at most `most` bytes, written to `into`; the answer is `into`. `broken_file` with the field
        `sha256` where it is not the file that this is the hash of."""
        decode = partial(checked, into, sha256)
        return self._ask("GET", path, decode=decode, lane="pictures", most=most, into=into)

    def upload(self, path: str, file: Path, params: Mapping[str, str], type: Any) -> Pending:  # noqa: A002
        """Send a file as the body; `progressed` tells how far it is."""
        return self._ask("POST", path, params=params, decode=decoder(type), lane="uploads", file=file)

    def forget(self, pending: Pending) -> None:
        """Nobody wants this answer any more: it is never told, and what is on its way is broken off."""
        pending.forgotten.set()
        self._waiting.pop(pending, None)

    def post(self, path: str, body: msgspec.Struct | bytes, type: Any = bytes, *, lane: Lane = "bulk") -> Pending:  # noqa: A002
        """Any other request with a body. A path with a scheme goes where it says (the broadcast gateway)."""
        raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self._ask("POST", path, body=raw, decode=decoder(type), lane=lane)

    def snapshot(self) -> Pending:
        """The live state; on the commands' thread, since a seat without it cannot act."""
        return self._ask("GET", SNAPSHOT_PATH, decode=decoder(Snapshot), lane="commands")

    def close(self) -> None:
        """Stop both threads. What is still waiting is never told."""
        self._closing.set()
        for pending in self._waiting:
            pending.forgotten.set()  # what is on its way is broken off
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
        decode: Callable[[bytes], object],
        lane: Lane,
        params: Mapping[str, str] | None = None,
        body: bytes = b"",
        request_id: str = "",
        public: bool = False,
        **more: Any,
    ) -> Pending:
        pending = Pending(request_id or uuid.uuid4().hex)
        self._waiting[pending] = None
        url = path if "://" in path else self.base_url + path
        foreign = url != self.base_url + path
        tried = lane in ("commands", "urgent", "uploads")
        give_up_at = time.monotonic() + (GIVE_UP_S if tried else 0.0)
        job = Job(pending, method, url, params or {}, body, decode, give_up_at, public or foreign, **more)
        self._lane(lane).put(job)
        return pending

    def _lane(self, lane: Lane) -> queue.SimpleQueue[Job | None]:
        jobs = self._queues.get(lane)
        if jobs is None:
            jobs = self._queues[lane] = queue.SimpleQueue()
            thread = threading.Thread(target=self._work, args=(jobs,), name=f"citywall-{lane}", daemon=True)
            self._threads.append(thread)
            thread.start()
        return jobs

    # Below here: worker threads, except _hear and _note.

    def _work(self, jobs: queue.SimpleQueue[Job | None]) -> None:
        with requests.Session() as http:
            http.verify = self.trust.verify
            http.headers["User-Agent"] = "CityWall seat"  # what the list of sessions shows
            http.trust_env = False  # a proxy of the environment has no business between a seat and its server
            while (job := jobs.get()) is not None and not self._closing.is_set():
                outcome = self._run(http, job)
                if self._closing.is_set():
                    return
                if outcome is not None:
                    self._told.emit((job, outcome))

    def _run(self, http: requests.Session, job: Job) -> object:
        backoff = Backoff()
        while not job.pending.forgotten.is_set():
            try:
                return self._once(http, job)
            except Refusal as refused:
                return refused.problem
            except Refused as refused:
                return refused.problem
            except Forgotten:
                break
            except Away as away:
                if FAULT in away.problem.params:  # what is wrong with a certificate does not mend itself
                    return away.problem
                wait_s = away.wait_s if away.wait_s is not None else backoff.next_s()
                if time.monotonic() + wait_s > job.give_up_at or self._closing.wait(wait_s):
                    return away.problem
                self.retries += 1
            except Exception as fault:  # a thread that ended would leave every later request unanswered
                log.exception("an answer of %s could not be taken", job.url)
                return Problem(code=Code.DEFECT, reason=f"answer not understood: {type(fault).__name__}")
        return None

    def _once(self, http: requests.Session, job: Job) -> object:
        token = self.session.token if self.session else ""
        answer, body = self._request(http, job, token)
        if answer.status_code == 401 and not job.public and self._renew(http, token):
            answer, body = self._request(http, job, self.session.token if self.session else "")
        if answer.ok:
            try:
                return job.decode(body)
            except msgspec.MsgspecError as error:
                raise Refusal(Problem(code=Code.DEFECT, reason=f"answer not understood: {error}")) from error
        raise refusal(answer, body)

    def _request(self, http: requests.Session, job: Job, token: str) -> tuple[requests.Response, bytes]:
        headers = {PROTOCOL_HEADER: str(PROTOCOL), "Content-Type": "application/json"}
        if token and not job.public:
            headers["Authorization"] = f"Bearer {token}"
        try:
            if job.file is None:
                return self._exchange(http, job, headers, job.body or None, READ_TIMEOUT_S)
            with job.file.open("rb") as stream:
                total = job.file.stat().st_size
                headers["Content-Type"] = "application/octet-stream"
                body = Outgoing(stream, total, job.pending, lambda sent, of: self._told.emit((job, Sent(sent, of))))
                return self._exchange(http, job, headers, body, UPLOAD_TIMEOUT_S)
        except requests.RequestException as error:
            fault = fault_of(error)
            raise Away(type(error).__name__, params={FAULT: fault} if fault else None) from error
        except OSError as error:  # of a file of ours
            raise Refusal(Problem(code=Code.BROKEN_FILE, reason=f"{job.file or job.into}: {error.strerror}")) from error

    def _exchange(
        self, http: requests.Session, job: Job, headers: dict[str, str], body: Any, read_s: float
    ) -> tuple[requests.Response, bytes]:
        timeout = (CONNECT_TIMEOUT_S, read_s)
        with http.request(
            job.method, job.url, params=dict(job.params), data=body, headers=headers, timeout=timeout, stream=True
        ) as answer:
            return answer, received(answer, job)

    def _renew(self, http: requests.Session, used: str) -> bool:
        """Log in again with the seat's own credentials; one thread does it, the other finds it done."""
        with self._lock:
            if self.session is not None and self.session.token != used:
                return True
            if self._credentials is None:
                return False
            body = msgspec.json.encode(self._credentials)
            job = Job(Pending("renewal"), "POST", self.base_url + LOGIN_PATH, {}, body, bytes, 0.0, True)
            answer, said = self._request(http, job, "")
            if not answer.ok:
                if answer.status_code in (401, 403):
                    self._credentials = None  # asked again and again, a wrong password would lock the account
                return False
            try:
                self.session = msgspec.json.decode(said, type=Session)
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
        if isinstance(outcome, Sent):
            job.pending.progressed.emit(outcome.sent, outcome.total)
            return
        del self._waiting[job.pending]
        if isinstance(outcome, Session) and outcome.token:  # GET /api/session answers without one
            self.adopt(outcome)
        if isinstance(outcome, Problem) and outcome.code is Code.PROTOCOL:
            self.protocol_refused.emit(outcome)
        if isinstance(outcome, Problem) and outcome.code in _ENDED and not job.public and self.session is not None:
            self.session = None
            self.session_ended.emit(outcome)
        if job.url.startswith(self.base_url):
            # With a field it is one thing that the server cannot give, not the server.
            away = isinstance(outcome, Problem) and outcome.code is Code.UNAVAILABLE and not outcome.field
            self._note(away, outcome)
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
