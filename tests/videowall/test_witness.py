"""Streams that come in time and lie: each kind is found, and healthy ones are left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st

from videowall import witness
from videowall.decoder import Source
from videowall.stream import Doubt, Transport
from videowall.witness import Sample, Witness, change_of, twins

GOP_S, STEP_S = 2.0, 1.0
STREET = bytes(40 + (x * 7 + y * 31) % 150 for y in range(18) for x in range(32))


def samples(
    seconds: float,
    *,
    begin: float = 0.0,
    mark: Callable[[int], int] = lambda n: 1000 + n,
    small: bytes = STREET,
    detail: float = 6.0,
    change: float = 0.2,
    stamp: Callable[[float], float] = lambda at: at,
) -> Iterator[Sample]:
    """A sample each second, each second one a key picture; `mark` by the number of the key picture."""
    for n in range(round(seconds / STEP_S)):
        at = begin + n * STEP_S
        key = n % 2 == 0
        number = mark(round(at / GOP_S)) if key else 10**9 + round(at * 10)
        yield Sample(at, stamp(at), key, number, small, detail if key else None, change if key else None)


def watched(*parts: Iterator[Sample], busy: bool = False) -> list[tuple[float, Doubt, float]]:
    """When which doubt began to be told, and its value then."""
    told: list[tuple[float, Doubt, float]] = []
    one = Witness(0.0)
    doubt = Doubt.NONE
    for part in parts:
        for sample in part:
            one.see(sample, busy=busy)
            if one.finding.doubt is not doubt:
                doubt = one.finding.doubt
                told.append((round(sample.at, 1), doubt, one.finding.value))
    return told


def test_a_healthy_stream_is_never_doubted() -> None:
    assert watched(samples(3600)) == []


def test_a_picture_that_stands_is_doubted_within_ten_seconds_and_believed_when_it_moves() -> None:
    told = watched(samples(60), samples(20, begin=60, mark=lambda _: 7, change=0.0), samples(10, begin=80, change=0.2))
    assert [(doubt, at - 60 <= 10) for at, doubt, _ in told] == [(Doubt.SAME, True), (Doubt.NONE, False)]
    assert told[1][0] - 80 <= 3 * GOP_S
    moving = watched(samples(20, mark=lambda _: 7, change=0.0), samples(1, begin=20, small=STREET[::-1]))
    assert [(doubt, at) for at, doubt, _ in moving][1:] == [(Doubt.NONE, 20.0)]


def test_a_recording_in_a_loop_is_known_by_its_second_round() -> None:
    told = watched(samples(120, mark=lambda n: n % 8))
    assert [(doubt, value) for _, doubt, value in told] == [(Doubt.LOOP, 16.0)]
    assert told[0][0] <= 16.0 + 2 * GOP_S


def test_a_loop_that_ends_is_believed_again() -> None:
    told = watched(samples(60, mark=lambda n: n % 8), samples(20, begin=60))
    assert [doubt for _, doubt, _ in told] == [Doubt.LOOP, Doubt.NONE]


def test_the_same_picture_twice_by_chance_is_no_loop() -> None:
    assert watched(samples(600, mark=lambda n: 5 if n % 50 == 0 else 1000 + n)) == []


def test_one_colour_is_said_within_ten_seconds() -> None:
    black = bytes([16]) * (32 * 18)
    told = watched(samples(60), samples(20, begin=60, small=black, detail=0.0, mark=lambda _: 3, change=0.0))
    assert [doubt for _, doubt, _ in told] == [Doubt.BLANK]
    assert told[0][0] <= 70


@pytest.mark.parametrize(("small", "doubt"), [(STREET, Doubt.BLURRED), (bytes([80, 90] * 288), Doubt.COVERED)])
def test_a_lens_that_loses_its_detail_is_doubted(small: bytes, doubt: Doubt) -> None:
    told = watched(samples(60), samples(20, begin=60, small=small, detail=2.0), samples(20, begin=80))
    assert [one for _, one, _ in told] == [doubt, Doubt.NONE]
    assert told[0][0] <= 70


def test_dusk_is_no_covered_lens() -> None:
    parts = [samples(60, begin=60.0 * n, detail=6.0 - 0.3 * n) for n in range(15)]
    assert watched(*parts) == []


def test_a_delay_that_grows_is_doubted_unless_this_machine_is_at_its_limit() -> None:
    def behind(at: float) -> float:
        return at if at < 60 else 60 + (at - 60) * 0.93

    assert [one for _, one, _ in watched(samples(90, stamp=behind))] == [Doubt.DELAY]
    assert watched(samples(90, stamp=behind), busy=True) == []


def test_one_late_second_is_no_delay_that_grows() -> None:
    assert watched(samples(90, stamp=lambda at: at - (1.0 if 60 < at < 61 else 0.0))) == []


def test_a_clock_that_runs_fast_or_jumps_is_doubted() -> None:
    fast = watched(samples(90, stamp=lambda at: at if at < 60 else 60 + (at - 60) * 1.1))
    assert [one for _, one, _ in fast][:1] == [Doubt.FAST]
    assert fast[0][0] <= 70
    jump = watched(samples(90, stamp=lambda at: at + (3600 if at >= 60 else 0)))
    assert [one for _, one, _ in jump] == [Doubt.JUMP, Doubt.NONE]
    assert jump[0][0] <= 61
    assert jump[1][0] - jump[0][0] >= 9


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans(), st.integers(0, 5), st.floats(0, 1)), max_size=80))
def test_whatever_comes_it_says_one_thing_and_forgets_no_bound(
    seen: list[tuple[float, bool, int, float]],
) -> None:
    one, at, chance = Witness(0.0), 0.0, Random(1)
    for wait, key, mark, change in seen:
        at += wait
        small = chance.randbytes(576)
        one.see(Sample(at, at * chance.random(), key, mark, small, change if key else None, change if key else None))
        assert one.finding.since <= at
        assert len(one.marks) <= witness.MARKS


def test_a_machine_that_stood_still_for_seconds_sees_no_clock_jump() -> None:
    late = watched(samples(60), samples(30, begin=63, stamp=lambda at: max(60.0, at - 3.0)), busy=True)
    assert late == []
    back = watched(samples(90, stamp=lambda at: at - (600 if at >= 60 else 0)))
    assert [one for _, one, _ in back][:1] == [Doubt.JUMP]


def test_two_cameras_with_one_picture_are_found_and_a_third_is_not() -> None:
    assert twins([("1", (5, 6, 7)), ("2", (6, 7, 8)), ("3", (7, 9, 6))]) == {"2": "1", "1": "2"}
    assert twins([("1", (5, 6, 7)), ("1", (5, 6, 7))]) == {}


# --- with real pictures


def _film(path: Path, pictures: Iterator[bytes], options: dict[str, str]) -> Path:
    with av.open(str(path), "w", format="mpegts") as out:
        stream = out.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        keys = "keyint=20:min-keyint=20:scenecut=0:threads=1"
        stream.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": keys, **options}
        for number, grey in enumerate(pictures):
            frame = av.VideoFrame(320, 180, "gray")
            frame.planes[0].update(grey)
            shown = frame.reformat(format="yuv420p")
            shown.pts = number
            out.mux(stream.encode(shown))
        out.mux(stream.encode(None))
    return path


def _told(film: Path) -> list[Doubt]:
    source = Source(str(film), Transport.TCP)
    one, at, last, told = Witness(0.0), 0.0, -1.0, [Doubt.NONE]
    for packet in source.packets():
        for frame in source.decode(packet, alone=False):
            at += 0.1
            if frame.key_frame or at - last >= witness.SAMPLE_S:
                last = at
                sample = source.sample(frame, at, key=bool(frame.key_frame), fine=bool(frame.key_frame))
                one.see(sample)
                if one.finding.doubt is not told[-1]:
                    told.append(one.finding.doubt)
    source.close()
    return told


def _street(sigma: float, chance: Random) -> bytes:
    """The same street, with the noise of a sensor."""
    base = _BASE
    if not sigma:
        return base
    noise = [round(chance.gauss(0, sigma)) for _ in range(4096)]
    start = chance.randrange(4096)
    return bytes(min(255, max(0, value + noise[(start + n * 17) % 4096])) for n, value in enumerate(base))


_BASE = bytes(60 + (x // 9 * 37 + y // 7 * 53) % 120 + (x * 31 + y * 17) % 23 for y in range(180) for x in range(320))
ENCODERS = [{"crf": "23"}, {"crf": "34"}, {"b": "250000", "maxrate": "250000", "bufsize": "250000"}]


@pytest.mark.parametrize("options", ENCODERS, ids=["fine", "coarse", "constant rate"])
@pytest.mark.parametrize("sigma", [0.0, 0.5, 3.0])
def test_a_still_street_is_believed_and_a_memory_is_not(tmp_path: Path, options: dict[str, str], sigma: float) -> None:
    pictures = (_street(sigma, chance) for chance in [Random(4)] for _ in range(220))
    told = _told(_film(tmp_path / "film.ts", pictures, options))
    assert told == ([Doubt.NONE, Doubt.SAME] if sigma == 0 else [Doubt.NONE])


def test_bits_that_differ_are_counted_over_pictures_of_one_size() -> None:
    count = partial(change_of, bytes(100))
    assert count(bytes(100)) == 0.0
    assert count(bytes([1]) * 100) == 0.125
    assert count(bytes(99)) is None
    assert change_of(b"", b"") is None
