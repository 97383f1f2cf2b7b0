"""The run: everything that `citywall run` starts, in the order in which it can be started, and its end.

Independent things go side by side. On a first start the server starts while the demo city is generated; the wall opens
as soon as its account is there and fills while the city is imported. On later starts server, cameras and wall begin
together, and what the first complete picture does not need (vehicles, poles, gateway) follows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import signal
import time
import traceback
from collections.abc import Coroutine
from typing import Any

from wall import accounts, city, demo_seats, ground, report
from wall.children import Nursery
from wall.display import Display
from wall.ground import Ground
from wall.guard import Guard
from wall.options import Options
from wall.photographer import Photographer
from wall.progress import Progress, Stop
from wall.server import Answer, Server
from wall.services import Services
from wall.settings import RunSettings
from wall.settling import Settling

READY_S = 60.0
FOLLOW_AFTER_S = 5.0
COVER_AFTER_S = 8.0
TELL_S = 0.5
HEARD_S = 1.0


class Run:
    """One run of the room. `execute` does it all and returns the exit status."""

    def __init__(self, options: Options, settings: RunSettings, progress: Progress) -> None:
        self._options = options
        self._settings = settings
        self._progress = progress
        self._words = progress.words
        self._server = Server(settings.api_port)
        self._services: Services = Services(settings, progress)
        self._tasks: list[asyncio.Task[None]] = []
        self._nursery: Nursery | None = None
        self._guard: Guard | None = None
        self._display: Display | None = None
        self._end = asyncio.Event()
        self._camera: Photographer | None = None
        self._seconds: float | None = None
        self._steps: dict[str, float] = {}
        self._ground: Ground | None = None

    async def execute(self) -> int:
        """0 after a good run, 1 after a failure, 2 where something must be put right before."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._end.set)
        code = 0
        try:
            await self._until_end(self._go())
        except Stop as stop:
            self._progress.error(str(stop))
            code = stop.code
        except (Answer, OSError) as error:
            self._progress.error(f"{type(error).__name__}: {error}")
            code = 1
        except Exception as error:  # noqa: BLE001 - the report must tell of a defect of ours, too
            self._progress.error(f"{type(error).__name__}: {error}")
            traceback.print_exc()
            code = 1
        finally:
            written = await self._finish()
        # Ended by people before the picture was there: no failure, but not what a report was asked for.
        return code or (1 if written["errors"] or (self._options.report is not None and not written["ok"]) else 0)

    @property
    def _first(self) -> bool:
        return self._ground is not None and self._ground.first

    async def _until_end(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        ending = asyncio.create_task(self._end.wait())
        await asyncio.wait((task, ending), return_when=asyncio.FIRST_COMPLETED)
        ending.cancel()
        if not task.done():
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _go(self) -> None:
        options, progress = self._options, self._progress
        with progress.step("checks"):
            found = self._ground = ground.prepare(options, self._settings, progress)
        self._nursery = Nursery(found.data / "logs", found.who, ground.environment(found, self._settings))
        self._services.nursery = self._nursery
        self._display = await ground.screen(options, found, self._nursery, progress)
        known = accounts.complete(found.data)
        settling = Settling(options, self._settings, found, progress)
        backend = asyncio.create_task(self._step("backend", self._services.start("backend", READY_S)))
        settled = asyncio.create_task(self._settle(settling, self._nursery))
        try:
            if known and not found.first:
                await self._open_wall()
            await backend
            strange = not known or found.first or (found.data / "setup-token").exists()
            if strange and await self._step("accounts", asyncio.to_thread(self._establish, found)):
                city.forget_held(found.data)
            guard = self._guard or await self._open_wall()
            await guard.server_serves()
            await settled
            if settling.wanting():
                if not self._server.token:
                    await asyncio.to_thread(self._establish, found)
                rest = await self._step("import", settling.load(self._server))
                self._tasks.append(asyncio.create_task(self._census(rest, settling)))
                # The wall hears of the parts by its own way; what it said before that is not about this city.
                await asyncio.sleep(HEARD_S)
            await self._picture()
        finally:
            for task in (backend, settled):
                task.cancel()
            await asyncio.gather(backend, settled, return_exceptions=True)
        await self._wait()

    def _establish(self, found: Ground) -> bool:
        new = accounts.establish(self._server, found.data, self._words)
        found.who.own(accounts.folder(found.data))
        return new

    async def _settle(self, settling: Settling, nursery: Nursery) -> None:
        if not settling.there():
            await self._step("city", settling.generate(nursery))
        elif self._options.city is None:
            self._progress.mark("city_kept")
        await self._services.begin_cameras(settling.place, self._options.data)

    async def _census(self, rest: asyncio.Task[None], settling: Settling) -> None:
        """The rest of the import goes on behind the picture; its failure is said and ends nothing."""
        began = time.monotonic()
        try:
            await rest
        except (Stop, Answer, OSError) as error:
            self._progress.error(str(error))
        self._steps["census"] = round(time.monotonic() - began, 2)
        self._steps["import_rows"] = settling.rows

    async def _step(self, key: str, work: Coroutine[Any, Any, Any]) -> Any:
        began = time.monotonic()
        with self._progress.step(key):
            result = await work
        self._steps[key] = round(time.monotonic() - began, 2)
        return result

    # The wall, the picture and the end.

    async def _open_wall(self) -> Guard:
        assert self._nursery is not None
        assert self._display is not None
        options = self._options
        words = ["--api", self._server.base_url, "--data", str(options.data), "--lang", self._words.lang]
        words += ["--gateway", f"http://127.0.0.1:{self._settings.gateway_port}"]
        for flag, value in (("--scene", options.scene), ("--theme", options.theme)):
            words += [flag, value] if value else []
        if options.monitors:
            words += ["--monitors", str(options.monitors)]
        self._guard = Guard(self._nursery, self._progress, self._display, words, {})
        asked = options.shots is not None
        self._camera = Photographer(
            self._display, self._guard, ground.shot_folder(self._options), self._progress, asked=asked
        )
        with self._progress.step("wall"):
            await self._guard.start()
        self._tasks.append(asyncio.create_task(self._end_with_wall(self._guard)))
        self._tasks.append(asyncio.create_task(self._tell(self._guard)))
        return self._guard

    async def _tell(self, guard: Guard) -> None:
        """Keep DATA/run/status.json: how the wall is and which processes there are, for doctor and tests."""
        path = self._options.data / "run" / "status.json"
        assert self._nursery is not None
        while True:
            pids = {child.name: child.pid for child in self._nursery.children}
            with contextlib.suppress(OSError):  # a disk that is full now may have room again later
                report.write(path, {**guard.line.status, "pids": pids, "covered": guard.covered})
            await asyncio.sleep(TELL_S)

    async def _end_with_wall(self, guard: Guard) -> None:
        await guard.closed.wait()
        self._end.set()

    async def _picture(self) -> None:
        """Wait for the first complete picture, and start what follows it."""
        assert self._guard is not None
        began = time.monotonic()
        followed, covered, told = False, False, 0.0
        while True:
            status = self._guard.line.status
            waited = time.monotonic() - began
            if not followed and (status.get("complete") or self._first or waited > FOLLOW_AFTER_S):
                followed = True
                self._tasks.append(asyncio.create_task(self._follow()))
            if status.get("complete"):
                self._seconds = self._progress.elapsed_s
                break
            if waited > self._settings.picture_limit_s:
                missing = "; ".join(status.get("missing") or ["wall"])
                self._progress.error(self._words("no_picture", s=f"{waited:.0f}", missing=missing))
                break
            if waited > COVER_AFTER_S and not covered:
                covered = True
                await self._guard.start_cover(self._words.lang, self._options.monitors)
            if waited - told > 10:
                told = waited
                self._progress.mark("waiting", missing="; ".join(status.get("missing") or ["wall"]))
            await asyncio.sleep(0.05)
        if self._seconds is not None:
            self._steps["picture"] = round(self._seconds, 2)
            self._progress.mark("picture_at", s=f"{self._seconds:.1f}")
        if self._camera is not None:
            await self._camera.take("complete")
        if not covered:
            await self._guard.start_cover(self._words.lang, self._options.monitors)

    async def _follow(self) -> None:
        try:
            await self._step("devices", self._services.follow(self._server))
            await asyncio.to_thread(self._seats)
        except (Stop, Answer, OSError) as error:
            self._progress.error(str(error))

    def _seats(self) -> None:
        """Accounts for seats beside the wall, and how they are opened."""
        found = self._ground
        assert found is not None
        if demo_seats.missing(found.data):
            if not self._server.token:
                self._establish(found)
            demo_seats.establish(self._server, found.data)
            found.who.own(accounts.folder(found.data))
        self._progress.mark("seats", url=self._server.base_url, data=found.data)

    async def _wait(self) -> None:
        await asyncio.sleep(self._options.for_s if self._options.for_s is not None else float("inf"))

    async def _finish(self) -> dict[str, Any]:
        """Last picture, report, and the end of every process. Must not fail whatever happened before."""
        guard, nursery = self._guard, self._nursery
        status: dict[str, Any] = {}
        memory: dict[str, float] = {}
        if guard is not None:
            status = guard.line.status
            if self._camera is not None:
                await self._camera.take("end")
        if nursery is not None:
            for child in nursery.children:
                memory |= child.rss_mb()
            with self._progress.step("stopping"):
                await self._stop(nursery, guard)
            self._progress.mark("stopped")
        restarts = {name: keeper.restarts for name, keeper in self._services.keepers.items()}
        written = report.build(
            status,
            seconds=self._seconds,
            first_start=self._first,
            rss_mb=memory,
            errors=self._progress.errors,
            remarks=self._progress.remarks,
            shots=self._camera.shots if self._camera is not None else [],
            restarts={**restarts, "wall": guard.restarts if guard else 0},
            steps=self._steps,
        )
        if self._options.report is not None:
            try:
                report.write(self._options.report, written)
                self._progress.mark("report", path=self._options.report)
            except OSError as error:
                self._progress.error(f"{self._options.report}: {error.strerror}")
        return written

    async def _stop(self, nursery: Nursery, guard: Guard | None) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for keeper in self._services.keepers.values():
            await keeper.release()
        if guard is not None:
            await guard.release()
        await nursery.stop()
        if guard is not None:
            guard.close()
        nursery.close()
