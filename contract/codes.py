"""Identification codes of GB/T 30428: unit grid cells (15 digits) and components (16 digits).

Sources: GB/T 30428.1 (6 division + 3 street + 3 community + 3 sequence), GB/T 30428.2-2013 (6 division + 2 major +
2 minor + 6 sequence).
"""

from __future__ import annotations

import re

_CELL = re.compile(r"[1-9][0-9]{14}")
_COMPONENT = re.compile(r"[1-9][0-9]{15}")


def cell_fault(code: str) -> str | None:
    """Why `code` is no legal unit grid code, or None. Whether its division exists is for the area table to say."""
    if not _CELL.fullmatch(code):
        return "a unit grid code has 15 digits and does not start with 0"
    if code[12:] == "000":
        return "the sequence (last three digits) starts at 001"
    return None


def component_fault(code: str) -> str | None:
    """Why `code` is no legal component code, or None."""
    if not _COMPONENT.fullmatch(code):
        return "a component code has 16 digits and does not start with 0"
    if code[10:] == "000000":
        return "the sequence (last six digits) starts at 000001"
    return None


def component_code(division: str, class_code4: str, sequence: int) -> str:
    """The 16 digits of the `sequence`-th component of a class in a county-level division."""
    return f"{division}{class_code4}{sequence:06d}"


def cell_code(division: str, street: int, community: int, sequence: int) -> str:
    """The 15 digits of a unit grid cell."""
    return f"{division}{street:03d}{community:03d}{sequence:03d}"
