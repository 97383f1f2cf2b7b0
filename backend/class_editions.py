"""The class tables of the editions, as far as they are known: `assets/classes`, facts with their confidence.

Read when they are first asked for; 330 rows. The classes that a city works with are those of its profile.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import msgspec

from contract.editions import Edition, EditionClass, EditionTable, matches

FOLDER = Path(__file__).resolve().parents[1] / "assets" / "classes"
FILES = {Edition.GB_2013: "gbt30428_2_2013.csv", Edition.CJ_2007: "cjt214_2007.csv"}
"""Of the draft only the form of its codes is known, no table."""


@cache
def classes_of(edition: Edition) -> tuple[EditionClass, ...]:
    """The known classes of an edition by code, standard ones and one city's own; none of the draft's."""
    name = FILES.get(edition)
    if name is None:
        return ()
    with (FOLDER / name).open(encoding="utf-8", newline="") as lines:
        return tuple(msgspec.convert(row, EditionClass) for row in csv.DictReader(lines))


@cache
def standard_of(edition: Edition) -> frozenset[str]:
    """The codes of the edition's own classes."""
    return frozenset(one.code for one in classes_of(edition) if one.status == "standard")


@cache
def table(edition: Edition, other: Edition | None = None) -> EditionTable:
    """One edition, side by side with another."""
    same = matches(classes_of(edition), classes_of(other)) if other is not None and other is not edition else ()
    return EditionTable(edition=edition, classes=classes_of(edition), other=other, matches=same)
