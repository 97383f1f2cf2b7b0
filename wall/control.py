"""The line between supervisor and wall: a socket pair with one JSON object per line, both ways.

Wall to supervisor: `{"beat": n}` every 0.5 s from the GUI thread, `{"status": {...}}`, `{"shots": [...]}`, and
`{"told": "..."}`, a sentence for the terminal.
Supervisor to wall: `{"server": true}` once the server serves, `{"shoot": {"folder", "tag"}}`, `{"quit": true}`.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
from collections.abc import Callable
from typing import Any

CONTROL_FD = "CITYWALL_CONTROL_FD"
WAIT_SERVER = "CITYWALL_WAIT_SERVER"
"""Set for a wall that is told when the server serves."""
OPENING_S = 8.0
"""The same, while a wall builds its first complete picture, but only for so long after its first sign of life:"""
OPENING_LASTS_S = 20.0
DIRECT = "direct"
"""Name of the file in DATA/recordings that tells the wall to play demo cameras from their recordings."""
BEAT_S = 0.5
FROZEN_AFTER_S = 2.3
"""Silence after which the screens are covered; with the cover's own time this stays under 3 s."""
HUNG_AFTER_S = 30.0
"""Silence after which a wall is ended and started again: it will not come back by itself."""
STEADY_BEATS = 2
"""Beats of a wall that answers again before the cover leaves: one that only stumbles on would make it flash."""


def encode(message: dict[str, Any]) -> bytes:
    """One line."""
    return json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class Lines:
    """Bytes in, whole messages out."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[dict[str, Any]]:
        """The messages that are complete now; what is no JSON object is left out."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        found: list[dict[str, Any]] = []
        for line in lines:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if isinstance(said, dict):
                found.append(said)
        return found


class WallLine:
    """The supervisor's end. `beat_at` is the loop time of the last beat, None before the first one."""

    def __init__(self) -> None:
        self._ours, self.theirs = socket.socketpair()
        self._ours.setblocking(False)
        self._lines = Lines()
        self.beat_at: float | None = None
        self.beats = 0
        self.status: dict[str, Any] = {}
        self.told: Callable[[str], None] = lambda _text: None
        self.shots: asyncio.Queue[list[str]] = asyncio.Queue()

    @property
    def fd(self) -> int:
        """What the wall inherits."""
        return self.theirs.fileno()

    async def listen(self) -> None:
        """Read until the wall is gone."""
        loop = asyncio.get_running_loop()
        self.theirs.close()
        while data := await self._receive(loop):
            for message in self._lines.feed(data):
                if "beat" in message:
                    self.beat_at = loop.time()
                    self.beats += 1
                if isinstance(status := message.get("status"), dict):
                    self.status = status
                if isinstance(told := message.get("told"), str):
                    self.told(told)
                if isinstance(shots := message.get("shots"), list):
                    self.shots.put_nowait([str(shot) for shot in shots])

    async def _receive(self, loop: asyncio.AbstractEventLoop) -> bytes:
        try:
            return await loop.sock_recv(self._ours, 65536)
        except OSError:
            return b""

    async def say(self, message: dict[str, Any]) -> None:
        """Tell the wall; nothing happens where it is gone."""
        try:
            async with asyncio.timeout(1.0):
                await asyncio.get_running_loop().sock_sendall(self._ours, encode(message))
        except (OSError, TimeoutError):
            return

    def close(self) -> None:
        """Close our end."""
        self._ours.close()
        self.theirs.close()


def control_fd() -> int | None:
    """The wall's end, None where nobody supervises it."""
    named = os.environ.get(CONTROL_FD, "")
    return int(named) if named.isdigit() else None
