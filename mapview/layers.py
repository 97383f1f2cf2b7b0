"""The layers of the map: which there are, how many things each holds, which are shown. Plain, no Qt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

from contract.entities import Camera, Case, CaseState, Link, Pole, PoleState, Vehicle

Mode = Literal["desk", "wall", "kiosk"]
S = CaseState
CASE_GROUPS: Final[dict[str, tuple[CaseState, ...]]] = {
    "to_file": (S.UNCONFIRMED, S.REPORTED, S.ACCEPTED, S.VERIFYING),
    "to_dispatch": (S.FILED, S.ENTRUSTED, S.RETURNED),
    "to_sign": (S.DISPATCHED,),
    "handling": (S.SIGNED, S.DEPARTED, S.HANDLING, S.SUSPENDED),
    "checking": (S.FEEDBACK, S.CHECKING, S.CHECKED),
}
"""Layer of cases: states in it."""
USES: Final = ("sanitation", "muck", "enforcement")
MAJORS: Final = (1, 2, 3, 4, 5)
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "cases": (*CASE_GROUPS, "overdue"),
    "resources": ("cameras", "cones", "poles", "reach", *USES, "units", "alarms"),
    "components": tuple(f"major{n}" for n in MAJORS),
    "ground": ("cells", "grids", "streets"),
}
"""Group of the tree: its layers, in order."""
_ALL: Final = frozenset(key for keys in GROUPS.values() for key in keys)
_OFF: Final[dict[Mode, frozenset[str]]] = {
    "desk": frozenset({"reach", "units", "streets"}),
    "wall": _ALL - {*GROUPS["cases"], "alarms"},
    "kiosk": _ALL - {*GROUPS["cases"]},
}


@dataclass
class Layers:
    """Which layers are on."""

    on: set[str] = field(default_factory=set)

    @classmethod
    def usual(cls, mode: Mode) -> Layers:
        """What is shown at first: all that is worked with at the desk, only what asks for attention on a wall."""
        return cls(set(_ALL - _OFF[mode]))

    def for_page(self) -> dict[str, Any]:
        """As the page reads it (docs/map.md)."""
        plain = ("cameras", "cones", "poles", "reach", "units", "alarms", "overdue", "cells", "grids", "streets")
        states = [state.value for key, group in CASE_GROUPS.items() if key in self.on for state in group]
        return {
            **{key: key in self.on for key in plain},
            "base": True,
            "states": states,
            "vehicles": [use for use in USES if use in self.on],
            "majors": [n for n in MAJORS if f"major{n}" in self.on],
        }


@dataclass(frozen=True)
class Count:
    """How many, and how many of them are out of order."""

    n: int
    out: int = 0


_BROKEN_LINK = frozenset({Link.OFFLINE, Link.FAULT})
_BROKEN_POLE = frozenset({PoleState.OFFLINE, PoleState.FAULT})


def count_cases(cases: Iterable[Case], now: datetime) -> dict[str, Count]:
    """Open cases that have a place, by layer."""
    placed = [case for case in cases if case.point is not None]
    states = Counter(case.state for case in placed)
    counts = {key: Count(sum(states[state] for state in group)) for key, group in CASE_GROUPS.items()}
    late = sum(case.deadline_at is not None and case.deadline_at < now for case in placed)
    return counts | {"overdue": Count(late)}


def count_resources(
    cameras: Iterable[Camera], poles: Iterable[Pole], vehicles: Iterable[Vehicle], units: int
) -> dict[str, Count]:
    """Cameras, poles and vehicles by layer, with those out of order."""
    eyes, horns = list(cameras), list(poles)
    uses = Counter(vehicle.use for vehicle in vehicles)
    return {
        "cameras": Count(len(eyes), sum(camera.link in _BROKEN_LINK for camera in eyes)),
        "cones": Count(sum(camera.point is not None for camera in eyes)),
        "poles": Count(len(horns), sum(pole.state in _BROKEN_POLE for pole in horns)),
        "units": Count(units),
        **{use: Count(uses[use]) for use in USES},
    }


def count_components(by_major: Mapping[str, int]) -> dict[str, Count]:
    """Components by major class, from the server's counts."""
    return {f"major{n}": Count(by_major.get(f"{n:02d}", 0)) for n in MAJORS}
