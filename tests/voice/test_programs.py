"""Gateway and poles as programs: how they end, and what they say when they cannot begin."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.gateways.voice.settings import Voice, load
from backend.settings import SettingsError
from tests.voice.programs import ROOT, Gateway, Poles, free_port, on_air, stock
from tests.waiting import until


def test_a_gateway_that_is_told_to_end_leaves_no_pole_in_a_call(tmp_path: Path) -> None:
    with on_air(tmp_path, [1, 2]) as (gateway, poles):
        broadcast_id = gateway.play(1, 2, clip="long")
        until(lambda: len(poles.calls("begin")) == 2)
        assert gateway.end() == 0
        until(lambda: len(poles.calls("bye")) == 2)
        assert (gateway.last(broadcast_id).state, gateway.last(broadcast_id).reason) == ("ended", "stopped")


def test_both_end_with_their_parent(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.set_inheritable(reading, True)
    stock(tmp_path / "data", {}, {})
    (tmp_path / "poles.csv").write_text("number\n1\n")
    environ = os.environ | {"CITYWALL_PARENT_FD": str(reading), "CITYWALL_DATA": str(tmp_path / "data")}
    words = (
        ("backend.gateways.voice", "--port", "0", "--api", "http://127.0.0.1:9"),
        ("simulator", "poles", str(tmp_path), "--port", "0"),
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-m", *one], cwd=ROOT, env=environ, pass_fds=[reading], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )
        for one in words
    ]  # fmt: skip
    os.close(reading)
    try:
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline().startswith("ready ")
        os.close(writing)
        assert [child.wait(10) for child in children] == [0, 0]
    finally:
        for child in children:
            child.kill()
            child.wait()
            assert child.stdout is not None
            child.stdout.close()


def refusal(*words: str, data: Path) -> tuple[int, str]:
    """(exit code, what it said) of a program that must not start."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, env=os.environ | {"CITYWALL_DATA": str(data)}, timeout=20,
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stderr


def test_what_stands_in_the_way_is_said(tmp_path: Path) -> None:
    stock(tmp_path, {}, {})
    port = free_port()
    gateway = Gateway(tmp_path, "http://127.0.0.1:9", "--sip-port", str(port))
    try:
        code, said = refusal("backend.gateways.voice", "--port", "0", data=tmp_path)
        assert code == 4
        assert "another gateway" in said
        code, said = refusal("backend.gateways.voice", "--port", gateway.url[-5:].strip(":"), data=tmp_path / "b")
        assert code == 3
        assert "port" in said
    finally:
        assert gateway.end() == 0
    code, said = refusal("simulator", "poles", str(tmp_path / "nowhere"), data=tmp_path)
    assert code == 1
    assert "poles.csv" in said
    assert "Traceback" not in said


def test_the_port_of_the_poles_may_be_taken(tmp_path: Path) -> None:
    poles = Poles(tmp_path, [1])
    try:
        code, said = refusal("simulator", "poles", str(tmp_path), "--port", str(poles.port), data=tmp_path)
        assert (code, str(poles.port) in said) == (3, True)
    finally:
        assert poles.end() == 0


def test_settings_come_from_flag_environment_and_file(tmp_path: Path) -> None:
    (tmp_path / "citywall.toml").write_text("[wall]\nx = 1\n[voice]\nport = 1\nsip_port = 2\ntaken_s = 3.5\n")
    environ = {"CITYWALL_DATA": str(tmp_path), "CITYWALL_VOICE__PORT": "5", "CITYWALL_VOICE__SIP_PORT": "6"}
    assert load({"port": 9}, environ) == (Voice(port=9, sip_port=6, taken_s=3.5), tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [("[voice]\nport = 'x'", "voice.port"), ("[voice]\nprot = 1", "prot"), ("[voice", "citywall.toml")],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "citywall.toml").write_text(text)
    with pytest.raises(SettingsError, match=said):
        load({}, {"CITYWALL_DATA": str(tmp_path)})
