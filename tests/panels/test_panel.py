"""The honest faces of every panel: age, stale, offline, empty, error; and no panel may opt out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from casequeue.case_panel import CasePanel
from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from panelkit.panel import Panel
from panels.alarm_panel import AlarmPanel
from panels.attention_panel import AttentionPanel
from panels.broadcast_panel import BroadcastPanel
from panels.figures_panel import FiguresPanel
from panels.kpi_panels import FlowPanel, HandlingPanel, LoadPanel, RatePanel
from panels.kpi_source import KpiSource
from tests.panels.room import NOW, Seat, board

STORE_PANELS = (QueuePanel, DetailPanel, CasePanel, AlarmPanel, AttentionPanel, BroadcastPanel)
BOARD_PANELS = (FlowPanel, RatePanel, LoadPanel, HandlingPanel, FiguresPanel)


def made(kind: Any, seat: Seat) -> Panel:
    """A panel of that kind; those with figures get the board of the mock-up."""
    if kind not in BOARD_PANELS:
        panel = kind(seat.context)
        assert isinstance(panel, Panel)
        return panel
    source = KpiSource(seat.context)
    source._asking = True  # nobody answers at this seat
    source.board = board()
    panel = kind(seat.context, source)
    source.setParent(panel)
    assert isinstance(panel, Panel)
    return panel


@pytest.mark.parametrize("kind", [*STORE_PANELS, *BOARD_PANELS])
def test_every_panel_says_that_it_is_stale_and_since_when_the_server_is_gone(
    kind: Any, room: Seat, shown: Callable[..., Any]
) -> None:
    panel = shown(made(kind, room))
    room.link.say(LinkState.STALE, 9.0)
    assert panel.state == "stale"
    assert panel.header.age.stale
    assert panel.value_token == "tx-2"
    room.link.say(LinkState.OFFLINE, 40.0)
    assert panel.state == "offline"
    assert panel.header.badge.isVisible()
    assert "14:01:57" in panel.header.badge.text()
    room.link.say(LinkState.CURRENT)
    assert panel.state in ("current", "empty")
    assert not panel.header.badge.isVisible()


@pytest.mark.parametrize("kind", STORE_PANELS)
def test_every_panel_says_in_words_that_there_is_nothing(
    kind: Any, make_seat: Callable[..., Seat], shown: Callable[..., Any], qtbot: QtBot
) -> None:
    panel = shown(kind(make_seat(entities=()).context))
    qtbot.waitUntil(lambda: panel.state == "empty", timeout=3000)
    assert panel._card.headline.text()


@pytest.mark.parametrize("kind", [*STORE_PANELS, *BOARD_PANELS])
@pytest.mark.parametrize("mode", ["dark", "light"])
def test_every_panel_stands_in_both_themes_and_at_wall_size(
    kind: Any, mode: str, make_seat: Callable[..., Seat], shown: Callable[..., Any]
) -> None:
    for display in ("desk", "wall"):
        seat = make_seat(mode=mode, display=display)
        seat.context.selection.select_case("1004")
        panel = shown(made(kind, seat))
        assert panel.state == "current", panel._card.detail.text()
        assert not panel.grab().isNull()
        panel.hide()


@pytest.mark.parametrize("kind", [*STORE_PANELS, *BOARD_PANELS])
def test_language_and_theme_change_while_it_is_open(kind: Any, room: Seat, shown: Callable[..., Any]) -> None:
    room.context.selection.select_case("1004")
    panel = shown(made(kind, room))
    room.context.theme.set_mode("light")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.state == "current"
    assert panel.header.title.text()


class Breaking(Panel):
    """Fails while it is told to."""

    broken = True

    def __init__(self, context: Any) -> None:
        super().__init__(context, "Breaking", sources=("cases",))
        self.label = QLabel("whole", self)
        self.body.addWidget(self.label)

    def refresh(self) -> None:
        """Fails or not."""
        if self.broken:
            raise ValueError("no such class")


def test_a_defect_becomes_a_card_with_retry_and_the_panel_heals(
    room: Seat, shown: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    panel = shown(Breaking(room.context))
    assert panel.state == "error"
    assert "no such class" in panel._card.detail.text()
    assert "Breaking" in caplog.text
    Breaking.broken = False
    panel._card.retry.click()
    assert panel.state == "current"
    assert panel.label.isVisible()


def test_a_panel_that_lives_without_the_server_gets_the_badge_not_the_veil(
    room: Seat, shown: Callable[..., Any]
) -> None:
    panel = shown(Panel(room.context, "Video", sources=("video",)))
    room.link.say(LinkState.OFFLINE, 40.0)
    assert panel.state == "current"
    assert panel.header.badge.isVisible()


def test_a_tick_of_the_age_repaints_the_age_and_not_the_panel(
    room: Seat, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    painted: list[str] = []

    class Body(QWidget):
        def paintEvent(self, event: Any) -> None:
            painted.append("body")

    panel = Panel(room.context, "Still", sources=("cases",))
    panel.body.addWidget(Body(panel))
    shown(panel)
    room.link.said_age_s = 1.4
    panel.tick()
    qtbot.wait(30)
    painted.clear()
    room.link.said_age_s = 2.4
    panel.tick()
    qtbot.waitUntil(lambda: panel.header.age.text == "2.4 s ago", timeout=1000)
    qtbot.wait(30)
    assert painted == []


def test_own_data_grow_stale_by_their_own_age(room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(Panel(room.context, "Query", sources=("query",)))
    panel.mark_fresh(NOW)
    assert panel.state == "current"
    room.link.said_now = NOW.replace(minute=3)
    panel.tick()
    assert panel.state == "stale"
