"""Which camera a tile shows, and how that tile is, for whoever asks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slot:
    """Which camera a tile shows. An id without a name is a camera the directory does not have."""

    camera: str = ""
    number: int | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class TileFact:
    """One tile as the run report has it."""

    name: str
    number: int | None
    state: str
    pictures: int
    first_picture_s: float | None
    age_s: float | None
