"""A service that hangs is started again, and nothing that goes wrong beside it takes its keeper away."""

from __future__ import annotations

import asyncio
import errno
import io
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from wall.childlog import ChildLog
from wall.children import Child, Nursery
from wall.identity import Identity
from wall.keeper import Keeper
from wall.progress import Progress
from wall.pulse import Pulse
from wall.sentences import Words

_SERVER = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"{}")
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Answer)
print("ready {}", flush=True)
server.serve_forever()
"""
_ONCE = """
import pathlib, sys, time
here = pathlib.Path(sys.argv[1])
if not here.exists():
    here.touch()
    print("ready {}", flush=True)
time.sleep(60)
"""
_SLEEPER = "import time; print('ready {}', flush=True); time.sleep(60)"


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not holds():  # noqa: ASYNC110 - the keeper tells nobody what it does
            await asyncio.sleep(0.02)


def _kept(
    folder: Path, argv: list[str], act: Callable[[Keeper, io.StringIO], Awaitable[Any]], **options: Any
) -> tuple[Any, str]:
    """What `act` returns with the keeper of a running service, and what was said on the terminal."""

    async def run() -> tuple[Any, str]:
        out = io.StringIO()
        nursery = options.pop("nursery", Nursery)(folder / "logs", Identity(sandbox=True), os.environ)
        keeper = Keeper(nursery, Progress(Words("en"), out), "service", argv, **options)
        try:
            await keeper.start(20)
            return await act(keeper, out), out.getvalue()
        finally:
            await keeper.release()
            await nursery.stop()
            nursery.close()

    return asyncio.run(run())


def test_a_server_that_lives_but_does_not_answer_is_started_again(tmp_path: Path) -> None:
    port = _free_port()

    async def hang(keeper: Keeper, _out: io.StringIO) -> bool:
        first = keeper.child
        assert first is not None
        os.kill(first.pid, signal.SIGSTOP)
        await _until(lambda: keeper.child is not first and keeper.child is not None and keeper.child.ready.done())
        return await Pulse(port, "/").beats()

    argv = [sys.executable, "-c", _SERVER, str(port)]
    answers, said = _kept(tmp_path, argv, hang, heart=Pulse(port, "/"), silent_s=0.6)
    assert answers
    assert "has not answered for" in said


def test_hangs_have_a_budget(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wall.pulse.HANGS", 1)

    async def wait(keeper: Keeper, out: io.StringIO) -> int:
        await _until(lambda: "do not cure it" in out.getvalue())
        return keeper.restarts

    # A service that never answers at its port, not even after a restart.
    argv = [sys.executable, "-c", _SLEEPER]
    restarts, _ = _kept(tmp_path, argv, wait, heart=Pulse(_free_port(), "/"), silent_s=0.3)
    assert restarts == 1


def test_a_machine_without_room_for_a_process_is_asked_again(tmp_path: Path) -> None:
    class Poor(Nursery):
        refusals = 0

        async def launch(self, *args: Any, **options: Any) -> Child:
            if self.refusals:
                self.refusals -= 1
                raise OSError(errno.ENOMEM, os.strerror(errno.ENOMEM))
            return await super().launch(*args, **options)

    poor: list[Poor] = []

    def nursery(*args: Any) -> Poor:
        poor.append(Poor(*args))
        return poor[0]

    async def die(keeper: Keeper, _out: io.StringIO) -> bool:
        first = keeper.child
        assert first is not None
        poor[0].refusals = 1
        os.kill(first.pid, signal.SIGKILL)
        await _until(lambda: keeper.child is not first and keeper.child is not None and keeper.child.ready.done())
        return True

    back, said = _kept(tmp_path, [sys.executable, "-c", _SLEEPER], die, nursery=nursery)
    assert back
    assert "Cannot allocate memory" in said


def test_a_run_can_end_while_a_service_is_being_started_again(tmp_path: Path) -> None:
    # Serves the first time; after that it lives and never says so.
    argv = [sys.executable, "-c", _ONCE, str(tmp_path / "was-here")]

    async def die(keeper: Keeper, out: io.StringIO) -> bool:
        first = keeper.child
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        await _until(lambda: keeper.child is not first)
        await asyncio.sleep(0)  # the keeper is now waiting for it to serve
        async with asyncio.timeout(20):
            await keeper.release()
        return True

    assert _kept(tmp_path, argv, die)[0]


def test_a_log_that_cannot_be_written_costs_lines_and_not_the_child(tmp_path: Path) -> None:
    (tmp_path / "logs" / "service.log").mkdir(parents=True)

    async def die(keeper: Keeper, _out: io.StringIO) -> bool:
        first = keeper.child
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        await _until(lambda: keeper.child is not first and keeper.child is not None and keeper.child.ready.done())
        return True

    assert _kept(tmp_path, [sys.executable, "-c", _SLEEPER], die)[0]


def test_a_full_disk_is_no_error_of_a_log() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    log = ChildLog(full)
    for _ in range(3):
        log.write("a line")


def test_a_log_stays_within_its_size_while_its_child_lives(tmp_path: Path) -> None:
    log = ChildLog(tmp_path / "a.log", limit=100)
    for number in range(30):
        log.write(f"line {number:04}")
    assert (tmp_path / "a.log").stat().st_size <= 100
    assert (tmp_path / "a.1.log").stat().st_size <= 100
    assert "line 0029" in (tmp_path / "a.log").read_text(encoding="utf-8")


def test_a_log_does_not_follow_a_link_out_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "a.log").symlink_to(tmp_path / "elsewhere")
    ChildLog(tmp_path / "a.log").write("a line")
    assert not (tmp_path / "elsewhere").exists()
