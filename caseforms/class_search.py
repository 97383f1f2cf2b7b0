"""A class found by what people type: its name, the pinyin initials of it, its code. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from contract.profile import ClassName
from panelkit.pinyin import begins_at

MOST = 60


def find(classes: Iterable[ClassName], typed: str) -> list[ClassName]:
    """The classes that fit, the likeliest first; all, in their order, for nothing typed.

    Each word must fit. Reserved codes have no name and take no case: they are never offered.
    """
    words = typed.casefold().split()
    ranked: list[tuple[int, int, ClassName]] = []
    for at, one in enumerate(classes):
        if one.status == "reserved":
            continue
        ranks = [_rank(one, word) for word in words]
        if None not in ranks:
            ranked.append((sum(rank for rank in ranks if rank is not None), at, one))
    ranked.sort(key=lambda found: found[:2])
    return [one for _, _, one in ranked[:MOST]]


def _rank(one: ClassName, word: str) -> int | None:
    """0 is best; None: it does not fit."""
    code = one.code.casefold()
    if code == word:
        return 0
    if code.startswith(word) or code[1:].startswith(word):
        return 1
    at = one.name.casefold().find(word)
    if at >= 0:
        return 2 if at == 0 else 4
    if word.isascii() and word.isalpha():
        start = begins_at(one.name, word)
        if start is not None:
            return 3 if start == 0 else 5
        if word in one.name_en.casefold():
            return 6
    if word in one.major.casefold() or word in one.major_en.casefold():
        return 8
    return None
