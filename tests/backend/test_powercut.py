"""Modelled power cuts: whatever of the unsynced writes survives, nothing acknowledged is lost."""

from __future__ import annotations

import pickle
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from tests.backend.powercut import Loss, Op, cuts
from tests.backend.server import ROOT

pytestmark = pytest.mark.skipif(platform.machine() != "x86_64", reason="the recorder reads the registers of x86-64")


def recorded(tmp_path: Path, rounds: int, synchronous: str) -> tuple[dict[str, bytes], list[Op]]:
    folder, out = tmp_path / "city", tmp_path / "ops"
    folder.mkdir()
    words = [sys.executable, "-m", "tests.backend.powercut", str(folder), str(out), str(rounds), synchronous]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    if "ptrace" in done.stderr and "Error: [Errno 1]" in done.stderr:
        pytest.skip("this machine allows no ptrace")
    assert done.returncode == 0, done.stderr
    base, ops = pickle.loads(out.read_bytes())
    return base, ops


def losses(tmp_path: Path, *, rounds: int, points: int, synchronous: str = "FULL") -> list[Loss]:
    base, ops = recorded(tmp_path, rounds, synchronous)
    kinds = {(what, name.rpartition("-")[2]) for what, name, *_ in ops}
    assert ("write", "wal") in kinds
    return list(cuts(base, ops, points, seed=rounds, scratch=tmp_path / "cut"))


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("rounds", "points"), [(80, 200), pytest.param(400, 2000, marks=[pytest.mark.long, pytest.mark.slow])]
)
def test_nothing_acknowledged_is_lost_when_the_power_goes(tmp_path: Path, rounds: int, points: int) -> None:
    assert losses(tmp_path, rounds=rounds, points=points) == []


def test_the_model_can_lose_something(tmp_path: Path) -> None:
    """Without a sync for each commit acts do get lost: were it not so, the model would prove nothing."""
    found = losses(tmp_path, rounds=20, points=30, synchronous="NORMAL")
    assert any("acknowledged acts are lost" in one.what for one in found)
