"""Renders the approved texts (assets/voice/clips.toml) into voice clips: a chime, then speech, levelled, 16 kHz mono.

Speech comes from espeak-ng (Mandarin) where it is installed; it is only a fallback engine, and where it is missing too
the clip is its chime and the title says so.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tomllib
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float64]
RATE = 16_000
TEXTS = Path(__file__).resolve().parents[1] / "assets" / "voice" / "clips.toml"
_SPEECH_RMS = 0.16  # about -16 dBFS, loud enough outdoors and clear of the limiter at -3 dBFS
_PEAK = 0.7


def chime() -> Samples:
    """Two falling tones of 0.35 s with soft edges, then a short rest; shape (n,), full scale 1."""
    time = np.arange(int(0.35 * RATE)) / RATE
    envelope = np.minimum(1, time / 0.01) * np.exp(-5.0 * time)
    tones = [
        envelope * (np.sin(2 * np.pi * f * time) + 0.3 * np.sin(4 * np.pi * f * time)) * 0.3 for f in (880.0, 660.0)
    ]
    return np.concatenate((*tones, np.zeros(int(0.25 * RATE))))


def speech(text: str) -> Samples | None:
    """`text` in Mandarin by espeak-ng at 16 kHz, or None where the engine is missing or fails."""
    engine = shutil.which("espeak-ng")
    if engine is None:
        return None
    words = [engine, "-v", "cmn", "-s", "150", "--stdout", "--stdin"]
    done = subprocess.run(words, input=text.encode(), capture_output=True, timeout=30, check=False)
    if done.returncode != 0 or len(done.stdout) < 100:
        return None
    with wave.open(io.BytesIO(done.stdout)) as sound:
        rate = sound.getframerate()
        data = sound.readframes(sound.getnframes())
    samples = np.frombuffer(data[: len(data) // 2 * 2], dtype="<i2").astype(np.float64) / 32768
    wanted = np.arange(int(len(samples) * RATE / rate)) * rate / RATE
    resampled: Samples = np.interp(wanted, np.arange(len(samples)), samples)
    return resampled


def levelled(samples: Samples) -> Samples:
    """Brought to one loudness (RMS of what is not silence), peaks kept below the limiter."""
    loud = samples[np.abs(samples) > 0.01]
    if not len(loud):
        return samples
    level = samples * (_SPEECH_RMS / float(np.sqrt(np.mean(loud**2))))
    return np.clip(level, -_PEAK, _PEAK)


def write_clips(folder: Path) -> None:
    """Write clips.csv and clips/*.wav into a city folder."""
    (folder / "clips").mkdir(parents=True, exist_ok=True)
    rows = []
    for entry in tomllib.loads(TEXTS.read_text(encoding="utf-8"))["clip"]:
        spoken = speech(entry["text"])
        silent = spoken is None
        sound = chime() if spoken is None else np.concatenate((chime(), levelled(spoken), np.zeros(RATE // 5)))
        _write(folder / "clips" / f"{entry['id']}.wav", sound)
        title = entry["title"] + ("（仅提示音）" if silent else "")
        title_en = entry["title_en"] + (" (chime only)" if silent else "")
        rows.append([entry["id"], title, title_en, str(entry["ladder"]), entry["text"]])
    with (folder / "clips.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["id", "title", "title_en", "ladder", "text"])
        writer.writerows(rows)


def _write(path: Path, samples: Samples) -> None:
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())


def main(argv: list[str]) -> int:
    """`simulate clips DIR`: 0 when written."""
    parser = argparse.ArgumentParser(prog="simulate clips", description=__doc__)
    parser.add_argument("folder", type=Path)
    write_clips(parser.parse_args(argv).folder)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
