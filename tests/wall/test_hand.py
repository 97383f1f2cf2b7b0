"""Where the keys go at a seat: one key means one thing, and the hand comes back to where it was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from contract.entities import CaseState
from tests.backend.city import Hall
from tests.backend.server import Backend, running
from tests.panels.written import write
from tests.wall.seat_rooms import Make, log_in, seat_rooms
from wall.keyboard import help_rows
from wall.keyhelp import KeyHelp
from wall.room import Room

P = TypeVar("P", bound=QWidget)
_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        server.admin()
        yield server


@pytest.fixture
def room(
    backend: Backend, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> Iterator[Room]:
    """A dispatcher's seat with three cases that wait for it."""
    hall = Hall(backend)
    for _ in range(3):
        hall.case_at(CaseState.FILED)
    with seat_rooms(qapp, monkeypatch, tmp_path) as build:
        yield _seated(build, backend, qtbot)


def _seated(build: Make, backend: Backend, qtbot: QtBot) -> Room:
    room = build(backend.url, "dispatch")
    log_in(room, qtbot, backend.account("dispatcher").session.name)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    queue = panel(room, QueuePanel)
    qtbot.waitUntil(lambda: queue.model.rowCount() >= 3, timeout=8000)
    qtbot.waitUntil(queue.table.hasFocus, timeout=8000)
    qtbot.waitUntil(lambda: queue.table.currentIndex().isValid(), timeout=8000)
    return room


def panel(room: Room, kind: type[P]) -> P:
    return next(one for _, one in room.placed if isinstance(one, kind))


def held_by() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_the_slash_is_the_command_line_from_the_rows_and_from_the_case_and_esc_comes_back(
    room: Room, qtbot: QtBot
) -> None:
    queue, detail = panel(room, QueuePanel), panel(room, DetailPanel)
    line = room.screens[0].command
    assert line is not None
    for at in (queue.table, detail):
        if at is detail:
            qtbot.keyClick(queue.table, Qt.Key.Key_Return)
        qtbot.waitUntil(at.hasFocus, timeout=3000)
        qtbot.keyClick(held_by(), "/")
        qtbot.waitUntil(line.field.hasFocus, timeout=3000)
        assert line.field.text() == ""
        qtbot.keyClicks(line.field, "pq")
        qtbot.keyClick(line.field, Qt.Key.Key_Escape)
        qtbot.waitUntil(at.hasFocus, timeout=3000)
        assert line.field.text() == ""


def test_the_filters_have_their_keys_from_the_case_too(room: Room, qtbot: QtBot) -> None:
    queue, detail = panel(room, QueuePanel), panel(room, DetailPanel)
    qtbot.keyClick(queue.table, Qt.Key.Key_Return)
    qtbot.waitUntil(detail.hasFocus, timeout=3000)
    qtbot.keyClick(detail, Qt.Key.Key_F, _CTRL)
    qtbot.waitUntil(queue.bar.text.hasFocus, timeout=3000)
    write(queue.bar.text, "长兴")
    qtbot.keyClick(queue.bar.text, Qt.Key.Key_Return)
    qtbot.waitUntil(queue.table.hasFocus, timeout=3000)
    qtbot.keyClick(queue.table, Qt.Key.Key_Return)
    qtbot.waitUntil(detail.hasFocus, timeout=3000)
    qtbot.keyClick(detail, Qt.Key.Key_S, _CTRL)
    qtbot.waitUntil(queue.bar.name.hasFocus, timeout=3000)
    write(queue.bar.name, "长兴路")
    qtbot.keyClick(queue.bar.name, Qt.Key.Key_Return)
    qtbot.waitUntil(queue.table.hasFocus, timeout=3000)
    qtbot.keyClick(queue.table, Qt.Key.Key_Escape)
    assert queue.bar.filter.text == ""
    qtbot.keyClick(queue.table, Qt.Key.Key_Return)
    qtbot.waitUntil(detail.hasFocus, timeout=3000)
    qtbot.keyClick(detail, Qt.Key.Key_1, _ALT)
    qtbot.waitUntil(lambda: queue.bar.filter.text == "长兴", timeout=3000)


def test_the_keys_are_told_on_any_monitor_and_leave_the_hand_where_it_was(room: Room, qtbot: QtBot) -> None:
    queue = panel(room, QueuePanel)
    qtbot.keyClick(queue.table, "?")
    card = room.screens[0].keys
    qtbot.waitUntil(card.isVisible, timeout=3000)
    qtbot.keyClick(card, Qt.Key.Key_Space)
    assert not card.isVisible()
    qtbot.waitUntil(queue.table.hasFocus, timeout=3000)
    low = QWidget()
    qtbot.addWidget(low)
    low.resize(1280, 620)
    small = KeyHelp(room.seats.themes["desk"], low)
    small.open("Keys", help_rows(room.scenes.keys))
    assert small.geometry().bottom() <= low.height()
    assert small.geometry().top() >= 0
