"""The services beside the wall: server, cameras, poles, gateway, vehicles and people, each kept alive."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from wall.children import Nursery
from wall.keeper import Keeper
from wall.programs import program
from wall.progress import Progress, Stop
from wall.server import Server
from wall.settings import RunSettings

_READY_S = 60.0


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
        keeper = Keeper(self.nursery, self._progress, name, program(name, *words))
        self.keepers[name] = keeper
        return await keeper.start(ready_s)

    async def begin_cameras(self, city: Path) -> None:
        """The demo cameras: they need nothing but the city folder."""
        self._city = city
        said = await self._try("cameras", str(city), "--port", str(self._settings.rtsp_port))
        if said.get("rtsp") is False:
            self._progress.alert("no_gi")

    async def follow(self, server: Server) -> None:
        """What the first complete picture does not need: poles, gateway, vehicles and people, side by side."""
        assert self._city is not None
        city, settings = str(self._city), self._settings
        terminals = f"127.0.0.1:{settings.jt808_port}"
        await asyncio.gather(
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
