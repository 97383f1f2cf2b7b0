"""Answers of `GET /api/evaluation` and the routes beside it. What each count is: contract/evaluation_counts."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from contract.entities import Case
from contract.evaluation import Confidence, Grade, Indicator, Object


class CountColumn(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A count as a table names it."""

    code: str
    name: str
    name_en: str
    definition: str
    confidence: Confidence
    due: bool = False


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One object. `counts` in the order of the table's `counts`, `values` and `scores` in that of `indicators`."""

    key: str  # id of the area, department or person; empty: none is known, or all together
    counts: tuple[int, ...] = ()
    values: tuple[float | None, ...] = ()  # None: its base is 0
    scores: tuple[float | None, ...] = ()  # None: not scored, or no value
    score: float | None = None  # of the indicators that have a value, weighted
    whole: bool = True  # whether every weighted indicator had a value
    grade: str = ""


class EvaluationSpan(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The whole of some part of the period, for a chart."""

    label: str  # 2026-11-21 or 2026-11
    counts: tuple[int, ...] = ()
    values: tuple[float | None, ...] = ()


class EvaluationTable(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/evaluation`: all objects of a kind in a period, as the session may see them."""

    at: datetime  # limits that ended before have been judged
    position: int  # of the event log: everything up to here is counted
    behind: int  # events that are not counted yet
    object: Object
    level: str  # of areas: grid | community | street | district | city
    period: str  # 2026-11-21, 2026-W47, 2026-11, 2026-Q4, 2026
    first: date
    last: date
    complete: bool  # whether the period is over
    edition: str
    verified: bool  # False: weights, steps and grades are a sample
    counts: tuple[CountColumn, ...]
    indicators: tuple[Indicator, ...]
    grades: tuple[Grade, ...]
    total: EvaluationRow
    rows: tuple[EvaluationRow, ...]  # best score first, then by key
    spans: tuple[EvaluationSpan, ...] = ()


class CountedCase(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case behind a number: on this day it adds `amount`."""

    case: Case
    day: date
    amount: int


class CountedCases(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/evaluation/cases`: oldest day first; the amounts of all pages sum to the number in the table."""

    position: int
    cases: tuple[CountedCase, ...]
    total: int | None = None  # lines of all pages; on the first page
    cursor: str = ""  # of the next page; empty: this was the last
