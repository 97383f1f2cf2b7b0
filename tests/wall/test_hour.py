"""The hour of docs/operator/dispatch.md in short: one case from the queue to the archive, by keys at three seats.

What happens on the street (signing, handling, checking) comes over the API, as it does in life.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from casequeue.detail_panel import DetailPanel
from casequeue.queue_panel import QueuePanel
from contract import commands as c
from contract.entities import Case, CaseState
from contract.figures import CaseDetail
from tests.backend.city import Hall
from tests.backend.server import PASSWORD, Backend, running
from tests.wall.seat_rooms import seat_rooms
from tests.wall.test_hand import panel
from wall.room import Room

LONG = 20_000
"""ms; of conditions, never of time that passes."""


class Desk:
    """One seat and the hands at its keyboard."""

    def __init__(self, room: Room, qtbot: QtBot, name: str) -> None:
        self.room, self.qtbot = room, qtbot
        qtbot.waitUntil(lambda: room.screens[0].form is not None and room.screens[0].form.isVisible(), timeout=LONG)
        form = room.screens[0].form
        assert form is not None
        qtbot.keyClicks(form.first, name)
        qtbot.keyClick(form.first, Qt.Key.Key_Return)
        qtbot.keyClicks(form.second, PASSWORD)
        qtbot.keyClick(form.second, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(room.placed), timeout=LONG)
        self.queue, self.detail = panel(room, QueuePanel), panel(room, DetailPanel)
        line = room.screens[0].command
        assert line is not None
        self.line = line

    def case(self, case_id: str) -> Case | None:
        return self.room.seats.main.store.of(Case, case_id)

    def awaits(self, case_id: str, state: CaseState) -> Case:
        def there() -> bool:
            case = self.case(case_id)
            return case is not None and case.state is state

        self.qtbot.waitUntil(there, timeout=LONG)
        case = self.case(case_id)
        assert case is not None
        return case

    def go_to(self, case: Case) -> None:
        """Digits of its number in the rows, Enter: its letters are acts now."""
        self.qtbot.waitUntil(lambda: self.queue.model.row_of(case.id) >= 0, timeout=LONG)
        self.qtbot.keyClicks(self.queue.table, str(case.short))
        self.qtbot.keyClick(self.queue.table, Qt.Key.Key_Return)
        self.qtbot.waitUntil(lambda: self.detail.watch.case == self.case(case.id), timeout=LONG)

    def press(self, letter: str, act: str) -> None:
        """The letter of an act that the case offers; what it asks and need not be answered is left with Enter."""
        pad = self.detail.pad
        self.qtbot.waitUntil(lambda: act in pad.buttons and pad.buttons[act].isEnabled(), timeout=LONG)
        self.qtbot.keyClick(self.detail, letter)
        if pad.filling:
            self.qtbot.keyClick(pad.ask.line, Qt.Key.Key_Return)

    def type(self, text: str) -> str:
        """A line of the command line; what stands beside it before Enter."""
        self.qtbot.keyClick(self.queue.table, "/")
        self.qtbot.keyClicks(self.line.field, text)
        said = " ".join(label.text() for label in self.line.findChildren(QLabel))
        self.qtbot.keyClick(self.line.field, Qt.Key.Key_Return)
        self.qtbot.keyClick(self.line.field, Qt.Key.Key_Escape)
        return said


def told(hall: Hall, case_id: str) -> CaseDetail:
    """The case as the server has it."""
    return hall.admin.get(f"/api/cases/{case_id}", CaseDetail)


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        server.admin()
        yield server


def test_one_case_goes_from_the_report_to_the_archive_by_keys_alone(
    backend: Backend, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot: QtBot
) -> None:
    hall = Hall(backend)
    case_id = hall.report()
    accounts = {post: backend.account(post).session.name for post in ("intake", "shift_leader", "dispatcher")}
    hall.department_id  # noqa: B018 - made before the seats list the departments
    with seat_rooms(qapp, monkeypatch, tmp_path) as build:
        intake = Desk(build(backend.url, "intake"), qtbot, accounts["intake"])
        intake.go_to(intake.awaits(case_id, CaseState.REPORTED))
        intake.press("a", "accept_case")
        intake.awaits(case_id, CaseState.ACCEPTED)

        leader = Desk(build(backend.url, "leader"), qtbot, accounts["shift_leader"])
        leader.go_to(leader.awaits(case_id, CaseState.ACCEPTED))
        leader.press("l", "file_case")
        case = leader.awaits(case_id, CaseState.FILED)

        dispatch = Desk(build(backend.url, "dispatch"), qtbot, accounts["dispatcher"])
        dispatch.awaits(case_id, CaseState.FILED)
        assert "(rule R4)" in dispatch.type(f"ja {case.short}"), "nothing is closed before a passed check"
        assert dispatch.awaits(case_id, CaseState.FILED)
        assert "环卫处" in dispatch.type(f"pq {case.short} hw")
        dispatch.awaits(case_id, CaseState.DISPATCHED)

        for state in (CaseState.DISPATCHED, CaseState.SIGNED, CaseState.HANDLING):
            hall.who(state).send(hall.step(case_id, state))
        hall.inspector.send(c.CheckCase(case_id=case_id, passed=False, opinion="垃圾还在"))
        again = leader.awaits(case_id, CaseState.HANDLING)
        assert again.rework == 1
        for state in (CaseState.HANDLING, CaseState.FEEDBACK):
            hall.who(state).send(hall.step(case_id, state))

        leader.go_to(leader.awaits(case_id, CaseState.CHECKED))
        leader.press("j", "close_case")
        qtbot.waitUntil(lambda: told(hall, case_id).case.state is CaseState.CLOSED, timeout=LONG)
        leader.press("j", "archive_case")
        qtbot.waitUntil(lambda: told(hall, case_id).case.state is CaseState.ARCHIVED, timeout=LONG)
    names = [entry.name for entry in told(hall, case_id).trail]
    assert names[-2:] == ["case.closed", "case.archived"]
