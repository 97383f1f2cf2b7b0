"""What is near a case is told as it is now, not as it was when the case was chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from pytestqt.qtbot import QtBot

from casequeue.case_panel import CasePanel
from contract.entities import Case, Pole, PoleState
from contract.events import Event
from contract.protocol import Fact
from tests.panels.room import NOW, Seat


def test_a_pole_that_falls_silent_is_seen_beside_its_case(room: Seat, shown: Callable[..., Any], qtbot: QtBot) -> None:
    case = next(case for case in room.store.each(Case) if case.short == 128)
    room.context.selection.select_case(case.id)
    panel = shown(CasePanel(room.context), (466, 900))
    pole = panel.poles._rows[0].thing
    assert isinstance(pole, Pole)
    gone = msgspec.structs.replace(pole, state=PoleState.OFFLINE)
    event = Event(seq=room.store.seq + 1, name="pole.state", happened_at=NOW, recorded_at=NOW, upsert=(gone,))
    room.store.feed(Fact(prev=room.store.seq, event=event))
    qtbot.waitUntil(lambda: panel.poles._rows[0].thing.state is PoleState.OFFLINE, timeout=5000)
