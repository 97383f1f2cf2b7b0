"""The twelve lies, each a camera that is honest until a moment and lies from then on."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator
from fractions import Fraction

import av
import numpy as np

from bench.lying.city import HEIGHT, RATE, WIDTH, Camera, Picture

GOP = 2 * RATE
LOOP = 8 * GOP
"""Pictures of the loop that is sent bit by bit: 16 s."""
ANEW = LOOP + 13
"""Of the loop that is encoded anew: 17.3 s, no whole number of its groups of pictures."""
LIES = {
    "frozen": "one picture, the same bits again and again, time stamps run on",
    "anew": "one picture, encoded anew each time",
    "loop": "the last 16 s in a loop, to the bit",
    "loop_anew": "the last 17.3 s in a loop, encoded anew",
    "delay": "each second comes 0.07 s later than the one before",
    "covered": "a hand before the lens",
    "defocus": "out of focus",
    "black": "one colour",
    "jump": "the RTP clock jumps by an hour",
    "fast": "the RTP clock runs 1.1 times as fast",
    "swapped": "the address leads to another camera, its neighbour",
    "stall": "connected, and no bytes",
}
PATIENCE_S = {"loop": 60.0, "loop_anew": 60.0}
"""Within which a lie must be marked; 10 s the others."""
NEIGHBOUR = "neighbour"
"""Whose pictures `swapped` shows; may be marked with it."""

Unit = tuple[bytes, bool, float]
"""An access unit, whether it is a key picture, its time stamp in seconds."""


class Encoder:
    """H.264 as cameras send it: key pictures each 2 s, no B pictures, constant rate."""

    def __init__(self) -> None:
        self._codec = av.CodecContext.create("libx264", "w")
        self._codec.width, self._codec.height, self._codec.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        self._codec.framerate, self._codec.time_base = Fraction(RATE), Fraction(1, RATE)
        self._codec.bit_rate = 500_000
        keys = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:threads=1:sliced-threads=0:annexb=1:repeat-headers=1"
        rate = "vbv-maxrate=500:vbv-bufsize=500"
        self._codec.options = {"preset": "superfast", "tune": "zerolatency", "x264-params": f"{keys}:{rate}"}
        self.number = 0

    def encode(self, picture: Picture) -> tuple[bytes, bool]:
        """The access unit of the next picture, and whether it is a key picture."""
        frame = av.VideoFrame(WIDTH, HEIGHT, "yuv420p")
        plane = frame.planes[0]
        if plane.line_size == WIDTH:
            plane.update(picture.tobytes())
        else:
            padded = np.zeros((HEIGHT, plane.line_size), np.uint8)
            padded[:, :WIDTH] = picture
            plane.update(padded.tobytes())
        for chroma in frame.planes[1:]:
            chroma.update(b"\x80" * chroma.buffer_size)
        frame.pts = self.number
        self.number += 1
        packets = self._codec.encode(frame)
        return b"".join(bytes(one) for one in packets), any(one.is_keyframe for one in packets)


class Lens:
    """A camera of the kit. `units` is asked once for each picture."""

    def __init__(self, name: str, camera: Camera, onset: int) -> None:
        self.name, self._camera, self._onset = name, camera, onset
        self._encoder = Encoder()
        self._number = self._past = 0
        self._lying = False
        self._stamp = 0.0
        self._units: deque[tuple[bytes, bool]] = deque(maxlen=GOP if name == "frozen" else LOOP)
        self._seen: deque[Picture] = deque(maxlen=ANEW if name == "loop_anew" else 1)
        self.shown: Picture = np.zeros((HEIGHT, WIDTH), np.uint8)
        self.onset_s = self._onset / RATE

    def next(self, neighbour: Unit | None = None, left_out: int = 0) -> Unit | None:
        """The next picture's unit, None where nothing is sent; `neighbour`: the other camera's.

        `left_out`: pictures that nobody took before this one, because the machine stood still.
        """
        # Lies begin with a group of pictures, so that what was kept begins with a key picture.
        self._lying = self._lying or (
            self.name in LIES and self._number >= self._onset and self._encoder.number % GOP == 0
        )
        lying, past = self._lying, self._past
        self._past += lying
        self._number += 1 + left_out
        self._stamp += (1 + left_out) * (1.1 if lying and self.name == "fast" else 1.0) / RATE
        stamp = self._stamp + (3600.0 if lying and self.name == "jump" else 0.0)
        if lying and self.name == "stall":
            return None
        if lying and self.name == "swapped" and neighbour is not None:
            return neighbour[0], neighbour[1], stamp
        if lying and (self.name == "loop" or (self.name == "frozen" and past >= GOP)):
            unit = self._units[past % len(self._units)]
            return unit[0], unit[1], stamp
        picture = self._look(past) if lying else self._camera.look()
        if not lying:
            self._seen.append(picture)
        self.shown = picture
        unit = self._encoder.encode(picture)
        if not lying or self.name == "frozen":
            self._units.append(unit)
        return unit[0], unit[1], stamp

    def _look(self, past: int) -> Picture:
        match self.name:
            case "anew" | "frozen":
                return self._seen[0]
            case "loop_anew":
                return self._seen[past % len(self._seen)]
        picture = self._camera.look()
        match self.name:
            case "covered":
                return np.asarray(24 + _blurred(picture, 30) * 0.12 + (picture & 3), dtype=np.uint8)
            case "defocus":
                return np.asarray(_blurred(picture, 15) + (picture & 3), dtype=np.uint8)
            case "black":
                return np.asarray(16 + (picture & 1), dtype=np.uint8)
        return picture


def _blurred(picture: Picture, size: int) -> Picture:
    """The means of squares, spread evenly again."""
    small = picture.reshape(HEIGHT // size, size, WIDTH // size, size).mean((1, 3))
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(small.astype(np.uint8)), "gray")
    return np.asarray(frame.reformat(WIDTH, HEIGHT, "gray", interpolation="BICUBIC").to_ndarray())


def pace(lens: Lens, began: float, number: int) -> float:
    """When the picture of this number is due, by the machine's monotonic clock."""
    due = began + number / RATE
    if lens.name == "delay" and due > began + lens.onset_s:
        due += (due - began - lens.onset_s) * 0.07
    return due


def ticks(began: float) -> Iterator[tuple[int, int]]:
    """(picture's number, pictures left out before it), RATE a second; what is half a second late is left out."""
    number = -1
    while True:
        now = int((time.monotonic() - began) * RATE)
        left_out = max(0, now - number - 1) if now - number > RATE // 2 else 0
        number += 1 + left_out
        time.sleep(max(0.0, began + number / RATE - time.monotonic()))
        yield number, left_out
