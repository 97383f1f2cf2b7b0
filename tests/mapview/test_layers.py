"""The layers: what belongs to each, what is shown at first, how many there are."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from contract.entities import ENDED, Camera, Case, CaseSource, CaseState, Link, Point, Pole, PoleState, Vehicle
from mapview import layers
from mapview.layer_words import group_words, layer_words
from mapview.layers import Count, Layers

NOW = datetime(2026, 11, 21, 6, tzinfo=UTC)
HERE = Point(121.47, 31.23)


def _case(number: int, state: CaseState, *, left_min: int = 60, point: Point | None = HERE) -> Case:
    return Case(
        id=str(number),
        number=f"20261121-{number:06d}",
        short=number,
        class_code="E0104",
        state=state,
        source=CaseSource.INSPECTOR,
        reported_at=NOW,
        point=point,
        deadline_at=NOW + timedelta(minutes=left_min),
    )


def test_every_open_state_of_a_case_belongs_to_one_layer() -> None:
    grouped = [state for group in layers.CASE_GROUPS.values() for state in group]
    assert sorted(grouped) == sorted(set(CaseState) - ENDED)


def test_cases_are_counted_by_layer_and_overdue_ones_again() -> None:
    cases = [
        _case(1, CaseState.FILED),
        _case(2, CaseState.SIGNED, left_min=-5),
        _case(3, CaseState.HANDLING),
        _case(4, CaseState.FILED, point=None),
    ]
    counts = layers.count_cases(cases, NOW)
    assert counts["to_dispatch"] == Count(1)
    assert counts["handling"] == Count(2)
    assert counts["overdue"] == Count(1)


def test_what_is_out_of_order_is_counted_apart() -> None:
    cameras = [Camera(id="1", number=1, name="a", point=HERE), Camera(id="2", number=2, name="b", link=Link.OFFLINE)]
    poles = [Pole(id="3", number=1, name="c", state=PoleState.FAULT)]
    vehicles = [Vehicle(id="4", number=1, name="d", plate="", use="muck")]
    counts = layers.count_resources(cameras, poles, vehicles, 5)
    assert counts["cameras"] == Count(2, 1)
    assert counts["cones"] == Count(1)
    assert counts["poles"] == Count(1, 1)
    assert (counts["muck"], counts["sanitation"], counts["units"]) == (Count(1), Count(0), Count(5))


def test_components_are_counted_by_major_class() -> None:
    assert layers.count_components({"01": 7, "05": 2})["major1"] == Count(7)
    assert layers.count_components({})["major3"] == Count(0)


def test_a_desk_shows_what_one_works_with_and_a_kiosk_only_cases() -> None:
    desk, kiosk = Layers.usual("desk").for_page(), Layers.usual("kiosk").for_page()
    assert desk["cameras"]
    assert desk["majors"] == [1, 2, 3, 4, 5]
    assert desk["vehicles"] == ["sanitation", "muck", "enforcement"]
    assert not kiosk["cameras"]
    assert kiosk["majors"] == kiosk["vehicles"] == []
    assert len(kiosk["states"]) == len(set(CaseState) - ENDED)
    assert kiosk["overdue"]


def test_every_layer_and_group_has_a_name() -> None:
    keys = [key for group in layers.GROUPS.values() for key in group]
    assert list(layer_words()) == keys
    assert list(group_words()) == list(layers.GROUPS)
