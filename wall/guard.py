"""Watches over the wall's window process: covers the screens when it hangs, starts it again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import time
from datetime import datetime
from typing import Any

from wall.children import Child, Nursery
from wall.control import CONTROL_FD, FROZEN_AFTER_S, OPENING_LASTS_S, OPENING_S, WAIT_SERVER, WallLine
from wall.display import Display
from wall.programs import program
from wall.progress import Progress
from wall.restart import Restarts

_LOOK_S = 0.2


class Guard:
    """The wall's process, its line and its cover. `closed` is set when people closed the wall."""

    def __init__(
        self, nursery: Nursery, progress: Progress, display: Display, words: list[str], env: dict[str, str]
    ) -> None:
        self._nursery = nursery
        self._progress = progress
        self._argv = program("wall", *words)
        self._env = {**env, **display.env}
        self._tasks: list[asyncio.Task[None]] = []
        self._cover: Child | None = None
        self.covered = False
        self._ending = False
        self._server_serves = False
        self._began = 0.0  # loop time of the first beat of this wall
        self.line = WallLine()
        self.child: Child | None = None
        self.closed = asyncio.Event()
        self.restarts = 0

    async def start(self) -> None:
        """Start the wall and the watch."""
        await self._launch()
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._look())]

    async def start_cover(self, lang: str, monitors: int) -> None:
        """Start the cover beforehand, hidden."""
        words = ["--lang", lang, "--monitors", str(monitors)]
        self._cover = await self._nursery.launch(
            "cover", program("cover", *words), env=self._env, stdin=subprocess.PIPE, die_hard=True
        )

    async def _launch(self) -> None:
        self.line.close()
        self.line = WallLine()
        self._began = 0.0
        env = {**self._env, CONTROL_FD: str(self.line.fd), WAIT_SERVER: "" if self._server_serves else "1"}
        self.child = await self._nursery.launch("wall", self._argv, env=env, pass_fds=(self.line.fd,))
        listener = asyncio.create_task(self.line.listen())
        listener.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def server_serves(self) -> None:
        """The wall may knock at the server now; before, it would only meet a closed door and wait longer each time."""
        self._server_serves = True
        await self.line.say({"server": True})

    async def _keep(self) -> None:
        record = Restarts()
        while True:
            child = self.child
            assert child is not None
            code = await child.process.wait()
            if child.stopping or self._ending:
                return
            if code == 0:
                self.closed.set()
                return
            self._nursery.forget(child)
            # Its last beat is no sign of life any more: only a new wall's first one takes the cover away.
            self.line.beat_at = None
            await self._show_cover(time.time())
            await child.stop(0.0)
            record = record.after(child.lived_s)
            self.restarts += 1
            self._progress.alert(
                "child_ended", name="wall", code=code, delay=record.delay_s, n=self.restarts, log=child.log
            )
            await asyncio.sleep(record.delay_s)
            await self._launch()

    async def _look(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(_LOOK_S)
            beat_at = self.line.beat_at
            if beat_at is None:
                continue
            silence = loop.time() - beat_at
            self._began = self._began or loop.time()
            shown = bool(self.line.status.get("complete")) or loop.time() - self._began > OPENING_LASTS_S
            # While it builds its first picture a wall may be busy, and nothing on it can be taken for true yet.
            limit = FROZEN_AFTER_S if shown else OPENING_S
            if silence > limit and not self.covered:
                self._progress.alert("frozen", s=f"{silence:.1f}")
                await self._show_cover(time.time() - silence)
            elif silence <= limit and self.covered:
                await self._tell_cover({"clear": True})
                self.covered = False
                self._progress.mark("thawed")

    async def _show_cover(self, since: float) -> None:
        if not self.covered:
            self.covered = True
            moment = datetime.fromtimestamp(since).astimezone()
            await self._tell_cover({"frozen": f"{moment:%H:%M:%S}"})

    async def _tell_cover(self, message: dict[str, Any]) -> None:
        cover = self._cover
        if cover is None or cover.process.stdin is None:
            return
        with contextlib.suppress(OSError):
            cover.process.stdin.write(json.dumps(message).encode() + b"\n")
            await cover.process.stdin.drain()

    async def shots(self, folder: str, tag: str) -> list[str]:
        """Ask the wall to photograph its windows; empty where it does not answer."""
        await self.line.say({"shoot": {"folder": folder, "tag": tag}})
        try:
            return await asyncio.wait_for(self.line.shots.get(), 5.0)
        except TimeoutError:
            return []

    async def release(self) -> None:
        """Stop watching; the wall may end now."""
        self._ending = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.line.say({"quit": True})

    def close(self) -> None:
        """Close the line."""
        self.line.close()
