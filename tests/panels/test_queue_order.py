"""The order of the queue: kept by one card at a time it is the order that sorting everything would give."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from casequeue.acts import acts_of
from casequeue.queue_counts import NOTED, QueueCounts, chips_of, first_chip
from casequeue.queue_filter import Filter, inside, wish_of
from casequeue.queue_model import MANY, QueueModel
from casequeue.queue_order import QueueOrder, key_of
from casequeue.queue_panel import QueuePanel
from casequeue.saved_filters import MOST, SavedFilters
from contract.entities import Area, Case, CaseSource, CaseState, Urgency
from panelkit.limit import due_at, next_limit_of
from panelkit.table_model import Column
from tests.panels.room import NOW, Seat, city
from tests.panels.test_queue import feed, shorts

ROLES = frozenset({"dispatcher"})


def cards(count: int) -> list[Case]:
    return [entity for entity in city(count) if isinstance(entity, Case)]


def changed(case: Case, dice: random.Random) -> Case:
    """Another state, another limit, sometimes none."""
    left = dice.choice([None, *range(-90, 300, 7)])
    step = dice.choice([None, None, *range(-20, 60, 9)])
    return msgspec.structs.replace(
        case,
        version=case.version + 1,
        state=dice.choice(list(CaseState)),
        deadline_at=None if left is None else NOW + timedelta(minutes=left),
        step_deadline_at=None if step is None else NOW + timedelta(minutes=step),
        supervised=dice.random() < 0.1,
    )


@pytest.mark.parametrize("seed", range(5))
def test_one_card_at_a_time_gives_the_order_of_sorting_everything(seed: int, qtmodeltester: ModelTester) -> None:
    dice = random.Random(seed)
    wanted = wish_of(Filter(), roles=ROLES, now=lambda: NOW, text_of=lambda _: "")
    known = {case.id: case for case in cards(60)}
    model = QueueModel([Column("place", lambda: "", lambda case: case.place)])
    model.fill(known.values(), wanted)
    counts = QueueCounts(ROLES)
    counts.fill(known.values())
    for turn in range(200):
        case_id = dice.choice(sorted(known))
        new = None if dice.random() < 0.05 and len(known) > 5 else changed(known[case_id], dice)
        if new is None:
            del known[case_id]
        else:
            known[case_id] = new
        counts.put(case_id, new)
        model.change({case_id: new}, held=dice.random() < 0.3, all_of=known.values)
        if turn % 20 == 19:
            model.settle()
            right = sorted((case for case in known.values() if wanted(case)), key=key_of)
            assert [case.id for case in model.rows()] == [case.id for case in right]
            assert [model.row_of(case.id) for case in right] == list(range(len(right)))
            fresh = QueueCounts(ROLES)
            fresh.fill(known.values())
            assert counts.at(NOW) == fresh.at(NOW)
    qtmodeltester.check(model)


def test_a_held_row_says_the_new_thing_in_the_old_place_and_new_ones_wait_at_the_end() -> None:
    order = QueueOrder(lambda _case: True)
    first, second, third = cards(3)
    order.fill((first, second))
    later = msgspec.structs.replace(first, deadline_at=NOW + timedelta(hours=5), version=2)
    for card in (later, third):
        plan = order.plan(card.id, card, held=True)
        assert plan is not None
        order.carry_out(plan, card.id, card, held=True)
    assert [order.at(row) for row in range(3)] == [later, second, third]
    assert [case.id for case in order.settle()] == [third.id, first.id]


def test_many_changes_in_one_batch_are_sorted_once() -> None:
    known = {case.id: case for case in cards(MANY + 50)}
    model = QueueModel([Column("place", lambda: "", lambda case: case.place)])
    model.fill(known.values(), lambda _case: True)
    shift = {case.id: msgspec.structs.replace(case, deadline_at=None, version=2) for case in known.values()}
    assert model.change(shift, held=False, all_of=shift.values)
    assert [case.short for case in model.rows()] == sorted(case.short for case in known.values())


def test_the_clock_that_ends_first_decides_the_place_and_both_are_shown(
    make_seat: Callable[..., Seat], shown: Callable[..., Any]
) -> None:
    entities = tuple(
        msgspec.structs.replace(
            one, step_started_at=NOW - timedelta(minutes=20), step_deadline_at=NOW - timedelta(minutes=50)
        )
        if isinstance(one, Case) and one.short == 134
        else one
        for one in city()
    )
    panel = shown(QueuePanel(make_seat(entities=entities).context))
    assert shorts(panel)[0] == 134
    case = panel.model.at(0)
    assert case is not None
    assert due_at(case) == case.step_deadline_at
    assert next_limit_of(case, NOW).lamp == "late"
    assert [panel.model.index(0, column).data() for column in (0, 1)] == ["2:30", "−0:50"]


def test_what_becomes_overdue_enters_the_overdue_rows_by_itself(room: Seat, shown: Callable[..., Any]) -> None:
    panel = shown(QueuePanel(room.context))
    panel.choose("overdue")
    assert shorts(panel) == [97, 104, 113]
    room.link.said_now = NOW + timedelta(minutes=7)
    panel.second()
    assert shorts(panel) == [97, 104, 113, 119]
    assert panel.bar.chips["overdue"].text().endswith("4")


def test_a_vanished_row_does_not_pass_its_selection_to_a_neighbour(
    room: Seat, shown: Callable[..., Any], qtbot: QtBot
) -> None:
    panel = shown(QueuePanel(room.context))
    panel.choose("dispatch")
    room.context.selection.select_case("1010")
    moved = room.store.of(Case, "1010")
    assert moved is not None
    feed(room, msgspec.structs.replace(moved, version=2, state=CaseState.DISPATCHED))
    qtbot.waitUntil(lambda: shorts(panel) == [134], timeout=3000)
    assert room.context.selection.case_id == "1010"
    assert not panel.table.currentIndex().isValid()
    qtbot.keyClick(panel.table, "j")
    assert room.context.selection.case_id == "1011"


def test_the_first_chip_holds_what_waits_for_this_post(
    make_seat: Callable[..., Seat], shown: Callable[..., Any]
) -> None:
    panel = shown(QueuePanel(make_seat(roles=("dispatcher",)).context))
    assert next(iter(panel.bar.chips)) == "mine"
    assert panel.bar.filter.chip == "mine"
    assert shorts(panel) == [133, 134]
    for roles, chip in (({"duty", "dispatcher"}, "all"), ({"kiosk"}, "all"), ({"leader"}, "all"), ({"intake"}, "mine")):
        assert first_chip(frozenset(roles)) == chip
    asked = msgspec.structs.replace(cards(1)[0], asked="extension")
    assert "mine" in chips_of(asked, frozenset({"shift_leader"}))
    assert "decide" in chips_of(asked, frozenset())
    assert "mine" not in chips_of(asked, ROLES)


@pytest.mark.parametrize("state", [CaseState.VERIFYING, CaseState.CHECKING])
def test_a_task_given_by_name_is_that_inspector_s_own_and_one_given_to_nobody_is_everybody_s(state: CaseState) -> None:
    inspector = frozenset({"inspector"})
    free = msgspec.structs.replace(cards(1)[0], state=state)
    given = msgspec.structs.replace(free, id="2", task_of_id="7")

    def mine(person: str | None) -> tuple[list[str], int]:
        wanted = wish_of(Filter(chip="mine"), roles=inspector, person_id=person, now=lambda: NOW, text_of=lambda _: "")
        counts = QueueCounts(inspector, person)
        counts.fill([free, given])
        return [one.id for one in (free, given) if wanted(one)], counts.at(NOW).by_chip["mine"]

    assert mine("7") == ([free.id, "2"], 2)
    assert mine("8") == ([free.id], 1)
    assert mine(None) == ([free.id, "2"], 2)
    assert "mine" not in chips_of(given, frozenset({"dispatcher"}), "7")


def test_each_choice_narrows_and_choices_are_kept_by_name(
    room: Seat, shown: Callable[..., Any], qtbot: QtBot, tmp_path: Path
) -> None:
    panel = shown(QueuePanel(room.context, tmp_path))
    qtbot.keyClick(panel.table, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    box = panel.bar.choices
    box.source.setCurrentIndex(box.source.findData(CaseSource.HOTLINE.value))
    assert shorts(panel) == [104, 133]
    box.overdue.click()
    assert shorts(panel) == [104]
    qtbot.keyClick(panel.table, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert not panel.bar.text.isVisible(), "the name stands in its place, so the chips keep their room"
    qtbot.keyClicks(panel.bar.name, "late calls")
    qtbot.keyClick(panel.bar.name, Qt.Key.Key_Return)
    assert panel.bar.text.isVisible()
    qtbot.keyClick(panel.table, Qt.Key.Key_Escape)
    assert len(shorts(panel)) == 13
    again = shown(QueuePanel(room.context, tmp_path))
    qtbot.keyClick(again.table, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert shorts(again) == [104]
    assert again.bar.kept_chips["late calls"].isChecked()
    qtbot.keyClick(again.table, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert SavedFilters(tmp_path, "90").names() == ()


def test_kept_filters_are_bounded_each_persons_own_and_survive_a_broken_file(tmp_path: Path) -> None:
    one = SavedFilters(tmp_path, "90")
    assert not one.put("   ", Filter())
    assert all(one.put(f"n{at}", Filter(text=str(at))) for at in range(MOST))
    assert not one.put("one more", Filter())
    assert one.put("n0", Filter(overdue=True))
    assert SavedFilters(tmp_path, "91").names() == ()
    assert SavedFilters(tmp_path, "90").get("n0") == Filter(overdue=True)
    (tmp_path / "filters-90.json").write_text("{ not", encoding="utf-8")
    assert SavedFilters(tmp_path, "90").names() == ()
    assert (tmp_path / "filters-90.unread").read_text(encoding="utf-8") == "{ not"


def test_a_district_means_everything_inside_it() -> None:
    areas = [
        Area(id=str(at), level=level, code=str(at), name="", parent_id=parent)
        for at, level, parent in ((1, "district", None), (2, "street", "1"), (3, "grid", "2"), (4, "district", None))
    ]
    assert inside("1", areas) == {"1", "2", "3"}
    urgent = msgspec.structs.replace(cards(1)[0], area_id="3", urgency=Urgency.MAJOR)
    for asked, holds in (
        (Filter(district_id="1"), True),
        (Filter(district_id="4"), False),
        (Filter(chip="urgent"), True),
    ):
        test = wish_of(asked, roles=ROLES, now=lambda: NOW, text_of=lambda _: "", areas=areas)
        assert test(urgent) is holds


def test_a_leaders_note_waits_for_departments_and_never_for_every_seat_of_the_centre() -> None:
    card = msgspec.structs.replace(cards(1)[0], state=CaseState.HANDLING, instructed=True)
    assert "mine" not in chips_of(card, frozenset({"dispatcher"}))
    assert "mine" in chips_of(card, frozenset({"department"}))
    offered = acts_of(card, frozenset({"dispatcher"}))
    assert offered[0].name not in NOTED
    assert {act.name for act in offered} >= NOTED, "the named one can still answer it"
