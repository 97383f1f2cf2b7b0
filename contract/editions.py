"""Class codes by the edition they follow, and classes of two editions side by side.

A class code is a letter (C component, E event), two digits of the major class and the digits of the minor class: two in
CJ/T 214-2007 and GB/T 30428.2-2013, three in the revision draft. Cities add classes of their own from the end: counted
down from 99, or in the draft from 999 to 080, named with `（自定义）` (found in one city's table and in one schema
written after the draft). The tables of the editions are incomplete and say so: docs/codes.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from typing import Literal

import msgspec

from contract.codes import Split


class Edition(StrEnum):
    """Which text a class code follows, as profiles write it."""

    GB_2013 = "GB/T 30428.2-2013"
    CJ_2007 = "CJ/T 214-2007"
    DRAFT = "GB/T 30428.2 draft"  # the revision: three digits for the minor class

    @property
    def minor_digits(self) -> int:
        """How many digits the minor class has."""
        return 3 if self is Edition.DRAFT else 2

    @property
    def component_split(self) -> Split:
        """How a component code of this edition is divided after its division."""
        return "2+3+5" if self is Edition.DRAFT else "2+2+6"


DRAFT_EXTENSIONS_FROM = 80
"""In the draft, minor classes 001-079 are the standard's and 080-999 a city's own."""
EXTENSION_SUFFIX = "（自定义）"
"""What the draft puts behind the name of a city's own class."""


class EditionClass(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A class as an edition's table has it."""

    code: str  # C0102
    name: str
    name_en: str = ""
    major: str = ""
    major_en: str = ""
    status: Literal["standard", "extension"] = "standard"  # extension: a city's own, as an example
    confidence: str = ""  # found | inferred | found (single app)


class ClassMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A class of one edition and the class of another that means the same."""

    code: str
    other: str
    basis: Literal["name", "name_without_brackets"]  # why they are held to be the same


class EditionTable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/classes/editions`: the known classes of one edition, and what they are in another."""

    edition: Edition
    classes: tuple[EditionClass, ...] = ()
    other: Edition | None = None
    matches: tuple[ClassMatch, ...] = ()  # of classes of this edition that `other` has, too; the rest is not known


def edition_of(text: str) -> Edition | None:
    """The edition that a profile's tag names, or None where it names none that is known here."""
    plain = re.sub(r"\s+", "", text).casefold()
    if "draft" in plain or "征求意见" in plain:
        return Edition.DRAFT
    if plain.startswith("gb/t30428"):
        return Edition.GB_2013
    return Edition.CJ_2007 if plain.startswith("cj/t214") else None


def class_fault(code: str, edition: Edition, standard: Collection[str] | None = None) -> str | None:
    """Why `code` is no legal class code of an edition, or None.

    `standard`: the codes of the edition's own classes. With them, a code that is none of them must be one that a city
    may give itself: above all of the standard's in its major class, and in the draft from 080 on.
    """
    size = edition.minor_digits
    if not code or code[0] not in "CE":
        return "a class code starts with C (component) or E (event)"
    digits = code[1:]
    if not (digits.isascii() and digits.isdigit()):
        return "after its letter a class code has digits only"
    if len(digits) != 2 + size:
        return f"a class code of {edition} has {2 + size} digits after its letter, not {len(digits)}"
    major, minor = digits[:2], int(digits[2:])
    if major == "00":
        return "the major class (two digits) starts at 01"
    if minor == 0:
        return f"the minor class ({_WORDS[size]} digits) starts at {1:0{size}d}"
    if standard is None or code in standard or is_extension(code, edition, standard):
        return None
    if edition is Edition.DRAFT:
        return f"{code} is not in the table of {edition}; a city's own classes are 080 to 999"
    last = _last_minor(code[:3], standard)
    return f"{code} is not in the table of {edition}; a city's own classes count down from 99, above {last:02d}"


def is_extension(code: str, edition: Edition, standard: Collection[str]) -> bool:
    """Whether a legal code is a city's own class and none of the standard's."""
    if code in standard:
        return False
    minor = int(code[3:])
    if edition is Edition.DRAFT:
        return minor >= DRAFT_EXTENSIONS_FROM
    return minor > _last_minor(code[:3], standard)


def next_extension(major: str, edition: Edition, used: Iterable[str], standard: Collection[str] = ()) -> str | None:
    """The code for a city's next own class below those it has; None where no number is left.

    `major`: letter and two digits, C01.
    """
    size = edition.minor_digits
    least = DRAFT_EXTENSIONS_FROM - 1 if edition is Edition.DRAFT else _last_minor(major, standard)
    mine = {int(one[3:]) for one in used if one.startswith(major) and len(one) == 3 + size}
    own = [one for one in mine if one > least]
    following = min(own, default=10**size) - 1
    return f"{major}{following:0{size}d}" if following > least else None


def extension_name(name: str, edition: Edition) -> str:
    """The name of a city's own class as the edition wants it written."""
    if edition is not Edition.DRAFT or name.endswith(EXTENSION_SUFFIX):
        return name
    return name + EXTENSION_SUFFIX


def matches(classes: Iterable[EditionClass], others: Iterable[EditionClass]) -> tuple[ClassMatch, ...]:
    """What classes of one edition are in another: those of the same name, in the order of `classes`.

    Only names are facts here: the numbers were given anew, and C0113 of one edition is not C0113 of the other. A name
    that fits two classes of the other edition matches none.
    """
    there = list(others)
    by_name, by_short = _by(there, lambda name: name), _by(there, _without_brackets)
    found: list[ClassMatch] = []
    for one in classes:
        same = by_name.get((one.code[0], one.name))
        if same:
            found.append(ClassMatch(code=one.code, other=same, basis="name"))
            continue
        alike = by_short.get((one.code[0], _without_brackets(one.name)))
        if alike:
            found.append(ClassMatch(code=one.code, other=alike, basis="name_without_brackets"))
    return tuple(found)


_WORDS = {2: "two", 3: "three"}


def _last_minor(major: str, standard: Collection[str]) -> int:
    return max((int(one[3:]) for one in standard if one.startswith(major)), default=0)


def _without_brackets(name: str) -> str:
    return re.sub(r"[（(][^）)]*[）)]", "", name)


def _by(classes: Iterable[EditionClass], key: Callable[[str], str]) -> dict[tuple[str, str], str | None]:
    found: dict[tuple[str, str], str | None] = {}
    for one in classes:
        name = one.code[0], key(one.name)
        found[name] = None if name in found else one.code
    return found
