"""A process that draws and encodes loops: jobs come as JSON lines, progress goes back as JSON lines.

In: `{"job", "camera": {number, name, scene}, "profile", "path"}`. Out: `{"job", "units", "done"}` after each few
pictures, or `{"job", "fault"}`. The job with the fewest pictures comes first, so that every asked-for stream starts
early. Ends when its input does.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec

from simulator import loops


@dataclass
class _Work:
    job: int
    path: Path
    units: Iterator[int]
    turns: int = 0


def run() -> int:
    """Serve until the input ends."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.nice(5)
    from PySide6.QtGui import QGuiApplication

    application = QGuiApplication.instance() or QGuiApplication([])
    jobs: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    threading.Thread(target=_read, args=(jobs,), name="jobs", daemon=True).start()
    open_work: list[_Work] = []
    while True:
        while not open_work or not jobs.empty():
            line = jobs.get()
            if line is None:
                del application
                return 0
            open_work.append(_begin(json.loads(line)))
        work = min(open_work, key=lambda one: one.turns)
        try:
            units = next(work.units, None)
            done = units is None or work.path.exists()
            _say(job=work.job, units=units, done=done)
        except (OSError, ValueError) as error:
            _say(job=work.job, fault=str(error))
            done = True
        work.turns += 1
        if done:
            work.units.close()  # type: ignore[attr-defined]  # loops.write is a generator
            open_work.remove(work)


def _begin(said: dict[str, object]) -> _Work:
    camera = msgspec.convert(said["camera"], loops.CameraFacts)
    path = Path(str(said["path"]))
    job = said["job"]
    assert isinstance(job, int)
    return _Work(job, path, loops.write(path, loops.batches(camera, str(said["profile"]))))


def _read(jobs: queue.SimpleQueue[str | None]) -> None:
    for line in sys.stdin:
        jobs.put(line)
    jobs.put(None)


def _say(**what: object) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()
