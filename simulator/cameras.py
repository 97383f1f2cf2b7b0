"""`simulate cameras CITY`: an RTSP source with a main and a sub stream for every camera of a city folder.

Three kinds of processes: this one decides what is encoded and keeps the cache; painters draw and encode; the RTSP
server runs on the system's python3, because GStreamer's server comes with Debian's gi. Loops are made when a client
first asks, and are sent while they are made. Where there is no gi this program says `ready {"rtsp": false}` and only
makes recordings.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from simulator import loops
from simulator.loops import CameraFacts
from simulator.parent import data_folder, until_told

_SYSTEM_PYTHONS = ("/usr/bin/python3", "/usr/local/bin/python3")
_PROBE = "import gi\nfor n in ('Gst','GstApp','GstRtsp','GstRtspServer'): gi.require_version(n,'1.0')\n" \
    "from gi.repository import Gst, GstRtspServer"  # fmt: skip
NO_GI = (
    "There is no GStreamer RTSP server: install gir1.2-gst-rtsp-server-1.0 and python3-gi; cameras play clips directly."
)
_WARM = 12
_TRIES = 3
Key = tuple[int, str]


def read_cameras(city: Path) -> dict[int, CameraFacts]:
    """The cameras of a city folder by number. OSError, KeyError or ValueError where cameras.csv cannot be read."""
    with (city / "cameras.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [
            CameraFacts(int(row["number"]), row["name"], row.get("scene") or "street") for row in csv.DictReader(file)
        ]
    return {camera.number: camera for camera in rows}


def outside_environment() -> dict[str, str]:
    """The environment for a program that is not ours: without what a frozen program or a venv put into it."""
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")}
    if getattr(sys, "frozen", False):
        env.pop("LD_LIBRARY_PATH", None)
        if original := os.environ.get("LD_LIBRARY_PATH_ORIG"):
            env["LD_LIBRARY_PATH"] = original
    return env


def gi_python() -> str | None:
    """A python3 of the system whose gi has the RTSP server, or None."""
    for python in _SYSTEM_PYTHONS:
        if Path(python).exists():
            done = subprocess.run(
                [python, "-c", _PROBE], env=outside_environment(), capture_output=True, timeout=30, check=False
            )
            if done.returncode == 0:
                return python
    return None


class Painters:
    """The drawing processes and the loops they are making."""

    def __init__(self, cameras: dict[int, CameraFacts], cache: Path, count: int) -> None:
        self._cameras, self._cache, self._count = cameras, cache, count
        self._drawing = loops.source_hash()
        self._jobs: dict[int, Key] = {}
        self._load: list[int] = [0] * count
        self._owner: dict[int, int] = {}
        self._made: dict[Key, Path] = {}
        self._processes: list[asyncio.subprocess.Process | None] = [None] * count
        self._readers: list[asyncio.Task[None]] = []
        self._last = 0
        self._closing = False
        self._lost: dict[Key, int] = {}
        self.told: asyncio.Queue[tuple[Key, Path, int, bool]] = asyncio.Queue()

    def place(self, key: Key) -> Path:
        """Where the loop lies when it is complete."""
        return loops.place(self._cache, self._cameras[key[0]], key[1], self._drawing)

    async def want(self, key: Key) -> None:
        """Have a loop made, or told at once where it lies in the cache."""
        path = self.place(key)
        if path.exists():
            try:
                units = len(await asyncio.to_thread(loops.read, path))
                os.utime(path)
                self.told.put_nowait((key, path, units, True))
                return
            except (OSError, ValueError):
                path.unlink(missing_ok=True)  # cut short by a crash: make it again
        if key in self._jobs.values():
            return
        await self._give(key, path)

    async def _give(self, key: Key, path: Path) -> None:
        painter = min(range(self._count), key=lambda index: self._load[index])
        self._last += 1
        job = self._last
        self._jobs[job], self._owner[job], self._made[key] = key, painter, path
        self._load[painter] += 1
        process = await self._process(painter)
        camera = msgspec.to_builtins(self._cameras[key[0]])
        order = {"job": job, "camera": camera, "profile": key[1], "path": str(path)}
        assert process.stdin is not None
        process.stdin.write(json.dumps(order).encode() + b"\n")
        await process.stdin.drain()

    async def _process(self, painter: int) -> asyncio.subprocess.Process:
        process = self._processes[painter]
        if process is None or process.returncode is not None:
            frozen = getattr(sys, "frozen", False)
            argv = [sys.executable, "cameras"] if frozen else [sys.executable, "-m", "simulator", "cameras"]
            process = await asyncio.create_subprocess_exec(
                *argv, "--paint", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=False
            )
            self._processes[painter] = process
            self._readers.append(asyncio.create_task(self._read(painter, process)))
        return process

    async def _read(self, painter: int, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            said = json.loads(line)
            key, path = self._jobs[said["job"]], self._made[self._jobs[said["job"]]]
            if "fault" in said:
                print(f"camera {key[0]} {key[1]}: {said['fault']}", file=sys.stderr, flush=True)
                self.told.put_nowait((key, path, 0, False))
            elif said["units"]:
                part = path.with_suffix(f".{process.pid}.part")
                self.told.put_nowait((key, path if said["done"] else part, said["units"], said["done"]))
            if said.get("done") or "fault" in said:
                self._forget(said["job"])
        await process.wait()
        if self._closing:
            return
        for job in [job for job, owner in self._owner.items() if owner == painter]:
            key = self._jobs[job]
            self._forget(job)
            self._lost[key] = self._lost.get(key, 0) + 1
            print(f"the painter of camera {key[0]} ended with {process.returncode}", file=sys.stderr, flush=True)
            if self._lost[key] < _TRIES:
                # The same bytes again: drawing and encoding depend on nothing but the camera.
                await self._give(key, self.place(key))
            else:
                self.told.put_nowait((key, self.place(key), 0, False))

    def _forget(self, job: int) -> None:
        self._jobs.pop(job)
        self._load[self._owner.pop(job)] -= 1

    async def begin(self) -> None:
        """Have the processes ready before anybody asks."""
        for painter in range(self._count):
            await self._process(painter)

    async def close(self) -> None:
        """End the processes."""
        self._closing = True
        for process in self._processes:
            if process is not None and process.returncode is None:
                process.kill()  # it holds nothing but an unfinished part, which the next start removes
                await process.wait()
        await asyncio.gather(*self._readers, return_exceptions=True)


class Server:
    """The RTSP process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, python: str, words: dict[str, Any]) -> tuple[Server, int]:
        """(server, its port). OSError where it does not come up."""
        script = Path(__file__).with_name("rtsp_source.py")
        process = await asyncio.create_subprocess_exec(
            python,
            str(script),
            env=outside_environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        server = cls(process)
        server.tell(words)
        assert process.stdout is not None
        said = json.loads(await process.stdout.readline() or b'{"fault": "the RTSP server ended"}')
        if "fault" in said:
            await server.close()
            raise OSError(said["fault"])
        return server, int(said["ready"])

    def tell(self, what: dict[str, Any]) -> None:
        """One line to the server."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    async def wants(self, painters: Painters) -> None:
        """Pass on what clients ask for, until the server ends."""
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            said = json.loads(line)
            if "want" in said:
                await painters.want((int(said["want"][0]), str(said["want"][1])))
            else:
                print(said.get("fault", ""), file=sys.stderr, flush=True)

    async def close(self) -> None:
        """End it."""
        if self._process.returncode is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            try:
                async with asyncio.timeout(2.0):  # wait_for of Python 3.11 may swallow a cancellation
                    await self._process.wait()
            except TimeoutError:
                self._process.kill()
                await self._process.wait()


class Program:
    """The running source."""

    def __init__(self, words: argparse.Namespace) -> None:
        self._words = words
        self._cameras = read_cameras(words.city)
        self._cache: Path = words.cache or data_folder() / "cache" / "cameras"
        self._cache.mkdir(parents=True, exist_ok=True)
        loops.prune(self._cache, words.cache_mb * 2**20)
        self._painters = Painters(self._cameras, self._cache, words.painters)
        self._server: Server | None = None
        self._complete: dict[Key, asyncio.Future[bool]] = {}
        self.stop = asyncio.Event()

    async def run(self) -> int:
        """0 after it was told to stop."""
        words = self._words
        tasks: list[asyncio.Task[Any]] = [asyncio.create_task(self._pass_on())]
        try:
            await self._painters.begin()
            if words.warm_only:
                return 0 if await self._warm(asyncio.Semaphore(words.painters), say=True) else 1
            python = None if words.no_rtsp else await asyncio.to_thread(gi_python)
            port = 0
            if python is not None:
                order = {"host": words.host, "port": words.port, "cameras": sorted(self._cameras), "rate": loops.RATE}
                if password := os.environ.get("CITYWALL_CAMERAS__PASSWORD"):
                    order |= {"user": os.environ.get("CITYWALL_CAMERAS__USER", "viewer"), "password": password}
                self._server, port = await Server.start(python, order)
                tasks.append(asyncio.create_task(self._serve()))
            else:
                print(NO_GI, file=sys.stderr, flush=True)
            said = {"rtsp": python is not None, "port": port, "cameras": len(self._cameras)}
            print("ready " + json.dumps(said), flush=True)
            tasks.append(asyncio.create_task(self._prepare()))
            await until_told(self.stop)
            return 0 if self._server is None or not tasks[1].done() else 1
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._painters.close()
            if self._server is not None:
                await self._server.close()

    async def _serve(self) -> None:
        assert self._server is not None
        await self._server.wants(self._painters)
        print("the RTSP server ended", file=sys.stderr, flush=True)
        self.stop.set()

    async def _pass_on(self) -> None:
        while True:
            key, path, units, done = await self._painters.told.get()
            if units and self._server is not None:
                self._server.tell(
                    {"camera": key[0], "profile": key[1], "path": str(path), "units": units, "done": done}
                )
            if (done or not units) and (waiting := self._complete.pop(key, None)) and not waiting.done():
                waiting.set_result(done)

    async def _made(self, key: Key) -> Path:
        """Where the complete loop lies. OSError where it could not be made."""
        waiting = self._complete.setdefault(key, asyncio.get_running_loop().create_future())
        await self._painters.want(key)
        if not await asyncio.shield(waiting):
            raise OSError(f"camera {key[0]} {key[1]} could not be drawn")
        return self._painters.place(key)

    async def _warm(self, ahead: asyncio.Semaphore, *, say: bool) -> bool:
        """Have the chosen loops made; whether all of them were."""
        chosen = [number for number in self._words.warm or sorted(self._cameras)[:_WARM] if number in self._cameras]

        async def one(number: int) -> bool:
            async with ahead:
                try:
                    await self._made((number, "sub"))
                except OSError:  # its painter has said why
                    return False
                return True

        whole = True
        for count, task in enumerate(asyncio.as_completed([one(number) for number in chosen]), 1):
            whole &= await task
            if say:
                print(f"cameras {count}/{len(chosen)}", flush=True)
        return whole

    async def _prepare(self) -> None:
        """Before anybody asks: the recordings, so that the first clip is soon there, beside the first cameras.

        A painter always goes on with the loop that is least complete; so one of them is kept free of cameras meanwhile.
        """
        ahead = asyncio.Semaphore(max(self._words.painters - 1, 1))

        async def record() -> None:
            await self._record()
            ahead.release()

        await asyncio.gather(record(), self._warm(ahead, say=False))

    async def _record(self) -> None:
        folder: Path = self._words.recordings or data_folder() / "recordings"
        for number in self._words.record:
            camera = self._cameras.get(number)
            if camera is None:
                continue
            target = folder / f"{camera.number} {camera.name.replace('/', '_')}.mp4"
            if not target.exists():
                try:
                    await write_recording(await self._made((number, "main")), target)
                except (OSError, ValueError) as error:
                    print(f"no recording of camera {number}: {error}", file=sys.stderr, flush=True)


async def write_recording(loop: Path, target: Path) -> None:
    """A complete main loop as an .mp4."""
    target.parent.mkdir(parents=True, exist_ok=True)
    await asyncio.to_thread(loops.export, loops.read(loop), loops.SIZES["main"], target)


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.replace(" ", ",").split(",") if word]


def main(argv: list[str]) -> int:
    """0 after a stop, 1 where the city cannot be read or the port is taken."""
    if argv == ["--paint"]:
        from simulator import camera_painter

        return camera_painter.run()
    parser = argparse.ArgumentParser(prog="simulate cameras", description=__doc__.split("\n\n")[0])
    parser.add_argument("city", type=Path, nargs="?", help="the city folder")
    parser.add_argument("--city", type=Path, dest="city_option", help="the city folder, too")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=int, default=8554, help="0: a free one (default: %(default)s)")
    parser.add_argument("--cache", type=Path, help="encoded loops (default: DATA/cache/cameras)")
    parser.add_argument("--cache-mb", type=int, default=800, help="loops used longest ago are removed beyond this")
    parser.add_argument("--painters", type=int, default=2, help="drawing processes (default: %(default)s)")
    parser.add_argument(
        "--warm", type=_numbers, default=[], help="cameras to encode first: 1,2 (default: the first 12)"
    )
    parser.add_argument("--warm-only", action="store_true", help="encode them, with a line of progress each, and end")
    parser.add_argument("--record", type=_numbers, default=[1], help="cameras to write as recordings (default: 1)")
    parser.add_argument("--recordings", type=Path, help="where recordings go (default: DATA/recordings)")
    parser.add_argument("--no-rtsp", action="store_true", help="behave as where there is no GStreamer")
    words = parser.parse_args(argv)
    words.city = words.city or words.city_option
    if words.city is None:
        parser.error("which city folder?")
    try:
        return asyncio.run(Program(words).run())
    except (OSError, ValueError, KeyError) as error:
        print(f"The cameras cannot start: {error}", file=sys.stderr)
        return 1
