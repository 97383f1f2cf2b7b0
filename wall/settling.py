"""The city of a run: which one, made if it is missing, loaded into the server if that does not have it."""

from __future__ import annotations

import asyncio
import shutil
from typing import Any

from wall import city
from wall.children import Nursery
from wall.ground import Ground
from wall.options import Options
from wall.programs import program
from wall.progress import Progress, Stop
from wall.server import Server
from wall.settings import RunSettings

LAST_PART = "components.csv"  # what a city import reads last


class Settling:
    """`place` is the city's folder. `rows` counts what an import took in."""

    def __init__(self, options: Options, settings: RunSettings, ground: Ground, progress: Progress) -> None:
        self._settings, self._ground, self._progress = settings, ground, progress
        self._brought = options.city
        own = options.city is None
        self._addresses = f"{settings.rtsp_port}/{settings.poles_port}" if own else ""
        self.rows = 0
        self.place = ground.data / "city"
        if options.city is not None:
            self.place = city.within_reach(city.unpack(options.city, ground.data, progress), ground.data, ground.who)

    def there(self) -> bool:
        """Whether the folder is a readable city. One that is broken is moved aside, and said."""
        own = self._brought is None
        reason = city.fault(self.place, own=own)
        if reason is not None and reason != city.ABSENT:
            aside = city.put_aside(self.place)
            self._progress.alert("broken_city", path=self.place, reason=reason, aside=aside)
        if reason is None and own:
            city.readdress(self.place, self._settings.rtsp_port, self._settings.poles_port)
            self._ground.who.own(self.place)
        return reason is None

    async def generate(self, nursery: Nursery) -> None:
        """Make the demo city; whole or not at all. Stop where it fails."""
        part = self.place.with_name(self.place.name + ".part")
        await asyncio.to_thread(shutil.rmtree, part, ignore_errors=True)
        ports = ["--rtsp-port", str(self._settings.rtsp_port), "--sip-port", str(self._settings.poles_port)]
        words = [str(part), "--scale", str(self._settings.scale), *ports]
        child = await nursery.launch("generate", program("generate", *words))
        code = await child.wait()
        nursery.forget(child)
        reason = city.fault(part, own=True) if code == 0 else child.last_words() or f"exit {code}"
        if reason is not None:
            raise Stop(self._progress.words("generate_failed", reason=reason), 1)
        part.rename(self.place)

    def wanting(self) -> bool:
        """Whether the server lacks this city. Stop where it has another that nobody may mix with this one."""
        asked, held = city.signature(self.place), city.held(self._ground.data)
        if held and held != asked and self._brought is not None:
            raise Stop(self._progress.words("other_city", held=held, asked=self._brought))
        return held != asked or self._addressed_anew()

    def _addressed_anew(self) -> bool:
        """Whether the server knows the demo cameras and poles by the ports of an earlier run."""
        known = city.held(self._ground.data, "addresses")
        return bool(known and self._addresses and known != self._addresses)

    async def load(self, server: Server) -> asyncio.Task[None]:
        """Import it over HTTP, as any city is; returns when all but the census is there, with the task of the rest."""
        data, loop = self._ground.data, asyncio.get_running_loop()
        enough = asyncio.Event()

        def hear(said: dict[str, Any]) -> None:
            self.rows = int(said.get("accepted", 0))
            if said.get("part") == LAST_PART:
                loop.call_soon_threadsafe(enough.set)

        work = asyncio.create_task(
            asyncio.to_thread(city.bring_in, server, self.place, data, self._progress, hear, self._addresses),
            name="import",
        )
        # Where the run ends meanwhile, the server ends under the import, and nobody is left to be told.
        work.add_done_callback(lambda task: task.cancelled() or task.exception())
        first = asyncio.create_task(enough.wait())
        try:
            await asyncio.wait((work, first), return_when=asyncio.FIRST_COMPLETED)
        finally:
            first.cancel()
        if work.done():
            await work
        return work
