"""Feedback and checks at terminals against the real server: photos first, the act last, for oneself and for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from caseforms.task_panel import TaskPanel
from caseforms.tasks import CHECK, FEED_BACK, VERIFY, task_of
from contract import commands as c
from contract.attachments import AttachmentKind
from contract.entities import Case, CaseSource, CaseState, Id
from contract.figures import CaseDetail
from tests.backend.city import Hall
from tests.backend.server import Backend
from tests.caseforms.seat import PostSeat, Show
from tests.panels.photo_desk import jpeg
from tests.panels.room import NOW

Open = Callable[..., PostSeat]


@pytest.fixture
def open_seat(backend: Backend, qtbot: QtBot) -> Iterator[Open]:
    made: list[PostSeat] = []

    def build(*roles: str) -> PostSeat:
        made.append(PostSeat(backend, qtbot, *roles))
        return made[-1]

    yield build
    for seat in made:
        seat.stop()


def look(seat: PostSeat, case_id: Id, state: CaseState, qtbot: QtBot) -> None:
    def there() -> bool:
        case = seat.context.store.of(Case, case_id)
        return case is not None and case.state is state

    qtbot.waitUntil(there, timeout=8000)
    seat.context.selection.select_case(case_id)


def detail(hall: Hall, case_id: Id) -> CaseDetail:
    return hall.intake.get(f"/api/cases/{case_id}", CaseDetail)


def test_which_task_a_case_is_for_which_post() -> None:
    def case(state: CaseState) -> Case:
        return Case(
            id="1", number="1", short=1, class_code="E0110", state=state, source=CaseSource.INSPECTOR, reported_at=NOW
        )

    assert task_of(case(CaseState.HANDLING), frozenset({"department"})) == (FEED_BACK, False)
    assert task_of(case(CaseState.HANDLING), frozenset({"dispatcher"})) == (FEED_BACK, True)
    assert task_of(case(CaseState.HANDLING), frozenset({"inspector", "kiosk", "unknown"})) is None
    assert task_of(case(CaseState.VERIFYING), frozenset({"inspector"})) == (VERIFY, False)
    assert task_of(case(CaseState.VERIFYING), frozenset({"intake"})) == (VERIFY, True)
    assert task_of(case(CaseState.FEEDBACK), frozenset({"inspector"})) == (CHECK, False)
    assert task_of(case(CaseState.CHECKING), frozenset({"inspector"})) == (CHECK, False)
    assert task_of(case(CaseState.REPORTED), frozenset({"inspector"})) is None
    given = msgspec.structs.replace(case(CaseState.CHECKING), task_of_id="7")
    assert task_of(given, frozenset({"inspector"}), "7") == (CHECK, False)
    assert task_of(given, frozenset({"inspector"}), "8") is None
    assert task_of(given, frozenset({"intake"}), "8") == (CHECK, True)


def test_a_department_feeds_back_with_photos_and_its_words_survive_until_then(
    hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = open_seat("department")
    case_id = hall.case_at(CaseState.HANDLING)
    first = TaskPanel(seat.context, tmp_path)
    shown(first, (720, 500))
    look(seat, case_id, CaseState.HANDLING, qtbot)
    qtbot.waitUntil(lambda: first.state == "current" and first.words.isVisible(), timeout=5000)
    assert first.form.rows["answer"].field.isHidden()
    first.send()
    assert first.form.wrong() == ["words"]
    first.words.setPlainText("cleared")
    photo = tmp_path / "after.jpg"
    photo.write_bytes(jpeg("green"))
    first.photos.add([photo])
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("*.json"))) == 1, timeout=5000)

    disk = tmp_path / "after the crash"
    disk.mkdir()
    for file in tmp_path.glob("*.json"):
        (disk / file.name).write_bytes(file.read_bytes())
    panel = TaskPanel(seat.context, disk)
    shown(panel, (720, 500))
    qtbot.waitUntil(lambda: panel.words.toPlainText() == "cleared", timeout=5000)
    assert len(panel.photos.photos) == 1
    panel.words.setFocus()
    qtbot.keyClick(panel.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    look(seat, case_id, CaseState.FEEDBACK, qtbot)
    found = detail(hall, case_id)
    assert found.trail[-1].name == "case.fed_back"
    assert found.trail[-1].opinion == "cleared"
    assert [one.kind for one in found.attachments] == [AttachmentKind.AFTER]
    names = [entry.name for entry in found.trail]
    assert names.index("case.attached") < names.index("case.fed_back")
    qtbot.waitUntil(lambda: panel.state == "empty", timeout=5000)
    assert list(disk.glob("*.json")) == []


def test_a_check_answers_passed_or_failed_and_a_failure_has_words(
    hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = open_seat("inspector")
    case_id = hall.case_at(CaseState.FEEDBACK)
    panel = TaskPanel(seat.context, tmp_path)
    shown(panel, (720, 500))
    look(seat, case_id, CaseState.FEEDBACK, qtbot)
    panel.setFocus()
    qtbot.keyClick(panel, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(panel.answer.hasFocus, timeout=3000)
    panel.send()
    assert panel.form.wrong() == ["answer"]
    panel.answer.choose("no")
    panel.send()
    assert panel.form.wrong() == ["words"]
    panel.words.setPlainText("half of it is still there")
    panel.send()
    look(seat, case_id, CaseState.HANDLING, qtbot)
    last = detail(hall, case_id).trail[-1]
    assert (last.name, last.opinion) == ("case.returned_for_rework", "half of it is still there")


def test_a_photo_that_is_not_taken_is_told_before_the_act_and_the_second_press_goes_on(
    hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = open_seat("inspector")
    case_id = hall.case_at(CaseState.FEEDBACK)
    panel = TaskPanel(seat.context, tmp_path)
    shown(panel, (720, 500))
    look(seat, case_id, CaseState.FEEDBACK, qtbot)
    good, bad = tmp_path / "good.jpg", tmp_path / "bad.png"
    good.write_bytes(jpeg("blue"))
    bad.write_text("no picture")
    panel.photos.add([good, bad])
    panel.answer.choose("yes")
    panel.send()
    qtbot.waitUntil(lambda: "again reports without it" in panel.banner.label.text(), timeout=10_000)
    assert detail(hall, case_id).case.state is CaseState.FEEDBACK
    qtbot.waitUntil(panel.button.isEnabled, timeout=5000)
    panel.send()
    look(seat, case_id, CaseState.CHECKED, qtbot)
    assert [one.name for one in detail(hall, case_id).attachments] == ["good.jpg"], "not twice, and not the broken one"


def test_what_a_department_says_by_telephone_is_entered_in_its_name(
    backend: Backend, hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = open_seat("dispatcher")
    who = hall.department.session
    case_id = hall.case_at(CaseState.HANDLING)
    panel = TaskPanel(seat.context, tmp_path)
    shown(panel, (720, 500))
    look(seat, case_id, CaseState.HANDLING, qtbot)
    panel.words.setPlainText("by telephone: cleared")
    panel.send()
    assert panel.form.wrong() == ["on_behalf_of"]
    panel.behalf.setFocus()
    qtbot.keyClicks(panel.behalf, who.name)
    qtbot.keyClick(panel.behalf, Qt.Key.Key_Return)
    assert panel.behalf.value == who.person_id
    panel.send()
    look(seat, case_id, CaseState.FEEDBACK, qtbot)
    last = detail(hall, case_id).trail[-1]
    assert last.params["on_behalf_of"] == who.person_id
    assert last.actor_name == seat.caller.session.name


def test_a_verification_is_answered(hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path) -> None:
    seat = open_seat("inspector")
    case_id = hall.intake.send(c.ReportCase(class_code="E0110", source=CaseSource.HOTLINE, place="文化路")).ids[0]
    hall.intake.send(c.AcceptCase(case_id=case_id))
    hall.intake.send(c.RequestVerification(case_id=case_id))
    panel = TaskPanel(seat.context, tmp_path)
    shown(panel, (720, 500))
    look(seat, case_id, CaseState.VERIFYING, qtbot)
    panel.answer.choose("yes")
    panel.send()
    look(seat, case_id, CaseState.ACCEPTED, qtbot)
    assert detail(hall, case_id).case.verified == "yes"


def test_typed_words_stay_with_their_case(
    hall: Hall, open_seat: Open, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    seat = open_seat("inspector")
    one, two = hall.case_at(CaseState.FEEDBACK), hall.case_at(CaseState.FEEDBACK)
    panel = TaskPanel(seat.context, tmp_path)
    shown(panel, (720, 500))
    look(seat, one, CaseState.FEEDBACK, qtbot)
    panel.words.setPlainText("of the first")
    look(seat, two, CaseState.FEEDBACK, qtbot)
    assert panel.words.toPlainText() == ""
    panel.words.setPlainText("of the second")
    look(seat, one, CaseState.FEEDBACK, qtbot)
    assert panel.words.toPlainText() == "of the first"
