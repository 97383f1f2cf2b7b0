"""A client of the streams, as the wall's worker opens them."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import av
import numpy as np
import numpy.typing as npt

OPTIONS = {"rtsp_transport": "tcp", "flags": "low_delay", "probesize": "32", "analyzeduration": "0"}


@dataclass
class Seen:
    """What a client got."""

    first_s: float = 0.0
    pictures: int = 0
    size: tuple[int, int] = (0, 0)
    starts_on_key: bool = False
    stamps: list[int] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)
    last: list[npt.NDArray[np.uint8]] = field(default_factory=list)  # brightness of the last two pictures


def watch(url: str, seconds: float, read_s: float = 10.0, *, pictures: int = 0) -> Seen:
    """Open, decode for so long after the first picture, and tell. PyAV's errors where it cannot be opened.

    With `pictures`, so many are waited for, `seconds` at the most: on a busy machine they take longer.
    """
    seen, began = Seen(), time.monotonic()
    with av.open(url, options=OPTIONS, timeout=(30.0, read_s)) as container:
        for number, packet in enumerate(container.demux(video=0)):
            if number == 0:
                seen.starts_on_key = packet.is_keyframe
            now = time.monotonic()
            if packet.pts is not None:
                seen.stamps.append(packet.pts)
            for frame in packet.decode():
                seen.first_s = seen.first_s or now - began
                seen.pictures += 1
                seen.size = (frame.width, frame.height)
                seen.arrived.append(now)
                seen.last = [*seen.last[-1:], frame.to_ndarray(format="gray")]
            if seen.first_s and now - began - seen.first_s > seconds:
                break
            if pictures and seen.pictures >= pictures:
                break
    return seen
