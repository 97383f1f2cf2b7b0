"""Texts as words to search by: Chinese in pieces of one and two characters, letters and digits whole.

SQLite's trigram tokenizer finds nothing under three characters and PostgreSQL's parsers know no Chinese, so the words
are made here and both databases only store them. 长兴路86号 gives 长 兴 路 长兴 兴路 86 号; a search for 长兴路
asks for 长兴 and 兴路, a search for 井 for 井. Full-width letters and digits are folded (NFKC), case is folded.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from codecs import utf_16_le_decode, utf_16_le_encode
from collections.abc import Iterator
from functools import cache
from operator import add

LONGEST_WORD = 40
"""Letters of a run of letters or digits that count; two runs that differ later are the same word."""

# Scripts without spaces between words: Han, kana, bopomofo, and everything beyond the first plane.
_PIECES = "々〆〇ぁ-ゖゝ-ゟァ-ヺー-ヿㄅ-ㄯ㐀-䶿一-鿿\U00010000-\U0010ffff"
_RUNS = re.compile(rf"((?:(?=\w)[{_PIECES}])+)|([^\W_{_PIECES}]+)")
_LAST_OLD = 0x9FA5
# Nearly every text is of these alone: of them folding changes the case, and punctuation into other punctuation.
_USUAL = re.compile(r"[\0-\x7f一-\u9fa5，。、；：！？（）《》“”]*")
_USUAL_RUNS = re.compile(r"[一-\u9fa5]+|[0-9A-Za-z]+")
_SPACE = array("H", " ".encode("utf-16-le"))
_STRIDE = 5
"""Letters of what one character gives: itself, a space, itself with the next one, a space."""


def words(text: str) -> set[str]:
    """Every word that `text` can be found by."""
    return set(spelled(text).split())


def spelled(text: str) -> str:
    """The same with spaces between, some more than once; made without a set, which would take most of the time."""
    if _USUAL.fullmatch(text):
        found: list[str] = []
        chinese: list[str] = []
        for run in _USUAL_RUNS.findall(text):
            if run < "\x80":
                found.append(run[:LONGEST_WORD].lower())
            else:
                chinese.append(run)
        if chinese:
            found.append(_pieces(" ".join(chinese)))
        return " ".join(found)
    return " ".join(_spelled(_folded(text)))


def _pieces(runs: str) -> str:
    """Runs of `_USUAL` Chinese with spaces between, each character alone and with the next: as numbers in an array,
    since a text of each would take longer than all the rest."""
    letters = array("H", utf_16_le_encode(runs)[0])  # numbers of either byte order: they are only moved
    made = _SPACE * (len(letters) * _STRIDE)
    made[0::_STRIDE] = made[2::_STRIDE] = letters
    made[3:-_STRIDE:_STRIDE] = letters[1:]
    # Between two runs: no space more than one, for an empty word is no word to PostgreSQL.
    return utf_16_le_decode(made)[0].replace(" " * _STRIDE, " ").rstrip()


def _spelled(folded: str) -> Iterator[str]:
    for pieces, whole in _RUNS.findall(folded):
        if whole:
            yield _safe_word(whole)
        else:
            letters = _letters(pieces)
            yield from letters
            yield from map(add, letters, letters[1:])


def asked(text: str) -> tuple[str, ...]:
    """The words that a text must have to match the search `text`, each once, sorted; empty where nothing is asked."""
    found: set[str] = set()
    for pieces, whole in _RUNS.findall(_folded(text)):
        if whole:
            found.add(_safe_word(whole))
        else:
            letters = _letters(pieces)
            found.update(map(add, letters, letters[1:]) if len(letters) > 1 else letters)
    return tuple(sorted(found))


@cache
def _young() -> re.Pattern[str]:
    """Characters that SQLite's tokenizer may take for punctuation: it knows an older Unicode than Python. That would
    make two words of one, and a search for it an error. Those of Unicode 3.2 are letters to both."""
    strange = [one for one in range(_LAST_OLD + 1) if unicodedata.ucd_3_2_0.category(chr(one)) == "Cn"]
    listed = "".join(map(chr, strange))
    return re.compile(f"[{re.escape(listed)}{chr(_LAST_OLD + 1)}-\U0010ffff]")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _letters(run: str) -> str | list[str]:
    return [_safe(one) for one in run] if _young().search(run) else run


def _safe(letter: str) -> str:
    return f"x{ord(letter):x}" if _young().match(letter) else letter


def _safe_word(word: str) -> str:
    word = word[:LONGEST_WORD]
    return word if word.isascii() or not _young().search(word) else "".join(map(_safe, word))
