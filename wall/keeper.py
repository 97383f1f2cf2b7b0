"""Keeps one service alive: starts it, waits until it serves, and starts it again when it ends or hangs."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any

from wall import pulse
from wall.children import Child, Nursery
from wall.progress import Progress, Stop
from wall.pulse import Pulse
from wall.restart import Restarts

_READY_S = 60.0


class Keeper:
    """One service of the run. With a `heart` it is also asked whether it answers, and ended where it does not."""

    def __init__(
        self,
        nursery: Nursery,
        progress: Progress,
        name: str,
        argv: list[str],
        *,
        heart: Pulse | None = None,
        silent_s: float = pulse.SILENT_S,
        **env: str,
    ) -> None:
        self._nursery = nursery
        self._progress = progress
        self._argv = argv
        self._env: Mapping[str, str] = env
        self._heart, self._silent_s = heart, silent_s
        self._tasks: list[asyncio.Task[None]] = []
        self.name = name
        self.child: Child | None = None
        self.restarts = 0
        self.hangs = 0

    async def start(self, ready_s: float) -> dict[str, Any]:
        """Start it and wait for its `ready` line, whose content is returned. Stop where it ends or stays silent."""
        child = await self._launch()
        try:
            async with asyncio.timeout(ready_s):
                said = await asyncio.shield(child.ready)
        except asyncio.CancelledError:
            if not child.ready.cancelled():
                raise
            raise self._failed(child, child.last_words() or f"exit {child.process.returncode}") from None
        except TimeoutError:
            raise self._failed(child, f"no answer within {ready_s:.0f} s") from None
        self._tasks.append(asyncio.create_task(self._keep()))
        if self._heart is not None:
            self._tasks.append(asyncio.create_task(self._listen(self._heart)))
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
            child = await self._launch_again(record)
            if await _serves(child):
                self._progress.mark("child_back", name=self.name, s=f"{time.monotonic() - ended_at:.1f}")

    async def _launch_again(self, record: Restarts) -> Child:
        """The new child. A machine that has no process or memory left is asked again until it has."""
        while True:
            try:
                return await self._launch()
            except OSError as error:
                record = record.after(0.0)
                self._progress.alert("no_child", name=self.name, reason=error.strerror or error, delay=record.delay_s)
                await asyncio.sleep(record.delay_s)

    async def _listen(self, heart: Pulse) -> None:
        """End the child when it lives but answers nothing; `_keep` starts it again."""
        step = min(pulse.LOOK_S, self._silent_s / 6)
        loop, told = asyncio.get_running_loop(), False
        silence, looked_at, of = 0.0, loop.time(), self.child
        while True:
            await asyncio.sleep(step)
            child = self.child
            well = child is None or child is not of or not _should_serve(child) or await heart.beats(step)
            # Time in which nobody asked, because this process was held up itself, is no silence of the child.
            passed, looked_at = min(loop.time() - looked_at, 2 * step), loop.time()
            if well:
                silence, of, told = 0.0, child, False
                continue
            silence += passed
            if silence < self._silent_s or told:
                continue
            told = True
            assert child is not None
            key = "child_hangs" if self.hangs < pulse.HANGS else "child_hangs_still"
            self._progress.alert(key, name=self.name, s=f"{silence:.0f}", log=child.log)
            if self.hangs < pulse.HANGS:
                self.hangs += 1
                child.kill()

    async def release(self) -> None:
        """Stop watching, so that the end of the child is the end of it."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def _serves(child: Child) -> bool:
    """Whether it says within its time that it serves; False where it ends or stays silent."""
    try:
        async with asyncio.timeout(_READY_S):
            await asyncio.shield(child.ready)
    except TimeoutError:
        return False
    except asyncio.CancelledError:
        # The child's own end cancels `ready`. Anything else is the end of the run, which must not be swallowed.
        if not child.ready.cancelled():
            raise
        return False
    return True


def _should_serve(child: Child) -> bool:
    """It said that it serves, or had its time to."""
    return child.process.returncode is None and (child.ready.done() or child.lived_s > _READY_S)
