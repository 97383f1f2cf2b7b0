"""The services beside the wall: server, cameras, poles, gateway, vehicles and people, each kept alive."""

from __future__ import annotations

import asyncio
import csv
from pathlib import Path
from typing import Any

from wall.children import Nursery
from wall.control import DIRECT
from wall.keeper import Keeper
from wall.programs import program
from wall.progress import Progress, Stop
from wall.pulse import Pulse
from wall.server import Server
from wall.settings import RunSettings

_READY_S = 60.0
_TILES = 9


def _first_cameras(city: Path, count: int) -> list[str]:
    """The lowest camera numbers: the ones that the wall shows first."""
    with (city / "cameras.csv").open(encoding="utf-8", newline="") as rows:
        numbers = sorted(int(row["number"]) for row in csv.DictReader(rows))
    return [str(number) for number in numbers[:count]]


def _mark(marker: Path, *, there: bool) -> None:
    marker.parent.mkdir(exist_ok=True)
    if there:
        marker.touch()
    else:
        marker.unlink(missing_ok=True)


class Services:
    """Starts them with the words each one takes. `nursery` is set once the children's rights are known."""

    def __init__(self, settings: RunSettings, progress: Progress) -> None:
        self._settings = settings
        self._progress = progress
        self._city: Path | None = None
        self.nursery: Nursery | None = None
        self.keepers: dict[str, Keeper] = {}

    async def start(self, name: str, ready_s: float, *words: str) -> dict[str, Any]:
        """Start a program and wait until it serves; what it said. Stop where it does not."""
        assert self.nursery is not None
        hearts = {
            "backend": Pulse(self._settings.api_port, "/api/health"),
            "gateway": Pulse(self._settings.gateway_port, "/health"),
        }
        keeper = Keeper(self.nursery, self._progress, name, program(name, *words), heart=hearts.get(name))
        self.keepers[name] = keeper
        return await keeper.start(ready_s)

    async def begin_cameras(self, city: Path, data: Path) -> None:
        """The demo cameras: they need nothing but the city folder.

        They draw the first cameras at once and write one recorded clip. Without an RTSP server a second program writes
        clips of all that the wall shows first, and the wall plays those.
        """
        self._city = city
        marker = data / "recordings" / DIRECT
        first = await asyncio.to_thread(_first_cameras, city, _TILES)
        port = str(self._settings.rtsp_port)
        said = await self._try("cameras", str(city), "--port", port, "--warm", ",".join(first), "--record", first[0])
        missing = said.get("rtsp") is False
        await asyncio.to_thread(_mark, marker, there=missing)
        if missing:
            self._progress.alert("no_gi")
            words = [str(city), "--no-rtsp", "--warm", first[0], "--record", ",".join(first[1:])]
            await self._try("recordings", *words)

    async def follow(self, server: Server) -> None:
        """What the first complete picture does not need: poles, gateway, vehicles and people, side by side."""
        assert self._city is not None
        city, settings = str(self._city), self._settings
        terminals = f"127.0.0.1:{settings.jt808_port}"
        await asyncio.gather(
            self._try("poles", city, "--port", str(settings.poles_port)),
            self._try("gateway", "--api", server.base_url, "--port", str(settings.gateway_port)),
            self._try(
                "simulator",
                city,
                "--api",
                server.base_url,
                "--jt808",
                terminals,
                "--speed",
                str(settings.speed),
                *(["--leave", settings.leave] if settings.leave else []),
            ),
        )

    async def _try(self, name: str, *words: str) -> dict[str, Any]:
        """Start one; the run goes on without it, and says so."""
        try:
            return await self.start(name, _READY_S, *words)
        except Stop as stop:
            self._progress.error(str(stop))
            return {}
