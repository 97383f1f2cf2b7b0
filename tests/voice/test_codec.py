"""G.711, RTP and the sound that is sent: against the standard's own steps, and against anything that can arrive."""

from __future__ import annotations

import io
import wave
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.gateways.voice import sound
from backend.gateways.voice.codec import CODECS, PCMA, PCMU, Codec, Rtp, pack, unpack
from simulator.poles_ear import TABLES

EVERY = np.arange(-32768, 32768).astype(np.int16)


def step_of(codec: Codec, value: int) -> int:
    """The width of the quantizing interval (G.711 tables 1 and 2) around a 16-bit sample."""
    if codec is PCMA:
        return 1 << (max(9, abs(value).bit_length()) - 5)
    biased = abs(value) + 132 + (3 if value < 0 else 0)  # the law has 14 bits, cut downwards
    return 1 << (biased.bit_length() - 5)


@pytest.mark.parametrize("codec", CODECS.values(), ids=lambda codec: codec.name)
def test_every_sample_comes_back_within_the_standards_step(codec: Codec) -> None:
    back = codec.decode(codec.encode(EVERY)).astype(int)
    steps = np.array([step_of(codec, int(value)) for value in EVERY])
    inside = np.abs(EVERY.astype(int)) <= (32256 if codec is PCMA else 32124)
    rounding = 0 if codec is PCMA else 4
    assert (np.abs(back - EVERY)[inside] <= steps[inside] / 2 + rounding).all()
    assert np.abs(back - EVERY)[~inside].max() <= 1024  # above the law's range everything is its last value


@pytest.mark.parametrize("codec", CODECS.values(), ids=lambda codec: codec.name)
def test_louder_never_becomes_quieter(codec: Codec) -> None:
    assert (np.diff(codec.decode(codec.encode(EVERY)).astype(int)) >= 0).all()


def test_known_codes_of_the_standard() -> None:
    def a(value: int) -> int:
        return PCMA.encode(np.array([value], dtype=np.int16))[0]

    def u(value: int) -> int:
        return PCMU.encode(np.array([value], dtype=np.int16))[0]

    assert (a(0), a(-1), a(32767), a(-32768)) == (0xD5, 0x55, 0xAA, 0x2A)
    assert (u(0), u(32767), u(-32768)) == (0xFF, 0x80, 0x00)
    assert PCMA.decode(b"\xd5\xaa\x2a").tolist() == [8, 32256, -32256]
    assert PCMU.decode(b"\xff\x80\x00").tolist() == [0, 32124, -32124]


@pytest.mark.parametrize("codec", CODECS.values(), ids=lambda codec: codec.name)
def test_every_code_survives_a_second_journey(codec: Codec) -> None:
    codes = bytes(range(256))
    again = codec.encode(codec.decode(codes))
    assert [one for one in range(256) if again[one] != one] == ([0x7F] if codec is PCMU else [])  # u-law has two zeros


@pytest.mark.parametrize("codec", CODECS.values(), ids=lambda codec: codec.name)
def test_the_simulated_poles_hear_the_same_law(codec: Codec) -> None:
    assert (TABLES[codec.payload_type] == codec.decoder).all()


@given(
    st.integers(0, 127), st.integers(0, 65535), st.integers(0, 2**32 - 1), st.integers(0, 2**32 - 1),
    st.binary(max_size=400), st.booleans(),
)  # fmt: skip
def test_a_packet_comes_back(kind: int, number: int, stamp: int, source: int, payload: bytes, marker: bool) -> None:
    packet = Rtp(kind, number, stamp, source, payload, marker)
    assert unpack(pack(packet)) == packet


@given(st.binary(max_size=200))
def test_hostile_packets_are_refused_or_read(data: bytes) -> None:
    with suppress(ValueError):
        assert len(unpack(data).payload) <= len(data)


def test_contributors_extension_and_padding_are_left_out() -> None:
    head = bytes([0xB1, 8]) + bytes(10)
    assert unpack(head + bytes(4) + b"\xbe\xde\x00\x01" + bytes(4) + b"sound" + b"\0\0\3").payload == b"sound"


def wav(samples: np.ndarray, rate: int, channels: int = 1) -> bytes:
    """A WAV in memory."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return out.getvalue()


def tone(hertz: float, rate: int, seconds: float = 0.5, level: float = 0.5) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(int(seconds * rate)) / rate) * level * 32767


@pytest.mark.parametrize("rate", [8000, 16000, 22050, 44100, 48000])
def test_a_clip_of_any_rate_keeps_its_tone(rate: int) -> None:
    samples = sound.read_wav(wav(tone(440, rate), rate)).samples
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    assert len(samples) == pytest.approx(4000, abs=1)
    assert np.argmax(spectrum) * 8000 / len(samples) == pytest.approx(440, abs=3)


def test_what_a_telephone_cannot_carry_does_not_fold_into_the_voice() -> None:
    samples = sound.read_wav(wav(tone(6000, 16000), 16000)).samples
    assert np.abs(samples[200:-200]).max() < 0.02 * 16384


def test_the_limiter_holds_its_ceiling_and_leaves_quiet_sound_alone() -> None:
    loud = sound.limited(tone(300, 8000, level=1.0) / 32767, 8000)
    assert np.abs(loud).max() <= sound.CEILING + 1e-9
    assert 20 * np.log10(sound.CEILING) == pytest.approx(-3.0)
    quiet = tone(300, 8000, level=0.3) / 32767
    assert (sound.limited(quiet, 8000) == quiet).all()


@given(st.lists(st.floats(-1, 1), min_size=1, max_size=600))
def test_no_sample_passes_the_limiter(samples: list[float]) -> None:
    assert np.abs(sound.limited(np.array(samples), 8000)).max() <= sound.CEILING + 1e-9


def test_frames_are_made_once_and_filled_with_silence() -> None:
    one = sound.Sound(np.zeros(250, dtype=np.int16))
    frames = one.frames(PCMA)
    assert (len(frames), len(frames[0]), len(frames[1])) == (2, 160, 160)
    assert frames[1][90:] == b"\xd5" * 70
    assert one.frames(PCMA) is frames


@given(st.binary(max_size=300))
def test_rubbish_is_no_clip(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"WAV|PCM|sound|longer"):
        sound.read_wav(b"RIFF" + data)
