"""Parts of a wall that are kept under a number: found by number or by words of their title. Pure."""

from __future__ import annotations

from typing import Protocol

from contract.entities import Scene


class Scenes(Protocol):
    """Where scenes are known: the seat's store."""

    def each(self, kind: type[Scene], /) -> tuple[Scene, ...]:
        """All of them."""
        ...


def all_of(store: Scenes) -> list[Scene]:
    """Every preset, by number."""
    return sorted((scene for scene in store.each(Scene) if scene.preset), key=lambda scene: scene.preset)


def find(store: Scenes, text: str) -> list[Scene]:
    """The preset with this number or exactly this title, else all whose title holds the text."""
    wanted, known = text.strip().casefold(), all_of(store)
    exact = [one for one in known if wanted in (str(one.preset), one.title.casefold())]
    return exact[:1] or [one for one in known if wanted and wanted in one.title.casefold()]


def title(preset: Scene) -> str:
    """`5 早高峰`."""
    return f"{preset.preset} {preset.title}".strip()


def tiles_of_text(text: str) -> list[int]:
    """Tile numbers from 0 of `1-3,7`, as people count them from 1."""
    found: list[int] = []
    for part in text.split(","):
        ends = [int(end) - 1 for end in part.split("-")]
        found += range(ends[0], ends[-1] + 1)
    return [tile for tile in dict.fromkeys(found) if tile >= 0]
