"""Kinds of cells: each takes the text of a cell as people write it and gives the one way in which it is kept."""

from __future__ import annotations

import math
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from contract.evaluation import ScoreStep
from contract.limits import UNITS, Limit
from contract.profile import Threshold
from contract.profile_files.faults import CellFault

_SIGNS = ("=", "+", "-", "@")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\u2028\u2029\ud800-\udfff]|\t")
_UNIT_WORDS = dict(zip(("紧急工作时", "紧急工作日", "工作时", "工作日"), UNITS, strict=True))


@dataclass(frozen=True)
class Kind(ABC):
    """A kind of cell. `words` says what is written in it, for the page of the format."""

    words: ClassVar[str] = ""

    @abstractmethod
    def canon(self, text: str) -> str:
        """The text as it is kept, or CellFault. Never called with an empty text."""

    @property
    def choices(self) -> tuple[str, ...]:
        """What may be chosen, where there is a list."""
        return ()

    @property
    def described(self) -> str:
        """What is written in it."""
        return self.words


@dataclass(frozen=True)
class Words(Kind):
    """A text of one line."""

    most: int = 200

    def canon(self, text: str) -> str:
        return plain(text, self.most)

    @property
    def described(self) -> str:
        return f"text of at most {self.most} letters"


@dataclass(frozen=True)
class Pattern(Kind):
    """A text of a certain form."""

    form: str
    fault: str  # a code of SENTENCES
    said: str

    def canon(self, text: str) -> str:
        if not re.fullmatch(self.form, text, re.ASCII):
            raise CellFault(self.fault, value=text)
        return text

    @property
    def described(self) -> str:
        return self.said


CODE = Pattern(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}", "not_code", "code: letters, digits, `-`, `_`, `.`, at most 40")
NAME = Pattern(r"[a-z][a-z0-9_]{0,39}", "not_name", "name: small letters, digits, `_`, a letter first, at most 40")
CLASS = Pattern(r"[CE]\d{4,5}", "not_class", "class code: `C` or `E` and four digits (draft: five)")
CLASS_PART = Pattern(r"[CE](\d\d(\d{2,3})?)?", "not_class", "class code, or the start of one: `C01`, `E`")
COLOUR = Pattern(r"#[0-9A-Fa-f]{6}", "not_colour", "colour, `#2E7D32`")
CLOCK = Pattern(r"([01]\d|2[0-3]):[0-5]\d|24:00", "not_clock", "time of day, `08:00`")
HOURS = Pattern(r"(([01]\d|2[0-3]):[0-5]\d)-(([01]\d|2[0-3]):[0-5]\d|24:00)", "not_hours", "`08:00-12:00`")
NUMERAL = Pattern(r"\d{1,19}", "not_whole", "number of the server, empty for a new one")


@dataclass(frozen=True)
class Choice(Kind):
    """One of a list."""

    of: tuple[str, ...]

    def canon(self, text: str) -> str:
        if text not in self.of:
            raise CellFault("not_choice", value=text, allowed=", ".join(one for one in self.of if one))
        return text

    @property
    def choices(self) -> tuple[str, ...]:
        return self.of

    @property
    def described(self) -> str:
        return "one of " + ", ".join(f"`{one}`" for one in self.of)


@dataclass(frozen=True)
class YesNo(Kind):
    """Yes or no."""

    words: ClassVar[str] = "`yes` or `no`"

    def canon(self, text: str) -> str:
        said = _YES_NO.get(text.lower())
        if said is None:
            raise CellFault("not_yes_no", value=text)
        return said

    @property
    def choices(self) -> tuple[str, ...]:
        return ("yes", "no")


_YES_NO = {"yes": "yes", "true": "yes", "1": "yes", "是": "yes", "no": "no", "false": "no", "0": "no", "否": "no"}


@dataclass(frozen=True)
class Number(Kind):
    """A number within bounds."""

    low: float = -1e9
    high: float = 1e9
    whole: bool = False

    def canon(self, text: str) -> str:
        number = _number(text)
        if self.whole and number != int(number):
            raise CellFault("not_whole", value=text)
        if not self.low <= number <= self.high:
            raise CellFault("out_of_range", value=text, low=numeral(self.low), high=numeral(self.high))
        return numeral(number)

    @property
    def described(self) -> str:
        noun = "whole number" if self.whole else "number"
        return f"{noun} from {numeral(self.low)} to {numeral(self.high)}"


@dataclass(frozen=True)
class Day(Kind):
    """A calendar day; spreadsheets like to write 2026/10/1."""

    words: ClassVar[str] = "day, `2026-10-01`"

    def canon(self, text: str) -> str:
        found = re.fullmatch(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", text, re.ASCII)
        try:
            return date(*(int(part) for part in found.groups())).isoformat() if found else _no_day(text)
        except ValueError:
            return _no_day(text)


def _no_day(text: str) -> str:
    raise CellFault("not_date", value=text)


@dataclass(frozen=True)
class Span(Kind):
    """A limit: a number and its unit."""

    words: ClassVar[str] = "limit, `4 work_hour`: a number and one of " + ", ".join(f"`{one}`" for one in UNITS)

    def canon(self, text: str) -> str:
        limit = limit_of(text)
        return f"{numeral(limit.value)} {limit.unit}"


@dataclass(frozen=True)
class Listed(Kind):
    """Several of a kind with `;` between them."""

    of: Kind
    most: int = 100

    def canon(self, text: str) -> str:
        parts = [part.strip() for part in re.split(r"[;；]", text) if part.strip()]
        if len(parts) > self.most:
            raise CellFault("too_large", most=str(self.most))
        return "; ".join(self.of.canon(part) for part in parts)

    @property
    def choices(self) -> tuple[str, ...]:
        return ()

    @property
    def described(self) -> str:
        return f"list with `;` between: {self.of.described}"


@dataclass(frozen=True)
class Thresholds(Kind):
    """Measures: `&` joins, `|` divides."""

    words: ClassVar[str] = "measures, `area_cm2 > 25 & depth_cm > 2 | radius_m <= 5`, by `<` `<=` `=` `>=` `>`"

    def canon(self, text: str) -> str:
        return thresholds_text(thresholds_of(text))


@dataclass(frozen=True)
class Steps(Kind):
    """Scores by the height of a value."""

    words: ClassVar[str] = "scores up to a value, `0=100; 2=90; 0`: the last without a value holds beyond"

    def canon(self, text: str) -> str:
        return steps_text(steps_of(text))


def plain(text: str, most: int) -> str:
    """A text of one line that no spreadsheet computes, or CellFault."""
    if _CONTROL.search(text):
        raise CellFault("control")
    if len(text) > most:
        raise CellFault("too_long", length=str(len(text)), most=str(most))
    if text.startswith(_SIGNS) and not _is_number(text):
        raise CellFault("formula", sign=text[0])
    return text


def numeral(number: float) -> str:
    """A number in one way only: 4, 0.5."""
    return str(int(number)) if number == int(number) else repr(float(number))


def parts(text: str) -> tuple[str, ...]:
    """The entries of a list cell."""
    return tuple(part.strip() for part in text.split(";") if part.strip())


def limit_of(text: str) -> Limit:
    """`4 work_hour`. CellFault on anything else."""
    found = re.fullmatch(r"([0-9.]+)\s*(\S+)", text)
    unit = _UNIT_WORDS.get(found[2], found[2]) if found else ""
    if not found or unit not in UNITS or not _is_number(found[1]) or not 0 < float(found[1]) <= _LONGEST_LIMIT:
        raise CellFault("not_limit", value=text, allowed=", ".join(UNITS))
    return Limit(float(found[1]), unit)


_LONGEST_LIMIT = 10_000
_TESTS = {"<": "lt", "<=": "le", "=": "eq", ">=": "ge", ">": "gt"}
_SHOWN = {name: sign for sign, name in _TESTS.items()}
_THRESHOLD = re.compile(r"([a-z][a-z0-9_]{0,59})\s*(<=|>=|<|>|=)\s*([^<>=&|\s][^<>=&|]{0,59})")


def thresholds_of(text: str) -> tuple[tuple[Threshold, ...], ...]:
    """Any of these, each of them whole. CellFault on anything else."""
    return tuple(tuple(_threshold(one.strip(), text) for one in group.split("&")) for group in text.split("|"))


def _threshold(one: str, whole: str) -> Threshold:
    found = _THRESHOLD.fullmatch(one)
    if found is None:
        raise CellFault("not_threshold", value=whole)
    value = found[3].strip()
    if _is_number(value):
        return Threshold(found[1], _TESTS[found[2]], _number(value))
    if found[2] != "=":
        raise CellFault("not_threshold", value=whole)
    return Threshold(found[1], "eq", value)


def thresholds_text(groups: Iterable[Iterable[Threshold]]) -> str:
    """As it is written in a cell."""
    return " | ".join(
        " & ".join(f"{one.measure} {_SHOWN.get(one.test, one.test)} {_shown(one.value)}" for one in group)
        for group in groups
    )


def _shown(value: float | str) -> str:
    return value if isinstance(value, str) else numeral(value)


def steps_of(text: str) -> tuple[ScoreStep, ...]:
    """Score steps, rising; the last may hold for everything beyond. CellFault on anything else."""
    steps: list[ScoreStep] = []
    for at, one in enumerate(said := parts(text)):
        up_to, mark, score = one.partition("=")
        try:
            step = ScoreStep(score=_number(score), up_to=_number(up_to)) if mark else ScoreStep(score=_number(one))
        except CellFault:
            raise CellFault("not_steps", value=text) from None
        rises = not steps or step.up_to is None or step.up_to > (steps[-1].up_to or 0) or at == 0
        if not (0 <= step.score <= 100 and rises and (mark or at == len(said) - 1)):
            raise CellFault("not_steps", value=text)
        steps.append(step)
    return tuple(steps)


def steps_text(steps: Iterable[ScoreStep]) -> str:
    """As it is written in a cell."""
    return "; ".join(
        numeral(one.score) if one.up_to is None else f"{numeral(one.up_to)}={numeral(one.score)}" for one in steps
    )


def _number(text: str) -> float:
    try:
        number = float(text) if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?", text, re.ASCII) else math.nan
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise CellFault("not_number", value=text)
    return number


def _is_number(text: str) -> bool:
    try:
        _number(text)
    except CellFault:
        return False
    return True
