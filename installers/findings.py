"""What the doctor finds: a subject, how bad it is, and what to do, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "good"
    LOOK = "look"  # works, but thinner or slower than it could
    BAD = "bad"  # something will not work


@dataclass(frozen=True)
class Words:
    """The same in both languages."""

    en: str
    zh: str

    def in_language(self, lang: str) -> str:
        """`zh` or `en`."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class Finding:
    """One line of the doctor. `advice` is what to do, where there is something to do."""

    subject: Words
    level: Level
    what: Words
    advice: Words | None = None

    def sentence(self, lang: str) -> str:
        """Subject: what. Advice."""
        stop = "。" if lang == "zh" else "."
        colon = "：" if lang == "zh" else ": "
        advice = "" if self.advice is None else f"{stop}{'' if lang == 'zh' else ' '}{self.advice.in_language(lang)}"
        return f"{self.subject.in_language(lang)}{colon}{self.what.in_language(lang)}{advice}"

    def as_json(self, lang: str) -> dict[str, str]:
        """subject, level, what, advice."""
        return {
            "subject": self.subject.in_language(lang),
            "level": self.level.value,
            "what": self.what.in_language(lang),
            "advice": "" if self.advice is None else self.advice.in_language(lang),
        }
