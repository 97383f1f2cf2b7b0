"""The live socket of a seat: snapshot first, then a ticket, then facts; every fault ends in the same path again.

A gap is never guessed over: it means a fresh snapshot. Whether what one sees is current is told by this seat's own
monotonic clock, never by a timestamp of the wire.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum

import msgspec
from PySide6.QtCore import QObject, QTimer, QUrl, QUrlQuery, Signal
from PySide6.QtNetwork import QSslCertificate, QSslConfiguration
from PySide6.QtWebSockets import QWebSocket

from backend_client.api import Api
from backend_client.asking import Pending
from backend_client.retry import Backoff
from backend_client.store import Fed, Store
from contract.errors import Problem
from contract.protocol import (
    LIVE_PATH,
    OFFLINE_AFTER_S,
    PAGE_ORIGIN,
    STALE_AFTER_S,
    TICKETS_PATH,
    Dropped,
    Fact,
    Heartbeat,
    Hello,
    Ticket,
    TicketRequest,
    decode_frame,
)
from contract.samples import UNITS, VEHICLES, Position, unpack
from contract.snapshot import Snapshot

log = logging.getLogger(__name__)
WATCH_MS = 250
OPEN_TIMEOUT_S = 6.0
"""From the first request of an attempt until `Hello`; a server that accepts and says nothing is given up."""
GRACE_S = 6.0
"""An attempt waits for requests that retry by themselves; only beyond that is it given up."""


class LinkState(StrEnum):
    CONNECTING = "connecting"  # never had a frame
    CURRENT = "current"
    STALE = "stale"
    OFFLINE = "offline"


class Link(QObject):
    """`state_changed(LinkState)`; `positions_changed(int lane)`; counters `events_applied`, `gaps`, `connections`."""

    state_changed = Signal(object)
    positions_changed = Signal(int)

    def __init__(
        self,
        api: Api,
        store: Store,
        *,
        samples: tuple[str, ...] = ("vehicles", "units"),
        clock: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._api, self._store, self._samples, self._clock = api, store, samples, clock
        self.state = LinkState.CONNECTING
        self.positions: dict[int, dict[int, Position]] = {VEHICLES: {}, UNITS: {}}
        self.positions_at_ms: dict[int, float] = {VEHICLES: 0.0, UNITS: 0.0}
        self.events_applied = 0
        self.gaps = 0
        self.connections = 0
        self.malformed = 0
        self.last_reason = ""
        self._running = False
        self._socket: QWebSocket | None = None
        self._backoff = Backoff()
        self._resyncs = 0  # in a row
        self._attempt = 0
        self._attempt_at = 0.0
        self._started_at = clock()
        self._frame_at: float | None = None
        self._target: int | None = None  # the cursor that Hello named: current once we are there
        self._skew: tuple[datetime, float] | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._open)
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look)

    def start(self) -> None:
        """Connect and stay connected until `stop`."""
        self._running = True
        self._started_at = self._clock()
        self._watch.start()
        self._open()

    def stop(self) -> None:
        """Close the socket and forget every timer."""
        self._running = False
        self._watch.stop()
        self._again.stop()
        self._drop()

    def age_s(self) -> float:
        """Seconds since the last frame; since the start where none came yet."""
        return self._clock() - (self._started_at if self._frame_at is None else self._frame_at)

    def server_now(self) -> datetime:
        """The server's clock, carried on by this seat's monotonic one; the local clock before the first frame."""
        if self._skew is None:
            return datetime.now(UTC)
        now, at = self._skew
        return now + timedelta(seconds=self._clock() - at)

    def resync(self) -> None:
        """Fetch a fresh snapshot and start over."""
        self._drop()
        self._store.loaded = False
        self._open()

    # One attempt: (snapshot) -> ticket -> socket -> Hello.

    def _open(self) -> None:
        self._again.stop()
        if not self._running:
            return
        self._attempt += 1
        self._attempt_at = self._clock()
        attempt = self._attempt
        if not self._store.loaded:
            self._wait(self._api.snapshot(), attempt, self._have_snapshot)
        else:
            self._ask_ticket(attempt)

    def _wait(self, pending: Pending, attempt: int, then: Callable[[object, int], None]) -> None:
        pending.succeeded.connect(lambda answer: then(answer, attempt) if self._is_now(attempt) else None)
        pending.failed.connect(lambda problem: self._failed(problem) if self._is_now(attempt) else None)

    def _is_now(self, attempt: int) -> bool:
        return self._running and attempt == self._attempt

    def _have_snapshot(self, snapshot: object, attempt: int) -> None:
        assert isinstance(snapshot, Snapshot)
        self._store.load(snapshot)
        self._ask_ticket(attempt)

    def _ask_ticket(self, attempt: int) -> None:
        pending = self._api.post(TICKETS_PATH, TicketRequest(purpose="live"), Ticket, lane="commands")
        self._wait(pending, attempt, self._have_ticket)

    def _have_ticket(self, ticket: object, attempt: int) -> None:
        assert isinstance(ticket, Ticket)
        url = QUrl(self._api.base_url + LIVE_PATH)
        url.setScheme("wss" if url.scheme() == "https" else "ws")
        query = QUrlQuery()
        query.addQueryItem("ticket", ticket.ticket)
        query.addQueryItem("since", str(self._store.seq))
        if self._samples:
            query.addQueryItem("samples", ",".join(self._samples))
        url.setQuery(query)
        socket = QWebSocket(PAGE_ORIGIN)
        socket.setParent(self)
        if url.scheme() == "wss" and self._api.trust.ca_file is not None:
            secure = QSslConfiguration.defaultConfiguration()
            secure.setCaCertificates(QSslCertificate.fromPath(str(self._api.trust.ca_file)))
            socket.setSslConfiguration(secure)
        socket.textMessageReceived.connect(self._text)
        socket.binaryMessageReceived.connect(self._binary)
        socket.disconnected.connect(lambda: self._lost(attempt, socket.closeReason()))
        socket.errorOccurred.connect(lambda _code: self._lost(attempt, socket.errorString()))
        self._socket = socket
        socket.open(url)

    def _failed(self, problem: object) -> None:
        self._lost(self._attempt, problem.code if isinstance(problem, Problem) else "")

    def _lost(self, attempt: int, reason: str) -> None:
        if not self._is_now(attempt):
            return
        if reason:
            self.last_reason = reason
        self._drop()
        self._again.start(round(self._backoff.next_s() * 1000))
        self._look()

    def _drop(self) -> None:
        self._attempt += 1  # whatever the old attempt still says is not heard
        self._target = None
        socket, self._socket = self._socket, None
        if socket is not None:
            socket.blockSignals(True)
            socket.abort()
            socket.deleteLater()

    # Frames.

    def _text(self, text: str) -> None:
        try:
            frame = decode_frame(text)
        except msgspec.MsgspecError as error:
            self.malformed += 1
            log.warning("frame not understood: %s", error)
            self._gap()
            return
        self._frame_at = self._clock()
        if isinstance(frame, Hello):
            self._hello(frame)
        elif isinstance(frame, Heartbeat):
            self._skew = (frame.now, self._frame_at)
            self._store.advance(frame.prev)
        elif isinstance(frame, Fact):
            self._fact(frame)
        elif isinstance(frame, Dropped):
            self.last_reason = frame.reason
        self._look()

    def _hello(self, hello: Hello) -> None:
        self._skew = (hello.now, self._clock())
        self.connections += 1
        if hello.resync or hello.seq < self._store.seq or self._is_foreign(hello.history):
            # Too old a cursor, or numbers of another history: a database was replaced.
            self._resyncs += 1
            if self._resyncs == 1:
                self.resync()
            else:  # not even a fresh snapshot is good enough: no haste
                self._store.loaded = False
                self._lost(self._attempt, "resync")
            return
        self._backoff.reset()
        self._resyncs = 0
        self._target = hello.seq

    def _is_foreign(self, history: str) -> bool:
        return history != "" and self._store.history != "" and history != self._store.history

    def _fact(self, fact: Fact) -> None:
        fed = self._store.feed(fact)
        if fed is Fed.APPLIED:
            self.events_applied += 1
        elif fed is Fed.GAP:
            self._gap()

    def _gap(self) -> None:
        self.gaps += 1
        log.warning("gap after event %d: fetching a snapshot", self._store.seq)
        self._store.loaded = False
        self._lost(self._attempt, "gap")

    def _binary(self, data: object) -> None:
        try:
            lane, at_ms, positions = unpack(bytes(data))  # type: ignore[call-overload]  # a QByteArray
        except ValueError as error:
            self.malformed += 1
            log.warning("samples not understood: %s", error)
            return
        self._frame_at = self._clock()
        if lane not in self.positions:
            return
        known = self.positions[lane]
        for position in positions:
            known[position.number] = position
        self.positions_at_ms[lane] = at_ms
        self.positions_changed.emit(lane)

    # State, by our own clock.

    def _look(self) -> None:
        age = self.age_s()
        waiting = self._socket is None or self._target is None
        if self._running and not self._again.isActive():
            silent = not waiting and age > STALE_AFTER_S
            stuck = waiting and self._clock() - self._attempt_at > OPEN_TIMEOUT_S + GRACE_S
            if silent or stuck:
                self._lost(self._attempt, "silent")
                return
        current = not waiting and self._store.seq >= (self._target or 0) and age <= STALE_AFTER_S
        if current:
            state = LinkState.CURRENT
        elif age > OFFLINE_AFTER_S:
            state = LinkState.OFFLINE
        else:
            state = LinkState.CONNECTING if self._frame_at is None else LinkState.STALE
        if state is not self.state:
            log.info("link %s -> %s (%.1f s since the last frame)", self.state, state, age)
            self.state = state
            self.state_changed.emit(state)
