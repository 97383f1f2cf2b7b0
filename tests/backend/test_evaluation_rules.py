"""Formulas and periods of an evaluation."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from backend.rules.formula import FormulaFault, names_in, parse
from contract.periods import KINDS, around, day_key, period_of, split

NAMES = {"closed": "closed", "due": "due", "结案数": "closed", "应结案数": "due"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("结案数 / 应结案数", 911 / 972),
        ("结案数÷应结案数×100", 911 / 972 * 100),
        ("（closed + due）* 2", (911 + 972) * 2),
        ("100 - closed / due * 100", 100 - 911 / 972 * 100),
        ("-closed + -(2 - 3)", -910),
        ("10 - 3 - 2", 5),
        ("12 / 3 / 2", 2),
        ("2 + 3 * 4", 14),
        ("1 / 0", None),
        ("closed / (due - 972)", None),
        ("0 * (1 / 0)", None),
        (" 1.5 ", 1.5),
    ],
)
def test_a_formula_says_what_it_means(text: str, value: float | None) -> None:
    found = parse(text, NAMES)({"closed": 911, "due": 972})
    assert found == (None if value is None else pytest.approx(value))


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 1, "syntax"),
        ("closed /", 9, "syntax"),
        ("closed due", 8, "syntax"),
        ("closed / open", 10, "unknown_name"),
        ("(closed", 8, "syntax"),
        ("closed)", 7, "syntax"),
        ("closed ** 2", 9, "syntax"),
        ("__import__('os')", 12, "syntax"),
        ("__import__(closed)", 1, "unknown_name"),
        ("closed.real", 7, "syntax"),
        ("closed; due", 7, "syntax"),
        ("   ?", 4, "syntax"),
        ("(" * 40 + "1" + ")" * 40, 32, "too_deep"),
        ("-" * 40 + "1", 32, "too_deep"),
        ("1e9", 2, "syntax"),
    ],
)
def test_a_formula_that_cannot_be_read_says_where(text: str, at: int, reason: str) -> None:
    with pytest.raises(FormulaFault) as fault:
        parse(text, NAMES)
    assert (fault.value.at, fault.value.reason) == (at, reason)


def test_a_formula_of_immense_numbers_has_no_value() -> None:
    text = "*".join(["9" * 90] * 4)
    assert parse(text, {})({}) is None


def test_the_names_of_a_formula_come_once_each() -> None:
    assert names_in("结案数 / (closed + due)", NAMES) == ("closed", "due")


@pytest.mark.parametrize(
    ("label", "first", "last"),
    [
        ("2026-11-21", date(2026, 11, 21), date(2026, 11, 21)),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2026-12", date(2026, 12, 1), date(2026, 12, 31)),
        ("2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2028", date(2028, 1, 1), date(2028, 12, 31)),
    ],
)
def test_a_label_names_its_days(label: str, first: date, last: date) -> None:
    found = period_of(label)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize(
    "label",
    ["", "2026-13", "2026-00", "2026-W54", "2026-W00", "2026-Q5", "2026-02-30", "26-01", "1969", "9999", "２０２６"],
)
def test_what_is_no_period_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match=r"period|year|week|day|month"):
        period_of(label)


def test_every_day_lies_in_one_period_of_each_kind_and_is_split_without_loss() -> None:
    day = date(2023, 12, 25)
    while day < date(2026, 1, 10):
        for kind in KINDS:
            found = around(day, kind)
            assert found.first <= day <= found.last
            assert period_of(found.label) == found
            assert around(found.first, kind) == around(found.last, kind) == found
            months, runs = split(found.first, day)
            days = [found.first + timedelta(days=n) for n in range((day - found.first).days + 1)]
            covered = [key for key in map(day_key, days) if key // 100 in months]
            covered += [key for key in map(day_key, days) for low, high in runs if low <= key <= high]
            assert sorted(covered) == [day_key(one) for one in days]
        day += timedelta(days=7 if day.month not in (2, 12) else 1)
