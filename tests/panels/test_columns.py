"""Tables that fit: no column lies outside of the panel, the least important ones give way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from casequeue.queue_panel import QueuePanel
from panelkit.columns import fitted
from panels.alarm_panel import AlarmPanel
from panels.broadcast_panel import BroadcastPanel
from tests.panels.room import Seat


def test_what_is_left_is_shared_and_what_is_least_important_goes_first() -> None:
    assert fitted(400, [50, 100, 100], (1,), {}) == [50, 250, 100]
    assert fitted(200, [50, 100, 100], (1,), {}, least=20) == [50, 50, 100]
    assert fitted(200, [50, 100, 100], (1,), {2: 210}) == [50, 150, 0]
    assert fitted(400, [50, 100, 100], (), {}) == [50, 100, 250], "the last one takes the rest"


@pytest.mark.parametrize("width", [420, 640, 1100, 1900])
@pytest.mark.parametrize("kind", [QueuePanel, AlarmPanel, BroadcastPanel])
def test_no_column_is_outside_of_its_panel(kind: Any, width: int, room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(kind(room.context), (width, 700))
    table = panel.receipts if kind is BroadcastPanel else panel.table
    wide = [table.columnWidth(at) for at in range(table.model().columnCount()) if not table.isColumnHidden(at)]
    assert len(wide) >= 4
    assert sum(wide) <= table.viewport().width()
    assert min(wide) >= 40
