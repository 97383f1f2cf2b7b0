"""The options of `citywall run`."""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

from wall.checks import data_folder


@dataclass(frozen=True)
class Options:
    """What the caller asked for."""

    data: Path
    headless: bool = False
    for_s: float | None = None
    shots: Path | None = None
    report: Path | None = None
    city: Path | None = None
    monitors: int = 0
    lang: str | None = None
    scene: str | None = None
    theme: str | None = None
    speed: float | None = None
    leave: str | None = None
    verbose: bool = False


def parse(argv: list[str]) -> Options:
    """Options from the words after `run`; SystemExit 2 with a sentence where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="citywall run",
        description="Runs the whole room: server, demo city, cameras, poles, gateway and the wall. Ctrl-C ends it all.",
    )
    parser.add_argument(
        "--headless", action="store_true", help="draw on a virtual screen even where there is a display"
    )
    parser.add_argument("--for", dest="for_s", type=_seconds, metavar="SECONDS",
                        help="end by itself this long after the first complete picture")  # fmt: skip
    parser.add_argument("--shots", type=Path, metavar="DIR", help="where screenshots go (default: DATA/shots)")
    parser.add_argument("--report", type=Path, metavar="FILE.json", help="write a report at the end, also of a failure")
    parser.add_argument("--city", type=Path, metavar="FILE", help="another city: a city folder or a tar of one")
    parser.add_argument("--monitors", type=int, default=0, metavar="N", choices=range(1, 9),
                        help="monitors to use, 1 to 8 (default: all; 2 on a virtual screen)")  # fmt: skip
    parser.add_argument("--lang", choices=("zh", "en"), help="language (default: by the locale)")
    parser.add_argument(
        "--scene", metavar="NAME", help="scene at the start: duty, video, broadcast, leader, kiosk or your own"
    )
    parser.add_argument("--theme", choices=("dark", "light"), help="colours (default: dark)")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="data folder (default: $CITYWALL_DATA or by the system)"
    )
    parser.add_argument(
        "--speed", type=float, metavar="X", help="how much faster than a real centre the city works (default: 20)"
    )
    parser.add_argument(
        "--leave", metavar="POSTS", help="posts whose acts the simulated city leaves to you, e.g. intake,dispatcher"
    )
    parser.add_argument("--verbose", action="store_true", help="show what the programs write, too")
    words = parser.parse_args(argv)
    values = vars(words)
    values["data"] = (words.data or data_folder()).expanduser().absolute()
    for name in ("shots", "report", "city"):
        if values[name] is not None:
            values[name] = values[name].expanduser().absolute()
    if words.city is not None and not words.city.exists():
        parser.error(f"--city: {words.city} does not exist")
    return Options(**values)


def _seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds above 0")
    return value
