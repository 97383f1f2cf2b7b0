"""The acts of a case: keys, rules explained, questions asked inside the panel, refusals as banners."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from casequeue.acts import KEYS, acts_of, command_for
from casequeue.case_panel import CasePanel
from casequeue.detail_panel import DetailPanel
from casequeue.nearby import nearest
from contract.commands import CheckCase, DispatchCase, RefuseCase
from contract.entities import Camera, Case, CaseState, Point
from contract.errors import Code
from contract.lifecycle import TABLE, Refusal, Role, decide
from tests.client.toy import Toy
from tests.panels.room import Seat, city


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
            for act in acts_of(one, frozenset({role})):
                command = "check_case" if act.command == "check_failed" else act.command
                answer = decide(state, command, frozenset({role}))
                assert act.allowed is not isinstance(answer, Refusal)
    assert {step.command for step in TABLE} <= set(KEYS)
    assert len(set(KEYS.values())) == len(KEYS)


def test_a_failed_check_is_its_own_act() -> None:
    case = next(entity for entity in city() if isinstance(entity, Case))
    failed = command_for("check_failed", case, "still there")
    assert isinstance(failed, CheckCase)
    assert not failed.passed
    assert failed.opinion == "still there"


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
