"""Answers of `GET /api/kpi/months` and `GET /api/kpi/days`. What each figure is: docs/admin/figures.md."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Figures(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Counts of some days or months. Rates in percent, None where their base is empty."""

    reported: int  # 上报数
    refused: int  # of those reported
    filed: int  # 立案数
    handled: int  # 处置数
    limited: int  # of those handled: with a deadline
    on_time: int  # 按期处置数
    late: int  # 超期处置数
    overdue: int  # 超期未处置数: due in these days, not handled yet
    reworked: int  # 返工数
    reworks: int  # 返工次数
    closed: int  # 结案数
    closed_on_time: int  # 按期结案数
    due_unclosed: int  # due in these days, not closed yet; with those closed: 应结案数
    filing_rate: float | None  # filed / reported
    on_time_rate: float | None  # on_time / limited, as the board has it
    timely_rate: float | None  # 按期处置率: on_time / (limited + overdue)
    closing_rate: float | None  # 结案率: closed / (closed + due_unclosed)
    timely_closing_rate: float | None  # 按期结案率: closed_on_time / (closed + due_unclosed)
    rework_rate: float | None  # 返工率: reworked / handled
    mean_handling_min: float | None  # signed for to feedback


class KpiRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One area, department or class, or all together (`key` empty)."""

    key: str  # id of the area or department, code of the class; empty: none
    figures: Figures
    before: Figures  # the same number of months just before; of days: the same weekdays just before
    year_ago: Figures  # the same months a year ago; of days: 52 weeks ago


class KpiPeriod(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    label: str  # 2026-11 or 2026-11-21
    figures: Figures


class KpiTable(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in these months or days, of what this session sees."""

    at: datetime
    seq: int
    first: str  # 2026-11 or 2026-11-21
    last: str
    complete: bool  # whether the last of them is over
    by: str  # area | department | class, or empty: the total alone
    total: KpiRow
    periods: tuple[KpiPeriod, ...]  # oldest first
    rows: tuple[KpiRow, ...]  # most reports first
