"""What `video_more` measures, each in a process of its own: `python -m bench.video_rooms WHAT NUMBER URL...`."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

import psutil
from PySide6.QtCore import QEventLoop, QTimer

from bench.video_glass import BITS, ClockCamera, drawn_ms
from bench.video_live import _cpu, _part, _surface, _until


def _processes(hall: Any) -> list[psutil.Process]:
    return [psutil.Process(), *[psutil.Process(pid) for pid in hall.supervisor.pids()]]


def _pass(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def many(seconds: float, urls: list[str]) -> dict[str, float]:
    """The slowest tiles, the window's own timer, the first pictures."""
    app, hall, surface = _surface(urls)
    all_s = _until(app, lambda: all(fact.first_picture_s for fact in surface.facts()), 60)
    _pass(2)
    late: list[float] = []
    last = [time.monotonic()]

    def look() -> None:
        now = time.monotonic()
        late.append(max(now - last[0] - 0.05, 0.0))
        last[0] = now

    beat = QTimer()
    beat.setInterval(50)
    beat.timeout.connect(look)
    before, began = [fact.pictures for fact in surface.facts()], time.monotonic()
    last[0] = began
    beat.start()
    _pass(seconds)
    beat.stop()
    wall_s = time.monotonic() - began
    rates = [(fact.pictures - was) / wall_s for fact, was in zip(surface.facts(), before, strict=True)]
    pss = sum(process.memory_full_info().pss for process in _processes(hall)) / 1e6
    surface.leave_hall()
    hall.stop()
    return {"p5": _part(rates, 0.05), "timer_ms": _part(late, 0.99) * 1000, "all_s": all_s or 99.0, "pss_mb": pss}


def mixed(seconds: float, urls: list[str]) -> dict[str, float]:
    """Processor time of the window and its workers, in cores."""
    app, hall, surface = _surface(urls)
    _until(app, lambda: all(fact.first_picture_s for fact in surface.facts()), 60)
    _pass(2)
    processes = _processes(hall)
    cpu, began = _cpu(processes), time.monotonic()
    _pass(seconds)
    cores = (_cpu(processes) - cpu) / (time.monotonic() - began)
    surface.leave_hall()
    hall.stop()
    return {"cores": cores}


def glass(seconds: float, urls: list[str]) -> dict[str, float]:
    """From drawn to painted, with fifteen other tiles beside it."""
    delays: list[float] = []
    with ClockCamera() as clock:
        app, hall, surface = _surface([clock.url, *urls])
        _until(app, lambda: all(fact.first_picture_s for fact in surface.facts()), 60)
        _pass(3)
        seen, began = 0, time.monotonic()
        while time.monotonic() - began < seconds:
            app.processEvents()
            stream = hall.supervisor.stream("1/sub")
            picture = stream.channel.latest() if stream is not None else None
            if picture is not None and picture.serial != seen:
                seen = picture.serial
                surface.repaint()
                behind = (int(time.monotonic() * 1000) - drawn_ms(picture)) % 2**BITS
                delays.append(min(behind, 60_000) / 1000)
            time.sleep(0.001)
        surface.leave_hall()
        hall.stop()
    return {"p50_ms": _part(delays, 0.5) * 1000, "p95_ms": _part(delays, 0.95) * 1000}


def keys(rounds: float, urls: list[str]) -> dict[str, float]:
    """A camera is put onto a tile as the digits do it: one that other tiles show, and one that nobody shows."""
    from videowall import grid
    from videowall.surface import Slot

    app, hall, surface = _surface(urls)
    _until(app, lambda: all(fact.first_picture_s for fact in surface.facts()), 60)
    warm: list[float] = []
    cold: list[float] = []
    known = [Slot(str(n), n, f"camera {n}") for n in range(1, len(urls) + 1)]
    without = [*known[:-1], None]
    for number in range(int(rounds)):
        for taken, camera in ((warm, known[number % 8]), (cold, known[-1])):
            surface.set_slots(grid.raster(4, 4), without)
            _until(app, lambda: hall.supervisor.stream(f"{len(urls)}/sub") is None, 90)
            surface.set_slots(grid.raster(4, 4), [*without[:-1], camera])
            took = _until(app, lambda: surface.facts()[-1].state == "live", 20)
            taken.append(took if took is not None else 99.0)
    surface.leave_hall()
    hall.stop()
    return {"warm_s": _part(warm, 0.95), "cold_s": _part(cold, 0.95)}


def reconnect(rounds: float, urls: list[str]) -> dict[str, float]:
    """Every camera is closed and opened again; memory, threads and descriptors of the workers before and after."""
    app, hall, surface = _surface(urls)

    def live() -> bool:
        return all(fact.state == "live" for fact in surface.facts())

    def again(count: int) -> None:
        for _ in range(count):
            cameras = hall._cameras
            hall.set_cameras({})
            _until(app, lambda: not hall.supervisor.streams(), 20)
            hall.set_cameras(cameras)
            _until(app, live, 30)

    def state() -> tuple[float, int]:
        _pass(12)  # each worker gives freed memory back every ten seconds
        workers = _processes(hall)[1:]
        things = sum(one.num_threads() + one.num_fds() for one in workers)
        return sum(one.memory_full_info().uss for one in workers) / 1e6, things

    _until(app, live, 60)
    again(3)
    before = state()
    again(max(1, int(rounds) // len(urls)))
    after = state()
    surface.leave_hall()
    hall.stop()
    return {"grown_mb": after[0] - before[0], "more": float(after[1] - before[1])}


_ROOMS = {"many": many, "mixed": mixed, "glass": glass, "keys": keys, "reconnect": reconnect}

if __name__ == "__main__":
    print(json.dumps(_ROOMS[sys.argv[1]](float(sys.argv[2]), sys.argv[3:])), flush=True)
