"""A broadcast from the wish to its receipts: real gateway, simulated poles, no case server anywhere."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from contract.commands import RecordBroadcast
from contract.entities import PoleState
from tests.voice.programs import Gateway, Poles, free_port, on_air, speech, stock
from tests.waiting import until


def receipt_of(record: RecordBroadcast, number: int) -> tuple[str, str]:
    """(state, reason) of a pole."""
    (found,) = [one for one in record.receipts if one.pole_id == str(100 + number)]
    return str(found.state), found.reason


def states_of(gateway: Gateway, broadcast_id: str) -> list[str]:
    """The states it went through."""
    return list(dict.fromkeys(str(one.state) for one in gateway.records(broadcast_id)))


def test_every_pole_hears_the_clip_and_is_heard(shared: Gateway, horns: Poles) -> None:
    before = len(horns.calls("bye"))
    broadcast_id = shared.play(1, 6, 7, text="hello")
    last = shared.last(broadcast_id)
    assert states_of(shared, broadcast_id) == ["requested", "connecting", "live", "draining", "ended"]
    assert (last.clip, last.text, last.by_person_id, last.reason) == ("test", "hello", "77", "")
    assert last.started_at is not None
    assert last.ended_at is not None
    assert last.ended_at - last.started_at > timedelta(seconds=1)
    for receipt in last.receipts:
        assert (receipt.state, receipt.sent_packets) == (PoleState.PLAYING, 50)
        assert receipt.heard_packets > 30
        assert receipt.connected_ms is not None
        assert receipt.connected_ms < 500
    until(lambda: len(horns.calls("bye")) == before + 3)
    said = speech(1.0)[::2]
    for number in (1, 6, 7):
        heard = horns.heard(number)
        assert len(heard) == 8000
        assert np.corrcoef(heard, said)[0, 1] > 0.98


def test_poles_that_refuse_are_named_and_the_others_play(shared: Gateway) -> None:
    begun = time.monotonic()
    broadcast_id = shared.play(1, 2, 3, 4, 5, clip="middle")
    until(lambda: [one for one in shared.records(broadcast_id) if one.state == "live"])
    assert time.monotonic() - begun < 1.5  # nobody waits for the pole that is not there
    last = shared.last(broadcast_id)
    assert last.state == "ended"
    assert receipt_of(last, 1) == ("playing", "")
    assert receipt_of(last, 2) == ("offline", "no_answer")
    assert receipt_of(last, 3) == ("rejected", "rejected_603")
    assert receipt_of(last, 4) == ("busy", "rejected_486")
    assert receipt_of(last, 5) == ("playing", "")
    mute = next(one for one in last.receipts if one.pole_id == "105")
    assert (mute.sent_packets, mute.heard_packets) == (125, 0)  # sent is no proof


def test_nobody_there_is_a_failure(shared: Gateway) -> None:
    last = shared.last(shared.play(3, 4))
    assert (last.state, last.reason) == ("failed", "no_pole")
    assert last.started_at is None


def test_poles_are_asked_before_anybody_needs_them(shared: Gateway) -> None:
    until(lambda: shared.pole_states().get("102") == "offline")
    until(lambda: [shared.pole_states().get(str(100 + one)) for one in (1, 5, 6, 7)] == ["online"] * 4)
    health = shared.health()
    assert (health["poles"], health["city"], health["on_air"]) == (7, "never", [])


def test_a_pole_on_air_is_not_given_twice(shared: Gateway, horns: Poles) -> None:
    before = len(horns.calls("begin"))
    first = shared.play(1, clip="long")
    until(lambda: len(horns.calls("begin")) == before + 1)
    second = shared.last(shared.play(1, 6))
    assert receipt_of(second, 1) == ("busy", "in_use")
    assert receipt_of(second, 6) == ("playing", "")
    refused = shared.post("/broadcasts", clip="test", pole_ids=["101"])
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert refused.json()["params"]["on_air"] == first
    assert shared.post("/stop-all").json() == {"stopped": 1}
    assert shared.last(first).reason == "stopped"


def test_stop_all_silences_within_a_second_without_a_case_server(tmp_path: Path) -> None:
    numbers = range(1, 21)
    with on_air(tmp_path, numbers, "--offline", "20") as (gateway, poles):
        broadcasts = [gateway.play(*range(1, 11), clip="long"), gateway.play(*range(11, 21), clip="long")]
        until(lambda: len(poles.calls("begin")) == 19)
        begun = time.monotonic()
        assert gateway.post("/stop-all").json() == {"stopped": 2}
        until(lambda: len(poles.calls("bye")) == 19)
        assert time.monotonic() - begun < 1.0
        for broadcast_id in broadcasts:
            last = gateway.last(broadcast_id)
            assert (last.state, last.reason) == ("ended", "stopped")
        assert receipt_of(gateway.last(broadcasts[1]), 20) == ("unknown", "stopped")
        assert gateway.post("/stop-all").json() == {"stopped": 0}


def test_a_killed_gateway_hangs_up_when_it_is_back(tmp_path: Path) -> None:
    with on_air(tmp_path, [1, 2]) as (gateway, poles):
        broadcast_id = gateway.play(1, 2, clip="long")
        until(lambda: len(poles.calls("begin")) == 2)
        until(lambda: [one for one in gateway.records(broadcast_id) if one.state == "live"])
        gateway.end(signal.SIGKILL)
        assert not poles.calls("bye")
        begun = time.monotonic()
        again = Gateway(gateway.data, "http://127.0.0.1:9")
        try:
            until(lambda: len(poles.calls("bye")) == 2)
            assert time.monotonic() - begun < 5.0
            last = again.last(broadcast_id)
            assert (last.state, last.reason) == ("failed", "interrupted")
        finally:
            assert again.end() == 0
        gateway.process.returncode = 0  # the murder was ours


def test_a_pole_that_dies_is_noticed_and_the_others_go_on(tmp_path: Path) -> None:
    dying = Poles(tmp_path / "dying", [9])
    try:
        clips = {"test": 3.0}
        with on_air(tmp_path, [1], clips=clips, elsewhere={9: dying.port}) as (gateway, poles):
            broadcast_id = gateway.play(1, 9)
            until(lambda: dying.calls("begin") and poles.calls("begin"))
            until(lambda: any(one.receipts[1].heard_packets for one in gateway.records(broadcast_id)))
            dying.process.kill()
            died = time.monotonic()
            until(lambda: any(receipt_of(one, 9)[1] for one in gateway.records(broadcast_id)))
            assert time.monotonic() - died < 2.0
            last = gateway.last(broadcast_id)
            assert receipt_of(last, 1) == ("playing", "")
            assert receipt_of(last, 9) == ("offline", "silence")
    finally:
        dying.end(signal.SIGKILL)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"clip": "unheard-of"}, 503, "unavailable"),
        ({"clip": ""}, 404, "not_found"),
        ({"pole_ids": ["5"]}, 404, "not_found"),
        ({"pole_ids": []}, 422, "out_of_range"),
        ({"pole_ids": ["x"]}, 422, "out_of_range"),
        ({"pole_ids": 3}, 400, "malformed"),
        ({"ticket": "v1.forged.ticket"}, 401, "not_logged_in"),
    ],
)
def test_what_cannot_be_played_is_refused_in_words(
    shared: Gateway, change: dict[str, object], status: int, code: str
) -> None:
    wish = {"clip": "test", "pole_ids": ["101"]} | change
    answer = shared.post("/broadcasts", **wish)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_only_who_may_speak_speaks(shared: Gateway) -> None:
    wish = {"clip": "test", "pole_ids": ["101"]}
    for roles in (("kiosk",), ("inspector",), ("shift_leader",)):
        refused = shared.post("/broadcasts", ticket=shared.ticket(*roles), **wish)
        assert (refused.status_code, refused.json()["code"]) == (403, "wrong_role")
    old = shared.ticket(at=datetime.now(UTC) - timedelta(minutes=5))
    refused = shared.post("/broadcasts", ticket=old, **wish)
    assert (refused.status_code, refused.json()["code"]) == (401, "expired_token")


def test_an_old_ticket_still_silences(shared: Gateway) -> None:
    now = datetime.now(UTC)
    assert shared.post("/stop-all", ticket=shared.ticket(at=now - timedelta(hours=3))).json() == {"stopped": 0}
    assert shared.post("/stop-all", ticket=shared.ticket(at=now - timedelta(hours=13))).status_code == 401
    assert shared.post("/stop-all", ticket=shared.ticket("kiosk")).status_code == 403


def test_the_same_wish_twice_is_one_broadcast(shared: Gateway) -> None:
    assert shared.play(1, broadcast_id="4242") == "4242"
    assert shared.play(1, broadcast_id="4242") == "4242"
    shared.last("4242")
    assert len([one for one in shared.records("4242") if one.state == "requested"]) == 1


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, Poles]]:
    """One gateway and poles 1 to 7: 2 never answers, 3 declines, 4 is busy, 5 sends no sound back."""
    faults = ("--offline", "2", "--reject", "3", "--busy", "4", "--mute", "5")
    clips = {"test": 1.0, "middle": 2.5, "long": 30.0}
    with on_air(tmp_path_factory.mktemp("station"), range(1, 8), *faults, clips=clips) as both:
        yield both


@pytest.fixture
def shared(station: tuple[Gateway, Poles]) -> Gateway:
    return station[0]


@pytest.fixture
def horns(station: tuple[Gateway, Poles]) -> Poles:
    return station[1]


def test_an_address_that_no_name_can_have_harms_no_other_pole(tmp_path: Path) -> None:
    poles = Poles(tmp_path / "city", [1])
    try:
        addresses = {1: f"sip:1@127.0.0.1:{poles.port}", 2: "sip:2@horn..north"}
        stock(tmp_path / "data", addresses, {"test": 0.5})
        gateway = Gateway(tmp_path / "data", f"http://127.0.0.1:{free_port()}")
        try:
            until(lambda: gateway.pole_states() == {"101": "online", "102": "offline"})
            last = gateway.last(gateway.play(2))
            assert (last.state, last.reason, receipt_of(last, 2)) == ("failed", "no_pole", ("fault", "bad_address"))
            last = gateway.last(gateway.play(1, 2))
            assert (receipt_of(last, 1), receipt_of(last, 2)) == (("playing", ""), ("fault", "bad_address"))
        finally:
            assert gateway.end() == 0
        assert "failed" not in "".join(line for line in gateway.lines if "ERROR" in line)
    finally:
        poles.end()
