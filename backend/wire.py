"""HTTP on the wire: the event loop and the parser, both in C, and the limit of a request's head.

uvloop (libuv) is used where there is one, asyncio's own loop otherwise; nothing above knows the difference.
"""

from __future__ import annotations

import asyncio

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_BYTES = 65_536
"""Of a request that are neither body nor, yet, a whole head: a stranger who only talks costs no more memory than it."""


class Http(HttpToolsProtocol):
    """uvicorn's connection, which itself would keep a head of any length in memory."""

    _loose = 0  # bytes since the last whole head or piece of a body
    _kept = 0  # bytes of lines of the head that comes, or of the trailer

    def data_received(self, data: bytes) -> None:
        """Parse; whoever sends too much that is no body is told 400 and closed."""
        self._loose += len(data)
        super().data_received(data)
        if self._loose > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def on_message_begin(self) -> None:
        """A request begins."""
        self._kept = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """One line. An error raised here is answered 400 by `data_received`."""
        self._kept += len(name) + len(value)
        if self._kept > HEAD_BYTES:
            raise httptools.HttpParserInvalidURLError("the head is too long")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is whole."""
        self._loose = 0
        before = self.cycle
        super().on_headers_complete()
        if self.cycle is not before:
            self.cycle.transport = _Joined(self.transport, self.loop)  # type: ignore[assignment]

    def on_body(self, body: bytes) -> None:
        """A piece of the body; how much of it is taken is the application's to say."""
        self._loose = 0
        super().on_body(body)


class _Joined:
    """A transport for one answer: its head goes out with what follows at once, one call of the system instead of two.

    What does not follow at once is not waited for: the head goes out at the loop's next turn.
    """

    __slots__ = ("_first", "_held", "_loop", "_transport")

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._first, self._held = True, b""

    def write(self, data: bytes) -> None:
        """Send, after what is held."""
        if self._first:
            self._first, self._held = False, data
            self._loop.call_soon(self._flush)
        elif self._held:
            held, self._held = self._held, b""
            self._transport.writelines((held, data))
        else:
            self._transport.write(data)

    def close(self) -> None:
        """Send what is held, then close."""
        self._flush()
        self._transport.close()

    def is_closing(self) -> bool:
        """Whether nothing more goes out."""
        return self._transport.is_closing()

    def _flush(self) -> None:
        if self._held:
            held, self._held = self._held, b""
            self._transport.write(held)


def new_loop() -> asyncio.AbstractEventLoop:
    """An event loop for `asyncio.Runner`."""
    try:
        import uvloop
    except ImportError:
        return asyncio.new_event_loop()
    return uvloop.new_event_loop()
