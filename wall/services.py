"""The services beside the wall: server, cameras, poles, gateway, vehicles and people, each kept alive."""

from __future__ import annotations

import asyncio
import csv
import shutil
from pathlib import Path
from typing import Any

from wall.children import Nursery
from wall.keeper import Keeper
from wall.programs import program
from wall.progress import Progress, Stop
from wall.server import Server
from wall.settings import RunSettings

_READY_S = 60.0
_TILES = 9
_NO_RTSP = 4
"""Exit status of the cameras where GStreamer's RTSP server is missing."""


def _first_cameras(city: Path, count: int) -> list[str]:
    """The lowest camera numbers: the ones that the wall shows first."""
    with (city / "cameras.csv").open(encoding="utf-8", newline="") as rows:
        numbers = sorted(int(row["number"]) for row in csv.DictReader(rows))
    return [str(number) for number in numbers[:count]]


def _touch(marker: Path) -> None:
    marker.parent.mkdir(exist_ok=True)
    marker.touch()


def _copy(source: Path, target: Path) -> bool:
    """Whole or not at all; False where there is nothing to copy."""
    if not source.is_file():
        return False
    target.parent.mkdir(exist_ok=True)
    part = target.with_suffix(".part")
    shutil.copyfile(source, part)
    part.replace(target)
    return True


class Services:
    """Starts them with the words each one takes. `nursery` is set once the children's rights are known."""

    def __init__(self, settings: RunSettings, progress: Progress) -> None:
        self._settings = settings
        self._progress = progress
        self._city: Path | None = None
        self._recordings = Path()
        self.nursery: Nursery | None = None
        self.keepers: dict[str, Keeper] = {}

    async def start(self, name: str, ready_s: float, *words: str) -> dict[str, Any]:
        """Start a program and wait until it serves; what it said. Stop where it does not."""
        assert self.nursery is not None
        keeper = Keeper(self.nursery, self._progress, name, program(name, *words))
        self.keepers[name] = keeper
        return await keeper.start(ready_s)

    async def begin_cameras(self, city: Path, data: Path) -> None:
        """The demo cameras: they need nothing but the city folder. Without RTSP their films are made instead."""
        self._city, self._recordings = city, data / "recordings"
        marker = self._recordings / "direct"
        first = _first_cameras(city, _TILES)
        warm = ",".join(first)
        try:
            await self.start("cameras", _READY_S, str(city), "--port", str(self._settings.rtsp_port), "--warm", warm)
        except Stop as stop:
            child = self.keepers["cameras"].child
            if child is None or child.process.returncode != _NO_RTSP:
                self._progress.error(str(stop))
                return
            self._progress.alert("no_gi")
            await asyncio.to_thread(_touch, marker)
            for number in first:
                await self._record(number)
        else:
            await asyncio.to_thread(marker.unlink, missing_ok=True)

    async def _record(self, number: str) -> None:
        """Make the film of a demo camera, once, and put it where the wall looks for it."""
        target = self._recordings / f"{number}.mp4"
        if self.nursery is None or await asyncio.to_thread(target.exists):
            return
        child = await self.nursery.launch("recording", program("cameras", str(self._city), "--recording", number))
        code = await child.wait()
        self.nursery.forget(child)
        if code != 0 or not await asyncio.to_thread(_copy, Path(child.last_words()), target):
            self._progress.error(f"recording {number}: {child.last_words()}")

    async def follow(self, server: Server) -> None:
        """What the first complete picture does not need: poles, gateway, vehicles and people, side by side."""
        assert self._city is not None
        city, settings = str(self._city), self._settings
        terminals = f"127.0.0.1:{settings.jt808_port}"
        await asyncio.gather(
            self._record(_first_cameras(self._city, 1)[0]),
            self._try("poles", city, "--port", str(settings.poles_port)),
            self._try("gateway", "--api", server.base_url, "--port", str(settings.gateway_port)),
            self._try(
                "simulator", city, "--api", server.base_url, "--jt808", terminals, "--speed", str(settings.speed)
            ),
        )

    async def _try(self, name: str, *words: str) -> dict[str, Any]:
        """Start one; the run goes on without it, and says so."""
        try:
            return await self.start(name, _READY_S, *words)
        except Stop as stop:
            self._progress.error(str(stop))
            return {}
