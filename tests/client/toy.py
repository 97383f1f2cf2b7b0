"""A toy case server: real HTTP, real WebSocket, one history; told to fail with `fail_next_*`, and it counts.

It keeps the promises of docs/wire.md (snapshot, ticket, Hello, Fact with prev, Heartbeat) so that the client cannot
tell it from the real one, and can break each of them once.
"""

from __future__ import annotations

import json
import socket
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec
from websockets.exceptions import ConnectionClosed
from websockets.sync.server import Server, ServerConnection, serve

from backend.services.presence import PresenceDesk
from contract.commands import AnyCommand, Done, Envelope
from contract.entities import AnyEntity, Case, CaseSource, CaseState
from contract.errors import HTTP_STATUS, Code, Problem
from contract.events import Event
from contract.presence import PRESENCE_PATH, Here
from contract.profile import CityProfile
from contract.protocol import Fact, Heartbeat, Hello, Session, Ticket, encode
from contract.scope import FULL, Scope
from contract.snapshot import Snapshot, apply, live_of


def case(number: int, version: int = 1) -> Case:
    """A small case."""
    return Case(
        id=str(number),
        version=version,
        number=f"20261121-{number:06d}",
        short=number,
        class_code="E0104",
        state=CaseState.REPORTED,
        source=CaseSource.HOTLINE,
        reported_at=datetime.now(UTC),
    )


class Toy:
    """HTTP and WebSocket on one port each; `url` is a small front that hands WebSocket upgrades on."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.events: list[Event] = []
        self.base_seq = 0
        self.live = live_of(())
        self.answers: dict[str, Done] = {}
        self.commands: list[AnyCommand] = []
        self.requests: list[str] = []
        self.logins = 0
        self.snapshots = 0
        self.connections = 0
        self.fail_next_commands: list[Code | str] = []
        self.fail_next_tickets = 0
        self.expire_tokens = False
        self.cut_next_frame = False
        self.skip_next_fact = False
        self.repeat_next_fact = False
        self.mute = False
        self.always_resync = False
        self.protocol_refused = False
        self.answer_with: dict[str, bytes] = {}
        self.voice_ticket = "once"
        self.wishes: list[tuple[str, dict[str, Any]]] = []
        self.delay_s = 0.0
        self.presence = PresenceDesk(lambda case_id: case(int(case_id)))
        self._token = 0
        self._sockets: list[tuple[ServerConnection, list[int]]] = []
        self._closing = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._ws: Server = serve(self._live, "127.0.0.1", 0, compression=None)
        self.ws_port = self._ws.socket.getsockname()[1]
        self._threads = [
            threading.Thread(target=self._http.serve_forever, args=(0.05,), name="toy-http", daemon=True),
            threading.Thread(target=self._ws.serve_forever, name="toy-ws", daemon=True),
            threading.Thread(target=self._beat, name="toy-beat", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        self._front = _Front(self._http.server_address[1], self.ws_port)
        self.url = f"http://127.0.0.1:{self._front.port}"

    @property
    def seq(self) -> int:
        """The last event's number."""
        return self.base_seq + len(self.events)

    @property
    def token(self) -> str:
        """The one token that is good now."""
        return f"token-{self._token}"

    def expire(self) -> None:
        """From now on the token in use is no longer good."""
        self._token += 1

    def happen(self, *entities: AnyEntity, name: str = "case.reported") -> Event:
        """A new event; every socket hears it."""
        with self.lock:
            now = datetime.now(UTC)
            event = Event(seq=self.seq + 1, name=name, happened_at=now, recorded_at=now, upsert=entities)
            self.events.append(event)
            apply(self.live, event)
            for connection, cursor in list(self._sockets):
                self._pass(connection, cursor)
            return event

    def drop_all(self) -> None:
        """Pull every connection, without a close frame."""
        with self.lock:
            for connection, _ in self._sockets:
                with suppress(OSError):
                    connection.socket.shutdown(socket.SHUT_RDWR)

    def forget(self) -> None:
        """Another history: an emptied database."""
        with self.lock:
            self.events.clear()
            self.live = live_of(())
        self.drop_all()

    def close(self) -> None:
        """Everything ends."""
        self._closing.set()
        self._front.close()
        self.drop_all()
        self._ws.shutdown()
        self._http.shutdown()
        self._http.server_close()
        for thread in self._threads:
            thread.join(3)

    # Live.

    def _live(self, connection: ServerConnection) -> None:
        assert connection.request is not None
        query = parse_qs(urlsplit(connection.request.path).query)
        since = int(query.get("since", ["-1"])[0])
        with self.lock:
            self.connections += 1
            resync = self.always_resync or since < self.base_seq or since > self.seq
            connection.send(encode(Hello(seq=self.seq, now=datetime.now(UTC), resync=resync)).decode())
            cursor = [self.seq if resync else since]
            self._sockets.append((connection, cursor))
            self._pass(connection, cursor)
        try:
            for _ in connection:
                pass
        except ConnectionClosed:
            pass
        finally:
            with self.lock:
                self._sockets = [pair for pair in self._sockets if pair[0] is not connection]

    def _pass(self, connection: ServerConnection, cursor: list[int]) -> None:
        if self.mute:
            return
        for event in self.events[cursor[0] - self.base_seq :]:
            frame = encode(Fact(prev=event.seq - 1, event=event)).decode()
            cursor[0] = event.seq
            if self.skip_next_fact:
                self.skip_next_fact = False
                continue
            if self.cut_next_frame:
                self.cut_next_frame = False
                raw = frame.encode()
                head = bytes([0x81, 126]) + len(raw).to_bytes(2, "big")
                with suppress(OSError):
                    connection.socket.sendall(head + raw[: len(raw) // 2])
                    connection.socket.shutdown(socket.SHUT_RDWR)
                return
            self._say(connection, frame)
            if self.repeat_next_fact:
                self.repeat_next_fact = False
                self._say(connection, frame)

    @staticmethod
    def _say(connection: ServerConnection, frame: str) -> None:
        try:
            connection.send(frame)
        except (ConnectionClosed, OSError):
            return

    def _beat(self) -> None:
        while not self._closing.wait(0.5):
            if self.mute:
                continue
            with self.lock:
                for connection, cursor in list(self._sockets):
                    self._say(connection, encode(Heartbeat(prev=cursor[0], now=datetime.now(UTC))).decode())

    # HTTP.

    def answer(self, method: str, path: str, token: str, body: bytes) -> tuple[int, bytes]:
        """Status and body."""
        path = urlsplit(path).path
        with self.lock:
            self.requests.append(f"{method} {path}")
        if self.delay_s:
            time.sleep(self.delay_s)
        if self.protocol_refused:
            return self._problem(Code.PROTOCOL, params={"server": "9", "client": "1"})
        if path in self.answer_with:
            return 200, self.answer_with[path]
        if path == "/api/login":
            if json.loads(body)["password"] != "right":
                return self._problem(Code.BAD_CREDENTIALS)
            with self.lock:
                self.logins += 1
            session = Session(
                token=self.token,
                expires_at=datetime.now(UTC) + timedelta(hours=1),
                person_id="1",
                name="Li",
                roles=("duty",),
                scope=Scope(),
            )
            return 200, encode(session)
        if path in ("/broadcasts", "/stop-all"):
            return self._gateway(path, json.loads(body))
        if token != self.token:
            return self._problem(Code.EXPIRED_TOKEN)
        return self._known(path, body)

    def _gateway(self, path: str, wish: dict[str, Any]) -> tuple[int, bytes]:
        if wish["ticket"] != self.voice_ticket:
            return self._problem(Code.EXPIRED_TOKEN)
        with self.lock:
            self.wishes.append((path, wish))
        return 200, b'{"broadcast_id": "77"}' if path == "/broadcasts" else b'{"stopped": 2}'

    def _known(self, path: str, body: bytes) -> tuple[int, bytes]:
        if path == "/api/profile":
            bounds = (121.0, 31.0, 122.0, 32.0)
            city = CityProfile(
                name="市", name_en="City", division="310101", edition="t", timezone="Asia/Shanghai", bounds=bounds
            )
            return 200, encode(city)
        if path == "/api/snapshot":
            with self.lock:
                self.snapshots += 1
                entities = tuple(entity for kind in self.live.values() for entity in kind.values())
                return 200, encode(Snapshot(seq=self.seq, at=datetime.now(UTC), entities=entities))
        if path == "/api/tickets":
            if self.fail_next_tickets:
                self.fail_next_tickets -= 1
                return self._problem(Code.OVERLOADED)
            return 200, encode(Ticket(ticket=self.voice_ticket, expires_at=datetime.now(UTC) + timedelta(seconds=60)))
        if path == "/api/commands":
            return self._command(body)
        if path == PRESENCE_PATH:
            here = msgspec.json.decode(body, type=Here)
            return 200, encode(self.presence.tell("seat", "Li", frozenset({"shift_leader"}), FULL, here))
        return self._problem(Code.NOT_FOUND)

    def _command(self, body: bytes) -> tuple[int, bytes]:
        envelope = msgspec.json.decode(body, type=Envelope)
        with self.lock:
            fault = self.fail_next_commands.pop(0) if self.fail_next_commands else None
            if isinstance(fault, Code):
                return self._problem(fault)
            done = self.answers.get(envelope.id)
            if done is None:
                self.commands.append(envelope.command)
                event = self.happen(case(1000 + len(self.commands)))
                done = self.answers[envelope.id] = Done(seq=event.seq, name=event.name)
            else:
                done = msgspec.structs.replace(done, repeated=True)
            return (0, b"") if fault == "no answer" else (200, encode(done))

    @staticmethod
    def _problem(code: Code, params: dict[str, str] | None = None) -> tuple[int, bytes]:
        return HTTP_STATUS[code], encode(Problem(code=code, params=params or {}))


def _handler(toy: Toy) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
            status, answer = toy.answer(self.command, self.path, token, body)
            if status == 0:  # done, but the answer never arrives
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            if status == 503:
                self.send_header("Retry-After", "0.2")
            self.end_headers()
            self.wfile.write(answer)

        do_GET = _serve
        do_POST = _serve

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's word
            return

    return Handler


class _Front:
    """One port for both: passes bytes to HTTP or, for an upgrade, to the WebSocket server."""

    def __init__(self, http_port: int, ws_port: int) -> None:
        self._http_port, self._ws_port = http_port, ws_port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, name="toy-front", daemon=True)
        self._thread.start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._join, args=(near,), name="toy-join", daemon=True).start()

    def _join(self, near: socket.socket) -> None:
        try:
            head = near.recv(65536)
            port = self._ws_port if b"upgrade: websocket" in head.lower() else self._http_port
            far = socket.create_connection(("127.0.0.1", port))
        except OSError:
            near.close()
            return
        for one in (near, far):
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._open |= {near, far}
        far.sendall(head)
        back = threading.Thread(target=self._pump, args=(far, near), name="toy-back", daemon=True)
        back.start()
        self._pump(near, far)
        back.join()
        near.close()
        far.close()
        self._open -= {near, far}

    @staticmethod
    def _pump(source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for one in (source, sink):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in list(self._open):
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue
        self._thread.join(2)
