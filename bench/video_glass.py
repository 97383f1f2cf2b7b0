"""Glass to glass: from a picture being drawn to the same picture being painted, by a clock in the picture itself.

A camera of our own draws the machine's clock as 32 squares, encodes it (H.264, no B pictures) and serves it over RTSP;
the window reads the squares of what it has just painted. The screen's own scan and a lens are not in it.
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from pathlib import Path
from struct import Struct

import numpy as np

from bench.lying.city import HEIGHT, RATE, WIDTH
from bench.lying.kinds import Encoder, ticks
from videowall.shm import Picture

BITS = 32
_SYSTEM_PYTHON = "/usr/bin/python3"
_HEAD = Struct("<H?dI")


class ClockCamera:
    """Serves its clock until left; `url` is where."""

    def __enter__(self) -> ClockCamera:
        words = [_SYSTEM_PYTHON, str(Path(__file__).parent / "lying" / "serve.py"), "clock"]
        self._server = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._server.stdout is not None
        port = json.loads(self._server.stdout.readline().removeprefix(b"ready "))["port"]
        self.url = f"rtsp://127.0.0.1:{port}/clock"
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._draw, name="clock camera", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join(10)
        self._server.kill()
        self._server.communicate()

    def _draw(self) -> None:
        encoder, pipe = Encoder(), self._server.stdin
        assert pipe is not None
        stamp = 0.0
        for _, left_out in ticks(time.monotonic()):
            if self._stop.is_set():
                return
            picture = np.full((HEIGHT, WIDTH), 90, np.uint8)
            value = int(time.monotonic() * 1000) & (2**BITS - 1)
            wide = WIDTH // BITS
            for bit in range(BITS):
                picture[:, bit * wide : (bit + 1) * wide] = 220 if value >> bit & 1 else 30
            unit, key = encoder.encode(picture)
            stamp += (1 + left_out) / RATE
            try:
                pipe.write(_HEAD.pack(0, key, stamp, len(unit)) + unit)
                pipe.flush()
            except BrokenPipeError:
                return


def drawn_ms(picture: Picture) -> int:
    """The clock in a painted picture (BGRA), in milliseconds of the machine's clock, modulo 2^32."""
    pixels = np.frombuffer(picture.pixels, np.uint8)[: picture.height * picture.stride]
    row = pixels.reshape(picture.height, picture.stride)[picture.height // 2, : picture.width * 4 : 4]
    wide = picture.width / BITS
    return sum(int(row[int((bit + 0.5) * wide)] > 125) << bit for bit in range(BITS))
