"""`pq 128 hw`: the word of an act, the number of a case, and what the act asks, as parts. Pure.

The number may stand first (`128 pq hw`), carry its day where several days count alike (`1120-97`), or be missing: then
the case that is looked at is meant. `@` before a word says for whom the act is entered (代录).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from casequeue.choices import Choice
from casequeue.deeds import TYPED, Deed
from panelkit.pinyin import begins_at

_NUMBER = re.compile(r"^#?(?:(\d{4})-)?(\d{1,6})$")


@dataclass(frozen=True)
class CaseLine:
    """`deeds` may be meant by `word`; `day` is MMDD or empty; `number` is None for the case that is looked at."""

    word: str
    deeds: tuple[Deed, ...]
    day: str = ""
    number: int | None = None
    rest: tuple[str, ...] = ()
    behalf: str = ""

    def again(self, *, word: str = "", day: str = "", rest: Sequence[str] | None = None) -> str:
        """The line anew with another word, day or rest."""
        number = "" if self.number is None else str(self.number)
        if number and (day or self.day):
            number = f"{day or self.day}-{number}"
        parts = (word or self.word, number, *(self.rest if rest is None else rest))
        return " ".join(part for part in (*parts, f"@{self.behalf}" if self.behalf else "") if part)


def case_line(text: str) -> CaseLine | None:
    """The parts of a line; None where it names no act on a case."""
    words = text.strip().removeprefix("/").split()
    if not words:
        return None
    number = _NUMBER.match(words[0]) if len(words) > 1 else None
    if number is not None:
        words = [words[1], words[0], *words[2:]]
    deeds = TYPED.get(words[0].lower(), ())
    if not deeds:
        return None
    number = _NUMBER.match(words[1]) if len(words) > 1 else None
    rest = words[2:] if number is not None else words[1:]
    behalf = next((word[1:] for word in rest if word.startswith("@")), "")
    return CaseLine(
        word=words[0],
        deeds=deeds,
        day=number[1] or "" if number is not None else "",
        number=int(number[2]) if number is not None else None,
        rest=tuple(word for word in rest if not word.startswith("@")),
        behalf=behalf,
    )


def matching(typed: str, choices: Iterable[Choice], *, strictly: bool = False) -> list[Choice]:
    """The choices that a word means, the likeliest first: its number or whole name, its beginning, initials, a part.
    `strictly`: only by number, name, beginning or initials, where words of one's own may be meant as well."""
    wanted = typed.casefold()
    found = []
    for at, choice in enumerate(choices):
        rank = _rank(wanted, choice)
        if rank is not None and (rank <= _INITIALS or not strictly):
            found.append((rank, at, choice))
    return [choice for _, _, choice in sorted(found, key=lambda one: one[:2])]


_INITIALS = 2


def _rank(wanted: str, choice: Choice) -> int | None:
    _, words, more = choice
    name, parts = words.casefold(), more.casefold().split()
    if wanted == name or wanted in parts:
        return 0
    if wanted.isdigit():
        first = name.split(maxsplit=1)[0] if name else ""
        return 0 if first.isdigit() and int(first) == int(wanted) else None
    if name.startswith(wanted):
        return 1
    found = begins_at(words, wanted) if wanted.isascii() else None
    if found is not None:
        return _INITIALS if found == 0 else _INITIALS + 1
    return 4 if wanted in name or any(wanted in part for part in parts) else None


def deed_words(typed: str) -> list[str]:
    """Words of acts that begin so, the shortest first: for completion."""
    wanted = typed.lower()
    found = [word for word in TYPED if word.startswith(wanted) and word != wanted]
    return sorted(found, key=lambda word: (len(word), word))


def take_moment(words: Sequence[str], typed: object) -> tuple[str | None, int]:
    """A moment out of one or two words (`3d`, `11-25 14:00`): its value and how many words it took."""
    assert callable(typed)
    for count in (2, 1):
        if len(words) >= count and (value := typed(" ".join(words[:count]))) is not None:
            return value, count
    return None, 0
