"""The list of outages against a real server: standing first, sorted by keys, exported, and honest where it is empty."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend_client.api import Api
from contract.commands import SaveCamera
from contract.entities import Camera
from contract.outages import HEALTH_PATH, HealthReport, HealthTaken, Observation, OutageReason
from contract.snapshot import Snapshot
from panels.outage_words import reason_words
from panels.outages_panel import OutagesPanel
from tests.backend.server import Backend, Caller, running
from tests.panels.room import Seat

R = OutageReason


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[Backend]:
    with running(tmp_path / "data") as server:
        yield server


@pytest.fixture
def panel(backend: Backend, room: Seat, shown: Callable[..., Any], tmp_path: Path) -> Iterator[OutagesPanel]:
    """Before cameras 501, 502, 503; nothing is out yet."""
    admin = backend.admin()
    for number, name in ((501, "长兴路市场东门"), (502, "=东门"), (503, "滨江步道")):
        admin.send(SaveCamera(number=number, name=name, main_url="rtsp://10.0.0.7/main"))
    cameras = tuple(one for one in admin.live_state()["camera"].values() if isinstance(one, Camera))
    room.context.store.load(Snapshot(seq=1, at=datetime.now(UTC), entities=cameras))
    api = Api(backend.url)
    api.adopt(backend.account("duty").session)
    yield shown(OutagesPanel(replace(room.context, api=api), into=tmp_path / "out"), (1100, 360))
    api.close()


def tell(seat: Caller, number: int, seconds_ago: float, reason: R | None) -> None:
    (camera,) = [
        one.id for one in seat.live_state()["camera"].values() if isinstance(one, Camera) and one.number == number
    ]
    seen = Observation(camera_id=camera, at=datetime.now(UTC) - timedelta(seconds=seconds_ago), reason=reason)
    seat.post(HEALTH_PATH, HealthReport(changes=(seen,)), HealthTaken)


def numbers(panel: OutagesPanel) -> list[str]:
    return [panel.model.index(row, 1).data().split()[0] for row in range(panel.model.rowCount())]


def test_without_an_outage_it_says_so(panel: OutagesPanel, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: panel.state == "empty", timeout=20_000)


def test_the_standing_ones_come_first_and_keys_sort_and_export(
    panel: OutagesPanel, backend: Backend, qtbot: QtBot, tmp_path: Path
) -> None:
    duty = backend.account("duty")
    for number, began, ended, reason in (
        (501, 9000, 8000, R.LOOP),
        (502, 7000, None, R.NO_BYTES),
        (503, 600, 300, R.AUTH),
    ):
        tell(duty, number, began, reason)
        if ended is not None:
            tell(duty, number, ended, None)
    panel._waits = 0
    qtbot.waitUntil(lambda: panel.model.rowCount() == 3, timeout=20_000)
    assert numbers(panel) == ["502", "503", "501"]
    assert panel.header.subtitle.text() == "1 without a true picture · 3 outages in 30 days"
    panel.table.setFocus()
    qtbot.keyClick(panel, "s")
    assert numbers(panel) == ["501", "502", "503"]
    qtbot.keyClick(panel, "e")
    (written,) = (tmp_path / "out").glob("outages-*.csv")
    rows = list(csv.reader(written.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row[0], row[2]) for row in rows[1:]] == [("501", "loop"), ("502", "no_bytes"), ("503", "auth")]
    assert rows[2][1] == "'=东门"
    if os.environ.get("CITYWALL_WRITE_PICTURES"):
        assert panel.grab().save(str(Path(__file__).parents[2] / "docs" / "img" / "video-outages.png"))
    asked: list[object] = []
    panel.context.selection.cameras_wanted.connect(asked.append)
    panel.table.selectRow(1)
    qtbot.keyClick(panel, Qt.Key.Key_Return)
    assert asked


def test_every_reason_has_its_words() -> None:
    assert len({reason_words(one) for one in R}) == len(R)
