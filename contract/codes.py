"""Identification codes of GB/T 30428: unit grid cells (15 digits) and components (16 digits).

Sources: GB/T 30428.1 (6 division + 3 street + 3 community + 3 sequence; found in three independent texts), GB/T
30428.2-2013 (6 division + 2 major + 2 minor + 6 sequence; found, and a real record has both codes). The revision draft
keeps 16 digits as 6 + 2 + 3 minor + 5 sequence (found in one schema written after it). CJ/T 213-2005 is often quoted
with a cell code of 14 digits (uncertain): `cell_from_14` helps to migrate one, nothing else accepts it.

A component code does not say by which edition it was made: whoever reads it must know (`contract.editions`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Literal, NamedTuple

Split = Literal["2+2+6", "2+3+5"]
"""How the ten digits after the division are divided: major, minor, sequence. The second is the revision draft's."""


class CellParts(NamedTuple):
    """A unit grid code taken apart; each is a string of digits."""

    division: str  # 6, GB/T 2260
    street: str  # 3, GB/T 10114
    community: str  # 3
    sequence: str  # 3, 001-999, west to east and then north to south

    @property
    def street_code(self) -> str:
        """Nine digits: division and street."""
        return self.division + self.street

    @property
    def community_code(self) -> str:
        """Twelve digits: division, street and community."""
        return self.division + self.street + self.community


class ComponentParts(NamedTuple):
    """A component code taken apart; each is a string of digits."""

    division: str  # 6
    major: str  # 2
    minor: str  # 2, or 3 by the draft
    sequence: str  # 6, or 5 by the draft

    @property
    def class_code(self) -> str:
        """`C0102`, or `C01002` by the draft."""
        return f"C{self.major}{self.minor}"


def cell_fault(
    code: str, *, divisions: Collection[str] | None = None, communities: Collection[str] | None = None
) -> str | None:
    """Why `code` is no legal unit grid code, or None.

    `divisions` (6 digits) and `communities` (12 digits) are what exists; None: not asked.
    """
    fault = _digits_fault(code, 15, "a unit grid code")
    if fault:
        return fault
    if code[12:] == "000":
        return "the sequence (last three digits) starts at 001"
    if divisions is not None and code[:6] not in divisions:
        return f"there is no division {code[:6]} (digits 1 to 6)"
    if communities is not None and code[:12] not in communities:
        return f"there is no community {code[:12]} (digits 1 to 12)"
    return None


def cell_parts(code: str) -> CellParts:
    """The parts of a legal unit grid code. ValueError on any other."""
    fault = cell_fault(code)
    if fault:
        raise ValueError(fault)
    return CellParts(code[:6], code[6:9], code[9:12], code[12:])


def cell_from_14(code: str) -> str:
    """The 15 digits of a 14-digit code with a sequence of two: a 0 goes before the last two. ValueError on any other.

    A migration helper, to be asked for: a cut 15-digit code has 14 digits, too.
    """
    fault = _digits_fault(code, 14, "an old unit grid code")
    if fault:
        raise ValueError(fault)
    if code[12:] == "00":
        raise ValueError("the sequence (last two digits) starts at 01")
    return f"{code[:12]}0{code[12:]}"


def cell_code(division: str, street: int, community: int, sequence: int) -> str:
    """The 15 digits of a unit grid cell. ValueError where a number does not fit."""
    numbers = (street, community, sequence)
    return _legal(f"{division}{''.join(f'{one:03d}' for one in numbers)}", cell_fault)


def next_cell_code(community: str, used: Iterable[str]) -> str | None:
    """The next free code in a community (12 digits); None where 999 is used. A code is never given twice:
    `used` holds those of cells that have ended, too."""
    last = max((int(one[12:]) for one in used if one.startswith(community)), default=0)
    return f"{community}{last + 1:03d}" if last < 999 else None


def component_fault(code: str, *, split: Split = "2+2+6", divisions: Collection[str] | None = None) -> str | None:
    """Why `code` is no legal component code, or None."""
    fault = _digits_fault(code, 16, "a component code")
    if fault:
        return fault
    parts = _split(code, split)
    if parts.major == "00":
        return "the major class (digits 7 and 8) starts at 01"
    if not int(parts.minor):
        return f"the minor class (digits 9 to {8 + len(parts.minor)}) starts at {1:0{len(parts.minor)}d}"
    if not int(parts.sequence):
        size = len(parts.sequence)
        return f"the sequence (last {_WORDS[size]} digits) starts at {1:0{size}d}"
    if divisions is not None and code[:6] not in divisions:
        return f"there is no division {code[:6]} (digits 1 to 6)"
    return None


def component_parts(code: str, *, split: Split = "2+2+6") -> ComponentParts:
    """The parts of a legal component code. ValueError on any other."""
    fault = component_fault(code, split=split)
    if fault:
        raise ValueError(fault)
    return _split(code, split)


def component_code(division: str, class_digits: str, sequence: int) -> str:
    """The 16 digits of the `sequence`-th component of a class in a county-level division.

    `class_digits`: four (major and minor), or five by the draft. ValueError where a number does not fit.
    """
    split: Split = "2+3+5" if len(class_digits) == 5 else "2+2+6"
    size = 10 - len(class_digits)
    return _legal(f"{division}{class_digits}{sequence:0{size}d}", lambda code: component_fault(code, split=split))


_WORDS = {5: "five", 6: "six"}


def _split(code: str, split: Split) -> ComponentParts:
    end = 10 if split == "2+2+6" else 11
    return ComponentParts(code[:6], code[6:8], code[8:end], code[end:])


def _digits_fault(code: str, size: int, what: str) -> str | None:
    strange = next((place for place, letter in enumerate(code) if letter not in "0123456789"), None)
    if strange is not None:
        return f"{what} has {size} digits, not {code[strange]!r} at place {strange + 1}"
    if len(code) != size:
        return f"{what} has {size} digits, not {len(code)}"
    return f"{what} does not start with 0" if code[0] == "0" else None


def _legal(code: str, fault_of: Callable[[str], str | None]) -> str:
    fault = fault_of(code)
    if fault:
        raise ValueError(fault)
    return code
