"""A SIP program of somebody else's as a pole: baresip takes the call, and records what it hears."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import wave
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from contract.entities import PoleState
from tests.voice.programs import Gateway, free_port, speech, stock
from tests.waiting import until

MODULES = next((one for one in Path("/usr/lib").glob("**/baresip/modules") if (one / "g711.so").exists()), None)
NEEDED = ("account", "menu", "g711", "sndfile", "aufile")
pytestmark = pytest.mark.skipif(
    shutil.which("baresip") is None or MODULES is None, reason="baresip is not installed (apt-get install baresip-core)"
)


@pytest.fixture
def pole(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """(SIP port, folder of recordings) of a running baresip that answers by itself."""
    assert MODULES is not None
    missing = [name for name in NEEDED if not (MODULES / f"{name}.so").exists()]
    if missing:
        pytest.skip(f"baresip lacks its modules {', '.join(missing)}")
    folder = tmp_path / "baresip"
    (folder / "heard").mkdir(parents=True)
    with wave.open(str(folder / "hum.wav"), "wb") as hum:
        hum.setnchannels(1)
        hum.setsampwidth(2)
        hum.setframerate(8000)
        hum.writeframes((np.sin(np.arange(80_000) / 5) * 3000).astype("<i2").tobytes())
    (folder / "accounts").write_text("<sip:12@127.0.0.1>;regint=0;answermode=auto;audio_codecs=pcma\n")
    (folder / "contacts").write_text("")
    port, process = _started(folder)
    try:
        yield port, folder / "heard"
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)


def _started(folder: Path) -> tuple[int, subprocess.Popen[bytes]]:
    """(its port, baresip). It also takes TCP there and TLS one above, where by chance somebody may be."""
    said = folder / "said"
    for _ in range(10):
        port = free_port(socket.SOCK_DGRAM)
        (folder / "config").write_text(
            f"module_path {MODULES}\nsip_listen 127.0.0.1:{port}\nsnd_path {folder / 'heard'}\n"
            f"audio_source aufile,{folder / 'hum.wav'}\naudio_player aufile,{folder / 'out.wav'}\n"
            "audio_alert aufile,/dev/null\njitter_buffer_type fixed\naudio_buffer 20-160\n"
            + "".join(f"module {name}.so\n" for name in ("g711", "sndfile", "aufile"))
            + "module_app account.so\nmodule_app menu.so\n"
        )
        with said.open("wb") as out:
            process = subprocess.Popen(
                ["baresip", "-f", str(folder)], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
            )

        def told(running: subprocess.Popen[bytes] = process) -> bool:
            return "is ready" in said.read_text(errors="replace") or running.poll() is not None

        until(told)
        if process.poll() is None:
            return port, process
        assert "already in use" in said.read_text(errors="replace"), said.read_text(errors="replace")
    raise AssertionError("no free port found")


def finished(recording: Path) -> np.ndarray:
    """The samples of a WAV; none while its head is not written, which is when the call is over."""
    try:
        with wave.open(str(recording)) as file:
            return np.frombuffer(file.readframes(file.getnframes()), dtype="<i2").astype(float)
    except (wave.Error, EOFError):
        return np.zeros(0)


def test_baresip_takes_the_call_and_hears_the_clip(tmp_path: Path, pole: tuple[int, Path]) -> None:
    port, heard = pole
    data = tmp_path / "data"
    stock(data, {12: f"sip:12@127.0.0.1:{port}"}, {"test": 2.0})
    gateway = Gateway(data, f"http://127.0.0.1:{free_port()}")
    try:
        until(lambda: gateway.pole_states() == {"112": "online"})
        last = gateway.last(gateway.play(12))
        (receipt,) = last.receipts
        assert (receipt.state, receipt.reason, receipt.sent_packets) == (PoleState.PLAYING, "", 100)
        assert receipt.heard_packets > 50
        (recording,) = until(lambda: list(heard.glob("*dec.wav")))
        until(lambda: len(finished(recording)) > 12_000)
        sound = finished(recording)
        said = speech(2.0)[::2]
        # Its jitter buffer decides where the sound begins.
        match = np.correlate(sound, said[2000:10_000], mode="valid")
        at = int(np.argmax(match))
        assert np.corrcoef(sound[at : at + 8000], said[2000:10_000])[0, 1] > 0.9
    finally:
        assert gateway.end() == 0
