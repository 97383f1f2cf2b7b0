"""Frames of real terminals and of two other implementations read alike here; torn and hostile bytes harm nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.gateways.jt808 import codec

REALDATA = Path(os.environ.get("CITYWALL_REALDATA") or Path(__file__).resolve().parents[3] / "shared" / "realdata")
SAMPLES = REALDATA / "vehicles" / "jt808_dev_samples.jsonl"


def samples() -> list[dict[str, Any]]:
    if not SAMPLES.exists():
        return []
    return [json.loads(line) for line in SAMPLES.read_text(encoding="utf-8").splitlines()]


FRAMES = st.builds(
    codec.Frame,
    message=st.integers(0, 0xFFFF),
    phone=st.text("0123456789", min_size=12, max_size=12),
    serial=st.integers(0, 0xFFFF),
    body=st.binary(max_size=200),
    edition=st.just(2013),
    part=st.none() | st.tuples(st.integers(1, 9), st.integers(1, 9)),
)


@given(FRAMES, st.booleans())
def test_a_frame_survives_the_wire(frame: codec.Frame, later: bool) -> None:
    if later:
        frame = codec.Frame(frame.message, frame.phone.zfill(20), frame.serial, frame.body, 2019, frame.part)
    (inner,) = codec.Splitter().feed(codec.encode(frame))
    assert codec.decode(inner) == frame


@given(st.lists(FRAMES, min_size=1, max_size=5), st.integers(1, 40))
def test_joined_and_split_frames_are_found(frames: list[codec.Frame], step: int) -> None:
    stream, splitter = b"".join(map(codec.encode, frames)), codec.Splitter()
    found = [inner for at in range(0, len(stream), step) for inner in splitter.feed(stream[at : at + step])]
    assert [codec.decode(inner) for inner in found] == frames
    assert splitter.skipped == 0


@given(st.binary(max_size=300), FRAMES)
def test_a_whole_frame_is_found_after_rubbish(rubbish: bytes, frame: codec.Frame) -> None:
    splitter = codec.Splitter()
    inners = splitter.feed(rubbish + b"\x7e" + codec.encode(frame))
    decoded = []
    for inner in inners:
        try:
            decoded.append(codec.decode(inner))
        except codec.FrameError:
            continue
    assert frame in decoded


@given(st.binary(max_size=200))
def test_hostile_bytes_raise_nothing_but_a_frame_error(data: bytes) -> None:
    for read in (codec.decode, codec.location, codec.locations):
        try:
            read(data)
        except codec.FrameError:
            continue


def test_a_frame_without_end_does_not_fill_the_memory() -> None:
    splitter = codec.Splitter()
    for _ in range(1000):
        splitter.feed(b"\x7e" + b"x" * 1000)
    assert splitter.skipped > 0
    assert len(splitter._held) <= codec.MAX_FRAME + 1001


@given(st.binary(min_size=1, max_size=3000), st.integers(1, 9))
def test_a_long_message_survives_being_sent_in_parts(body: bytes, count: int) -> None:
    step = -(-len(body) // count)
    pieces = [body[at : at + step] for at in range(0, len(body), step)]
    whole, assembler = None, codec.Assembler()
    for number, piece in enumerate(pieces, 1):
        assert whole is None
        whole = assembler.add(codec.Frame(0x0704, "0" * 12, number, piece, part=(number, len(pieces))))
    assert whole is not None
    assert whole.body == body


@pytest.mark.parametrize("part", [(0, 2), (3, 2), (1, 60_000), (0, 0)])
def test_impossible_parts_are_refused(part: tuple[int, int]) -> None:
    with pytest.raises(codec.FrameError):
        codec.Assembler().add(codec.Frame(0x0704, "0" * 12, 0, b"", part=part))


@pytest.mark.realdata
@pytest.mark.skipif(not SAMPLES.exists(), reason=f"no real frames at {SAMPLES}")
def test_every_real_frame_reads_as_the_independent_reader_says() -> None:
    checked = 0
    for sample in samples():
        oracle = sample["oracle"]
        inners = codec.Splitter().feed(bytes.fromhex(sample["hex"]))
        if not oracle.get("checksum_ok") or not oracle.get("body_length_matches"):
            for inner in inners:
                with pytest.raises(codec.FrameError):
                    codec.decode(inner)
            continue
        (inner,) = inners
        frame = codec.decode(inner)
        assert f"0x{frame.message:04X}" == oracle["message_id"], sample["id"]
        assert frame.phone == oracle["phone"], sample["id"]
        assert (frame.serial, len(frame.body)) == (oracle["serial"], oracle["body_length"]), sample["id"]
        if "location" in oracle:
            _same(codec.location(frame.body), oracle["location"])
        if "batch" in oracle:
            found = codec.locations(frame.body)
            assert len(found) == oracle["batch"]["parsed"]
            for read, expected in zip(found, oracle["batch"]["locations"], strict=False):
                _same(read, expected)
        checked += 1
    assert checked > 100


def _same(read: codec.Location, expected: dict[str, Any]) -> None:
    assert (read.lat, read.lon) == pytest.approx((expected["latitude"], expected["longitude"]))
    assert read.speed_kmh == pytest.approx(expected["speed_kmh"])
    assert (read.alarm, read.status, read.positioned) == (expected["alarm"], expected["status"], expected["positioned"])
    assert read.heading_deg == expected["course"] % 360
    assert read.valid == expected["coordinates_valid"]
    if expected.get("time"):
        assert read.at is not None
        assert read.at.isoformat() == expected["time"]
    if expected.get("extras_well_formed"):
        assert {f"{name:02x}": value.hex() for name, value in read.items.items()} == expected["extras"]
