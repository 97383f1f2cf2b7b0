"""WebSocket frames past the framework: framed once for many seats, written straight to the connection.

Sending through the framework costs every seat a task, a decode and an encode per frame. Here one `bytes` goes to all
seats that hear the same. Back-pressure stays: a connection that does not take more says so (`ready`), and what it is to
be sent waits in the hub's bounded queue.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, Protocol

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

_OUTLET = "citywall.outlet"
_TEXT, _BINARY = 0x81, 0x82  # whole messages; a server's frames bear no mask (RFC 6455, 5.2)


class Outlet(Protocol):
    """Where a seat's frames go. Event loop only."""

    resumed: Callable[[], None] | None

    @property
    def ready(self) -> bool:
        """May it be written to? When it may again, `resumed` is called."""
        ...

    def write(self, frames: bytes) -> None:
        """Hand over whole frames."""
        ...

    def nudge(self) -> None:
        """Let whoever waits for the seat's messages have an empty one."""
        ...


class LiveSocket(WebSocketsSansIOProtocol):
    """uvicorn's connection, which is its own outlet (`outlet_of`)."""

    resumed: Callable[[], None] | None = None
    _pong = b""  # while the transport has no room

    async def run_asgi(self) -> None:
        """Serve this connection."""
        extensions: dict[str, Any] = self.scope["extensions"]
        extensions[_OUTLET] = self
        try:
            await super().run_asgi()
        finally:
            self.resumed = None
            # Closing waits for the reader to take what it was sent, and one that does not read never does.
            self.loop.call_later(self.close_timeout, self._cut)

    @property
    def open(self) -> bool:
        """Has neither side ended it?"""
        return not self.disconnected and not self.close_sent and not self.transport.is_closing()

    @property
    def ready(self) -> bool:
        """Is there room in the transport, and is it open?"""
        return self.writable.is_set() and not self.close_sent and not self.transport.is_closing()

    def write(self, frames: bytes) -> None:
        """Whole frames; only while `ready`."""
        self.transport.write(frames)

    def resume_writing(self) -> None:
        """The transport has room again."""
        super().resume_writing()
        if self._pong:
            pong, self._pong = self._pong, b""
            self.transport.write(pong)
        if self.resumed is not None:
            self.resumed()

    def handle_ping(self) -> None:
        """Answer, or keep the newest answer until there is room: who pings and does not read takes no memory.

        A seat may leave all pings but the last unanswered (RFC 6455, 5.5.3).
        """
        pong = b"".join(self.conn.data_to_send())
        if self.writable.is_set():
            self.transport.write(pong)
        else:
            self._pong = pong

    def nudge(self) -> None:
        """An empty message, as if from the seat."""
        self.queue.put_nowait({"type": "websocket.receive", "bytes": b"", "text": None})

    def _cut(self) -> None:
        if not self.disconnected:
            self.transport.abort()

    def abort(self) -> None:
        """End it without waiting for a reader that does not read."""
        self.transport.abort()


def outlet_of(scope: Any) -> LiveSocket:
    """The connection behind an ASGI scope that came over a `LiveSocket`."""
    found = scope["extensions"][_OUTLET]
    assert isinstance(found, LiveSocket)
    return found


def text_frame(payload: bytes) -> bytes:
    """A whole text message, `payload` UTF-8."""
    return _frame(_TEXT, payload)


def binary_frame(payload: bytes) -> bytes:
    """A whole binary message."""
    return _frame(_BINARY, payload)


def payload_of(frame: bytes) -> bytes:
    """What a frame made here carries."""
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


def _frame(kind: int, payload: bytes) -> bytes:
    length = len(payload)
    if length < 126:
        return b"%c%c%b" % (kind, length, payload)
    if length < 1 << 16:
        return struct.pack(">BBH", kind, 126, length) + payload
    return struct.pack(">BBQ", kind, 127, length) + payload
