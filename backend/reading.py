"""Threads of their own for short readings, so that a page of cases waits for no export and no hash of a password."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

T = TypeVar("T")
THREADS = 8
"""As many as the pool keeps connections open."""


class Reading:
    """Call it on the event loop; `close` it at the end."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, "citywall-read")

    async def __call__(self, read: Callable[[], T]) -> T:
        """What `read` gives, from one of the threads."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, read)

    def close(self) -> None:
        """End the threads; what they read is waited for."""
        self._threads.shutdown()
