"""`python -m simulator generate DIR`."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from simulator.clips import write_clips
from simulator.generator.city import generate


def main(argv: list[str]) -> int:
    """0 when the folder is written, 1 where the disk refused."""
    parser = argparse.ArgumentParser(prog="simulate generate", description="Write a generated city into a folder.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--scale", type=_scale, default=1.0, help="share of the full city, 0.02 to 1 (default: 1)")
    parser.add_argument("--now", type=_time, default=None, help="the moment that the open cases belong to, RFC 3339")
    parser.add_argument("--rtsp-port", type=int, default=8554)
    parser.add_argument("--sip-port", type=int, default=15060)
    chosen = parser.parse_args(argv)

    def say(step: str) -> None:
        print(f"progress {step}", flush=True)

    try:
        generate(
            chosen.folder,
            seed=chosen.seed,
            scale=chosen.scale,
            now=chosen.now or datetime.now(UTC),
            rtsp_port=chosen.rtsp_port,
            sip_port=chosen.sip_port,
            say=say,
            clips=write_clips,
        )
    except OSError as error:
        print(f"The city could not be written to {chosen.folder}: {error.strerror}.", file=sys.stderr)
        return 1
    return 0


def _scale(text: str) -> float:
    value = float(text)
    if not 0.02 <= value <= 1.0:
        raise argparse.ArgumentTypeError("a scale lies between 0.02 and 1")
    return value


def _time(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError("a time needs its offset, 2026-11-21T14:02:37+08:00")
    return at
