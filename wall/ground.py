"""What a run stands on: a data folder of its own, free ports, the children's rights and environment, a screen."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from wall import checks, display, identity, ports
from wall.children import Nursery
from wall.display import Display
from wall.identity import Identity
from wall.options import Options
from wall.progress import Progress
from wall.settings import RunSettings


@dataclass(frozen=True)
class Ground:
    """`first`: this data folder has no city yet. `lock` is held as long as this lives."""

    data: Path
    who: Identity
    first: bool
    lock: IO[str]


def prepare(options: Options, settings: RunSettings, progress: Progress) -> Ground:
    """Check everything and make the folders. Stop with one sentence where something is in the way."""
    data, words = options.data, progress.words
    checks.make_folder(data, words)
    lock = checks.only_copy(data, words)
    first = not (data / "imported.json").exists()
    checks.room(data, words, first=first)
    ports.require(settings, words)
    who = identity.choose(progress, data)
    # Made before they are given to the children's user: a folder of root's would stay empty without a word.
    for name in ("logs", "run", "shots", "recordings"):
        (data / name).mkdir(exist_ok=True)
    (data / "run").chmod(0o700)
    who.own(data)
    return Ground(data, who, first, lock)


def environment(ground: Ground, settings: RunSettings) -> dict[str, str]:
    """What every child is told."""
    # Bytecode that is not kept would cost each start a second or two.
    env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    env |= {
        "CITYWALL_DATA": str(ground.data),
        "CITYWALL_SERVER__PORT": str(settings.api_port),
        "CITYWALL_JT808__PORT": str(settings.jt808_port),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
    }
    if not ground.who.sandbox:
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return env


def shot_folder(options: Options) -> Path:
    """Where pictures go."""
    return options.shots or options.data / "shots"


async def screen(options: Options, ground: Ground, nursery: Nursery, progress: Progress) -> Display:
    """The display of this session, or a virtual one with as many monitors as asked for."""
    if not display.wanted(headless=options.headless):
        key = display.cookie_for(ground.who, ground.data / "run")
        return Display(
            key if display.has_gpu() else display.without_gpu() | key,
            os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY", ""),
        )
    count = options.monitors or 2
    with progress.step("display"):
        found, _ = await display.start(ground.data / "run", count, ground.who, nursery.launch, progress)
    progress.mark("virtual", display=found.name, n=count, shots=shot_folder(options))
    return found
