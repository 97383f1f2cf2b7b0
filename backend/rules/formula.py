"""Formulas of an evaluation: + - * / and parentheses over numbers and names, read once, never run as code.

    rate = parse("结案数 / 应结案数", names)      # FormulaFault(at, reason, name)
    rate({"archive_num": 911, "need_archive_num": 972})   # 0.9372..., None where a divisor is 0

A name may be a code or a Chinese name; `×`, `÷` and full-width parentheses are taken for what they mean.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

Formula = Callable[[Mapping[str, float]], float | None]
"""The value for these numbers; a name that is not given counts 0; None: a divisor is 0, or it is beyond measure."""
DEEPEST = 30
"""Parentheses and signs inside each other."""
_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[^\W\d]\w*)|(?P<sign>[-+*/()]))")
_SAME = str.maketrans({"×": "*", "÷": "/", "（": "(", "）": ")", "−": "-", "＋": "+", "－": "-", "／": "/", "＊": "*"})


class FormulaFault(Exception):
    """Why a formula cannot be read. `at`: the character, from 1. Reasons: syntax, unknown_name, too_deep."""

    def __init__(self, at: int, reason: str, name: str = "") -> None:
        super().__init__(f"{reason} at {at}")
        self.at, self.reason, self.name = at, reason, name


@dataclass(frozen=True)
class _Token:
    at: int
    kind: str  # number | name | sign | end
    text: str


def parse(text: str, names: Mapping[str, str]) -> Formula:
    """The formula of a text. `names`: what it may use -> the name in the numbers. FormulaFault."""
    reader = _Reader(list(_tokens(text.translate(_SAME))), names)
    found = reader.sum(0)
    reader.end()

    def value(numbers: Mapping[str, float]) -> float | None:
        try:
            result = found(numbers)
        except OverflowError:
            return None
        return result if result is None or math.isfinite(result) else None

    return value


def names_in(text: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """The numbers that a formula asks for, each once, in order. FormulaFault."""
    parse(text, names)
    used = [names[token.text] for token in _tokens(text.translate(_SAME)) if token.kind == "name"]
    return tuple(dict.fromkeys(used))


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            raise FormulaFault(at + 1 + len(text[at:]) - len(text[at:].lstrip()), "syntax")
        kind = str(match.lastgroup)
        yield _Token(match.start(kind) + 1, kind, match[kind])
        at = match.end()
    yield _Token(len(text) + 1, "end", "")


class _Reader:
    """A sum is products with + and -; a product is terms with * and /; a term is a number, a name, -term or (sum)."""

    def __init__(self, tokens: list[_Token], names: Mapping[str, str]) -> None:
        self._tokens, self._names, self._at = tokens, names, 0

    def sum(self, depth: int) -> Formula:
        left = self._product(depth)
        while sign := self._sign("+-"):
            left = _both(sign, left, self._product(depth))
        return left

    def end(self) -> None:
        if self._token.kind != "end":
            raise FormulaFault(self._token.at, "syntax", self._token.text)

    @property
    def _token(self) -> _Token:
        return self._tokens[self._at]

    def _sign(self, signs: str) -> str:
        token = self._token
        if token.kind == "sign" and token.text in signs:
            self._at += 1
            return token.text
        return ""

    def _product(self, depth: int) -> Formula:
        left = self._term(depth)
        while sign := self._sign("*/"):
            left = _both(sign, left, self._term(depth))
        return left

    def _term(self, depth: int) -> Formula:
        token = self._token
        if depth > DEEPEST:
            raise FormulaFault(token.at, "too_deep")
        if self._sign("-"):
            return _both("-", lambda _: 0.0, self._term(depth + 1))
        if self._sign("("):
            inside = self.sum(depth + 1)
            if not self._sign(")"):
                raise FormulaFault(self._token.at, "syntax", self._token.text)
            return inside
        if token.kind == "number":
            self._at += 1
            number = float(token.text)
            return lambda _: number
        if token.kind == "name":
            if token.text not in self._names:
                raise FormulaFault(token.at, "unknown_name", token.text)
            self._at += 1
            name = self._names[token.text]
            return lambda numbers: float(numbers.get(name, 0))
        raise FormulaFault(token.at, "syntax", token.text)


def _both(sign: str, left: Formula, right: Formula) -> Formula:
    def value(numbers: Mapping[str, float]) -> float | None:
        a, b = left(numbers), right(numbers)
        if a is None or b is None:
            return None
        match sign:
            case "+":
                return a + b
            case "-":
                return a - b
            case "*":
                return a * b
            case _:
                return a / b if b else None

    return value
