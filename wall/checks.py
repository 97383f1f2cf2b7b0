"""What must hold before anything starts: one copy per data folder, room on the disk, a folder that can be written."""

from __future__ import annotations

import fcntl
import os
import shutil
from pathlib import Path
from typing import IO

from wall.progress import Stop
from wall.sentences import Words

FIRST_START_MB = 2000
LATER_START_MB = 300


def data_folder() -> Path:
    """$CITYWALL_DATA, else for root /var/lib/citywall, else $XDG_DATA_HOME/citywall or ~/.local/share/citywall.

    Root's own home is closed to the user that root's children run as.
    """
    if named := os.environ.get("CITYWALL_DATA"):
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/lib/citywall")
    base = os.environ.get("XDG_DATA_HOME")
    return (Path(base) if base else Path.home() / ".local" / "share") / "citywall"


def make_folder(data: Path, words: Words) -> None:
    """The data folder, there and writable; Stop with a sentence where not."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise Stop(words("unwritable", data=data, reason=error.strerror)) from error


def only_copy(data: Path, words: Words) -> IO[str]:
    """The lock of the data folder, to be kept open; Stop where another copy holds it."""
    lock = (data / "run.lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        lock.seek(0)
        pid = lock.read().strip() or "?"
        lock.close()
        raise Stop(words("second", data=data, pid=pid)) from None
    lock.seek(0)
    lock.truncate()
    lock.write(str(os.getpid()))
    lock.flush()
    return lock


def room(data: Path, words: Words, *, first: bool) -> None:
    """Stop where the disk has too little left for a first or a later start."""
    free = shutil.disk_usage(data).free // 2**20
    need = FIRST_START_MB if first else LATER_START_MB
    if free < need:
        raise Stop(words("disk", data=data, free=free, need=need))
