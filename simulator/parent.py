"""A program of a living city ends when its parent does: the supervisor's pipe closes, or a signal says so."""

from __future__ import annotations

import asyncio
import os
import signal


async def until_told(stop: asyncio.Event) -> None:
    """Return once SIGTERM, SIGINT or the end of CITYWALL_PARENT_FD says stop; sets `stop`."""
    loop = asyncio.get_running_loop()
    for one in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(one, stop.set)
    pipe = os.environ.get("CITYWALL_PARENT_FD", "")
    if pipe.isdigit():
        loop.add_reader(int(pipe), lambda: _at_end(int(pipe), stop))
    try:
        await stop.wait()
    finally:
        if pipe.isdigit():
            loop.remove_reader(int(pipe))


def _at_end(pipe: int, stop: asyncio.Event) -> None:
    try:
        ended = not os.read(pipe, 64)
    except OSError:
        ended = True
    if ended:
        asyncio.get_running_loop().remove_reader(pipe)
        stop.set()
