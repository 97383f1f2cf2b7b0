"""The kit at work: renders its cameras, serves them over RTSP, and writes down what it sent.

    python -m bench.lying.kit FOLDER [--healthy 12] [--onset 60] [--seconds 150] [--clips FOLDER]

FOLDER gets `kit.json` (the port, each stream's name and when its lie begins, by the clock time.time()) as soon as the
streams can be opened, and at the end `sent.npz`: of each stream a small picture of each that it showed.
"""

from __future__ import annotations

import argparse
import heapq
import json
import subprocess
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Any

import numpy as np

from bench.lying import city
from bench.lying.kinds import LIES, NEIGHBOUR, Lens, Unit, pace, ticks

_HEAD = Struct("<H?dI")
_SYSTEM_PYTHON = "/usr/bin/python3"
CLIPS = Path(__file__).resolve().parents[2].parent / "shared" / "realdata" / "video" / "clips"
SENT = (96, 54)
"""Width and height of what is written down."""


@dataclass
class Kit:
    """Cameras by name, in the order of the wall's tiles; runs in a thread until left."""

    folder: Path
    healthy: int = 12
    onset_s: float = 60.0
    clips: Path = CLIPS
    lies: tuple[str, ...] = tuple(LIES)
    port: int = 0
    _sent: dict[str, list[city.Picture]] = field(default_factory=dict)
    _at: list[float] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def names(self) -> list[str]:
        """Of all streams, lies first."""
        beside = [NEIGHBOUR] if "swapped" in self.lies else []
        return [*self.lies, *beside, *(f"healthy{n}" for n in range(1, self.healthy + 1))]

    def urls(self) -> dict[str, str]:
        """Name -> address."""
        return {name: f"rtsp://127.0.0.1:{self.port}/{name}" for name in self.names}

    def __enter__(self) -> Kit:
        self.folder.mkdir(parents=True, exist_ok=True)
        scenes = city.clips(self.clips) if self.clips.is_dir() else []
        self.real = bool(scenes)
        lenses = [
            Lens(name, city.Camera(n, scenes), round(self.onset_s * city.RATE)) for n, name in enumerate(self.names)
        ]
        words = [_SYSTEM_PYTHON, str(Path(__file__).with_name("serve.py")), *self.names]
        self._server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        if not line.startswith(b"ready "):
            self._server.kill()
            self._server.communicate()
            raise RuntimeError("no RTSP server: apt install gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-good")
        self.port = json.loads(line.removeprefix(b"ready "))["port"]
        self._began = time.monotonic() + 0.2
        wall = time.time() + 0.2
        facts = {
            "port": self.port,
            "real_clips": self.real,
            "streams": {
                one.name: {"onset": wall + one.onset_s if one.name in LIES else None, "says": LIES.get(one.name, "")}
                for one in lenses
            },
        }
        self.onsets = {one.name: wall + one.onset_s for one in lenses if one.name in LIES}
        (self.folder / "kit.json").write_text(json.dumps(facts, indent=1), encoding="utf-8")
        self._thread = threading.Thread(target=self._render, args=(lenses,), name="kit", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join(10)
        self._server.kill()
        self._server.communicate()
        stacked = {name: np.stack(pictures) for name, pictures in self._sent.items() if pictures}
        arrays: dict[str, Any] = {"at": np.array(self._at), **stacked}
        np.savez_compressed(self.folder / "sent.npz", **arrays)

    def _render(self, lenses: list[Lens]) -> None:
        pipe = self._server.stdin
        assert pipe is not None
        waiting: list[tuple[float, int, int, Unit]] = []
        order = 0
        wall = time.time() - time.monotonic()
        for number, left_out in ticks(self._began):
            if self._stop.is_set():
                return
            beside: Unit | None = None
            for place in sorted(range(len(lenses)), key=lambda n: lenses[n].name != NEIGHBOUR):
                lens = lenses[place]
                unit = lens.next(beside, left_out)
                if lens.name == NEIGHBOUR:
                    beside = unit
                if unit is not None:
                    order += 1
                    heapq.heappush(waiting, (pace(lens, self._began, number), order, place, unit))
                self._sent.setdefault(lens.name, []).append(small(lens.shown))
            self._at.append(time.monotonic() + wall)
            try:
                while waiting and waiting[0][0] <= time.monotonic() + 0.05:
                    _, _, place, (data, key, stamp) = heapq.heappop(waiting)
                    pipe.write(_HEAD.pack(place, key, stamp, len(data)) + data)
                pipe.flush()
            except BrokenPipeError:
                return


def small(picture: city.Picture) -> city.Picture:
    """The means of squares, `SENT`."""
    wide, high = SENT
    return np.asarray(picture.reshape(high, city.HEIGHT // high, wide, city.WIDTH // wide).mean((1, 3)), dtype=np.uint8)


def main() -> None:
    """Serve for a while; the wall under test is somebody else's."""
    parser = argparse.ArgumentParser(prog="bench.lying.kit", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--healthy", type=int, default=12)
    parser.add_argument("--onset", type=float, default=60.0)
    parser.add_argument("--seconds", type=float, default=150.0)
    parser.add_argument("--clips", type=Path, default=CLIPS)
    options = parser.parse_args()
    with Kit(options.folder, options.healthy, options.onset, options.clips) as kit:
        for name, url in kit.urls().items():
            print(name, url, flush=True)
        time.sleep(options.seconds)


if __name__ == "__main__":
    main()
