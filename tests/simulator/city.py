"""A city of a twentieth for tests, generated once per generator and copied for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from simulator.clips import write_clips
from simulator.generator.city import fingerprint, generate

SEED = 7
NOW = datetime(2026, 11, 21, 6, 2, 37, tzinfo=UTC)


def small_city(folder: Path, *, rtsp_port: int = 8554, sip_port: int = 15060) -> Path:
    """A copy of the cached small city in `folder` (made by the copy); ports other than the default are written anew."""
    name = f"citywall-tests-{os.getuid()}-{fingerprint()}-{SEED}-{rtsp_port}-{sip_port}"
    cached = Path(tempfile.gettempdir()) / name
    if not (cached / "city.json").exists():
        making = Path(tempfile.mkdtemp(prefix="citywall-making-"))
        generate(
            making, seed=SEED, scale=0.05, now=NOW, rtsp_port=rtsp_port, sip_port=sip_port,
            say=lambda _step: None, clips=write_clips,
        )  # fmt: skip
        if not cached.exists():
            making.replace(cached)
        else:
            shutil.rmtree(making)
    shutil.copytree(cached, folder)
    return folder
