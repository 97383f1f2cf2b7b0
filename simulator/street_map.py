"""The streets of a city folder as a graph that vehicles and patrols follow."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from contract.geo import bearing_deg, distance_m

Spot = tuple[float, float]


@dataclass(frozen=True)
class Way:
    """A street: its name and its points (lon, lat)."""

    name: str
    rank: int
    points: tuple[Spot, ...]


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

    def turnings(self, way: int, position: int) -> list[tuple[int, int]]:
        """Other ways that pass this point: (way, position on it)."""
        return [pair for pair in self._at[self.ways[way].points[position]] if pair[0] != way]


class Walker:
    """Something that moves along the streets. `lon`, `lat` are where it is, `heading` where its front points."""

    def __init__(self, streets: StreetMap, chance: random.Random, way: int) -> None:
        self._streets = streets
        self._chance = chance
        self._way = way
        self._at = chance.randrange(len(streets.ways[way].points))
        self._step = chance.choice((-1, 1))
        self._into = 0.0  # metres from the last point towards the next
        self.lon, self.lat = streets.ways[way].points[self._at]
        self.heading = 0.0

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
        self.heading = bearing_deg(*here, *there)

    def _ends(self) -> tuple[Spot, Spot]:
        points = self._streets.ways[self._way].points
        if not 0 <= self._at + self._step < len(points):
            self._step = -self._step
        return points[self._at], points[self._at + self._step]

    def _choose(self) -> None:
        points = self._streets.ways[self._way].points
        turnings = self._streets.turnings(self._way, self._at)
        at_end = not 0 <= self._at + self._step < len(points)
        if turnings and (at_end or self._chance.random() < 0.3):
            self._way, self._at = self._chance.choice(turnings)
            self._step = self._chance.choice((-1, 1))
