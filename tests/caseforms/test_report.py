"""The report and the call by keyboard alone, against the real server: faults beside fields, drafts, photos, history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from caseforms.ground_facts import GroundFacts
from caseforms.report_panel import ReportPanel
from contract.commands import ReportCase
from contract.entities import Case, CaseSource, CaseState, Point, ReportKind
from contract.figures import CaseDetail
from contract.personal import Caller as CallerData
from contract.scope import FULL, Scope, View
from panelkit import format as fmt
from tests.backend.city import Hall
from tests.backend.server import Backend, start
from tests.caseforms.seat import PostSeat, Show
from tests.panels.photo_desk import jpeg


@pytest.fixture
def intake(backend: Backend, qtbot: QtBot) -> Iterator[PostSeat]:
    seat = PostSeat(backend, qtbot, "intake")
    yield seat
    seat.stop()


def type_into(qtbot: QtBot, field: QWidget, text: str) -> None:
    field.setFocus()
    qtbot.keyClicks(field, text)


def focus(qtbot: QtBot, wanted: QWidget) -> None:
    qtbot.waitUntil(lambda: QApplication.focusWidget() is wanted, timeout=3000)


def test_a_report_is_typed_from_the_first_field_to_the_last_and_sent(
    intake: PostSeat, hall: Hall, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = ReportPanel(intake.context, tmp_path)
    shown(panel, (1030, 880))
    form = panel.form
    type_into(qtbot, form.class_, "zdjy")
    assert form.class_.list.isVisible()
    qtbot.keyClick(form.class_, Qt.Key.Key_Return)
    assert form.class_.value == "E0110"
    qtbot.keyClick(form.class_, Qt.Key.Key_Return)
    focus(qtbot, form.place)
    form.place.insert("文化路 18 号")  # an input method's way: QTest types ASCII only
    qtbot.keyClick(form.place, Qt.Key.Key_Return)
    focus(qtbot, form.coordinates)
    qtbot.keyClicks(form.coordinates, "31.23, 121.47")
    qtbot.keyClick(form.coordinates, Qt.Key.Key_Return)
    focus(qtbot, form.urgency)
    qtbot.keyClick(form.urgency, Qt.Key.Key_Down)
    assert intake.context.selection.point == Point(121.47, 31.23)
    type_into(qtbot, form.description, "stalls on the footway")
    photo = tmp_path / "现场.jpg"
    photo.write_bytes(jpeg())
    form.photos.add([photo, tmp_path / "missing.jpg", photo])
    assert len(form.photos.photos) == 1
    assert "missing.jpg" in panel.banner.label.text()
    qtbot.keyClick(form.description, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not form.isEnabled(), "nothing is typed into a report that is on its way"
    qtbot.waitUntil(lambda: form.draft().empty, timeout=15_000)
    case_id = intake.context.selection.case_id
    assert case_id is not None
    short = hall.intake.get(f"/api/cases/{case_id}", CaseDetail).case.short
    qtbot.waitUntil(lambda: f"case {fmt.short(short)}." in panel.banner.label.text(), timeout=8000)
    focus(qtbot, form.class_)
    detail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail)
    assert detail.case.urgency == "urgent"
    assert detail.case.point == Point(121.47, 31.23)
    assert detail.description == "stalls on the footway"
    assert [one.name for one in detail.attachments] == ["现场.jpg"]
    assert not panel.box.path.exists()
    assert form.class_.text() == ""


def test_what_is_missing_is_told_beside_its_field_and_only_there(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = ReportPanel(intake.context, tmp_path)
    shown(panel, (1030, 880))
    panel.send()
    assert panel.form.wrong() == ["class_code", "place"]
    focus(qtbot, panel.form.class_)
    type_into(qtbot, panel.form.class_, "e0110")
    qtbot.keyClick(panel.form.class_, Qt.Key.Key_Return)
    assert panel.form.wrong() == ["place"]
    panel.form.coordinates.setText("2.35, 48.85")
    panel.send()
    assert panel.form.wrong() == ["coordinates"]
    assert "outside" in panel.form.rows["coordinates"].fault.text()
    assert not panel.sending.busy


def test_what_was_typed_and_not_chosen_is_told_and_a_book_from_the_clipboard_too(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = ReportPanel(intake.context, tmp_path)
    shown(panel, (1030, 880))
    form = panel.form
    type_into(qtbot, form.class_, "C0102")
    qtbot.keyClick(form.class_, Qt.Key.Key_Return)
    form.place.setText("文化路 18 号")
    type_into(qtbot, form.component, "4403")
    book = QMimeData()
    book.setText("井" * 10_000_000)
    form.description.insertFromMimeData(book)
    panel.send()
    assert form.wrong() == ["component_code", "description"]
    assert "6,000 characters too many" in form.rows["description"].fault.text()
    assert panel.box.path.stat().st_size < 100_000 if panel.box.path.exists() else True
    form.component.clear()
    form.component.textEdited.emit("")
    form.description.setPlainText("fine")
    assert form.check() == []
    panel.throw_away()


def test_going_to_a_field_brings_it_into_sight_on_a_small_screen(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = ReportPanel(intake.context, tmp_path, hotline=True)
    shown(panel, (700, 420))
    form, viewport = panel.form, panel.form.parentWidget()

    def in_sight() -> bool:
        return viewport.rect().contains(QRect(form.photos.mapTo(viewport, QPoint(0, 0)), form.photos.size()))

    assert not in_sight()
    type_into(qtbot, form.phone, "13800138000")
    form.focus("photos")
    assert form.photos.list.hasFocus()
    assert in_sight()
    panel.throw_away()


def test_a_choice_of_the_report_before_does_not_stay(intake: PostSeat, qtbot: QtBot, tmp_path: Path) -> None:
    panel = ReportPanel(intake.context, tmp_path)
    qtbot.addWidget(panel)
    panel.refresh()
    panel.form.retranslate()
    first = panel.form.source.value()
    panel.form.source.choose("media")
    panel.form.place.setText("x")
    panel.throw_away()
    assert panel.form.source.value() == first


def test_a_draft_survives_a_crash_and_can_be_thrown_away_and_brought_back(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    first = ReportPanel(intake.context, tmp_path, hotline=True)
    shown(first, (1030, 880))
    type_into(qtbot, first.form.place, "near the market")
    first.form.phone.setText("13800138000")
    qtbot.waitUntil(lambda: first.box.path.exists() and b"13800138000" in first.box.path.read_bytes(), timeout=5000)

    second = ReportPanel(intake.context, tmp_path, hotline=True)  # the first one never said goodbye
    shown(second, (1030, 880))
    assert second.form.place.text() == "near the market"
    assert second.form.phone.text() == "13800138000"
    qtbot.waitUntil(lambda: "not sent" in second.banner.label.text(), timeout=3000)
    second.throw_away()
    assert not second.box.path.exists()
    second.bring_back()
    assert second.form.place.text() == "near the market"


def test_a_call_is_taken_down_with_its_history_and_the_caller_stands_apart(
    backend: Backend, hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    phone = "13955512345"
    earlier = hall.intake.send(
        ReportCase(class_code="E0104", source=CaseSource.HOTLINE, place="长兴路", caller=CallerData(phone=phone))
    ).ids[0]
    panel = ReportPanel(intake.context, tmp_path, hotline=True)
    shown(panel, (1030, 880))
    form = panel.form
    assert panel.history is not None
    type_into(qtbot, form.phone, "139 5551 2345")
    qtbot.keyClick(form.phone, Qt.Key.Key_Return)
    history = panel.history
    qtbot.waitUntil(lambda: [case.case_id for case in history.cases] == [earlier], timeout=8000)
    assert history.cases[0].place == "长兴路"
    assert history.cases[0].class_code == "E0104"
    assert history.list.count() == 1
    form.name_.setText("张三")
    form.kind.choose("praise")
    form.order.setText("12345-20261121-7")
    form.class_.put("E0110", "x")
    form.place.setText("文化路 18 号")
    panel.send()
    qtbot.waitUntil(lambda: form.draft().empty, timeout=15_000)
    case_id = intake.context.selection.case_id
    detail = hall.intake.get(f"/api/cases/{case_id}", CaseDetail)
    assert detail.case.source is CaseSource.HOTLINE
    assert detail.case.report_kind is ReportKind.PRAISE
    assert detail.caller is not None
    assert detail.caller.phone == "139****2345"
    assert panel.history.cases == ()


def test_a_refusal_of_the_server_stands_beside_its_field(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = ReportPanel(intake.context, tmp_path, hotline=True)
    shown(panel, (1030, 880))
    form = panel.form
    form.phone.setText("13955512346")
    form.class_.put("E0110", "x")
    form.place.setText("文化路 18 号")
    form.description.setPlainText("call back at 13955512346")
    panel.send()
    qtbot.waitUntil(lambda: form.wrong() == ["description"], timeout=8000)
    assert form.place.text() == "文化路 18 号"
    assert panel.send_button.isEnabled()


def test_a_case_alike_nearby_is_offered_while_typing(
    hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    there = hall.report(point=Point(121.4812, 31.2412), place="人民公园南门", description="两处摊位")
    photo = hall.inspector.request(
        "POST", f"/api/cases/{there}/attachments", params={"kind": "scene", "name": "a.jpg"}, data=jpeg("blue")
    )
    assert photo.ok
    qtbot.waitUntil(lambda: intake.context.store.of(Case, there) is not None, timeout=8000)
    panel = ReportPanel(intake.context, tmp_path)
    shown(panel, (1030, 880))
    panel.form.class_.put("E0110", "x")
    panel.form.set_point(Point(121.4813, 31.2412))
    qtbot.waitUntil(lambda: panel.duplicates.found == [there], timeout=8000)
    qtbot.waitUntil(lambda: panel.duplicates.photo.image is not None, timeout=10_000)
    assert panel.duplicates.photo.words == "两处摊位"
    panel.form.set_point(Point(121.4712, 31.2312))
    qtbot.waitUntil(lambda: panel.duplicates.found == [], timeout=8000)


def test_a_place_is_picked_on_the_map_and_comes_back_to_the_form_that_asked(
    intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    selection = intake.context.selection
    one, other = ReportPanel(intake.context, tmp_path), ReportPanel(intake.context, tmp_path, hotline=True)
    shown(one, (1030, 880))
    selection.pick(Point(121.41, 31.21))
    assert one.form.coordinates.text() == ""
    one.pick()
    assert selection.picking
    selection.pick(Point(121.4733, 31.2355))
    assert not selection.picking
    assert one.form.point() == Point(121.4733, 31.2355)
    assert other.form.coordinates.text() == ""
    one.pick()
    selection.want_point(False)
    focus(qtbot, one.form.coordinates)
    selection.pick(Point(121.41, 31.21))
    assert one.form.point() == Point(121.4733, 31.2355)
    other.deleteLater()


def test_a_report_of_an_inspector_that_the_desk_enters_bears_both_names(
    backend: Backend, hall: Hall, intake: PostSeat, shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    inspector = hall.inspector.session
    panel = ReportPanel(intake.context, tmp_path)
    shown(panel, (1030, 880))
    form = panel.form
    type_into(qtbot, form.behalf, inspector.name[:8])
    qtbot.waitUntil(lambda: form.behalf.list.isVisible(), timeout=3000)
    qtbot.keyClick(form.behalf, Qt.Key.Key_Return)
    assert form.behalf.value == inspector.person_id
    form.source.choose("inspector")
    form.class_.put("E0110", "x")
    form.place.setText("文化路 18 号")
    panel.send()
    qtbot.waitUntil(lambda: form.draft().empty, timeout=15_000)
    detail = hall.intake.get(f"/api/cases/{intake.context.selection.case_id}", CaseDetail)
    assert detail.trail[0].params["on_behalf_of"] == inspector.person_id
    assert detail.trail[0].actor_name == intake.caller.session.name


@pytest.mark.parametrize("post", ["inspector", "department"])
def test_what_an_inspector_or_a_department_handled_on_the_spot_has_photos_before_and_after(
    backend: Backend, hall: Hall, shown: Show, qtbot: QtBot, tmp_path: Path, post: str
) -> None:
    own = Scope(view=View.DEPARTMENT, department_id=hall.department_id) if post == "department" else FULL
    seat = PostSeat(backend, qtbot, post, scope=own)
    panel = ReportPanel(seat.context, tmp_path)
    shown(panel, (1030, 880))
    form = panel.form
    assert form.rows["source"].field.isHidden()
    assert form.rows["on_behalf_of"].field.isHidden()
    form.class_.put("E0110", "x")
    form.place.setText("文化路 18 号")
    form.self_handled.setChecked(True)
    before, after = tmp_path / "before.jpg", tmp_path / "after.jpg"
    before.write_bytes(jpeg("red"))
    after.write_bytes(jpeg("green"))
    form.photos.add([before])
    panel.send()
    assert form.wrong() == ["photos"]
    form.photos.add([after], after=True)
    assert form.wrong() == []
    panel.send()
    qtbot.waitUntil(lambda: form.draft().empty, timeout=15_000)
    detail = hall.intake.get(f"/api/cases/{seat.context.selection.case_id}", CaseDetail)
    assert detail.case.self_handled
    assert detail.case.source is (CaseSource.DEPARTMENT if post == "department" else CaseSource.INSPECTOR)
    assert [(one.kind.value, one.name) for one in detail.attachments] == [
        ("before", "before.jpg"),
        ("after", "after.jpg"),
    ]
    seat.stop()


def test_a_lost_line_keeps_the_report_and_sends_it_once_when_the_server_is_back(
    shown: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    server = start(tmp_path / "server")
    port = server.url.rpartition(":")[2]
    seat = PostSeat(server, qtbot, "intake")
    panel = ReportPanel(seat.context, tmp_path)
    shown(panel, (1030, 880))
    panel.form.class_.put("E0110", "x")
    panel.form.place.setText("文化路 18 号")
    qtbot.waitUntil(lambda: panel.box.path.exists(), timeout=5000)
    assert server.stop() == 0
    panel.send()
    qtbot.waitUntil(lambda: "kept here" in panel.banner.label.text(), timeout=30_000)
    assert panel.form.place.text() == "文化路 18 号"
    assert panel.box.path.exists()
    panel.form.urgency.choose("urgent")
    assert "may have arrived" in panel.banner.label.text(), "other words are another report"
    facts = GroundFacts(seat.context)
    qtbot.addWidget(facts)
    facts.look_at(Point(121.47, 31.23), "E0110")
    qtbot.waitUntil(lambda: bool(facts.known.fault), timeout=60_000)
    panel.send()
    again = start(tmp_path / "server", flags=("--port", port))
    qtbot.waitUntil(lambda: panel.form.draft().empty, timeout=60_000)
    qtbot.waitUntil(lambda: facts.ground is not None, timeout=30_000)
    qtbot.waitUntil(lambda: seat.session.link.state is LinkState.CURRENT, timeout=30_000)
    made = [case for case in seat.context.store.each(Case) if case.place == "文化路 18 号"]
    assert [case.state for case in made] == [CaseState.REPORTED]
    seat.stop()
    assert again.stop() == 0
