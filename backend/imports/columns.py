"""Whole columns of text checked at once: digits, degrees, and values of a short list.

Each function gives an array of values and a mask of the rows that are right; nothing raises for one bad row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
_Value = TypeVar("_Value", bound=np.generic)
_LONGEST = 64  # letters of a number


def digits(column: Sequence[str], width: int) -> tuple[npt.NDArray[np.int64], Mask]:
    """Numbers of exactly `width` ASCII digits (at most 18) that do not start with 0; wrong ones are 0."""
    text = np.array(_short(column), dtype=np.str_)
    letters = np.ascontiguousarray(text).view(np.uint32).reshape(len(text), text.dtype.itemsize // 4)
    if letters.shape[1] < width:
        return np.zeros(len(text), np.int64), np.zeros(len(text), np.bool_)
    body = letters[:, :width].astype(np.int64) - ord("0")
    right: Mask = ((body >= 0) & (body <= 9)).all(axis=1) & (letters[:, width:] == 0).all(axis=1) & (body[:, 0] > 0)
    numbers = body @ (10 ** np.arange(width - 1, -1, -1, dtype=np.int64))
    return np.where(right, numbers, 0), right


def degrees(column: Sequence[str], most: float) -> tuple[npt.NDArray[np.float64], Mask]:
    """Finite numbers within -most..most, rounded to 7 decimals (about 1 cm); wrong ones are 0."""
    try:
        values = np.array(_short(column), dtype=np.str_).astype(np.float64)
    except ValueError:
        values = np.array([_number(text) for text in _short(column)], dtype=np.float64)
    right: Mask = np.isfinite(values) & (np.abs(values) <= most)
    return np.asarray(np.round(np.where(right, values, 0.0), 7), dtype=np.float64), right


def _short(column: Sequence[str]) -> Sequence[str]:
    """The column with words for what is too long to be a number: an array gives every row the longest row's memory."""
    if max(map(len, column), default=0) <= _LONGEST:
        return column
    return [text if len(text) <= _LONGEST else "too long" for text in column]


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def looked_up(
    column: Sequence[str], find: Callable[[str], _Value | None], kind: type[_Value]
) -> tuple[npt.NDArray[_Value], Mask]:
    """`find` of every text, asked once per distinct text; None is wrong and becomes 0."""
    known: dict[str, _Value | None] = {text: find(text) for text in set(column)}
    wrong = kind(0)
    values = [known[text] for text in column]
    right = np.array([value is not None for value in values], np.bool_)
    return np.array([wrong if value is None else value for value in values], dtype=kind), right
