"""Which department owns a class in an area (权属), by the responsibility table of the city profile."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract.profile import Responsibility


def owner_of(lines: Iterable[Responsibility], class_code: str, areas: Sequence[str]) -> str | None:
    """Code of the owner department, or None where no line speaks of it.

    `areas` are the codes of the areas that hold the place, the smallest first (grid, community, street, district).
    A line for the class counts before one for its major class, that before `C` or `E` and an empty one; among equals
    the smaller area counts, then the first line.
    """
    places = {code: at for at, code in reversed(list(enumerate(areas)))}
    best: tuple[int, int] | None = None
    found: str | None = None
    for line in lines:
        if not class_code.startswith(line.class_code) or (line.area_code and line.area_code not in places):
            continue
        rank = (-len(line.class_code), places.get(line.area_code, len(areas)))
        if best is None or rank < best:
            best, found = rank, line.department_code
    return found
