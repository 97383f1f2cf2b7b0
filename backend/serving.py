"""A server process of ours under a supervisor: told apart from signals, and over when its parent is."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

PARENT = "CITYWALL_PARENT_FD"
"""Names the descriptor of a pipe whose other end the parent holds."""


class QuietServer(uvicorn.Server):
    """Leaves the signals to us: uvicorn would end the process by the signal after a clean shutdown."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.serving = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listens from here on."""
        await super().startup(sockets)
        self.serving.set()

    def capture_signals(self) -> Any:
        """None of them."""
        return contextlib.nullcontext()

    def stop(self) -> None:
        """Serve no longer."""
        self.should_exit = True


def watch_parent(loop: asyncio.AbstractEventLoop, stop: Callable[[], object]) -> None:
    """Call `stop` when the parent is gone, where there is one to watch."""
    named = os.environ.get(PARENT, "")
    if not named.isdigit():
        return
    descriptor = int(named)

    def readable() -> None:
        try:
            ended = not os.read(descriptor, 1024)
        except OSError:
            ended = True
        if ended:
            loop.remove_reader(descriptor)
            stop()

    loop.add_reader(descriptor, readable)
