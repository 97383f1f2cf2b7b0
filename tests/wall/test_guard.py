"""The guard of the wall: covers it when it is silent, whatever the cover does, and starts it again when it hangs."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from wall.children import Child, Nursery
from wall.display import Display
from wall.guard import Guard
from wall.identity import Identity
from wall.progress import Progress
from wall.sentences import Words

# A wall that only beats, ten times a second, and a cover that writes down what it is told.
_WALL = """
import os, socket, time
line = socket.socket(fileno=int(os.environ["CITYWALL_CONTROL_FD"]))
line.sendall(b'{"status": {"complete": true}}\\n')
while True:
    line.sendall(b'{"beat": 1}\\n')
    time.sleep(0.1)
"""
_COVER = """
import sys
for line in sys.stdin:
    open(sys.argv[1], "a").write(line)
"""


class _Hall:
    """A guard with its wall, and what was told to the cover so far."""

    def __init__(self, guard: Guard, nursery: Nursery, told: Path, out: io.StringIO) -> None:
        self.guard, self._nursery, self._told, self._out = guard, nursery, told, out

    def told(self) -> str:
        return self._told.read_text(encoding="utf-8") if self._told.exists() else ""

    def said(self) -> str:
        return self._out.getvalue()

    def cover(self) -> Child | None:
        return next((child for child in self._nursery.children if child.name == "cover"), None)

    def stop_wall(self) -> Child:
        assert self.guard.child is not None
        os.kill(self.guard.child.pid, signal.SIGSTOP)
        return self.guard.child

    async def beating(self) -> None:
        await until(lambda: self.guard.line.beats > 0 and bool(self.guard.line.status))


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - a guard tells nobody what it does
            await asyncio.sleep(0.02)


def _guarded(folder: Path, patch: pytest.MonkeyPatch, act: Callable[[_Hall], Awaitable[None]]) -> None:
    told = folder / "told"
    scripts = {"wall": [_WALL], "cover": [_COVER, str(told)]}
    patch.setattr("wall.guard.program", lambda name, *_words: [sys.executable, "-c", *scripts[name]])
    patch.setattr("wall.guard.FROZEN_AFTER_S", 0.8)

    async def run() -> None:
        out = io.StringIO()
        nursery = Nursery(folder / "logs", Identity(sandbox=True), os.environ)
        guard = Guard(nursery, Progress(Words("en"), out), Display({}, ""), [], {})
        try:
            await guard.start()
            await act(_Hall(guard, nursery, told, out))
        finally:
            await guard.release()
            await nursery.stop()
            guard.close()
            nursery.close()

    asyncio.run(run())


def test_a_wall_that_was_silent_before_there_was_a_cover_is_covered_when_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(hall: _Hall) -> None:
        await hall.beating()
        hall.stop_wall()
        await until(lambda: hall.guard.covered)
        await hall.guard.start_cover("en", 1)
        await until(lambda: "frozen" in hall.told())

    _guarded(tmp_path, monkeypatch, act)


def test_a_cover_that_dies_is_started_again_and_covers_what_is_frozen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def act(hall: _Hall) -> None:
        await hall.beating()
        await hall.guard.start_cover("en", 1)
        wall = hall.stop_wall()
        await until(lambda: "frozen" in hall.told())
        first = hall.cover()
        assert first is not None
        first.kill()
        await until(lambda: hall.told().count("frozen") == 2)
        os.kill(wall.pid, signal.SIGCONT)
        await until(lambda: "clear" in hall.told())
        assert not hall.guard.covered

    _guarded(tmp_path, monkeypatch, act)


def test_a_wall_that_hangs_for_good_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.guard.HUNG_AFTER_S", 1.0)

    async def act(hall: _Hall) -> None:
        await hall.beating()
        await hall.guard.start_cover("en", 1)
        first = hall.stop_wall()
        await until(lambda: hall.guard.child is not first and hall.guard.line.beats > 0)
        await until(lambda: "clear" in hall.told() and not hall.guard.covered)
        assert hall.guard.restarts == 1
        assert "ended and started again" in hall.said()

    _guarded(tmp_path, monkeypatch, act)
