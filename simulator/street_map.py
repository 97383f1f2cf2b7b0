"""The streets of a city folder as a graph that vehicles and patrols follow."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from contract.geo import bearing_deg, distance_m

Spot = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A street: its name and its points (lon, lat)."""

    name: str
    rank: int
    points: tuple[Spot, ...]


@dataclass(frozen=True)
class Ground:
    """An area of the city: its ring (lon, lat), closed."""

    ring: tuple[Spot, ...]

    @cached_property
    def _bounds(self) -> tuple[float, float, float, float]:
        xs, ys = [x for x, _ in self.ring], [y for _, y in self.ring]
        return min(xs), min(ys), max(xs), max(ys)

    def holds(self, spot: Spot) -> bool:
        """Whether a place lies inside (even-odd rule)."""
        x, y = spot
        west, south, east, north = self._bounds
        if not (west <= x <= east and south <= y <= north):
            return False
        inside = False
        for (x1, y1), (x2, y2) in pairwise(self.ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                inside = not inside
        return inside


def grounds(city: Path) -> dict[str, Ground]:
    """Area code -> ground, from areas.geojson; polygons only. Empty where the folder has none."""
    path = city / "areas.geojson"
    if not path.exists():
        return {}
    found = {}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        if shape["type"] == "Polygon":
            found[feature["properties"]["code"]] = Ground(tuple((x, y) for x, y, *_ in shape["coordinates"][0]))
    return found


class StreetMap:
    """All ways and where they meet."""

    def __init__(self, ways: list[Way]) -> None:
        self.ways = ways
        self._at: dict[Spot, list[tuple[int, int]]] = {}
        for index, way in enumerate(ways):
            for position, point in enumerate(way.points):
                self._at.setdefault(point, []).append((index, position))

    @classmethod
    def load(cls, city: Path) -> StreetMap:
        """From streets.geojson; empty where a city folder has none. ValueError where it is no GeoJSON."""
        path = city / "streets.geojson"
        if not path.exists():
            return cls([])
        features = json.loads(path.read_text(encoding="utf-8"))["features"]
        ways = []
        for feature in features:
            points = tuple((float(x), float(y)) for x, y, *_ in feature["geometry"]["coordinates"])
            if len(points) > 1:
                ways.append(
                    Way(feature["properties"].get("name", ""), int(feature["properties"].get("rank", 3)), points)
                )
        return cls(ways)

    def places_in(self, ground: Ground) -> list[tuple[int, int]]:
        """Every (way, position) inside an area."""
        return [
            (index, position)
            for index, way in enumerate(self.ways)
            for position, point in enumerate(way.points)
            if ground.holds(point)
        ]

    def turnings(self, way: int, position: int) -> list[tuple[int, int]]:
        """Other ways that pass this point: (way, position on it)."""
        return [pair for pair in self._at[self.ways[way].points[position]] if pair[0] != way]


class Walker:
    """Something that moves along the streets. `lon`, `lat` are where it is, `heading` where its front points.

    With a `home` (places, as `StreetMap.places_in` gives them) it turns round where its next step would leave it.
    """

    def __init__(
        self,
        streets: StreetMap,
        chance: random.Random,
        start: tuple[int, int],
        home: frozenset[tuple[int, int]] | None = None,
    ) -> None:
        self._streets = streets
        self._chance = chance
        self._way, self._at = start
        self._home = home
        self._step = chance.choice((-1, 1))
        self._into = 0.0  # metres from the last point towards the next
        self.lon, self.lat = streets.ways[self._way].points[self._at]
        self.heading = 0.0
        self.turn_deg = 0.0

    @property
    def street(self) -> str:
        """The name of the street it is on."""
        return self._streets.ways[self._way].name

    def move(self, metres: float) -> None:
        """Go on along the street; turn at some crossings, turn round at an end."""
        left = self._into + metres
        for _ in range(400):
            here, there = self._ends()
            length = distance_m(*here, *there)
            if left < length:
                break
            left -= length
            self._at += self._step
            self._choose()
        self._into = min(left, length)
        part = self._into / length if length else 0.0
        self.lon = here[0] + (there[0] - here[0]) * part
        self.lat = here[1] + (there[1] - here[1]) * part
        before, self.heading = self.heading, bearing_deg(*here, *there)
        self.turn_deg = abs((self.heading - before + 180) % 360 - 180)

    def _ends(self) -> tuple[Spot, Spot]:
        points = self._streets.ways[self._way].points
        if not self._open(self._way, self._at + self._step):
            self._step = -self._step
            if not self._open(self._way, self._at + self._step):
                # A place at home whose neighbours are not: go out to any of them, the way back is open.
                self._step = 1 if self._at + 1 < len(points) else -1
        return points[self._at], points[self._at + self._step]

    def _open(self, way: int, at: int) -> bool:
        """Whether there is a next point, and it lies at home."""
        inside = 0 <= at < len(self._streets.ways[way].points)
        return inside and (self._home is None or (way, at) in self._home)

    def _choose(self) -> None:
        """At a crossing: now and then into another street, always where this one ends. Never back the way it came."""
        turnings = [
            (way, at, step)
            for way, at in self._streets.turnings(self._way, self._at)
            for step in (-1, 1)
            if self._open(way, at + step)
        ]
        at_end = not self._open(self._way, self._at + self._step)
        if turnings and (at_end or self._chance.random() < 0.3):
            self._way, self._at, self._step = self._chance.choice(turnings)
