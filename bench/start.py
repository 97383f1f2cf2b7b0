"""From `run --headless` to the first complete picture, first and later, and the memory of all programs together (PSS).

The limit is what any such program pays: one process that opens a Qt window with an empty WebEngine page under the same
virtual screen (bench/limits/window.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

_ROOT = Path(__file__).resolve().parent.parent
_WATCH_S = 20
_GIVE_UP_S = 280


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields first and later start and memory; `quick` uses a city of a twentieth."""
    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        limit_s, limit_mb = _limit(place)
        data, words = place / "data", _small_city(place) if quick else []
        first, _ = _run(data, place / "first.json", words)
        later, memory_mb = _run(data, place / "later.json", words)
    yield {
        "figure": "first complete picture, first start",
        "value": first,
        "unit": "s",
        "limit": limit_s,
        "target": "value <= 60",
    }
    yield {
        "figure": "first complete picture, later start",
        "value": later,
        "unit": "s",
        "limit": limit_s,
        "target": "value <= 8",
    }
    yield {"figure": "memory of all programs (PSS)", "value": memory_mb, "unit": "MB", "limit": limit_mb}


def _run(data: Path, report: Path, words: list[str]) -> tuple[float | None, float | None]:
    """(seconds to the complete picture, MB of PSS of the whole tree while it is watched)."""
    argv = [sys.executable, "-m", "wall", "run", "--headless", "--for", str(_WATCH_S), "--data", str(data)]
    argv += ["--report", str(report), "--shots", str(report.with_suffix(""))]
    most = 0.0
    with subprocess.Popen([*argv, *words], cwd=_ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as program:
        began = time.monotonic()
        while program.poll() is None and time.monotonic() - began < _GIVE_UP_S:
            most = max(most, _pss_mb(program.pid))
            time.sleep(2.0)
        if program.poll() is None:
            program.terminate()
    if not report.exists():
        return None, None
    facts = json.loads(report.read_text(encoding="utf-8"))
    seconds = facts["seconds_to_complete_picture"] if facts["ok"] else None
    return seconds, round(most) if facts["ok"] else None


def _small_city(place: Path) -> list[str]:
    city = place / "city"
    words = [sys.executable, "-m", "simulator", "generate", str(city), "--scale", "0.05"]
    subprocess.run(words, cwd=_ROOT, check=True, timeout=120, stdout=subprocess.DEVNULL)
    return ["--city", str(city)]


def _limit(place: Path) -> tuple[float, float]:
    """(seconds, MB of PSS) of an empty window with an empty page on a virtual screen of the same size."""
    told = place / "limit.json"
    inner = [sys.executable, "-m", "bench.limits.window", str(told)]
    words = ["xvfb-run", "-a", "-s", "-screen 0 3840x1080x24", *inner]
    environment = {**os.environ, "QT_QUICK_BACKEND": "software"}
    if os.geteuid() == 0:
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    subprocess.run(words, cwd=_ROOT, env=environment, check=True, timeout=120, capture_output=True)
    facts = json.loads(told.read_text(encoding="utf-8"))
    return facts["seconds"], facts["pss_mb"]


def _pss_mb(pid: int) -> float:
    total = 0
    with contextlib.suppress(psutil.Error):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().pss
    return total / 1e6
