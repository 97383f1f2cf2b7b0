"""The queue: order, chips, filter, keys, and a reader who is never moved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from casequeue.queue_counts import QueueCounts
from casequeue.queue_filter import Filter, wish_of
from casequeue.queue_model import QueueModel
from casequeue.queue_panel import QueuePanel
from contract.entities import Case
from contract.events import Event
from contract.protocol import Fact
from panelkit.limit import limit_of
from tests.panels.room import NOW, Seat, city
from tests.panels.written import write


def feed(seat: Seat, *cases: Case) -> None:
    """A fact from the server."""
    event = Event(seq=seat.store.seq + 1, name="case.reported", happened_at=NOW, recorded_at=NOW, upsert=cases)
    seat.store.feed(Fact(prev=seat.store.seq, event=event))


def shorts(panel: QueuePanel) -> list[int]:
    return [case.short for case in panel.model.rows()]


def test_cases_stand_by_time_left(room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(QueuePanel(room.context))
    assert shorts(panel)[:6] == [97, 104, 113, 119, 128, 121]
    assert "13" in panel.header.subtitle.full_text()


def test_a_case_without_coordinates_says_so_and_has_a_chip(room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(QueuePanel(room.context))
    panel.bar.chips["nowhere"].click()
    assert shorts(panel) == [133]
    assert panel.model.data(panel.model.index(0, 5)) == "no place"


def test_the_filter_takes_number_class_place_and_department(room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(QueuePanel(room.context))
    for words, found in (("128", [128]), ("井盖 学府", [133]), ("照明管理所", [125]), ("nothing like this", [])):
        panel.bar.text.setText(words)
        assert shorts(panel) == found, words
    assert panel._nothing.isVisible()


def test_keys_move_open_jump_and_filter(room: Seat, shown: Callable[..., Any], qtbot: QtBot) -> None:
    panel = shown(QueuePanel(room.context))
    panel.table.setFocus()
    for letter in "jjk":
        qtbot.keyClick(panel.table, letter)
    assert room.context.selection.case_id == "1001"  # the focus itself stands on the first row
    qtbot.keyClicks(panel.table, "128")
    assert room.context.selection.case_id == "1004"
    opened: list[object] = []
    room.context.selection.case_opened.connect(opened.append)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert opened == ["1004"]
    qtbot.keyClick(panel.table, "F", Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.bar.text.hasFocus, timeout=3000)
    write(panel.bar.text, "井盖")
    qtbot.keyClick(panel.bar.text, Qt.Key.Key_Return)
    qtbot.waitUntil(panel.table.hasFocus, timeout=3000)
    assert panel.bar.filter.text == "井盖"
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    first = panel.bar.filter.chip
    qtbot.keyClick(panel.table, "]")
    second = panel.bar.filter.chip
    assert second != first
    assert panel.bar.chips[second].isChecked()
    qtbot.keyClick(panel.table, "[")
    assert panel.bar.filter.chip == first


def test_choices_by_keys_keep_the_hand_even_where_nothing_fits(
    room: Seat, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    panel = shown(QueuePanel(room.context))
    panel.table.setFocus()
    qtbot.keyClick(panel.table, "G", Qt.KeyboardModifier.ControlModifier)
    major, source = panel.bar.choices.major, panel.bar.choices.source
    qtbot.waitUntil(major.hasFocus, timeout=3000)
    qtbot.keyClick(major, Qt.Key.Key_Down)
    while panel.model.rowCount():
        qtbot.keyClick(source, Qt.Key.Key_Down)
    assert panel._nothing.isVisible()
    qtbot.keyClick(major, Qt.Key.Key_Escape)
    qtbot.waitUntil(panel.table.hasFocus, timeout=3000)
    assert panel.bar.choices.isVisible()
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert not panel.bar.filter.narrows
    assert not panel.bar.choices.isVisible()
    assert panel.model.rowCount()
    qtbot.waitUntil(panel.table.hasFocus, timeout=3000)


def test_a_row_under_the_hand_keeps_its_place_for_two_seconds(
    room: Seat, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    panel = shown(QueuePanel(room.context))
    panel.table.touch()
    before = shorts(panel)
    first = room.store.of(Case, "1012")
    assert first is not None
    feed(room, msgspec.structs.replace(first, version=2, deadline_at=NOW - timedelta(hours=9)))
    qtbot.wait(400)
    assert shorts(panel) == before
    qtbot.waitUntil(lambda: shorts(panel)[0] == first.short, timeout=4000)


def test_inserts_do_not_scroll_the_reader(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], qtbot: QtBot
) -> None:
    seat = make_seat(entities=city(400))
    panel = shown(QueuePanel(seat.context))
    panel.table.verticalScrollBar().setValue(200)
    top = panel.model.at(panel.table.rowAt(0))
    first = seat.store.of(Case, "1000")
    assert first is not None
    assert top is not None
    late = [
        msgspec.structs.replace(first, id=str(90_000 + at), short=9000 + at, deadline_at=NOW - timedelta(hours=9))
        for at in range(3)
    ]
    feed(seat, *late)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 403, timeout=3000)
    now_top = panel.model.at(panel.table.rowAt(0))
    assert now_top is not None
    assert now_top.id == top.id


def test_the_selection_stays_on_its_case_when_rows_move(room: Seat, shown: Callable[..., Any], qtbot: QtBot) -> None:
    panel = shown(QueuePanel(room.context))
    room.context.selection.select_case("1004")
    moved = room.store.of(Case, "1004")
    assert moved is not None
    feed(room, msgspec.structs.replace(moved, version=2, deadline_at=NOW + timedelta(hours=9)))
    qtbot.waitUntil(lambda: shorts(panel)[-1] == 128, timeout=3000)
    assert room.context.selection.case_id == "1004"
    assert panel.model.at(panel.table.currentIndex().row()) == room.store.of(Case, "1004")


def test_a_picture_of_ten_thousand_rows_asks_only_for_the_rows_in_sight(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = 0
    original = QueueModel.data

    def counted(self: Any, *words: Any) -> Any:
        nonlocal asked
        asked += 1
        return original(self, *words)

    monkeypatch.setattr(QueueModel, "data", counted)
    per_picture: list[int] = []
    for rows in (100, 10_000):
        panel = shown(QueuePanel(make_seat(entities=city(rows)).context))
        asked = 0
        panel.table.verticalScrollBar().setValue(40)
        panel.table.viewport().repaint()
        per_picture.append(asked)
    assert per_picture[0] > 0
    assert per_picture[1] <= per_picture[0] * 1.5


def test_counts_and_filter_are_pure() -> None:
    cases = [entity for entity in city() if isinstance(entity, Case)]
    counts = QueueCounts(frozenset())
    counts.fill(cases)
    found = counts.at(NOW)
    assert (found.by_chip["all"], found.overdue, found.near, found.by_chip["nowhere"]) == (13, 3, 3, 1)
    test = wish_of(Filter(chip="overdue"), roles=frozenset(), now=lambda: NOW, text_of=lambda _: "")
    assert sorted(case.short for case in cases if test(case)) == [97, 104, 113]


def test_the_lamp_turns_at_eighty_percent_and_at_the_limit() -> None:
    case = next(entity for entity in city() if isinstance(entity, Case))
    for used, lamp in ((0.0, "ok"), (0.799, "ok"), (0.8, "near"), (0.999, "near"), (1.001, "late")):
        start = NOW - timedelta(seconds=1000 * used)
        one = msgspec.structs.replace(case, clock_started_at=start, deadline_at=start + timedelta(seconds=1000))
        assert limit_of(one, NOW).lamp == lamp, used
