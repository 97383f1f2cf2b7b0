"""Scenes: every kind of place is drawn, each camera has its own, they move, and no seam is seen."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication

from simulator.scenes.film import PICTURES, Film
from simulator.scenes.movers import Chain, between, steady
from simulator.scenes.places import PLACES, build
from simulator.scenes.stage import Stage

SIZE = (320, 180)


@pytest.fixture(autouse=True)
def fonts(qapp: QGuiApplication) -> None:
    """Text needs an application."""


def _moved(first: np.ndarray, second: np.ndarray) -> float:
    return float(np.mean(np.abs(first[..., :3].astype(int) - second[..., :3]) > 12))


@pytest.mark.parametrize("scene", sorted(PLACES))
def test_a_place_moves_and_its_loop_closes_without_a_seam(scene: str) -> None:
    film = Film(scene, 7, SIZE)
    pictures = [film.picture(n)[45:] for n in (*range(0, PICTURES, 10), PICTURES - 1, PICTURES)]
    steps = [_moved(a, b) for a, b in itertools.pairwise(pictures)]
    assert max(steps) > 0.004
    assert np.array_equal(pictures[0], pictures[-1])
    # The step over the seam is one picture long: no larger than the ten-picture steps elsewhere.
    assert _moved(pictures[-2], pictures[-1]) <= max(steps)


def test_pictures_are_calm() -> None:
    for scene in PLACES:
        picture = Film(scene, 3, SIZE).picture(20)[..., :3].astype(float)
        colourfulness = (picture.max(axis=-1) - picture.min(axis=-1)).mean()
        assert colourfulness < 40, scene
        assert 70 < picture.mean() < 190, scene


def test_two_crossings_are_not_the_same_place() -> None:
    first, second = (Film("crossing", seed, SIZE).picture(0)[45:] for seed in (1, 2))
    assert _moved(first, second) > 0.3


def test_the_same_camera_is_the_same_place_on_every_machine() -> None:
    first, second = (Film("market", 5, SIZE).picture(33) for _ in range(2))
    assert np.array_equal(first, second)


def test_the_loop_time_is_written_into_the_picture() -> None:
    film = Film("park", 1, (640, 360))
    corner = [film.picture(n)[20:45, 480:] for n in (0, 100)]
    assert _moved(*corner) > 0.004


def test_a_scene_that_nobody_knows_is_a_street() -> None:
    assert isinstance(build("volcano", 1, SIZE), Stage)


def test_a_chain_ends_its_loop_where_its_next_thing_began() -> None:
    chain = Chain((), "z", 1, 2.0, 5.0, 30.0, (0.0, 120.0), steady)
    assert [z for _, z in chain.places(0.0)] == pytest.approx([z for _, z in chain.places(1.0)])


@pytest.mark.parametrize("law", [steady, between(0.0, 0.46), between(0.5, 0.96)])
def test_a_law_covers_one_gap_and_never_goes_back(law: object) -> None:
    assert callable(law)
    values = [law(step / 200) for step in range(201)]
    assert values[0] == 0
    assert values[-1] == 1
    assert all(b >= a for a, b in itertools.pairwise(values))
