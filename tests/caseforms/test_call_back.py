"""回访 at the intake seat against the real server: who waits, the number on demand, what was said."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseforms.call_back_panel import CallBackPanel
from contract import commands as c
from contract.entities import CaseSource, Id
from contract.errors import Code, Problem
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
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = turned_down(hall)
    panel = CallBackPanel(intake.context, tmp_path)
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


def test_another_case_shows_nothing_of_the_one_before(
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    one, two = turned_down(hall), turned_down(hall)
    panel = CallBackPanel(intake.context, tmp_path)
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
    panel.list.setCurrentRow(0)
    assert panel.opinion.toPlainText() == "not for the next one", "it stays with its own case"
    panel.opinion.clear()
    panel.list.setCurrentRow(1)
    third = turned_down(hall)
    qtbot.waitUntil(lambda: [line.case.id for line in panel.waiting] == [one, two, third], timeout=10_000)
    assert panel.list.currentRow() == 1, "the list grows under the hand and the mark stays"
    for case_id in (one, two, third):
        hall.intake.send(c.ReplyCaller(case_id=case_id, opinion="已说明"))
    panel.ask()
    qtbot.waitUntil(lambda: panel.waiting == (), timeout=10_000)


def test_what_is_typed_survives_a_crash_and_a_colleague_who_was_faster(
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = turned_down(hall)
    first = CallBackPanel(intake.context, tmp_path)
    shown(first, (1200, 800))
    qtbot.waitUntil(lambda: [one.case.id for one in first.waiting] == [case_id], timeout=8000)
    first.opinion.setPlainText("she asks for a letter")
    first.grade.choose("2")
    qtbot.waitUntil(lambda: any(b"letter" in one.read_bytes() for one in tmp_path.glob("*.json")), timeout=5000)

    panel = CallBackPanel(intake.context, tmp_path)  # the first one never said goodbye
    shown(panel, (1200, 800))
    qtbot.waitUntil(lambda: panel.opinion.toPlainText() == "she asks for a letter", timeout=8000)
    assert panel.grade.value() == "2"
    hall.intake.send(c.ReplyCaller(case_id=case_id, opinion="已说明"))
    panel.ask()
    qtbot.waitUntil(lambda: "somebody else called back" in panel.banner.label.text(), timeout=8000)
    assert panel.opinion.toPlainText() == "she asks for a letter"
    panel.opinion.clear()
    panel.ask()
    qtbot.waitUntil(lambda: panel.waiting == (), timeout=8000)
    qtbot.waitUntil(lambda: not list(tmp_path.glob("*.json")), timeout=5000)


def test_a_lost_answer_keeps_the_words_and_they_are_noted_once(
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = turned_down(hall)
    panel = CallBackPanel(intake.context, tmp_path)
    shown(panel, (1200, 800))
    qtbot.waitUntil(lambda: [one.case.id for one in panel.waiting] == [case_id], timeout=8000)
    panel.opinion.setPlainText("told")
    panel.reply()
    assert panel.opinion.isReadOnly(), "nothing is typed into what is on its way"
    sent = panel._command_id
    panel._free()  # as if the answer were lost on its way
    panel._not_acted(Problem(code=Code.UNAVAILABLE))
    assert panel.opinion.toPlainText() == "told"
    panel.reply()
    assert panel._command_id == sent
    qtbot.waitUntil(lambda: panel.opinion.toPlainText() == "", timeout=8000)
    trail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).trail
    assert [one.name for one in trail].count("case.caller_replied") == 1
    hall.intake.send(c.RevisitCaller(case_id=case_id, satisfaction=5))
