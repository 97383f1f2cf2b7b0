"""Pinyin initials of Chinese words: 占道经营 is found by `zdjy`. Pure.

The characters of level 1 of GB/T 2312 stand in the order of their pinyin, so the first letter follows from the place in
that code; the few of level 2 that names of classes, streets and bodies use, and those read in more than one way, are a
table here.
"""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

_BEGINS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
_LEVEL_1_ENDS = 0xD7FA
_CODES = [code for code, _ in _BEGINS]
_MORE = {
    "重": "zc", "行": "xh", "长": "cz", "调": "td", "车": "cj", "乐": "ly", "厦": "xs", "曾": "zc", "单": "ds",
    "仇": "cq", "解": "jx", "翟": "zd", "朝": "cz", "参": "cs", "弹": "td", "降": "jx", "传": "cz", "盛": "sc",
    "会": "hk", "窨": "y", "篦": "b", "箅": "b", "圳": "z", "瀚": "h", "濠": "h", "沔": "m", "泓": "h",
    "漕": "c", "溧": "l", "浜": "b", "泾": "j", "淞": "s", "璟": "j", "琪": "q", "昊": "h", "晟": "c",
    "匾": "b", "咪": "m", "潢": "h", "驿": "y", "弄": "nl", "邳": "p", "邺": "y", "鄞": "y", "崂": "l",
    "崧": "s", "甬": "y", "诿": "w",
}  # fmt: skip


@lru_cache(maxsize=8192)
def letters(character: str) -> str:
    """The letters that a character may be typed by: `zc` for 重, itself in lower case for a Latin one, else nothing."""
    if character.isascii():
        return character.lower() if character.isalnum() else ""
    if character in _MORE:
        return _MORE[character]
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return ""
    if not _CODES[0] <= code < _LEVEL_1_ENDS:
        return ""
    return _BEGINS[bisect_right(_CODES, code) - 1][1]


def initials(text: str) -> str:
    """`zdjy` for 占道经营: the first reading of each character."""
    return "".join(letters(character)[:1] for character in text)


def begins_at(text: str, typed: str) -> int | None:
    """Where in the initials of `text` the typed letters stand, in any reading; None where they do not."""
    wanted = typed.lower()
    ways = [found for found in (letters(character) for character in text) if found]
    if not wanted:
        return None
    for start in range(len(ways) - len(wanted) + 1):
        if all(letter in way for letter, way in zip(wanted, ways[start:], strict=False)):
            return start
    return None
