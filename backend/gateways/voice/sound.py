"""A clip's WAV made ready for loudspeakers: one channel, 8 kHz, limited, in frames of 20 ms. Pure."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from backend.gateways.voice.codec import FRAME_SAMPLES, RATE, Codec, Pcm

Wave = npt.NDArray[np.float64]
CEILING = 10 ** (-3 / 20)
"""The limiter's ceiling, -3 dBFS: horns and their amplifiers distort above it."""
_LOOK_S = 0.005
_TAPS = 63
MOST_S = 300.0


@dataclass
class Sound:
    """A clip at 8 kHz after the limiter; each codec's frames are made once and shared by every pole."""

    samples: Pcm
    _frames: dict[str, list[bytes]] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE

    def __len__(self) -> int:
        """How many frames of 20 ms."""
        return (len(self.samples) + FRAME_SAMPLES - 1) // FRAME_SAMPLES

    def frames(self, codec: Codec) -> list[bytes]:
        """Payloads of 20 ms each, the last one filled up with silence."""
        if codec.name not in self._frames:
            self._frames[codec.name] = list(_cut(codec.encode(self.samples), codec.silence))
        return self._frames[codec.name]


def _cut(data: bytes, silence: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), FRAME_SAMPLES):
        yield data[start : start + FRAME_SAMPLES].ljust(FRAME_SAMPLES, silence)


def read_wav(data: bytes) -> Sound:
    """A 16-bit PCM WAV of any rate and channels. ValueError where it is none, empty or longer than MOST_S."""
    try:
        with wave.open(io.BytesIO(data)) as file:
            rate, channels, width = file.getframerate(), file.getnchannels(), file.getsampwidth()
            if file.getnframes() > MOST_S * rate:
                raise ValueError(f"longer than {MOST_S:g} s")
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as fault:
        raise ValueError(f"no WAV: {fault}") from fault
    if width != 2 or not 4000 <= rate <= 192_000:
        raise ValueError(f"{8 * width} bits at {rate} Hz; 16-bit PCM is wanted")
    whole = len(raw) // (2 * channels) * 2 * channels
    if not whole:
        raise ValueError("a WAV without sound")
    wave_in: Wave = np.frombuffer(raw[:whole], dtype="<i2").reshape(-1, channels).mean(axis=1) / 32768
    return Sound((limited(at_8k(wave_in, rate), RATE) * 32767).round().astype(np.int16))


def at_8k(samples: Wave, rate: int) -> Wave:
    """Resampled to 8 kHz; what lies above 3.6 kHz is filtered out first, so that it does not fold into the voice."""
    if rate == RATE:
        return samples
    if rate > RATE:
        at = np.arange(_TAPS) - _TAPS // 2
        cutoff = 3600 / rate
        taps = 2 * cutoff * np.sinc(2 * cutoff * at) * np.hamming(_TAPS)
        samples = np.convolve(samples, taps / taps.sum(), mode="full")[_TAPS // 2 : _TAPS // 2 + len(samples)]
    wanted = np.arange(max(1, round(len(samples) * RATE / rate))) * (rate / RATE)
    resampled: Wave = np.interp(wanted, np.arange(len(samples)), samples)
    return resampled


def limited(samples: Wave, rate: int) -> Wave:
    """No sample above CEILING, and quiet sound untouched.

    The gain is the lowest one needed within 5 ms to either side, averaged over the same width: it arrives before the
    peak does and never exceeds what the peak needs.
    """
    needed = np.minimum(1.0, CEILING / np.maximum(np.abs(samples), 1e-9))
    if needed.min() >= 1.0:
        return samples
    look = max(1, round(_LOOK_S * rate))
    width = 2 * look + 1
    padded = np.pad(needed, 2 * look, mode="edge")
    lowest = np.lib.stride_tricks.sliding_window_view(padded, width).min(axis=1)
    gain = np.convolve(lowest, np.full(width, 1 / width), mode="valid")
    return np.clip(samples * gain, -CEILING, CEILING)
