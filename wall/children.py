"""The children of a run: started in process groups of their own, read, restarted, and stopped without a trace.

Three ways hold a child to its supervisor: the supervisor ends it; the pipe CITYWALL_PARENT_FD reaches its end when the
supervisor is gone, even by SIGKILL; and Linux sends a signal at the parent's death (prctl PR_SET_PDEATHSIG).
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import json
import os
import re
import signal
import subprocess
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any, Protocol

import psutil

from wall.childlog import ChildLog
from wall.identity import Identity

_PR_SET_PDEATHSIG = 1
_URL_SECRET = re.compile(r"(?<=://)[^/@\s:]+:[^/@\s]+@")


class Launch(Protocol):
    """Starts a child."""

    def __call__(
        self, name: str, argv: list[str], *, pass_fds: tuple[int, ...] = (), die_hard: bool = False
    ) -> Awaitable[Child]: ...


class Child:
    """One running program. `ready` is set, with what it said, when it prints `ready {json}`."""

    def __init__(self, name: str, process: asyncio.subprocess.Process, log: Path) -> None:
        self.name = name
        self.log = log
        self.process = process
        self.ready: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.stopping = False
        self.started_at = time.monotonic()
        self._tail: deque[str] = deque(maxlen=12)
        self._reader = asyncio.create_task(self._read())

    @property
    def pid(self) -> int:
        """The process id, also its group's."""
        return self.process.pid

    @property
    def lived_s(self) -> float:
        """Seconds since it was started."""
        return time.monotonic() - self.started_at

    def last_words(self) -> str:
        """The last line it wrote, for a sentence about why it ended."""
        return next((line for line in reversed(self._tail) if line.strip()), "")

    async def _read(self) -> None:
        assert self.process.stdout is not None
        log = ChildLog(self.log)
        while True:
            try:
                raw = await self.process.stdout.readline()
            except ValueError:
                continue  # A line over the buffer's limit: asyncio dropped it.
            if not raw:
                break
            line = _URL_SECRET.sub("***@", raw.decode("utf-8", "replace").rstrip())
            self._tail.append(line)
            log.write(line)
            if line.startswith("ready") and not self.ready.done():
                self.ready.set_result(_payload(line))
        if not self.ready.done():
            self.ready.cancel()

    async def wait(self) -> int:
        """Its exit status, after its last line was read."""
        code = await self.process.wait()
        with contextlib.suppress(TimeoutError):
            # asyncio.timeout, not wait_for: that one may swallow a cancellation on Python 3.11.
            async with asyncio.timeout(1.0):
                await asyncio.shield(self._reader)
        return code

    async def stop(self, grace_s: float) -> None:
        """Ask the group to end, wait, then force what is left of it."""
        self.stopping = True
        if self.process.returncode is None:
            self._signal(signal.SIGTERM)
            self._signal(signal.SIGCONT)
            try:
                async with asyncio.timeout(grace_s):
                    await self.process.wait()
            except TimeoutError:
                self._signal(signal.SIGKILL)
                await self.process.wait()
        self._signal(signal.SIGKILL)
        self._reader.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._reader

    def kill(self) -> None:
        """End the whole group at once: for a child that hangs. Whoever keeps it learns of it like of any end."""
        self._signal(signal.SIGKILL)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, number)

    def rss_mb(self) -> dict[str, float]:
        """Resident MB of the process and, by name, of what it started."""
        found: dict[str, float] = {}
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.pid)
            found[self.name] = round(process.memory_info().rss / 2**20, 1)
            for below in process.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    key = f"{self.name}/{_short(below)}"
                    found[key] = round(found.get(key, 0.0) + below.memory_info().rss / 2**20, 1)
        return found


def _short(process: psutil.Process) -> str:
    words = process.cmdline()
    if "-m" in words[:-1]:
        return words[words.index("-m") + 1]
    return process.name()


def _payload(line: str) -> dict[str, Any]:
    try:
        said = json.loads(line.removeprefix("ready").strip() or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


class Nursery:
    """Starts children with the right rights, environment and ties, and ends them."""

    def __init__(self, logs: Path, identity: Identity, env: Mapping[str, str]) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._identity = identity
        self.env = dict(env)
        self._parent_read, self._parent_write = os.pipe()
        os.set_inheritable(self._parent_write, False)
        self.children: list[Child] = []

    async def launch(
        self,
        name: str,
        argv: list[str],
        *,
        pass_fds: tuple[int, ...] = (),
        die_hard: bool = False,
        env: Mapping[str, str] | None = None,
        stdin: int = subprocess.DEVNULL,
    ) -> Child:
        """Start a program. `die_hard`: SIGKILL instead of SIGTERM when this process dies, for programs that do not
        watch CITYWALL_PARENT_FD."""
        identity = self._identity
        variables = {**self.env, **(env or {}), "CITYWALL_PARENT_FD": str(self._parent_read)}
        last_signal = signal.SIGKILL if die_hard else signal.SIGTERM
        rights: dict[str, Any] = {}
        if identity.uid is not None:
            rights = {"user": identity.uid, "group": identity.gid, "extra_groups": []}
            variables |= {"HOME": str(identity.home), "USER": identity.name, "LOGNAME": identity.name}
            variables.pop("XDG_RUNTIME_DIR", None)
        process = await asyncio.create_subprocess_exec(
            *argv,
            stdin=stdin,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=2**20,
            env=variables,
            pass_fds=(self._parent_read, *pass_fds),
            start_new_session=True,
            preexec_fn=_tie(last_signal),
            **rights,
        )
        child = Child(name, process, self._logs / f"{name}.log")
        self.children.append(child)
        return child

    async def stop(self, last: tuple[str, ...] = ("backend", "xvfb"), grace_s: float = 3.0) -> None:
        """End every child: first all others together, then those named in `last` in their order."""
        alive = [child for child in self.children if child.name not in last]
        await asyncio.gather(*(child.stop(grace_s) for child in alive))
        for name in last:
            await asyncio.gather(*(child.stop(grace_s) for child in self.children if child.name == name))
        self.children.clear()

    def forget(self, child: Child) -> None:
        """Drop a child that ended."""
        if child in self.children:
            self.children.remove(child)

    def close(self) -> None:
        """Close the pipe that children watch; whoever is left ends now."""
        os.close(self._parent_write)
        os.close(self._parent_read)


_libc = ctypes.CDLL(None, use_errno=True)


def _tie(number: int) -> Callable[[], None]:
    def tie() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number))

    return tie
