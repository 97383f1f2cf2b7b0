"""The run: everything that `citywall run` starts, in the order in which it can be started, and its end.

Independent things go side by side. On a first start the server starts while the demo city is generated; the wall opens
as soon as its account is there and fills while the city is imported. On later starts server, cameras and wall begin
together, and what the first complete picture does not need (vehicles, poles, gateway) follows it.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import signal
import time
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from wall import accounts, checks, city, display, identity, ports, report
from wall.children import Nursery
from wall.display import Display
from wall.guard import Guard
from wall.options import Options
from wall.photographer import Photographer
from wall.programs import program
from wall.progress import Progress, Stop
from wall.server import Answer, Server
from wall.services import Services
from wall.settings import RunSettings

READY_S = 60.0
FOLLOW_AFTER_S = 5.0
TELL_S = 0.5


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
        self._first = False
        self._who = identity.Identity(sandbox=True)

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
        return code or (0 if written["ok"] or self._options.report is None else 1)

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
        data = options.data
        with progress.step("checks"):
            checks.make_folder(data, self._words)
            self._lock = checks.only_copy(data, self._words)
            self._first = not (data / "imported.json").exists()
            checks.room(data, self._words, first=self._first)
            ports.require(self._settings, self._words)
            who = self._who = identity.choose(progress, data)
            for name in ("logs", "run", "shots"):
                (data / name).mkdir(exist_ok=True)
            (data / "run").chmod(0o700)
            who.own(data)
        self._nursery = Nursery(data / "logs", who, self._environment(sandbox=who.sandbox))
        self._services.nursery = self._nursery
        self._display = await self._screen(who)
        ready = accounts.complete(data)
        place = self._folder()
        backend = asyncio.create_task(self._backend())
        generated = asyncio.create_task(self._generate(place))
        try:
            if ready and not city.fault(place):
                await self._open_wall()
            await backend
            new = await self._step("accounts", asyncio.to_thread(accounts.establish, self._server, data, self._words))
            who.own(accounts.folder(data))
            if new:
                city.forget_held(data)
            if self._guard is None:
                await self._open_wall()
            await generated
            await self._import(place)
            await self._picture()
        finally:
            for task in (backend, generated):
                task.cancel()
            await asyncio.gather(backend, generated, return_exceptions=True)
        await self._wait()

    # The parts, in the order of a first start.

    def _environment(self, *, sandbox: bool) -> dict[str, str]:
        settings = self._settings
        env = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        env |= {
            "CITYWALL_DATA": str(self._options.data),
            "CITYWALL_SERVER__PORT": str(settings.api_port),
            "CITYWALL_JT808__PORT": str(settings.jt808_port),
            "PYTHONUTF8": "1",
            "PYTHONUNBUFFERED": "1",
        }
        if not sandbox:
            env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
        return env

    async def _screen(self, who: identity.Identity) -> Display:
        options = self._options
        assert self._nursery is not None
        if not display.wanted(headless=options.headless):
            return Display({}, os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY", ""))
        with self._progress.step("display"):
            count = options.monitors or 2
            folder = options.data / "run"
            found, _ = await display.start(folder, count, who, self._nursery.launch, self._progress)
        self._progress.mark("virtual", display=found.name, n=count, shots=self._shot_folder)
        return found

    @property
    def _shot_folder(self) -> Path:
        return self._options.shots or self._options.data / "shots"

    async def _backend(self) -> None:
        await self._step("backend", self._services.start("backend", READY_S))

    async def _step(self, key: str, work: Coroutine[Any, Any, Any]) -> Any:
        began = time.monotonic()
        with self._progress.step(key):
            result = await work
        self._steps[key] = round(time.monotonic() - began, 2)
        return result

    def _folder(self) -> Path:
        if self._options.city is not None:
            place = city.unpack(self._options.city, self._options.data, self._progress)
            return city.within_reach(place, self._options.data, self._who)
        return self._options.data / "city"

    async def _generate(self, place: Path) -> None:
        reason = city.fault(place)
        if reason != city.ABSENT:
            if reason is None:
                if self._options.city is None:
                    self._progress.mark("city_kept")
                await self._services.begin_cameras(place)
                return
            aside = city.put_aside(place)
            self._progress.alert("broken_city", path=place, reason=reason, aside=aside)
        await self._step("city", self._run_generator(place))
        await self._services.begin_cameras(place)

    async def _run_generator(self, place: Path) -> None:
        assert self._nursery is not None
        part = place.with_name(place.name + ".part")
        await asyncio.to_thread(shutil.rmtree, part, ignore_errors=True)
        child = await self._nursery.launch(
            "generate",
            program(
                "generate",
                str(part),
                "--rtsp-port",
                str(self._settings.rtsp_port),
                "--sip-port",
                str(self._settings.poles_port),
            ),
        )
        code = await child.wait()
        self._nursery.forget(child)
        reason = city.fault(part) if code == 0 else child.last_words() or f"exit {code}"
        if reason is not None:
            raise Stop(self._words("generate_failed", reason=reason), 1)
        part.rename(place)

    async def _import(self, place: Path) -> None:
        data = self._options.data
        asked, held = city.signature(place), city.held(data)
        if held == asked:
            return
        if held and self._options.city is not None:
            raise Stop(self._words("other_city", held=held, asked=self._options.city))
        tell = self._tell_import
        await self._step("import", asyncio.to_thread(city.bring_in, self._server, place, data, self._progress, tell))

    def _tell_import(self, said: dict[str, Any]) -> None:
        self._steps["import_rows"] = float(said.get("accepted", 0))

    # The wall, the picture and the end.

    async def _open_wall(self) -> None:
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
        self._camera = Photographer(self._display, self._guard, self._shot_folder, self._progress, asked=asked)
        with self._progress.step("wall"):
            await self._guard.start()
        self._tasks.append(asyncio.create_task(self._end_with_wall(self._guard)))
        self._tasks.append(asyncio.create_task(self._tell(self._guard)))

    async def _tell(self, guard: Guard) -> None:
        """Keep DATA/run/status.json: how the wall is and which processes there are, for doctor and tests."""
        path = self._options.data / "run" / "status.json"
        assert self._nursery is not None
        while True:
            pids = {child.name: child.pid for child in self._nursery.children}
            report.write(path, {**guard.line.status, "pids": pids, "covered": guard.covered})
            await asyncio.sleep(TELL_S)

    async def _end_with_wall(self, guard: Guard) -> None:
        await guard.closed.wait()
        self._end.set()

    async def _picture(self) -> None:
        """Wait for the first complete picture, and start what follows it."""
        assert self._guard is not None
        began = time.monotonic()
        followed, told = False, 0.0
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
            if waited - told > 10:
                told = waited
                self._progress.mark("waiting", missing="; ".join(status.get("missing") or ["wall"]))
            await asyncio.sleep(0.05)
        if self._seconds is not None:
            self._steps["picture"] = round(self._seconds, 2)
            self._progress.mark("picture_at", s=f"{self._seconds:.1f}")
        if self._camera is not None:
            await self._camera.take("complete")
        await self._guard.start_cover(self._words.lang, self._options.monitors)

    async def _follow(self) -> None:
        try:
            await self._step("devices", self._services.follow(self._server))
        except (Stop, Answer, OSError) as error:
            self._progress.error(str(error))

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
