"""The places of a city as scenes: crossing, market, river walk, square, building site, park path, school gate, street.

Every camera gets a place of its own: the seed turns the camera a little and chooses houses, trees, traffic and people.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from simulator.scenes.grounds import park, school, site
from simulator.scenes.roads import crossing, street
from simulator.scenes.stage import Stage
from simulator.scenes.walks import market, river, square

PLACES: dict[str, Callable[[random.Random, tuple[int, int]], Stage]] = {
    "crossing": crossing,
    "market": market,
    "river": river,
    "square": square,
    "site": site,
    "park": park,
    "school": school,
    "street": street,
}


def build(scene: str, seed: int, size: tuple[int, int]) -> Stage:
    """The place of a camera; a word that names none is a street. `size` is (width, height) in pixels."""
    chance = random.Random(f"{scene}/{seed}")
    return PLACES.get(scene, street)(chance, size)
