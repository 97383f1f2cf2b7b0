"""Replay out of the ring: pictures of the time that was asked for, step by step, at any speed, never of now."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import pytest
from pytestqt.qtbot import QtBot

from tests.videowall.conftest import Rtsp, sub
from tests.videowall.test_ring import _records, rules
from videowall.orders import Replay
from videowall.ring import RingWriter
from videowall.ring_files import Head
from videowall.shm import Channel, Picture
from videowall.stream import State, Status
from videowall.supervisor import Supervisor

BEGAN_NS = 1_700_000_000 * 10**9


@dataclass
class Player:
    """A replay as the window has it."""

    supervisor: Supervisor
    qtbot: QtBot
    order: Replay
    channel: Channel

    def wish(self, **changes: object) -> None:
        self.order = msgspec.structs.replace(self.order, **changes)
        self.supervisor.ask(self.order.id, self.order, self.channel.fd)

    def status(self) -> Status | None:
        return self.supervisor.replays.get(self.order.id)

    def picture(self) -> Picture:
        picture = self.channel.latest()
        assert picture is not None
        return picture

    def level(self) -> int:
        """Brightness of the picture: which one it is."""
        return self.picture().pixels[1]

    def at(self, seconds: float) -> bool:
        status = self.status()
        return status is not None and abs(status.position_s - BEGAN_NS / 1e9 - seconds) < 0.01


@pytest.fixture(params=[("libx264", "h264", "0"), ("libx265", "hevc", "0"), ("libx264", "h264", "2")])
def film(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, int]:
    """A ring with 12 s of 10 pictures a second, each a little brighter than the one before; a key frame each second."""
    coder, codec, between = request.param
    context = av.CodecContext.create(coder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt, context.framerate = 320, 180, "yuv420p", Fraction(10)
    context.options = {"g": "10", "bf": between, "preset": "ultrafast", "x265-params": "keyint=10:log-level=none"}
    packets = []
    for n in range(120):
        frame = av.VideoFrame(320, 180, "yuv420p")
        for plane, level in zip(frame.planes, (40 + n, 128, 128), strict=True):
            plane.update(bytes([level]) * plane.buffer_size)
        frame.pts = n
        packets += context.encode(frame)
    packets += context.encode(None)
    folder = tmp_path / "ring"
    writer = RingWriter(rules(folder))
    track = writer.track(Head(stream="7/sub", codec=codec, extradata=bytes(context.extradata or b""), base=(1, 10)))
    for n, packet in enumerate(packets):
        monkeypatch.setattr(time, "time_ns", lambda n=n: BEGAN_NS + n * 100_000_000)
        track.put(bytes(packet), packet.is_keyframe, packet.pts, packet.dts)
    writer.close()
    monkeypatch.undo()
    assert len(_records(folder)) == 120
    return folder, len(packets)


@pytest.fixture
def player(qtbot: QtBot, supervisor: Supervisor, film: tuple[Path, int]) -> Iterator[Player]:
    channel = Channel.create(320, 180)
    order = Replay(
        id="7/replay",
        ring=str(film[0]),
        streams=("7/main", "7/sub"),
        at_ns=BEGAN_NS + 3 * 10**9,
        seek=1,
        width=320,
        height=180,
        playing=False,
    )
    one = Player(supervisor, qtbot, order, channel)
    one.wish()
    qtbot.waitUntil(lambda: one.at(3.0), timeout=60_000)
    yield one
    supervisor.forget("7/replay")
    channel.close()


def test_it_shows_the_time_that_is_asked_for_and_steps_both_ways(qtbot: QtBot, player: Player) -> None:
    first = player.level()
    player.wish(steps=1)
    qtbot.waitUntil(lambda: player.at(3.1), timeout=60_000)
    assert 0 <= player.level() - first <= 3
    player.wish(steps=-4)
    qtbot.waitUntil(lambda: player.at(2.6), timeout=60_000)
    assert -8 <= player.level() - first <= -2
    player.wish(seek=2, at_ns=BEGAN_NS + 10 * 10**9, steps=0)
    qtbot.waitUntil(lambda: player.at(10.0), timeout=60_000)
    assert 60 <= player.level() - first <= 95
    player.wish(seek=3, at_ns=0)  # before there was anything: the first picture
    qtbot.waitUntil(lambda: player.at(0.0), timeout=60_000)
    status = player.status()
    assert status is not None
    assert status.recorded
    assert status.state is State.LIVE
    assert abs(status.duration_s - BEGAN_NS / 1e9 - 11.9) < 0.01


def test_its_pictures_say_how_old_they_are(player: Player) -> None:
    lag = player.picture().lag_s
    assert lag > 86_400 * 30  # of 2023; more than the field holds is its most


def test_it_plays_faster_and_slower_and_stops_at_the_newest(qtbot: QtBot, player: Player) -> None:
    seen: list[tuple[float, float]] = []

    def note(news: set[str]) -> None:
        status = player.status()
        if "7/replay" in news and status is not None:
            seen.append((time.monotonic(), status.position_s))

    player.supervisor.changed.connect(note)
    player.wish(playing=True, speed=4.0)
    qtbot.waitUntil(lambda: player.at(11.9), timeout=60_000)
    took = seen[-1][0] - seen[0][0]
    assert took > 1.5  # 8.9 s at four times the speed; a busy machine takes longer
    places = [place for _, place in seen]
    assert places == sorted(places)
    player.wish(seek=2, at_ns=BEGAN_NS + 10**9, speed=0.25)
    qtbot.waitUntil(lambda: player.at(1.0), timeout=60_000)
    began = time.monotonic()
    qtbot.waitUntil(lambda: player.at(1.2), timeout=60_000)
    assert time.monotonic() - began > 0.5


def test_its_worker_is_killed_and_the_next_one_goes_on(qtbot: QtBot, player: Player) -> None:
    for pid in player.supervisor.pids():
        os.kill(pid, signal.SIGKILL)
    player.supervisor.replays.clear()
    qtbot.waitUntil(lambda: player.at(3.0), timeout=60_000)


def test_a_time_that_is_not_kept_is_said(qtbot: QtBot, supervisor: Supervisor, tmp_path: Path) -> None:
    channel = Channel.create(320, 180)
    order = Replay(id="8/replay", ring=str(tmp_path), streams=("8/sub",), at_ns=0, seek=1, width=320, height=180)
    supervisor.ask("8/replay", order, channel.fd)
    qtbot.waitUntil(
        lambda: "8/replay" in supervisor.replays and supervisor.replays["8/replay"].state is State.NOT_FOUND,
        timeout=60_000,
    )
    supervisor.forget("8/replay")
    channel.close()


def test_a_running_camera_is_played_up_to_what_it_sends_now(
    qtbot: QtBot, supervisor: Supervisor, rtsp: Rtsp, tmp_path: Path
) -> None:
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", rtsp.url("cam/2")))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 40, timeout=60_000)
    newest = _records(tmp_path / "ring")[-1].at_ns
    channel = Channel.create(320, 180)
    order = Replay(
        id="7/replay", ring=str(tmp_path / "ring"), streams=("7/main", "7/sub"), at_ns=newest - 10**9, seek=1,
        width=320, height=180, speed=4.0,
    )  # fmt: skip
    supervisor.ask("7/replay", order, channel.fd)

    def beyond() -> bool:
        status = supervisor.replays.get("7/replay")
        return status is not None and status.position_s * 1e9 > newest + 10**9

    qtbot.waitUntil(beyond, timeout=60_000)
    supervisor.forget("7/replay")
    channel.close()
