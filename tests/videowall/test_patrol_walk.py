"""The walk through the cameras of a round: what is a glance, when it goes on, when it waits for somebody."""

from __future__ import annotations

from contract.patrol import PatrolRound, Seen
from tests.panels.room import NOW
from videowall.patrol_sheet import csv_of
from videowall.patrol_walk import Walk

CAMERAS = ("11", "12", "13")


def test_it_goes_on_by_itself_once_a_live_picture_was_there_for_the_whole_dwell() -> None:
    walk = Walk(CAMERAS, 10, 100.0)
    walk.see("connecting", 100.0)
    walk.see("live", 102.0)
    walk.see("live", 111.9)
    assert walk.index == 0
    walk.see("live", 112.0)
    assert walk.index == 1
    found = [(one.camera, one.from_s, one.until_s, one.live, one.reason) for one in walk.take()]
    assert found == [("11", 100.0, 102.0, False, "connecting"), ("11", 102.0, 112.0, True, "")]


def test_a_camera_without_a_picture_is_left_after_the_dwell_and_says_why() -> None:
    walk = Walk(CAMERAS, 10, 0.0)
    walk.see("stalled", 0.5)
    walk.see("stalled", 10.1)
    assert walk.camera == "12"
    assert [(one.live, one.reason) for one in walk.take()] == [(False, "stalled")]


def test_a_picture_that_stops_counts_as_far_as_it_was_live() -> None:
    walk = Walk(CAMERAS, 10, 0.0)
    walk.see("live", 0.0)
    walk.see("stalled", 4.0)
    walk.see("live", 6.0)
    walk.see("live", 12.0)
    assert walk.camera == "12"
    assert [(one.live, one.until_s - one.from_s) for one in walk.take()] == [(True, 4.0), (False, 2.0), (True, 6.0)]


def test_it_waits_where_nobody_pressed_a_key_and_holds_where_somebody_wants_it() -> None:
    walk = Walk(CAMERAS, 10, 0.0)
    walk.see("live", 0.0)
    walk.hold(1.0)
    walk.see("live", 59.0)
    assert walk.index == 0
    walk.hold(61.0)
    walk.see("live", 61.0)
    assert walk.waits(61.0)
    assert walk.index == 0
    walk.key(61.5)
    walk.see("live", 61.5)
    assert walk.index == 1


def test_the_last_camera_ends_the_walk_and_leaving_keeps_what_was_seen() -> None:
    walk = Walk(CAMERAS[:1], 10, 0.0)
    walk.see("live", 0.0)
    walk.next(3.0)
    assert walk.over
    assert [one.until_s for one in walk.take()] == [3.0]
    other = Walk(CAMERAS, 10, 0.0)
    other.see("live", 0.0)
    other.back(2.0)
    other.leave(2.5)
    assert [one.camera for one in other.take()] == ["11"]


def test_the_sheet_has_a_line_for_each_camera_and_no_formulas() -> None:
    seen = Seen(camera_id="1", person_id="7", from_at=NOW, until_at=NOW)
    one = PatrolRound(plan_id="5", name="=1+1", dwell_s=10, begins_at=NOW, ends_at=NOW, state="whole", seen=(seen,))
    text = csv_of([one], lambda _id: "37 东门", lambda _id: "李", "Asia/Shanghai").decode("utf-8-sig")
    assert text.splitlines()[1] == "'=1+1,2026-11-21 14:02,2026-11-21 14:02,seen,37 东门,yes,李,14:02:37,14:02:37,,0"
