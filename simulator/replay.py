"""`simulate replay FOLDER`: every .mp4 of a folder as a camera over RTSP, for a trial with real recordings.

Each clip is brought to the source's picture rate and looped; main keeps up to 1,280 px of width, sub has 640. A
cameras.csv for `./citywall import cameras` is written beside the loops and named in the ready line.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import hashlib
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av

from simulator import loops
from simulator.cameras import NO_GI, Server, gi_python
from simulator.parent import data_folder, until_told

_WIDTHS = {"sub": 640, "main": 1280}
_RATE = Fraction(25, 2)
_LONGEST_S = 60.0
FIRST_NUMBER = 901  # beside the numbers of a generated city
COLUMNS = (
    "number",
    "name",
    "lon",
    "lat",
    "azimuth_deg",
    "field_deg",
    "range_m",
    "main_url",
    "sub_url",
    "scene",
    "replayed",
)


def pictures(clip: Path) -> Iterator[av.VideoFrame]:
    """The clip's pictures at the loop's rate: the one that stood at each moment, for a minute at most."""
    with av.open(str(clip)) as source:
        wanted, last = 0, None
        for frame in source.decode(video=0):
            at = float(frame.time or 0.0)
            while wanted / _RATE <= at and wanted / _RATE < _LONGEST_S:
                yield last if last is not None else frame
                wanted += 1
            if wanted / _RATE >= _LONGEST_S:
                return
            last = frame


def encode(clip: Path, profile: str) -> list[tuple[bytes, bool]]:
    """The access units of a loop. av's errors, all OSError or ValueError, on what is no video."""
    encoder: av.VideoCodecContext | None = None
    units: list[tuple[bytes, bool]] = []
    for number, frame in enumerate(pictures(clip)):
        if encoder is None:
            width = min(_WIDTHS[profile], frame.width) // 2 * 2
            encoder = _encoder(width, round(frame.height * width / frame.width) // 2 * 2)
        small = frame.reformat(width=encoder.width, height=encoder.height, format="yuv420p")
        small.pts = number
        units += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(small)]
    if encoder is None:
        raise ValueError(f"{clip.name} has no pictures")
    return units + [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(None)]


def _encoder(width: int, height: int) -> av.VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate, encoder.thread_count = 1 / _RATE, _RATE, 1
    encoder.options = {
        "preset": "veryfast", "tune": "zerolatency", "crf": "23",
        "x264-params": f"keyint={loops.GROUP}:min-keyint={loops.GROUP}:scenecut=0:bframes=0:repeat-headers=1"
        ":annexb=1:sliced-threads=0",
    }  # fmt: skip
    return encoder


def loop_of(clip: Path, profile: str, cache: Path) -> Path:
    """The loop file of a clip, made once per content."""
    digest = hashlib.sha256(clip.read_bytes() + profile.encode()).hexdigest()[:16]
    path = cache / f"replay-{profile}-{digest}.loop"
    if not path.exists():
        for _ in loops.write(path, iter([encode(clip, profile)])):
            pass
    return path


def write_cameras(path: Path, clips: list[Path], port: int, place: tuple[float, float]) -> None:
    """cameras.csv, the cameras in a row 150 m apart around `place`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for index, clip in enumerate(clips):
            address = f"rtsp://127.0.0.1:{port}/{FIRST_NUMBER + index}"
            lon = place[0] + (index - (len(clips) - 1) / 2) * 0.0016
            facts = (FIRST_NUMBER + index, clip.stem, f"{lon:.7f}", f"{place[1]:.7f}", 0, 54, 80)
            writer.writerow([*facts, f"{address}/main", f"{address}/sub", "", 1])


def main(argv: list[str]) -> int:
    """0 after a stop, 1 where there are no clips or the port is taken, 4 without GStreamer."""
    parser = argparse.ArgumentParser(prog="simulate replay", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--port", type=int, default=8556)
    parser.add_argument("--cache", type=Path, help="where loops are kept (default: DATA/cache/replay)")
    parser.add_argument("--at", default="121.4738,31.2304", metavar="LON,LAT", help="where the cameras stand")
    words = parser.parse_args(argv)
    clips = sorted(words.folder.glob("*.mp4"))
    if not clips:
        print(f"There is no .mp4 in {words.folder}.", file=sys.stderr)
        return 1
    try:
        lon, lat = (float(part) for part in words.at.split(","))
        cache: Path = words.cache or data_folder() / "cache" / "replay"
        cache.mkdir(parents=True, exist_ok=True)
        return asyncio.run(_serve(clips, words.port, cache, (lon, lat)))
    except (OSError, ValueError) as error:
        print(f"The clips cannot be served: {error}", file=sys.stderr)
        return 1


async def _serve(clips: list[Path], port: int, cache: Path, place: tuple[float, float]) -> int:
    python = await asyncio.to_thread(gi_python)
    if python is None:
        print(NO_GI, file=sys.stderr)
        return 4
    numbers = [FIRST_NUMBER + index for index in range(len(clips))]
    made: dict[tuple[int, str], Path] = {}
    for number, clip in zip(numbers, clips, strict=True):
        for profile in _WIDTHS:
            made[number, profile] = await asyncio.to_thread(loop_of, clip, profile, cache)
        print(f"{len(made) // 2}/{len(clips)} {clip.name}", flush=True)
    order = {"host": "127.0.0.1", "port": port, "cameras": numbers, "rate": loops.RATE}
    server, port = await Server.start(python, order)
    try:
        for (number, profile), path in made.items():
            units = len(loops.read(path))
            told = {"camera": number, "profile": profile, "path": str(path), "units": units, "done": True}
            server.tell(told)
        listing = cache / "cameras.csv"
        write_cameras(listing, clips, port, place)
        print("ready " + json.dumps({"port": port, "cameras": str(listing)}), flush=True)
        await until_told(asyncio.Event())
    finally:
        await server.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
