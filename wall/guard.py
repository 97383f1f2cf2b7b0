"""Watches over the wall's window process: covers the screens when it is silent, starts it again when it dies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from wall.children import Child, Nursery
from wall.control import (
    CONTROL_FD,
    FROZEN_AFTER_S,
    HUNG_AFTER_S,
    OPENING_LASTS_S,
    OPENING_S,
    STEADY_BEATS,
    WAIT_SERVER,
    WallLine,
)
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
        self._frozen = ""  # since when the screens are covered, as the cover says it
        self._beats_then = 0  # of this wall, when the screens were covered
        self._ending = False
        self._server_serves = False
        self._began = 0.0  # loop time of the first beat of this wall
        self.line = WallLine()
        self.child: Child | None = None
        self.closed = asyncio.Event()
        self.restarts = 0

    @property
    def covered(self) -> bool:
        """Whether the screens are covered, or will be as soon as there is a cover."""
        return bool(self._frozen)

    async def start(self) -> None:
        """Start the wall and the watch."""
        self.child = await self._launch()
        self._tasks = [asyncio.create_task(self._keep()), asyncio.create_task(self._look())]

    async def start_cover(self, lang: str, monitors: int) -> None:
        """Start the cover beforehand, hidden unless the wall is silent already, and keep it alive."""
        argv = program("cover", "--lang", lang, "--monitors", str(monitors))
        self._tasks.append(asyncio.create_task(self._keep_cover(argv)))

    async def _keep_cover(self, argv: list[str]) -> None:
        record = Restarts()
        while True:
            cover = await self._again(
                "cover",
                record,
                lambda: self._nursery.launch("cover", argv, env=self._env, stdin=subprocess.PIPE, die_hard=True),
            )
            self._cover = cover
            if self._frozen:
                await self._tell_cover({"frozen": self._frozen})
            code = await cover.wait()
            self._cover = None
            if cover.stopping or self._ending:
                return
            self._nursery.forget(cover)
            await cover.stop(0.0)
            record = record.after(cover.lived_s)
            self._progress.alert(
                "child_ended", name="cover", code=code, delay=record.delay_s, n=record.failures, log=cover.log
            )
            await asyncio.sleep(record.delay_s)

    async def _again(self, name: str, record: Restarts, launch: Callable[[], Awaitable[Child]]) -> Child:
        """What `launch` starts, tried until the machine has room for it."""
        while True:
            try:
                return await launch()
            except OSError as error:
                record = record.after(0.0)
                self._progress.alert("no_child", name=name, reason=error.strerror or error, delay=record.delay_s)
                await asyncio.sleep(record.delay_s)

    async def _launch(self) -> Child:
        self.line.close()
        self.line = WallLine()
        self.line.told = lambda text: self._progress.alert("wall_says", text=text)
        self._began, self._beats_then = 0.0, 0
        env = {**self._env, CONTROL_FD: str(self.line.fd), WAIT_SERVER: "" if self._server_serves else "1"}
        child = await self._nursery.launch("wall", self._argv, env=env, pass_fds=(self.line.fd,))
        listener = asyncio.create_task(self.line.listen())
        listener.add_done_callback(lambda task: task.cancelled() or task.exception())
        return child

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
            self.child = await self._again("wall", record, self._launch)

    async def _look(self) -> None:
        loop, silent_looks = asyncio.get_running_loop(), 0
        while True:
            await asyncio.sleep(_LOOK_S)
            beat_at = self.line.beat_at
            if beat_at is None:
                continue
            silence = loop.time() - beat_at
            # Counted in looks: time in which this process was held up itself is no silence of the wall.
            silent_looks = silent_looks + 1 if silence > FROZEN_AFTER_S else 0
            if silent_looks * _LOOK_S > HUNG_AFTER_S and self.child is not None:
                self._progress.alert("hung", s=f"{silence:.0f}")
                silent_looks = 0
                self.line.beat_at = None
                self.child.kill()
                continue
            self._began = self._began or loop.time()
            shown = bool(self.line.status.get("complete")) or loop.time() - self._began > OPENING_LASTS_S
            # While it builds its first picture a wall may be busy, and nothing on it can be taken for true yet.
            limit = FROZEN_AFTER_S if shown else OPENING_S
            if silence > limit and not self.covered:
                self._progress.alert("frozen", s=f"{silence:.1f}")
                await self._show_cover(time.time() - silence)
            elif silence <= limit and self.covered and self.line.beats - self._beats_then >= STEADY_BEATS:
                await self._tell_cover({"clear": True})
                self._frozen = ""
                self._progress.mark("thawed")

    async def _show_cover(self, since: float) -> None:
        if not self.covered:
            self._frozen = f"{datetime.fromtimestamp(since).astimezone():%H:%M:%S}"
            self._beats_then = self.line.beats
            await self._tell_cover({"frozen": self._frozen})

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
            async with asyncio.timeout(5.0):
                return await self.line.shots.get()
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
