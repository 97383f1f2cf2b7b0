"""Keeps one service alive: starts it, waits until it serves, and starts it again when it ends by itself."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from typing import Any

from wall.children import Child, Nursery
from wall.progress import Progress, Stop
from wall.restart import Restarts


class Keeper:
    """One service of the run."""

    def __init__(self, nursery: Nursery, progress: Progress, name: str, argv: list[str], **env: str) -> None:
        self._nursery = nursery
        self._progress = progress
        self._argv = argv
        self._env: Mapping[str, str] = env
        self._task: asyncio.Task[None] | None = None
        self.name = name
        self.child: Child | None = None
        self.restarts = 0

    async def start(self, ready_s: float) -> dict[str, Any]:
        """Start it and wait for its `ready` line, whose content is returned. Stop where it ends or stays silent."""
        child = await self._launch()
        try:
            said = await asyncio.wait_for(asyncio.shield(child.ready), ready_s)
        except asyncio.CancelledError:
            if not child.ready.cancelled():
                raise
            raise self._failed(child, child.last_words() or f"exit {child.process.returncode}") from None
        except TimeoutError:
            raise self._failed(child, f"no answer within {ready_s:.0f} s") from None
        self._task = asyncio.create_task(self._keep())
        return said

    async def _launch(self) -> Child:
        self.child = await self._nursery.launch(self.name, self._argv, env=self._env)
        return self.child

    def _failed(self, child: Child, reason: str) -> Stop:
        words = self._progress.words
        return Stop(words("child_failed", name=self.name, reason=reason[:300], log=child.log), 1)

    async def _keep(self) -> None:
        record = Restarts()
        while True:
            child = self.child
            assert child is not None
            code = await child.wait()
            if child.stopping:
                return
            ended_at = time.monotonic()
            self._nursery.forget(child)
            await child.stop(0.0)
            record = record.after(child.lived_s)
            self.restarts += 1
            self._progress.alert(
                "child_ended", name=self.name, code=code, delay=record.delay_s, n=self.restarts, log=child.log
            )
            await asyncio.sleep(record.delay_s)
            child = await self._launch()
            with contextlib.suppress(TimeoutError, asyncio.CancelledError):
                await asyncio.wait_for(asyncio.shield(child.ready), 60)
                self._progress.mark("child_back", name=self.name, s=f"{time.monotonic() - ended_at:.1f}")

    async def release(self) -> None:
        """Stop watching, so that the end of the child is the end of it."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
