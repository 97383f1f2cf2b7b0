"""The acts of a case: keys, rules explained, questions asked inside the panel, refusals as banners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget
from pytestqt.qtbot import QtBot

from casequeue.acts import acts_of
from casequeue.case_panel import CasePanel
from casequeue.choices import Choices
from casequeue.commands_of import command_for
from casequeue.deeds import BY_NAME, DEEDS, Deed
from casequeue.detail_panel import DetailPanel
from casequeue.flow_picture import FlowPicture
from casequeue.moments import moment_of
from casequeue.near_list import NearList
from casequeue.nearby import nearest
from casequeue.queue_panel import QueuePanel
from casequeue.trail import Trail
from contract.commands import CheckCase, DispatchCase, RedispatchCase, RefuseCase, SignCase, VoidCase
from contract.entities import Camera, Case, CaseState, Person, Point
from contract.errors import Code
from contract.lifecycle import COMMANDS, Refusal, Role, Standing, allowed, decide, standing_of
from panelkit.controls import KeyButton
from panelkit.pinyin import begins_at
from panelkit.words import act_name
from tests.client.toy import Toy
from tests.panels.room import NOW, Seat, city


@pytest.fixture
def toy() -> Iterator[Toy]:
    """A server that takes acts."""
    server = Toy()
    try:
        yield server
    finally:
        server.close()


def desk(make_seat: Callable[..., Seat], toy: Toy, **options: Any) -> Seat:
    """A seat whose acts reach the toy server."""
    seat = make_seat(base_url=toy.url, **options)
    assert seat.api.session is not None
    seat.api.adopt(msgspec.structs.replace(seat.api.session, token=toy.token))
    return seat


def test_buttons_and_server_read_the_same_table() -> None:
    case = next(entity for entity in city() if isinstance(entity, Case))
    for state in CaseState:
        for role in Role:
            one = msgspec.structs.replace(case, state=state)
            standing = standing_of(one)
            offered = acts_of(one, frozenset({role}))
            for act in offered:
                if not act.behalf:
                    answer = decide(standing, act.deed.command, frozenset({role}))
                    assert act.allowed is not isinstance(answer, Refusal)
            mine = {act.deed.command for act in offered if act.allowed and not act.behalf}
            assert mine == set(allowed(standing, frozenset({role})))


def test_every_command_has_a_key_three_words_and_a_name() -> None:
    assert {deed.command for deed in DEEDS} == set(COMMANDS)
    for deed in DEEDS:
        english, letters, chinese = deed.words[:3]
        assert english.isascii()
        assert begins_at(chinese, letters) == 0, deed.name
        assert act_name(deed.name)
    for state in CaseState:
        for asked in ("", "extension", "suspension"):
            here = [
                deed
                for deed in DEEDS
                if not isinstance(decide(Standing(state, asked=asked), deed.command, frozenset(Role)), Refusal)
            ]
            keys = [deed.key for deed in here]
            assert len(set(keys)) == len(keys), (state, keys)
            assert not {"V", "B", "O", "P", "."} & set(keys)


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.name)
def test_every_form_makes_a_command_that_the_server_takes(deed: Deed, room: Seat, qtbot: QtBot) -> None:
    case = room.store.of(Case, "1004")
    assert case is not None
    host = QWidget()
    qtbot.addWidget(host)
    choices = Choices(room.context, host)
    answers: dict[str, str] = {}
    for ask in deed.asks:
        offer = choices.offer(deed, ask, case)
        assert "{" not in offer.question
        if offer.choices:
            answers[ask.field] = offer.choices[0][0]
        elif offer.free:
            answers[ask.field] = offer.typed("some words") or ""
        else:
            answers[ask.field] = {"unit": "unit:7", "inspector": "90"}.get(ask.kind, "")
        assert answers[ask.field] or not ask.needed, ask
    command = command_for(deed, case, answers, "90")
    assert command.__struct_config__.tag == deed.command
    assert (command.case_id, command.expected_version, command.on_behalf_of) == (case.id, case.version, "90")  # type: ignore[union-attr]


def test_a_failed_check_is_its_own_act() -> None:
    case = next(entity for entity in city() if isinstance(entity, Case))
    failed = command_for(BY_NAME["check_failed"], case, {"opinion": "still there"})
    assert isinstance(failed, CheckCase)
    assert not failed.passed
    assert failed.opinion == "still there"


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("3d", timedelta(days=3)),
        ("36h", timedelta(hours=36)),
        ("2天", timedelta(days=2)),
        ("14:30", timedelta(minutes=27, seconds=23)),
        ("13:00", timedelta(hours=22, minutes=57, seconds=23)),
        ("11-25 14:00", timedelta(days=3, hours=23, minutes=57, seconds=23)),
        ("01-02", timedelta(days=42, hours=3, minutes=57, seconds=23)),
        ("2020-01-02", None),
        ("02-30", None),
        ("25:00", None),
        ("soon", None),
    ],
)
def test_moments_as_people_type_them(typed: str, after: timedelta | None) -> None:
    assert moment_of(typed, NOW, "Asia/Shanghai") == (None if after is None else NOW + after)


def test_dispatch_by_keyboard_alone(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    seat.context.selection.select_case("1010")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    qtbot.keyClick(panel, "z")
    assert panel.pad.ask.isVisible()
    qtbot.keyClicks(panel.pad.ask.line, "parks")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    sent = toy.commands[0]
    assert isinstance(sent, DispatchCase)
    assert (sent.case_id, sent.department_id, sent.expected_version) == ("1010", "53", 1)


def test_escape_leaves_the_question_and_nothing_is_sent(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    seat.context.selection.select_case("1010")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    qtbot.keyClick(panel, "z")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Escape)
    assert not panel.pad.ask.isVisible()
    assert not toy.commands


def test_a_refusal_asks_its_reason(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    entities = tuple(
        msgspec.structs.replace(one, state=CaseState.REPORTED) if isinstance(one, Case) and one.id == "1010" else one
        for one in city()
    )
    seat = desk(make_seat, toy, entities=entities, roles=("intake",))
    seat.context.selection.select_case("1010")
    panel = shown(CasePanel(seat.context), (432, 985))
    qtbot.keyClick(panel, "n")
    qtbot.keyClicks(panel.pad.ask.line, "same as 128")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    sent = toy.commands[0]
    assert isinstance(sent, RefuseCase)
    assert sent.opinion == "same as 128"


def test_a_no_of_the_server_is_a_banner_and_the_buttons_come_back(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    toy.fail_next_commands = [Code.CONFLICT]
    seat.context.selection.select_case("1010")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    qtbot.keyClick(panel, "z")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: panel.banner.isVisible(), timeout=5000)
    assert "faster" in panel.banner.label.text()
    assert panel.pad.buttons["dispatch_case"].isEnabled()


def test_a_disabled_act_explains_its_rule(room: Seat, shown: Callable[..., Any], qtbot: QtBot) -> None:
    room.context.selection.select_case("1004")
    panel = shown(DetailPanel(room.context), (1500, 300))
    assert not panel.pad.buttons["close_case"].isEnabled()
    assert "R4" in panel.pad.reason.text()
    qtbot.keyClick(panel, "z")
    assert "must be" in panel.pad.reason.text()


@pytest.mark.parametrize("high", [1060, 760, 600])
def test_in_a_low_column_nothing_lies_over_anything(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], qtbot: QtBot, high: int
) -> None:
    seat = make_seat(lang="zh")
    seat.context.selection.select_case("1004")
    monitor = QWidget()
    panel = CasePanel(seat.context, monitor)
    panel.resize(466, high)
    shown(monitor, (500, 1000))
    assert len(panel.pad.buttons) > (6 if high > 700 else 3)

    def free() -> bool:
        boxes = [box(panel, one) for one in panel.findChildren(QWidget) if told(one) and one.isVisible()]
        heads = panel.fields.findChildren(QLabel)
        if any(one.isVisible() and one.height() < one.sizeHint().height() for one in heads):
            return False
        return not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[:at])

    qtbot.waitUntil(free, timeout=3000)
    assert panel.poles.isVisible() == (high > 900)
    assert panel.trail.height() >= 2 * seat.context.theme.size(25)
    qtbot.keyClick(panel, "g")
    assert panel.pad.filling
    qtbot.waitUntil(lambda: panel.pad.ask.list.height() >= 80, timeout=3000)
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(free, timeout=3000)


def told(widget: QWidget) -> bool:
    """A widget that shows something by itself."""
    return isinstance(widget, QLabel | KeyButton | NearList | FlowPicture | Trail)


def box(panel: QWidget, widget: QWidget) -> QRect:
    """Where it lies in the panel."""
    return QRect(widget.mapTo(panel, QPoint(0, 0)), widget.size())


def test_cameras_and_poles_near_the_case_are_offered(room: Seat, shown: Callable[..., Any], qtbot: QtBot) -> None:
    room.context.selection.select_case("1004")
    panel = shown(CasePanel(room.context), (432, 985))
    wanted: list[object] = []
    room.context.selection.cameras_wanted.connect(wanted.append)
    qtbot.keyClick(panel, "v")
    assert wanted == [("200", "201", "202")]
    qtbot.keyClick(panel, "b")
    assert room.context.selection.pole_ids == ("300",)


def test_a_case_without_coordinates_says_so_in_words(room: Seat, shown: Callable[..., Any]) -> None:
    room.context.selection.select_case("1010")
    panel = shown(DetailPanel(room.context), (1500, 300))
    assert "no coordinates" in panel.fields.text_of("Place")
    assert not panel.pad.buttons["cameras"].isEnabled()


def test_nearest_goes_by_distance_and_knows_who_looks() -> None:
    here = Point(121.0, 31.0)
    south = Camera(id="1", number=1, name="s", point=Point(121.0, 30.9995), azimuth_deg=0.0)
    north = Camera(id="2", number=2, name="n", point=Point(121.0, 31.0003), azimuth_deg=0.0)
    found = nearest(here, [south, north, Camera(id="3", number=3, name="no place")], 3)
    assert [near.thing.id for near in found] == ["2", "1"]
    assert [near.sees for near in found] == [False, True]
    assert found[1].distance_m == pytest.approx(55.7, abs=0.3)


def test_every_act_is_found_by_its_initials_behind_one_key(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    seat.context.selection.select_case("1004")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    assert "void_case" not in panel.pad.buttons
    qtbot.keyClick(panel, ".")
    qtbot.keyClicks(panel.pad.ask.line, "zf")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.keyClicks(panel.pad.ask.line, "nobody was ever there")
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    assert isinstance(toy.commands[0], VoidCase)


def test_a_form_of_two_questions_goes_back_and_on_and_shift_is_another_act(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    seat.context.selection.select_case("1004")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    ask = panel.pad.ask
    qtbot.keyClick(panel, "g")
    qtbot.keyClicks(ask.line, "zmgls")  # 照明管理所
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    assert ask.question.text().startswith("2/2")
    qtbot.keyClick(ask.line, Qt.Key.Key_Escape)
    assert ask.question.text().startswith("1/2")
    qtbot.keyClicks(ask.line, "zmgls")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    qtbot.keyClicks(ask.line, "lamps")
    qtbot.keyClick(ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    sent = toy.commands[0]
    assert isinstance(sent, RedispatchCase)
    assert (sent.department_id, sent.opinion) == ("54", "lamps")
    qtbot.waitUntil(lambda: panel.pad._pending is None, timeout=5000)
    qtbot.keyClick(panel, "t", Qt.KeyboardModifier.ShiftModifier)
    assert panel.pad.form.deed is BY_NAME["mark_shirking"]


def test_an_act_of_another_post_is_entered_for_somebody_by_name(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    liu = Person(id="95", name="刘强", roles=("department",), department_id="51")
    seat = desk(make_seat, toy, entities=(*city(), liu), roles=("dispatcher",))
    seat.context.selection.select_case("1002")
    panel = shown(DetailPanel(seat.context), (1500, 300))
    qtbot.keyClick(panel, "q")
    assert panel.pad.ask.list.item(0).text() == "刘强"
    qtbot.keyClick(panel.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    sent = toy.commands[0]
    assert isinstance(sent, SignCase)
    assert sent.on_behalf_of == "95"


def test_enter_goes_to_the_case_its_letters_act_and_escape_goes_back_to_the_rows(
    make_seat: Callable[..., Seat], toy: Toy, qtbot: QtBot
) -> None:
    seat = desk(make_seat, toy)
    window = QWidget()
    row = QHBoxLayout(window)
    queue, side, detail = QueuePanel(seat.context), CasePanel(seat.context), DetailPanel(seat.context)
    for panel in (queue, side, detail):
        row.addWidget(panel)
    qtbot.addWidget(window)
    window.resize(1900, 1000)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: queue.model.rowCount() == 13, timeout=5000)
    queue.table.setFocus()
    qtbot.waitUntil(queue.table.hasFocus, timeout=5000)
    qtbot.keyClicks(queue.table, "133")
    qtbot.keyClick(queue.table, Qt.Key.Key_Return)
    assert detail.hasFocus()
    qtbot.keyClick(detail, "z")
    qtbot.keyClick(detail.pad.ask.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    assert isinstance(toy.commands[0], DispatchCase)
    assert toy.commands[0].case_id == "1010"
    detail.setFocus()
    qtbot.keyClick(detail, Qt.Key.Key_Escape)
    assert queue.table.hasFocus()
