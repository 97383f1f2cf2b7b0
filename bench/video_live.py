"""Live tiles against decoding alone: CPU per shown picture, delay, memory, and how failures are noticed and healed.

The product's own hall, workers and painted surface show 9 and 16 sub streams (640x360@15 H.264) of a real RTSP server;
bench/limits/video_decode.py decodes the same streams with the same options just before, on the same machine.
Peers are in docs/video.md: they were measured once, with other programs, and are not run here.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from bench import video_more

_ROOT = Path(__file__).resolve().parent.parent
_SOURCE = _ROOT / "tests" / "videowall" / "rtsp_source.py"
_SYSTEM_PYTHON = "/usr/bin/python3"


class _Source:
    """The RTSP server of the tests, a process of the system's python3."""

    def __init__(self, port: int = 0) -> None:
        words = [_SYSTEM_PYTHON, str(_SOURCE), "--port", str(port), "--cameras", "64", "--full"]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith("ready "):
            raise RuntimeError("no RTSP source: apt install gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-ugly")
        self.port: int = json.loads(line.removeprefix("ready "))["port"]

    def urls(self, count: int) -> list[str]:
        return [f"rtsp://127.0.0.1:{self.port}/cam/{n}" for n in range(1, count + 1)]

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the figures of docs/video.md; about a minute and a half when `quick`."""
    seconds = 8.0 if quick else 30.0
    source = _Source()
    try:
        for count in (9, 16) if quick else (9, 16, 36):
            limit = _run("bench.limits.video_decode", str(seconds), *source.urls(count))
            limit_ms = limit["cpu_s"] * 1000 / max(limit["pictures"], 1)
            shown = _run("bench.video_live", "show", str(seconds), *source.urls(count))
            yield {
                "figure": f"CPU per shown picture, {count} tiles 640x360@15",
                "value": round(shown["cpu_ms"], 3),
                "unit": "ms",
                "limit": round(limit_ms, 3),
                "target": "ratio <= 1.8",
            }
            expected = 15.0 * count
            yield {"figure": f"pictures shown, {count} tiles", "value": round(shown["rate"] / expected * 100, 1),
                   "unit": "% of 15/s", "target": "value >= 98"}  # fmt: skip
            yield {"figure": f"first picture, slowest of {count} tiles", "value": round(shown["first_s"], 3),
                   "unit": "s", "target": "value <= 1.0"}  # fmt: skip
            yield {"figure": f"decoded to painted, p95, {count} tiles", "value": round(shown["delay_ms"], 1),
                   "unit": "ms", "target": "value <= 60"}  # fmt: skip
            yield {"figure": f"GUI timer late, p99, {count} tiles", "value": round(shown["timer_ms"], 1),
                   "unit": "ms", "target": "value <= 36"}  # fmt: skip
            yield {"figure": f"memory (PSS) window and workers, {count} tiles", "value": round(shown["pss_mb"]),
                   "unit": "MB"}  # fmt: skip
        yield from video_more.figures(quick, source)
    finally:
        source.end()
    yield from _faults()


def _run(module: str, *words: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *words], capture_output=True, text=True, timeout=300, check=True, cwd=_ROOT
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _surface(urls: list[str]) -> tuple[Any, Any, Any]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from panelkit.theme import Theme
    from videowall import grid
    from videowall.hall import VideoHall
    from videowall.planner import Addresses
    from videowall.surface import Slot, TileSurface

    app = QApplication.instance() or QApplication([])
    hall = VideoHall()
    side = round(len(urls) ** 0.5)
    hall.set_cameras({str(n): Addresses(sub=url, replayed=True) for n, url in enumerate(urls, 1)})

    class Watched(TileSurface):
        """Notes how long each picture took from its decoding to the end of its painting."""

        noting = False

        def __init__(self, *words: Any) -> None:
            self.delays: list[float] = []
            self.seen: dict[int, int] = {}
            super().__init__(*words)

        def paintEvent(self, event: Any) -> None:
            super().paintEvent(event)
            if not self.noting:
                return
            now = time.monotonic()
            for stream in hall.supervisor.streams().values():
                picture = stream.channel.latest()
                if picture is not None and picture.serial != self.seen.get(id(stream)):
                    self.seen[id(stream)] = picture.serial
                    self.delays.append(now - picture.decoded_s)

    surface = Watched(hall, Theme(), lambda age_s: f"{age_s:.0f}")
    surface.resize(1920, 1080)
    surface.set_slots(grid.raster(side, side), [Slot(str(n), n, f"camera {n}") for n in range(1, len(urls) + 1)])
    hall.start()
    surface.show()
    return app, hall, surface


def _until(app: Any, holds: Callable[[], bool], limit_s: float) -> float | None:
    """Seconds until it holds, None where it never did."""
    began = time.monotonic()
    while time.monotonic() - began < limit_s:
        app.processEvents()
        if holds():
            return time.monotonic() - began
        time.sleep(0.002)
    return None


def show(seconds: float, urls: list[str]) -> dict[str, float]:
    """Show the streams and measure this process and its workers."""
    from PySide6.QtCore import QEventLoop, QTimer

    app, hall, surface = _surface(urls)
    _until(app, lambda: all(fact.first_picture_s for fact in surface.facts()), 20)
    _until(app, lambda: False, 1)
    first_s = max(fact.first_picture_s or 99.0 for fact in surface.facts())
    processes = [psutil.Process(), *[psutil.Process(pid) for pid in hall.supervisor.pids()]]
    late: list[float] = []
    beat = QTimer()
    beat.setInterval(50)
    last = [time.monotonic()]

    def look() -> None:
        now = time.monotonic()
        late.append(max(now - last[0] - 0.05, 0.0))
        last[0] = now

    # First the cost, undisturbed; then delays and the timer, whose bookkeeping costs by itself.
    cpu, pictures, began = _cpu(processes), surface.shown, time.monotonic()
    loop = QEventLoop()  # not the application's: quitting that would close the window
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()
    cpu_s, shown, wall_s = _cpu(processes) - cpu, surface.shown - pictures, time.monotonic() - began
    beat.timeout.connect(look)
    surface.noting = True
    last[0] = time.monotonic()
    beat.start()
    QTimer.singleShot(4000, loop.quit)
    loop.exec()
    pss_mb = sum(process.memory_full_info().pss for process in processes) / 1e6
    surface.leave_hall()
    hall.stop()
    return {
        "cpu_ms": cpu_s * 1000 / max(shown, 1),
        "rate": shown / wall_s,
        "first_s": first_s,
        "delay_ms": _part(surface.delays, 0.95) * 1000,
        "timer_ms": _part(late, 0.99) * 1000,
        "pss_mb": pss_mb,
    }


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def _part(values: list[float], part: float) -> float:
    ordered = sorted(values) or [0.0]
    return ordered[min(int(len(ordered) * part), len(ordered) - 1)]


def _faults() -> Iterator[dict[str, Any]]:
    """A server that stands still, one that dies and returns, a worker that is killed: 16 tiles, seen by the window."""
    source = _Source()
    app, hall, surface = _surface(source.urls(16))

    def every(state: str) -> Callable[[], bool]:
        return lambda: all(fact.state == state for fact in surface.facts())

    def none_live() -> bool:
        return not any(fact.state in ("live", "late") for fact in surface.facts())

    try:
        _until(app, every("live"), 20)
        _until(app, lambda: False, 1)
        source.process.send_signal(signal.SIGSTOP)
        stalled = _until(app, none_live, 10)
        source.process.send_signal(signal.SIGCONT)
        back = _until(app, every("live"), 30)
        yield _time("server stands still: all 16 tiles say so", stalled, "value <= 1.8")
        yield _time("server goes on: all 16 tiles live", back, "value <= 5.0")
        _until(app, lambda: False, 6)
        source.end()
        gone = _until(app, none_live, 10)
        source = _Source(source.port)
        again = _until(app, every("live"), 60)
        yield _time("server killed: all 16 tiles say so", gone, "value <= 1.8")
        yield _time("server back: all 16 tiles live", again, "value <= 5.0")
        os.kill(hall.supervisor.pids()[0], signal.SIGKILL)
        numbers = [fact.pictures for fact in surface.facts()]
        healed = _until(
            app, lambda: all(fact.pictures > was + 30 for fact, was in zip(surface.facts(), numbers, strict=True)), 30
        )
        yield _time("worker killed: 30 more pictures in all 16 tiles", healed, "value <= 4.5")
    finally:
        surface.leave_hall()
        hall.stop()
        source.end()


def _time(figure: str, value: float | None, target: str) -> dict[str, Any]:
    return {"figure": figure, "value": None if value is None else round(value, 2), "unit": "s", "target": target}


if __name__ == "__main__":
    if sys.argv[1:2] == ["show"]:
        print(json.dumps(show(float(sys.argv[2]), sys.argv[3:])), flush=True)
