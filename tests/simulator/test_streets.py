"""Streets, walkers and the pace of people, without a server."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from contract.entities import ENDED, Case, CaseSource, CaseState
from contract.geo import distance_m
from contract.lifecycle import TABLE
from simulator.generator import equipment
from simulator.generator.areas import divide
from simulator.generator.city import write_areas, write_csv, write_streets
from simulator.generator.plan import plan
from simulator.pace import NO_SHARE, next_step, report_gap_s
from simulator.patrol import Patrol
from simulator.street_map import Ground, StreetMap, Walker, Way, grounds
from simulator.vehicles import trucks
from tests.simulator.city import small_city

NOW = datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_city(tmp_path_factory.mktemp("streets") / "city")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A full city's streets, areas and people, without what walkers do not read."""
    folder = tmp_path_factory.mktemp("whole")
    rng = np.random.default_rng(11)
    layout = plan(1.0, rng)
    division = divide(layout)
    names = equipment.people(rng, 94)
    write_areas(folder, layout, division)
    write_streets(folder, layout)
    write_csv(folder / "units.csv", equipment.unit_rows(division, 1.0, names))
    return folder


def case(state: CaseState, deadline: datetime | None = None) -> Case:
    return Case(
        id="1", number="20261121-000001", short=1, class_code="E0110", state=state, source=CaseSource.HOTLINE,
        reported_at=NOW, deadline_at=deadline, cell_code="990101001001001",
    )  # fmt: skip


def test_every_truck_keeps_to_the_streets_and_drives_at_a_trucks_speed(city: Path) -> None:
    streets, chance = StreetMap.load(city), random.Random(1)
    nodes = {point for way in streets.ways for point in way.points}
    for truck in trucks(city, streets, chance):
        fixes = []
        for _ in range(600):
            truck.advance(0.5)
            fixes.append(truck.fix())
        for before, after in pairwise(fixes):
            assert distance_m(before.lon, before.lat, after.lon, after.lat) <= 13.0 * 0.5 + 0.5
        nearest = min(distance_m(fixes[-1].lon, fixes[-1].lat, *node) for node in nodes)
        assert nearest < 9.0
        assert {fix.speed_mps > 0.5 for fix in fixes} >= {True}


def test_most_streets_can_be_reached_from_any_street(city: Path) -> None:
    streets = StreetMap.load(city)
    reached, wave = {0}, {0}
    while wave:
        near = {
            other
            for way in wave
            for at in range(len(streets.ways[way].points))
            for other, _ in streets.turnings(way, at)
        }
        wave = near - reached
        reached |= wave
    assert len(reached) > 0.97 * len(streets.ways)


def test_inspectors_stay_in_their_grid(city: Path) -> None:
    patrol, known = Patrol(city, StreetMap.load(city), random.Random(3)), grounds(city)
    assert len(patrol.beats) == 4
    for beat in patrol.beats:
        ring = known[beat.area_code].ring
        places = set()
        for _ in range(400):
            beat.walker.move(6.0)
            places.add((beat.walker.lon, beat.walker.lat))
            nearest = min(distance_m(beat.walker.lon, beat.walker.lat, *corner) for corner in ring)
            assert known[beat.area_code].holds((beat.walker.lon, beat.walker.lat)) or nearest < 100
        assert len(places) > 300


def test_a_walker_on_a_lone_street_walks_up_and_down() -> None:
    way = Way("", 3, ((121.0, 31.0), (121.001, 31.0), (121.002, 31.0)))
    walker = Walker(StreetMap([way]), random.Random(1), (0, 1))
    seen = set()
    for _ in range(100):
        walker.move(20)
        seen.add(round(walker.lon, 3))
        assert 121.0 <= walker.lon <= 121.002
    assert seen == {121.0, 121.001, 121.002}


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_home_of_one_place_is_left_and_found_again(place: int) -> None:
    way = Way("", 3, ((121.0, 31.0), (121.001, 31.0), (121.002, 31.0)))
    walker = Walker(StreetMap([way]), random.Random(1), (0, place), frozenset({(0, place)}))
    places = []
    for _ in range(60):
        walker.move(30)
        places.append(walker.lon)
    assert 121.0 <= min(places) < max(places) <= 121.002
    assert min(abs(lon - way.points[place][0]) for lon in places[-12:]) < 0.0005


@pytest.mark.parametrize("seed", range(4))
def test_patrols_of_a_whole_city_walk_for_a_day(seed: int, whole: Path) -> None:
    patrol = Patrol(whole, StreetMap.load(whole), random.Random(seed))
    assert len(patrol.beats) == 54
    for beat in patrol.beats:
        for _ in range(100):
            beat.walker.move(300.0)


def test_a_ground_knows_what_it_holds() -> None:
    square = Ground(((0, 0), (2, 0), (2, 2), (0, 2), (0, 0)))
    assert square.holds((1, 1))
    assert not square.holds((3, 1))


@pytest.mark.parametrize("state", [one for one in CaseState if one not in ENDED])
def test_every_next_step_is_one_the_lifecycle_permits(state: CaseState) -> None:
    chance = random.Random(2)
    for _ in range(200):
        step = next_step(case(state), chance, NOW, 20.0)
        assert step is not None
        assert any(s.state is state and s.command == step.command and step.role in s.roles for s in TABLE)
        assert step.seconds > 0


def test_an_ended_case_has_no_next_step() -> None:
    assert next_step(case(CaseState.CLOSED), random.Random(1), NOW, 1.0) is None


def test_a_late_case_stays_late_for_a_while_and_a_few_become_late() -> None:
    chance = random.Random(4)
    late = next_step(case(CaseState.HANDLING, NOW - timedelta(minutes=5)), chance, NOW, 20.0)
    assert late is not None
    assert late.seconds >= 180
    soon = NOW + timedelta(hours=1)
    over = Counter(
        step.seconds > 3600
        for _ in range(3000)
        if (step := next_step(case(CaseState.HANDLING, soon), chance, NOW, 20.0)) is not None
    )
    assert 0.01 < over[True] / 3000 < 0.12
    assert 0 < NO_SHARE["check_case"] < 0.2


def test_at_normal_speed_a_day_brings_about_130_reports() -> None:
    chance = random.Random(5)
    at, count = 0.0, 0
    while at < 30 * 86_400:
        at += report_gap_s(int(at // 3600) % 24, 1.0, chance)
        count += 1
    assert 115 < count / 30 < 165
