"""Whether a service that is alive also answers: one small HTTP request, and how long it may stay without an answer.

A process that hangs never ends, so nobody would start it again; every seat would stay offline until a person came.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass

LOOK_S = 5.0
"""Between two questions, and how long one answer is waited for."""
SILENT_S = 30.0
"""A service that answered nothing for this long hangs: a loaded machine and a long import stay far below."""
HANGS = 3
"""So often it is started again for hanging; after that it is only said: starting again does not cure it."""


@dataclass(frozen=True)
class Pulse:
    """Where a service on this machine tells that it is well."""

    port: int
    path: str

    async def beats(self, limit_s: float = LOOK_S) -> bool:
        """Whether it answers 200 within the time. Any other answer, or none, is no."""
        try:
            async with asyncio.timeout(limit_s):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                try:
                    ask = f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\nConnection: close\r\n\r\n"
                    writer.write(ask.encode("ascii"))
                    return b" 200 " in await reader.readline()
                finally:
                    writer.close()
                    with contextlib.suppress(OSError):
                        await writer.wait_closed()
        except (OSError, TimeoutError, ValueError):
            return False
