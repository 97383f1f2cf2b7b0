"""回访 at the intake seat against the real server: who waits, the number on demand, what was said."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseforms.call_back_panel import CallBackPanel
from contract import commands as c
from contract.entities import CaseSource, Id
from contract.figures import CaseDetail
from contract.personal import Caller
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.caseforms.seat import PostSeat, Show

PHONE = f"137{uuid.uuid4().int % 10**8:08d}"


@pytest.fixture
def intake(backend: Backend, qtbot: QtBot) -> Iterator[PostSeat]:
    seat = PostSeat(backend, qtbot, "intake")
    yield seat
    seat.stop()


def turned_down(hall: Hall) -> Id:
    caller = Caller(name="王小二", phone=PHONE)
    report = c.ReportCase(
        class_code="E0110", source=CaseSource.HOTLINE, place="长兴路 86 号", caller=caller, order_number="12345-9"
    )
    case_id = hall.intake.send(report).ids[0]
    hall.intake.send(c.RefuseCase(case_id=case_id, opinion="不属城管职责"))
    return case_id


def test_a_caller_is_shown_on_demand_and_leaves_the_list_once_he_was_asked(
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot
) -> None:
    case_id = turned_down(hall)
    panel = CallBackPanel(intake.context)
    shown(panel, (1200, 800))
    qtbot.waitUntil(lambda: [one.case.id for one in panel.waiting] == [case_id], timeout=8000)
    assert intake.context.selection.case_id == case_id
    qtbot.waitUntil(lambda: "不属城管职责" in panel.words.text(), timeout=8000)
    assert "137****" in panel.facts.text_of("Caller")
    assert PHONE not in panel.number.text()
    panel.reveal()
    qtbot.waitUntil(lambda: PHONE in panel.number.text(), timeout=8000)
    last = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail[-1]
    assert (last.name, last.opinion) == ("case.caller_revealed", "call-back of the caller")

    panel.revisit()
    assert panel.form.wrong() == ["satisfaction"]
    panel.reply()
    assert panel.form.wrong() == ["opinion"]
    panel.opinion.setPlainText("told the caller why")
    panel.grade.choose("4")
    panel.form.focus("opinion")
    qtbot.keyClick(panel.opinion, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.waiting == (), timeout=8000)
    last = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail[-1]
    assert (last.name, last.opinion, last.params["satisfaction"]) == (
        "case.caller_revisited",
        "told the caller why",
        "4",
    )
    assert panel.state == "empty"
    assert panel.number.text() == ""


def test_another_case_shows_nothing_of_the_one_before(hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot) -> None:
    one, two = turned_down(hall), turned_down(hall)
    panel = CallBackPanel(intake.context)
    shown(panel, (1200, 800))
    qtbot.waitUntil(lambda: len(panel.waiting) == 2, timeout=8000)
    panel.reveal()
    qtbot.waitUntil(lambda: PHONE in panel.number.text(), timeout=8000)
    panel.opinion.setPlainText("not for the next one")
    panel.list.setFocus()
    qtbot.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.number.text() == ""
    assert panel.opinion.toPlainText() == ""
    assert intake.context.selection.case_id == two
    third = turned_down(hall)
    qtbot.waitUntil(lambda: [line.case.id for line in panel.waiting] == [one, two, third], timeout=10_000)
    assert panel.list.currentRow() == 1, "the list grows under the hand and the mark stays"
    for case_id in (one, two, third):
        hall.intake.send(c.ReplyCaller(case_id=case_id, opinion="已说明"))
    panel.ask()
    qtbot.waitUntil(lambda: panel.waiting == (), timeout=10_000)
