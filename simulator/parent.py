"""What the parent of a program of a living city gives: the data folder, and the end (its pipe closes, or a signal)."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path


def data_folder() -> Path:
    """$CITYWALL_DATA, else $XDG_DATA_HOME/citywall, else ~/.local/share/citywall."""
    if named := os.environ.get("CITYWALL_DATA"):
        return Path(named)
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "citywall"


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
