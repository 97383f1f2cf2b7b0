"""What a wall tells of its cameras: changes that last, once, and again where the server was away."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from backend_client.api import Api
from contract.commands import SaveCamera
from contract.outages import OUTAGES_PATH, Outage, OutageReason, Outages
from tests.backend.server import running
from videowall.health import DOWN_S, UP_S, HealthReporter, Seen, Watch, reason_of
from videowall.stream import Doubt, Fault, State, Status

R = OutageReason


def told(watch: Watch, *states: tuple[float, R | None]) -> list[tuple[float, R | None]]:
    """(when, what) of camera 7."""
    return [(at, reason) for at, seen in states for _, reason, _ in watch.look(at, [Seen("7", seen)])]


def test_a_change_that_lasts_is_told_once() -> None:
    watch = Watch()
    assert told(watch, (0, None), (UP_S, None), (UP_S + 5, None)) == [(UP_S, None)]
    assert told(watch, (20, R.NO_BYTES), (25, R.NO_BYTES), (20 + DOWN_S, R.NO_BYTES), (50, R.NO_BYTES)) == [
        (20 + DOWN_S, R.NO_BYTES)
    ]
    assert watch.look(60, [Seen("7", None)]) == []
    assert watch.look(66, [Seen("7", None)]) == [("7", None, 6)]


def test_a_moment_is_not_told() -> None:
    watch = Watch()
    told(watch, (0, None), (5, None))
    assert told(watch, (10, R.CLOSED), (15, None), (20, R.CLOSED), (25, None), (60, None)) == []


def test_a_camera_that_nobody_looks_at_says_nothing_and_begins_anew() -> None:
    watch = Watch()
    told(watch, (0, None), (5, None))
    assert told(watch, (10, R.CLOSED)) == []
    assert watch.look(15, []) == []
    assert told(watch, (30, R.CLOSED), (35, R.CLOSED)) == []
    assert told(watch, (40, R.CLOSED)) == [(40, R.CLOSED)]


def test_what_the_server_did_not_take_is_told_again() -> None:
    watch = Watch()
    assert told(watch, (0, R.AUTH), (10, R.AUTH)) == [(10, R.AUTH)]
    watch.untold("7")
    watch.untold("8")
    assert told(watch, (11, R.AUTH), (21, R.AUTH), (40, R.AUTH)) == [(21, R.AUTH)]


@pytest.mark.parametrize("fault", [one for one in Fault if one])
def test_every_fault_has_its_reason(fault: Fault) -> None:
    status = Status(id="7/sub", state=State.BACKOFF, since_s=0, fault=fault)
    assert reason_of(status, replayed=False, twin=False) == OutageReason(fault.value)


@pytest.mark.parametrize("doubt", [one for one in Doubt if one])
def test_every_doubt_has_its_reason(doubt: Doubt) -> None:
    status = Status(id="7/sub", state=State.LIVE, since_s=0, doubt=doubt)
    assert reason_of(status, replayed=False, twin=False) == OutageReason(doubt.value)


def test_a_recording_may_repeat_itself_and_a_stalled_stream_is_no_picture() -> None:
    loop = Status(id="7/sub", state=State.LIVE, since_s=0, doubt=Doubt.LOOP)
    assert reason_of(loop, replayed=True, twin=False) is None
    live = Status(id="7/sub", state=State.LIVE, since_s=0)
    assert reason_of(live, replayed=False, twin=True) is R.TWIN
    assert reason_of(live, replayed=True, twin=True) is None
    assert reason_of(Status(id="7/sub", state=State.STALLED, since_s=0), replayed=False, twin=False) is R.NO_BYTES
    assert reason_of(None, replayed=False, twin=False) is R.NO_BYTES


def test_a_real_server_hears_it_and_a_post_that_may_not_tell_is_silent(tmp_path: Path, qtbot: QtBot) -> None:
    with running(tmp_path) as server:
        camera = server.admin().send(SaveCamera(number=7, name="c", main_url="rtsp://10.0.0.7/main")).ids[0]
        seen, now = [Seen(camera, R.NO_BYTES)], [0.0]
        duty = server.account("duty")

        def outages() -> tuple[Outage, ...]:
            return duty.get(OUTAGES_PATH, Outages).outages

        api, other = Api(server.url), Api(server.url)
        try:
            api.adopt(duty.session)
            other.adopt(server.account("department").session)
            reporter, silent = (HealthReporter(one, lambda: seen, clock=lambda: now[0]) for one in (api, other))
            for step in (0.0, DOWN_S):
                now[0] = step
                reporter.tell()
                silent.tell()
            qtbot.waitUntil(lambda: len(outages()) == 1, timeout=20_000)
            assert (outages()[0].camera_id, outages()[0].reason, outages()[0].until) == (camera, R.NO_BYTES, None)
            qtbot.waitUntil(lambda: not silent.telling, timeout=20_000)
            assert reporter.telling
            seen[:] = [Seen(camera, None)]
            for step in (20.0, 20.0 + UP_S):
                now[0] = step
                qtbot.waitUntil(lambda: not reporter.sending, timeout=20_000)
                reporter.tell()
            qtbot.waitUntil(lambda: outages()[0].until is not None, timeout=20_000)
        finally:
            api.close()
            other.close()
