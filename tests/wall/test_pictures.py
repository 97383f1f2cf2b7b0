"""The pictures of the docs are made here: the real room on a full city, both monitors side by side.

`CITYWALL_WRITE_PICTURES=1 ./citywall test tests/wall/test_pictures.py` writes them to docs/img; without it they are
only made and looked at by their colours.
"""

from __future__ import annotations

import json
import os
import signal
import time
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from contract.entities import Case
from contract.protocol import decode_snapshot
from contract.snapshot import live_of
from simulator.photos import photo
from tests.wall.running import ROOT, Running, running, until

pytestmark = [pytest.mark.e2e, pytest.mark.slow, pytest.mark.timeout(300)]
SCENES = ("duty", "leader", "broadcast")
WRITTEN = os.environ.get("CITYWALL_WRITE_PICTURES") == "1"
SECONDS = "50" if WRITTEN else "180"  # the census of a full city comes behind the first picture
EVENTS = 10


def _side_by_side(left: QImage, right: QImage) -> QImage:
    both = QImage(left.width() + right.width(), left.height(), QImage.Format.Format_RGB32)
    painter = QPainter(both)
    painter.drawImage(0, 0, left)
    painter.drawImage(left.width(), 0, right)
    painter.end()
    return both.scaledToWidth(2400, Qt.TransformationMode.SmoothTransformation)


def _colours(image: QImage) -> int:
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(small.width()) for y in range(small.height())})


def _photograph_the_most_urgent_case(run: Running, folder: Path) -> None:
    """As its inspector did: the wall looks at this case by itself."""
    server = run.server("wall")
    cases = live_of(decode_snapshot(json.dumps(server.request("GET", "/api/snapshot")).encode()).entities)["case"]
    known = [case for case in cases.values() if isinstance(case, Case) and case.deadline_at is not None]
    first = min(known, key=lambda case: str(case.deadline_at))
    for number in (1, 2):
        file = folder / f"{number}.jpg"
        file.write_bytes(photo(f"{first.id}-{number}", first.class_code, datetime.now().astimezone()))
        server.request("POST", f"/api/cases/{first.id}/attachments?kind=before&name={file.name}", file=file)


def _answers(run: Running) -> bool:
    """Whether its picture is complete, by a word of the GUI that is not older than two of its beats."""
    file = run.data / "run" / "status.json"
    return bool(run.status.get("complete")) and time.time() - file.stat().st_mtime < 1.0


@pytest.mark.parametrize("scene", SCENES)
def test_a_scene_is_full_of_a_living_city(scene: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CITYWALL_RUN__SCALE", "1.0")
    with running(tmp_path, "--scene", scene, "--for", SECONDS, "--lang", "zh") as run:
        until("the picture is complete", lambda: run.status.get("complete") or run.process.poll() is not None, 200)
        _photograph_the_most_urgent_case(run, tmp_path)
        if not WRITTEN:
            # Ended when it is as it should be, not after so many seconds: a busy machine's wall may be covered then.
            most = run.status["events_applied"] + EVENTS
            until("it lives", lambda: _answers(run) and run.status.get("events_applied", 0) >= most, 120)
            run.process.send_signal(signal.SIGINT)
        until("the run is over", lambda: run.process.poll() is not None, 240)
    said = json.loads(run.report.read_text(encoding="utf-8"))
    assert said["ok"], said["errors"]
    pictures = [QImage(shot) for shot in said["shots"] if Path(shot).name.startswith("end")]
    assert len(pictures) == 2
    assert all(_colours(picture) > 300 for picture in pictures[:1])
    if WRITTEN:
        target = ROOT / "docs" / "img" / f"{scene}.png"
        assert _side_by_side(*pictures).save(str(target))
