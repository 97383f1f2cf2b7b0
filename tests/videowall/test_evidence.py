"""Clips and pictures out of the ring of real streams: they play, cover the time, and sha256sum accepts the manifest."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.videowall.conftest import Rtsp, _has_source, in_state, sub
from tests.videowall.test_ring import _records, rules
from videowall import clip as clips
from videowall.evidence import sweep, take
from videowall.orders import Lack, Take, Taken
from videowall.ring_files import NO_STAMP, Head, Record
from videowall.stream import State
from videowall.supervisor import Supervisor
from videowall.units import parameters, with_start_codes


@pytest.fixture(scope="module")
def both() -> Iterator[Rtsp]:
    """A source of H.264 and H.265."""
    if (missing := _has_source()) is not None:
        pytest.skip(missing)
    server = Rtsp(0, "--h265", "--cameras", "2")
    yield server
    server.kill()


def order(tmp_path: Path, since_ns: int, until_ns: int, kind: str = "clip", job: str = "1") -> Take:
    return Take(
        job=job,
        kind=kind,
        ring=str(tmp_path / "ring"),
        streams=("7/main", "7/sub"),
        since_ns=since_ns,
        until_ns=until_ns,
        folder=str(tmp_path / "evidence"),
        label="12 市场 ../../x",
        facts={"who": "李敏", "clock_offset_s": "-0.250"},
    )


def checked(taken: Taken) -> dict[str, object]:
    """The facts, after the real sha256sum has accepted the folder."""
    assert taken.lack is Lack.NONE
    path = Path(taken.path)
    done = subprocess.run(
        ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=path.parent, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [f"{path.name}: OK", "facts.json: OK"]
    digest = subprocess.run(["sha256sum", str(path)], capture_output=True, text=True, check=True).stdout.split()[0]
    assert digest == taken.sha256
    facts: dict[str, object] = json.loads((path.parent / "facts.json").read_bytes())
    assert facts["sha256"] == digest
    assert facts["asked"] == {"who": "李敏", "clock_offset_s": "-0.250"}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    return facts


@pytest.mark.parametrize(("path", "codec"), [("cam/2", "h264"), ("h265/1", "hevc")])
def test_a_clip_plays_from_its_first_picture_and_covers_the_time(
    qtbot: QtBot, supervisor: Supervisor, both: Rtsp, tmp_path: Path, path: str, codec: str
) -> None:
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", both.url(path)))
    qtbot.waitUntil(in_state(supervisor, "7/sub", State.LIVE), timeout=60_000)
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 60, timeout=60_000)
    answers: list[Taken] = []
    supervisor.taken.connect(answers.append)
    now = time.time_ns()
    wish = order(tmp_path, now - 2 * 10**9, now + 2 * 10**9)
    supervisor.ask(wish.job, wish)
    supervisor.ask(wish.job, wish)  # told twice, done once
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    taken = answers[0]
    facts = checked(taken)
    assert facts["codec"] == codec
    assert facts["stream"] == "7/sub"
    assert facts["encoded_anew"] is False
    assert taken.since_ns <= now - 2 * 10**9
    assert taken.until_ns >= now + 1.5e9
    kept = {bytes(one.data[-200:]) for one in _records(tmp_path / "ring")}
    with av.open(taken.path) as film:
        frames = list(film.decode(video=0))
        assert film.streams.video[0].codec_context.name == codec
        assert film.duration is not None
        length = film.duration / 1e6
    assert frames[0].key_frame
    assert frames[0].pts == 0
    assert (frames[0].width, frames[0].height) == (640, 360)
    assert length >= 3.5
    assert abs(length - (taken.until_ns - taken.since_ns) / 1e9) < 0.6
    assert abs(len(frames) - length * 15) < 8
    assert len(frames) == facts["packets"]
    with av.open(taken.path) as film:  # the same bytes as the camera sent
        tails = [bytes(packet)[-200:] for packet in film.demux(video=0) if packet.size > 300]
    assert tails
    assert all(tail in kept for tail in tails)


def test_a_picture_has_the_streams_own_size(qtbot: QtBot, supervisor: Supervisor, both: Rtsp, tmp_path: Path) -> None:
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", both.url("cam/2"), 160, 90))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 20, timeout=60_000)
    answers: list[Taken] = []
    supervisor.taken.connect(answers.append)
    now = time.time_ns()
    supervisor.ask("p", order(tmp_path, now, now, "snapshot", "p"))
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    facts = checked(answers[0])
    assert facts["encoded_anew"] is True
    assert 0 <= now - answers[0].until_ns < 10**9
    with av.open(answers[0].path) as picture:
        frame = next(picture.decode(video=0))
        assert (frame.width, frame.height) == (640, 360)


def test_a_worker_that_is_killed_while_a_clip_waits_is_followed_by_one_that_makes_it(
    qtbot: QtBot, supervisor: Supervisor, both: Rtsp, tmp_path: Path
) -> None:
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", both.url("cam/2")))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 30, timeout=60_000)
    answers: list[Taken] = []
    supervisor.taken.connect(answers.append)
    now = time.time_ns()
    supervisor.ask("1", order(tmp_path, now - 10**9, now + 6 * 10**9))
    for pid in supervisor.pids():
        os.kill(pid, signal.SIGKILL)
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    checked(answers[0])
    assert answers[0].since_ns <= now - 10**9
    with av.open(answers[0].path) as film:
        assert next(film.decode(video=0)).key_frame


def test_a_camera_that_begins_again_in_mid_clip_leaves_a_gap_that_is_told(
    qtbot: QtBot, supervisor: Supervisor, frail_rtsp: Rtsp, tmp_path: Path
) -> None:
    """Its time stamps begin anew: they jump."""
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", frail_rtsp.url("cam/2")))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 30, timeout=60_000)
    since = _records(tmp_path / "ring")[0].at_ns
    frail_rtsp.kill()
    until_lost = len(_records(tmp_path / "ring"))
    stream = supervisor.stream("7/sub")
    assert stream is not None
    qtbot.waitUntil(lambda: stream.status is not None and stream.status.state is State.BACKOFF, timeout=60_000)
    time.sleep(2.2)  # what the gap is made of
    frail_rtsp.start()
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > until_lost + 40, timeout=60_000)
    taken = take(order(tmp_path, since, time.time_ns()))
    facts = checked(taken)
    assert isinstance(facts["gaps"], list)
    assert len(facts["gaps"]) == 1
    with av.open(taken.path) as film:
        stamps = [float((frame.pts or 0) * (frame.time_base or 0)) for frame in film.decode(video=0)]
        assert film.duration is not None
        assert abs(film.duration / 1e6 - (taken.until_ns - taken.since_ns) / 1e9) < 1.5
    assert stamps == sorted(set(stamps))


def test_what_was_left_unfinished_goes_after_an_hour(tmp_path: Path) -> None:
    old, young = tmp_path / ".old.part", tmp_path / ".young.part"
    for folder in (old, young):
        folder.mkdir()
        (folder / "half.mp4").write_bytes(b"half")
    os.utime(old, (time.time() - 4000, time.time() - 4000))
    sweep(tmp_path)
    assert not old.exists()
    assert young.exists()


def test_nothing_of_that_time_is_said(tmp_path: Path) -> None:
    assert take(order(tmp_path, 0, 10**9)).lack is Lack.NOTHING
    assert not (tmp_path / "evidence").exists()


def test_a_full_disk_leaves_nothing_half_done(
    qtbot: QtBot, supervisor: Supervisor, both: Rtsp, tmp_path: Path, small_disk: Path
) -> None:
    supervisor.keep(rules(tmp_path / "ring"))
    supervisor.show(sub("7", both.url("cam/2")))
    qtbot.waitUntil(lambda: len(_records(tmp_path / "ring")) > 30, timeout=60_000)
    (small_disk / "stuffing").write_bytes(b"x" * (1_000_000))
    answers: list[Taken] = []
    supervisor.taken.connect(answers.append)
    now = time.time_ns()
    wish = order(tmp_path, now - 10**9, now)
    supervisor.ask("1", replace(wish, folder=str(small_disk / "evidence")))
    qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
    assert answers[0].lack is Lack.FULL
    assert list((small_disk / "evidence").iterdir()) == []
    supervisor.ask("2", replace(wish, job="2", folder=str(small_disk / "stuffing" / "under")))
    qtbot.waitUntil(lambda: len(answers) == 2, timeout=60_000)
    assert answers[1].lack is Lack.UNWRITABLE


# --- time stamps, pure --------------------------------------------------------------------------------------------


def _row(stamps: list[int | None], step_ms: int = 100) -> list[Record]:
    return [
        Record(n * step_ms * 1_000_000, n == 0, NO_STAMP if one is None else one, NO_STAMP, b"x")
        for n, one in enumerate(stamps)
    ]


MS = Fraction(1, 1000)


@pytest.mark.parametrize(
    ("stamps", "seconds"),
    [
        ([5000, 5100, 5200, 5300], [0, 0.1, 0.2, 0.3]),
        ([5000, 5100, 0, 100], [0, 0.1, 0.2, 0.3]),  # begins anew
        ([5000, 5100, 9_999_000, 9_999_100], [0, 0.1, 0.2, 0.3]),  # jumps
        ([None, 5100, 5200, 5300], [0, 0.1, 0.2, 0.3]),
        ([0, 300, 100, 200], [0, 0.3, 0.1, 0.2]),  # pictures that lean on later ones
        ([7, 7, 7, 7], [0, 0, 0, 0]),  # stand still
    ],
)
def test_time_stamps_grow_whatever_the_cameras_did(stamps: list[int | None], seconds: list[float]) -> None:
    found = clips.retime(_row(stamps), MS)
    assert [round(pts / clips.TICKS, 2) for pts, _ in found] == seconds
    decoded = [dts for _, dts in found]
    assert decoded == sorted(set(decoded))
    assert all(dts <= pts for pts, dts in found)


def test_a_camera_whose_time_runs_at_another_speed_is_set_by_arrival() -> None:
    found = clips.retime(_row([n * 300 for n in range(100)]), MS)
    assert abs(found[-1][0] / clips.TICKS - 9.9) < 0.01


def test_units_with_lengths_get_start_codes(clip: Path, tmp_path: Path) -> None:
    """A real MP4, whose packets have lengths, through the ring's records into another MP4."""
    with av.open(str(clip)) as film:
        stream = film.streams.video[0]
        extradata = bytes(stream.codec_context.extradata or b"")
        records = [
            Record(
                int(packet.pts * (packet.time_base or 0) * 10**9),
                packet.is_keyframe,
                packet.pts,
                NO_STAMP,
                bytes(packet),
            )
            for packet in film.demux(stream)
            if packet.size and packet.pts is not None
        ]
        assert stream.time_base is not None
        base = (stream.time_base.numerator, stream.time_base.denominator)
    assert extradata[0] == 1
    sets, length = parameters("h264", extradata)
    assert length == 4
    assert sets.startswith(b"\0\0\0\1")
    assert with_start_codes(records[0].data, length).startswith(b"\0\0\0\1")
    for cut_at in range(1, len(extradata) - 4):
        with pytest.raises(ValueError, match="cut short"):
            parameters("h264", extradata[:cut_at])
    head = Head(stream="7/sub", codec="h264", extradata=extradata, base=base)
    clips.mux(clips.Cut(head, records, ()), tmp_path / "again.mp4")
    with av.open(str(tmp_path / "again.mp4")) as film:
        assert len(list(film.decode(video=0))) == 30


def test_a_codec_nobody_knows_is_said(tmp_path: Path) -> None:
    head = Head(stream="7/sub", codec="vp9", extradata=b"", base=(1, 1000))
    with pytest.raises(clips.NotKept, match="codec"):
        clips.mux(clips.Cut(head, _row([0, 1]), ()), tmp_path / "no.mp4")
