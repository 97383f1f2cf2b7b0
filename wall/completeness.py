"""What is still missing from a complete picture, and what the report says about the live state: pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from contract.entities import Case, Pole
from contract.samples import Position

SHOWN = frozenset({"live", "recorded", "suspect"})
"""States of a tile that shows this moment; `recorded`: a clip played directly, where there is no RTSP server."""
MOVED_DEG = 2e-6
"""About 0.2 m."""


@dataclass(frozen=True)
class PanelFact:
    """How a visible panel says it is."""

    name: str
    state: str
    age_s: float | None


@dataclass(frozen=True)
class CameraFact:
    """How a camera of a visible tile is."""

    name: str
    state: str
    pictures: int
    first_picture_s: float | None
    age_s: float | None


def missing(
    panels: Sequence[PanelFact], cameras: Sequence[CameraFact], *, link: str, tiles: int, maps_drawn: bool
) -> list[str]:
    """Why the picture is not complete, empty if it is.

    Complete: the connection is current, the map is drawn with its base map and markers, every visible panel has its
    data, and as many cameras are live as there are tiles for them.
    """
    lacks: list[str] = []
    if link != "current":
        lacks.append(f"server ({link})")
    if not panels:
        lacks.append("panels")
    lacks += [f"{panel.name} ({panel.state})" for panel in panels if panel.state not in ("current", "empty")]
    if not maps_drawn:
        lacks.append("map")
    live = sum(camera.state in SHOWN for camera in cameras)
    if live < tiles:
        lacks.append(f"cameras {live}/{tiles}")
    return lacks


def cases_by_state(cases: Iterable[Case]) -> dict[str, int]:
    """Open cases by state."""
    return dict(Counter(case.state.value for case in cases))


def poles_by_state(poles: Iterable[Pole]) -> dict[str, int]:
    """Poles by state."""
    return dict(Counter(pole.state.value for pole in poles))


class Movement:
    """Which vehicles were seen, and which have moved within the last look-back."""

    def __init__(self, look_back_s: float = 15.0) -> None:
        self._look_back_s = look_back_s
        self._last: dict[int, tuple[float, float]] = {}
        self._moved_at: dict[int, float] = {}

    def look(self, positions: dict[int, Position], now_s: float) -> None:
        """Take in the positions of now."""
        for number, position in positions.items():
            before = self._last.get(number)
            here = (position.lon, position.lat)
            if before is not None and max(abs(here[0] - before[0]), abs(here[1] - before[1])) > MOVED_DEG:
                self._moved_at[number] = now_s
            self._last[number] = here

    @property
    def seen(self) -> int:
        """Vehicles with a position."""
        return len(self._last)

    def moving(self, now_s: float) -> int:
        """Vehicles that moved lately."""
        return sum(now_s - at <= self._look_back_s for at in self._moved_at.values())


def rounded(fact: Any) -> dict[str, Any]:
    """A fact as the report writes it."""
    return {
        key: round(value, 3) if isinstance(value, float) else value
        for key, value in ((name, getattr(fact, name)) for name in fact.__dataclass_fields__)
    }
