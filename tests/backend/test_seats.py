"""What waits for a seat: shared frames, back-pressure, bounds, turns; and frames as the protocol wants them."""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import pytest
from uvicorn.config import Config
from uvicorn.server import ServerState
from websockets.client import ClientProtocol
from websockets.frames import Frame, Opcode
from websockets.protocol import State
from websockets.uri import parse_uri

from backend.frames import LiveSocket, binary_frame, payload_of, text_frame
from backend.hub import RECENT, Hub
from backend.outcome import Written
from backend.seats import BLOCK, REVOKED, SEATS_AT_ONCE, TOO_SLOW, TURN, Subscription
from backend.settings import LiveStream
from backend.wire import new_loop
from contract.entities import Person
from contract.events import Event
from contract.protocol import Fact, Heartbeat, Hello, decode_frame
from contract.scope import FULL, Scope, View

KIOSK = Scope(view=View.PUBLIC)


class Pipe:
    """An outlet that holds what was written and has room until told otherwise."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.resumed: Callable[[], None] | None = None
        self.ready = True
        self.room = 1 << 40
        self.nudged = 0

    def write(self, frames: bytes) -> None:
        assert self.ready
        self.written.append(frames)
        self.room -= len(frames)
        self.ready = self.room > 0

    def nudge(self) -> None:
        self.nudged += 1

    def empty(self) -> None:
        """The reader took everything."""
        self.room, self.ready = 1 << 40, True
        assert self.resumed is not None
        self.resumed()


def fact(seq: int, *, size: int = 0) -> Written:
    now = datetime.now(UTC)
    made = Person(id="1", name="x" * size)
    return Written(Event(seq=seq, name="person.saved", happened_at=now, recorded_at=now, upsert=(made,)), {})


def seats(hub: Hub, *scopes: Scope) -> tuple[list[Subscription], list[Pipe]]:
    joined = [hub.subscribe(scope, since=hub.seq) for scope in scopes]
    pipes = [Pipe() for _ in joined]
    for seat, pipe in zip(joined, pipes, strict=True):
        seat.attach(pipe)
    return joined, pipes


def on_loop(test: Callable[[], Coroutine[None, None, None]]) -> Callable[[], None]:
    """Run a test in an event loop of its own."""

    @functools.wraps(test)
    def run() -> None:
        asyncio.run(test())

    return run


async def turns(count: int = 3) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 200_000])
def test_a_frame_is_what_a_client_reads(size: int) -> None:
    client = ClientProtocol(parse_uri("ws://here/"), state=State.OPEN, max_size=None)
    client.receive_data(text_frame(b"a" * size) + binary_frame(b"b" * size))
    text, binary = client.events_received()
    assert isinstance(text, Frame)
    assert isinstance(binary, Frame)
    assert (text.opcode, bytes(text.data), text.fin) == (Opcode.TEXT, b"a" * size, True)
    assert (binary.opcode, bytes(binary.data), binary.fin) == (Opcode.BINARY, b"b" * size, True)
    assert payload_of(text_frame(b"a" * size)) == b"a" * size


@on_loop
async def test_seats_that_hear_the_same_share_the_bytes_and_others_do_not() -> None:
    hub = Hub(LiveStream())
    joined, pipes = seats(hub, FULL, FULL, KIOSK)
    await turns()
    for pipe in pipes:
        assert isinstance(decode_frame(payload_of(pipe.written.pop())), Hello)
    hub.publish([fact(1)])
    await turns()
    assert pipes[0].written[0] is pipes[1].written[0]
    assert isinstance(decode_frame(payload_of(pipes[0].written[0])), Fact)
    assert not pipes[2].written, "a public screen does not hear of people"
    hub.heartbeat()
    await turns()
    told = decode_frame(payload_of(pipes[2].written[0]))
    assert isinstance(told, Heartbeat)
    assert told.prev == 1
    assert pipes[0].written[1] is pipes[2].written[0]
    assert [seat.told for seat in joined] == [1, 1, 1]


@on_loop
async def test_many_events_at_once_are_one_write() -> None:
    hub = Hub(LiveStream())
    _, (pipe,) = seats(hub, FULL)
    await turns()
    pipe.written.clear()
    hub.publish([fact(seq) for seq in range(1, 51)])
    await turns()
    (block,) = pipe.written
    assert block.count(b'"type":"event"') == 50


@on_loop
async def test_a_connection_without_room_is_written_to_again_when_it_has_some() -> None:
    hub = Hub(LiveStream())
    (seat,), (pipe,) = seats(hub, FULL)
    await turns()
    pipe.written.clear()
    pipe.room = 1
    for seq in range(1, 6):
        hub.publish([fact(seq)])
        await turns()
    assert len(pipe.written) == 1
    assert seat.queued_bytes == sum(map(len, seat.frames)) > 0
    seat.push_samples(0, b"old")
    seat.push_samples(0, b"new")
    assert seat.samples, "the slot says that this seat is slow"
    pipe.empty()
    await turns()
    assert len(pipe.written) == 3
    assert pipe.written[1].count(b'"type":"event"') == 4
    assert pipe.written[2] == binary_frame(b"new")
    assert (seat.queued_bytes, seat.samples, seat.dropped) == (0, {}, None)


@on_loop
async def test_whoever_is_too_slow_is_dropped_and_its_memory_given_back() -> None:
    hub = Hub(LiveStream(queue_frames=10))
    (slow, quick), (full, pipe) = seats(hub, FULL, FULL)
    await turns()
    full.room, full.ready = 0, False
    for seq in range(1, 12):
        hub.publish([fact(seq)])
        await turns()
    assert (slow.dropped, slow.queued_bytes, full.nudged) == (TOO_SLOW, 0, 1)
    assert quick.dropped is None
    assert len(pipe.written) == 12
    hub.leave(slow)
    full.empty()
    hub.publish([fact(12)])
    await turns()
    assert len(full.written) == 1, "nothing but the hello was written"


@on_loop
async def test_a_block_is_bounded_and_a_long_replay_takes_several_turns() -> None:
    hub = Hub(LiveStream())
    replay = [fact(seq, size=1000) for seq in range(1, 1001)]
    hub.publish(replay)
    seat = hub.subscribe(FULL, since=0, replay=replay)
    pipe = Pipe()
    seat.attach(pipe)
    await turns(1)
    assert TURN - BLOCK < sum(map(len, pipe.written)) <= TURN + BLOCK
    await turns(10)
    assert max(map(len, pipe.written)) <= BLOCK
    assert b"".join(pipe.written).count(b'"type":"event"') == 1000


@on_loop
async def test_more_seats_than_one_turn_takes_all_hear_it() -> None:
    hub = Hub(LiveStream())
    _, pipes = seats(hub, *[FULL] * (SEATS_AT_ONCE + 50))
    await turns(10)
    hub.publish([fact(1)])
    await turns(1)
    heard = sum(len(pipe.written) == 2 for pipe in pipes)
    assert heard == SEATS_AT_ONCE
    await turns(1)
    assert all(len(pipe.written) == 2 for pipe in pipes)


def test_memory_answers_a_short_absence_and_only_what_it_holds_whole() -> None:
    hub = Hub(LiveStream())
    hub.load((), 10, recent=[fact(seq) for seq in (8, 9, 10)])
    assert [one.event.seq for one in hub.since(7) or ()] == [8, 9, 10]
    assert [one.event.seq for one in hub.since(9) or ()] == [10]
    assert hub.since(10) == []
    assert hub.since(6) is None
    assert hub.since(11) is None, "another server may have written it"
    hub.publish([fact(seq) for seq in range(11, 11 + RECENT)])
    assert hub.since(10) is not None
    assert hub.since(9) is None


def test_what_was_encoded_for_one_seat_that_comes_back_serves_the_next_and_is_bounded() -> None:
    hub = Hub(LiveStream(queue_bytes=1 << 30))
    long = [fact(seq, size=10_000) for seq in range(1, RECENT + 1)]
    hub.publish(long)
    for scope in (FULL, KIOSK, FULL):
        seat = hub.subscribe(scope, since=0, replay=long)
        events = [one for one in map(decode_frame, map(payload_of, seat.frames)) if isinstance(one, Fact)]
        assert [one.event.seq for one in events] == ([] if scope is KIOSK else list(range(1, RECENT + 1)))
        assert seat.accounted == RECENT
    assert hub.kept_bytes < 10_000_000


@on_loop
async def test_a_session_that_is_over_hears_nothing_more() -> None:
    hub = Hub(LiveStream())
    seat = hub.subscribe(FULL, since=0, expires_at=1.0)
    pipe = Pipe()
    seat.attach(pipe)
    await turns()
    assert (seat.dropped, pipe.written, pipe.nudged) == (REVOKED, [], 1)


PING = b"\x89\xfd\0\0\0\0" + b"x" * 125  # masked with zeros
OPEN = (
    b"GET /api/live HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


@pytest.mark.parametrize("new", [asyncio.new_event_loop, new_loop], ids=["asyncio", "uvloop"])
def test_who_pings_and_does_not_read_takes_no_memory(new: Callable[[], asyncio.AbstractEventLoop]) -> None:
    made: list[LiveSocket] = []

    async def app(scope: object, receive: Callable[[], Coroutine[None, None, dict[str, object]]], send: Any) -> None:
        await send({"type": "websocket.accept"})
        while (await receive())["type"] != "websocket.disconnect":
            pass

    async def scene() -> None:
        loop = asyncio.get_running_loop()
        config = Config(app, ws_ping_interval=None, log_config=None)
        config.load()

        def connection() -> LiveSocket:
            made.append(LiveSocket(config, ServerState(), {}))
            return made[-1]

        server = await loop.create_server(connection, "127.0.0.1", 0)
        with socket.create_connection(server.sockets[0].getsockname()) as deaf:
            deaf.setblocking(False)
            await loop.sock_sendall(deaf, OPEN)
            for _ in range(160):
                await asyncio.wait_for(loop.sock_sendall(deaf, PING * 500), 30)
            held = made[0].transport.get_write_buffer_size()
            heard = 0
            while heard < 50_000:  # it reads after all
                heard += len(await asyncio.wait_for(loop.sock_recv(deaf, 1 << 20), 30))
        await asyncio.wait_for(asyncio.gather(*made[0].tasks), 30)
        server.close()
        await server.wait_closed()
        assert held < 2_000_000

    with asyncio.Runner(loop_factory=new) as runner:
        runner.run(scene())
