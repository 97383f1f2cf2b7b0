"""Every letter that a case may be found by is one to the database, too."""

from __future__ import annotations

import random
import re
import sqlite3
import unicodedata
from contextlib import closing

import pytest

from backend.rules import bigrams
from backend.rules.bigrams import asked, spelled, words


def test_no_letter_ends_a_word_in_sqlite() -> None:
    every = [chr(one) for one in range(0x80, 0x20000) if not 0xD800 <= one < 0xE000]
    lines = [" ".join(words(f"a{one}b {one} {one}{one}")) for one in every]
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE w USING fts5(t, detail='column', tokenize='unicode61 remove_diacritics 0')"
        )
        database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(w, 'instance')")
        database.executemany("INSERT INTO w (rowid, t) VALUES (?, ?)", enumerate(lines))
        stored: dict[int, set[str]] = {}
        for row, term in database.execute("SELECT doc, term FROM v"):
            stored.setdefault(row, set()).add(term)
    broken = [
        f"U+{ord(one):04X} {unicodedata.name(one, '?')}: {line!r} is kept as {sorted(stored.get(row, ()))}"
        for row, (one, line) in enumerate(zip(every, lines, strict=True))
        if len(stored.get(row, ())) != len(set(line.split()))
    ]
    assert broken == []


def test_what_is_asked_is_among_the_words_of_the_text() -> None:
    for one in range(0x20000):
        if not 0xD800 <= one < 0xE000:
            text = f"a{chr(one)}b 面{chr(one)}面"
            assert set(asked(text)) <= words(text), f"U+{one:04X}"


def test_usual_texts_give_the_words_that_any_text_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = random.Random(3)
    letters = "一龥长兴路井aZ09 -，。（\t"
    texts = ["".join(dice.choices(letters, k=dice.randrange(14))) for _ in range(5000)]
    made = [spelled(text) for text in texts]
    assert not any("  " in line or line != line.strip() for line in made)  # no word is empty
    monkeypatch.setattr(bigrams, "_USUAL", re.compile("(?!)"))
    assert [set(line.split()) for line in made] == [words(text) for text in texts]
