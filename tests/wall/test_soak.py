"""Ten minutes of a living room: nothing freezes, leaks or falls behind. Only in `./citywall test --long`."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psutil
import pytest

from tests.wall.running import Running, running, until

pytestmark = [pytest.mark.e2e, pytest.mark.long, pytest.mark.timeout(900)]
WATCH_S = 600
SETTLED_S = 150
GROWTH = 1.25
SLACK_MB = 25


def _memory(run: Running) -> dict[str, float]:
    """Program -> MB (PSS) of it and what it started, by the name of the run's own list."""
    found: dict[str, float] = {}
    for name, pid in run.status.get("pids", {}).items():
        try:
            root = psutil.Process(pid)
            family = [root, *root.children(recursive=True)]
            found[name] = sum(process.memory_full_info().pss for process in family) / 1e6
        except psutil.Error:
            continue
    return found


def test_ten_minutes_pass_without_a_leak_a_gap_or_a_stopped_panel(tmp_path: Path) -> None:
    with running(tmp_path, "--for", str(WATCH_S + 60)) as run:
        until("the first picture is complete", lambda: run.status.get("complete"), 120)
        began, first, worst = time.monotonic(), {}, 0.0
        while (passed := time.monotonic() - began) < WATCH_S:
            if passed > SETTLED_S and not first:
                first = _memory(run)
            ages = [panel["age_s"] for panel in run.status.get("panels", []) if panel["age_s"] is not None]
            worst = max([worst, *ages])
            time.sleep(2.0)
        last, status = _memory(run), run.status
        run.end()
    assert worst < 30.0
    assert status["gaps"] == 0
    assert {camera["state"] for camera in status["cameras"]} <= {"live", "late"}
    grown = {name: (first[name], last[name]) for name in first if last.get(name, 0) > first[name] * GROWTH + SLACK_MB}
    assert grown == {}
    said = json.loads(run.report.read_text(encoding="utf-8"))
    assert said["errors"] == []
    assert sum(said["restarts"].values()) == 0
