"""A seat against the real server: an act is seen when its event comes back; a killed server is lived through."""

from __future__ import annotations

import signal
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from backend_client.session import SeatSession
from backend_client.voice import Clip
from contract.commands import Done, SaveDepartment
from contract.errors import Code, Problem
from contract.protocol import Session
from contract.snapshot import live_of
from tests.backend.server import PASSWORD, Backend, start


def seat_of(backend: Backend, qtbot: QtBot) -> SeatSession:
    backend.admin()
    seat = SeatSession(backend.url)
    seat.start("admin", PASSWORD)
    qtbot.waitUntil(lambda: seat.link.state is LinkState.CURRENT, timeout=15_000)
    return seat


def test_an_act_comes_back_as_a_fact(backend: Backend, qtbot: QtBot) -> None:
    seat = seat_of(backend, qtbot)
    pending = seat.api.send(SaveDepartment(code="D01", name="环卫所"))
    qtbot.waitUntil(lambda: pending.done, timeout=8000)
    done = pending.result
    assert isinstance(done, Done)
    qtbot.waitUntil(lambda: seat.store.seq >= done.seq, timeout=4000)
    assert [body.name for body in seat.store.live["department"].values()] == ["环卫所"]  # type: ignore[union-attr]
    assert seat.store.live == live_of(backend.admin().snapshot().entities)
    seat.stop()


def test_asking_who_one_is_does_not_log_one_out(backend: Backend, qtbot: QtBot) -> None:
    seat = seat_of(backend, qtbot)
    asked = seat.api.get("/api/session", type=Session)
    qtbot.waitUntil(lambda: asked.done, timeout=8000)
    assert isinstance(asked.result, Session)
    sessions = backend.admin().request("GET", "/api/sessions").json()
    assert "CityWall seat" in {session["program"] for session in sessions}
    assert seat.api.session is not None
    assert seat.api.session.token
    seat.stop()


def test_an_answer_of_many_is_an_answer_and_no_progress(backend: Backend, qtbot: QtBot) -> None:
    seat = seat_of(backend, qtbot)
    asked = seat.api.get("/api/clips", type=tuple[Clip, ...])
    qtbot.waitUntil(lambda: asked.done, timeout=8000)
    assert isinstance(asked.result, tuple)
    seat.stop()


def test_wrong_credentials_are_told_and_not_tried_for_ever(backend: Backend, qtbot: QtBot) -> None:
    backend.admin()
    seat = SeatSession(backend.url)
    with qtbot.waitSignal(seat.refused, timeout=8000) as refused:
        seat.start("admin", "no such password")
    assert isinstance(refused.args[0], Problem)
    assert refused.args[0].code is Code.BAD_CREDENTIALS
    seat.stop()


def test_a_replaced_database_is_started_over_even_when_its_numbers_are_ahead(tmp_path: Path, qtbot: QtBot) -> None:
    first = start(tmp_path / "old")
    port = first.url.rsplit(":", 1)[1]
    seat = seat_of(first, qtbot)
    first.admin().send(SaveDepartment(code="OLD", name="旧"))
    qtbot.waitUntil(lambda: len(seat.store.live["department"]) == 1, timeout=5000)
    seen, name = seat.store.seq, seat.store.history
    assert first.stop() == 0
    away = start(tmp_path / "new")  # on another port: it gets ahead before the seat can see it
    for number in range(seen + 2):
        away.admin().send(SaveDepartment(code=f"N{number}", name="新"))
    assert away.stop() == 0
    second = start(tmp_path / "new", flags=("--port", port))
    truth = second.log_in("admin").snapshot()
    assert truth.seq > seen
    qtbot.waitUntil(lambda: seat.link.state is LinkState.CURRENT and seat.store.seq >= truth.seq, timeout=15_000)
    assert seat.store.live == live_of(truth.entities)
    assert seat.store.history == truth.history != name
    seat.stop()
    assert second.stop() == 0


def test_a_restarted_server_is_the_same_history(tmp_path: Path, qtbot: QtBot) -> None:
    first = start(tmp_path)
    seat = seat_of(first, qtbot)
    resets: list[int] = []
    seat.store.reset.connect(lambda: resets.append(1))
    assert first.stop() == 0
    second = start(tmp_path, flags=("--port", first.url.rsplit(":", 1)[1]))
    second.log_in("admin").send(SaveDepartment(code="D01", name="一"))
    qtbot.waitUntil(lambda: len(seat.store.live["department"]) == 1, timeout=15_000)
    assert resets == []
    seat.stop()
    assert second.stop() == 0


@pytest.mark.slow
def test_a_killed_server_is_stale_within_six_seconds_and_current_within_ten(tmp_path: Path, qtbot: QtBot) -> None:
    first = start(tmp_path)
    seat = seat_of(first, qtbot)
    first.admin().send(SaveDepartment(code="D01", name="一"))
    port = first.url.rsplit(":", 1)[1]
    killed_at = time.monotonic()
    first.stop(signal.SIGKILL)
    qtbot.waitUntil(lambda: seat.link.state is LinkState.STALE, timeout=6000)
    assert time.monotonic() - killed_at < 6.0
    again = start(tmp_path, flags=("--port", port))
    served_at = time.monotonic()
    caller = again.log_in("admin")
    caller.send(SaveDepartment(code="D02", name="二"))
    qtbot.waitUntil(lambda: seat.link.state is LinkState.CURRENT, timeout=10_000)
    assert time.monotonic() - served_at < 10.0
    qtbot.waitUntil(lambda: len(seat.store.live["department"]) == 2, timeout=5000)
    seat.stop()
    assert again.stop() == 0
