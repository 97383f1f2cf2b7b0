"""What the ring costs: CPU per decoded picture of the same streams with the ring off and on, by turns in one run.

    python -m bench.ring [--cameras 16] [--seconds 10] [--rounds 3]

Prints one JSON line. CPU is that of the worker processes alone; pictures are those they decoded.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import psutil
from PySide6.QtCore import QCoreApplication, QEventLoop

from tests.videowall.conftest import Rtsp
from videowall.planner import Want
from videowall.ring_files import RingRules
from videowall.stream import Decode, Profile, State
from videowall.supervisor import Supervisor


def turn(application: QCoreApplication, seconds: float) -> None:
    """Let events pass for so long."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        time.sleep(0.02)


def measure(application: QCoreApplication, supervisor: Supervisor, seconds: float) -> float:
    """CPU-ms per picture over so many seconds."""
    workers = [psutil.Process(pid) for pid in supervisor.pids()]

    def now() -> tuple[float, int]:
        used = sum(sum(one.cpu_times()[:2]) for one in workers)
        return used, sum(stream.channel.serial() for stream in supervisor.streams().values())

    before = now()
    turn(application, seconds)
    after = now()
    return (after[0] - before[0]) * 1000 / max(after[1] - before[1], 1)


def main() -> int:
    """Run by turns: off, on, off, on."""
    parser = argparse.ArgumentParser(description="What the ring costs.")
    parser.add_argument("--cameras", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    application = QCoreApplication(sys.argv[:1])
    source = Rtsp(0, "--cameras", str(options.cameras))
    supervisor = Supervisor()
    supervisor.start()
    off: list[float] = []
    on: list[float] = []
    try:
        with tempfile.TemporaryDirectory() as folder:
            wants = [
                Want(str(n), Profile.SUB, source.url(f"cam/{n}"), Decode.FULL, 320, 180)
                for n in range(1, options.cameras + 1)
            ]
            supervisor.show({want.id: want for want in wants})
            while not all(
                stream.status is not None and stream.status.state is State.LIVE
                for stream in supervisor.streams().values()
            ):
                turn(application, 0.2)
            rules = RingRules(folder=folder, spare_bytes=0)
            for _ in range(options.rounds):
                for kept, found in ((None, off), (rules, on)):
                    supervisor.keep(kept)
                    turn(application, 2.5)  # a key frame, and the ring is at work
                    found.append(measure(application, supervisor, options.seconds))
            size = sum(path.stat().st_size for path in Path(folder).rglob("*.ring"))
            supervisor.keep(None)
            turn(application, 0.5)
    finally:
        supervisor.stop()
        source.kill()
    ratio = statistics.median(on) / statistics.median(off)
    print(
        json.dumps(
            {
                "cameras": options.cameras,
                "off_ms": [round(one, 3) for one in off],
                "on_ms": [round(one, 3) for one in on],
                "ratio": round(ratio, 3),
                "ring_bytes": size,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
