"""Fourteen days of past cases and the open ones of this moment, as cases.csv.

Times are drawn so that boards look as a real centre's do: two peaks a day, about 94 % on time, 47 minutes of handling.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from simulator.generator.equipment import Row, counted
from simulator.generator.layout import Layout
from simulator.generator.reports import Report, Reports

ZONE = ZoneInfo("Asia/Shanghai")
DAYS = 14
COLUMNS = (
    "number",
    "class_code",
    "source",
    "place",
    "description",
    "lon",
    "lat",
    "state",
    "department_code",
    "reported_at",
    "filed_at",
    "dispatched_at",
    "signed_at",
    "deadline_at",
    "handled_at",
    "closed_at",
)
_SOURCES = (("inspector", 0.62), ("hotline", 0.2), ("video", 0.12), ("device", 0.06))
_HOURS = np.array([0.3, 0.2, 0.2, 0.2, 0.3, 0.8, 2, 5, 9, 12, 11, 8, 6, 7, 9, 9, 8, 7, 6, 5, 4, 3, 1.5, 0.8])
# The open cases of a full city: state and how many.
_OPEN = (
    ("reported", 2),
    ("accepted", 2),
    ("filed", 6),
    ("dispatched", 3),
    ("signed", 4),
    ("handling", 21),
    ("feedback", 5),
    ("checked", 1),
)
_REACHED = ("reported", "accepted", "filed", "dispatched", "signed", "handling", "feedback", "checked", "closed")


def rows(layout: Layout, now: datetime, scale: float, rng: np.random.Generator) -> list[Row]:
    """All rows, by time of report."""
    reports = Reports(layout, rng)
    drawn = _past(layout, reports, now, scale, rng) + _open(layout, reports, now, scale, rng)
    drawn.sort(key=lambda row: row["reported_at"])
    counters: dict[str, int] = {}
    for row in drawn:
        day = datetime.fromisoformat(row["reported_at"]).astimezone(ZONE).strftime("%Y%m%d")
        counters[day] = counters.get(day, 0) + 1
        row["number"] = f"{day}-{counters[day]:06d}"
    return drawn


def _past(layout: Layout, reports: Reports, now: datetime, scale: float, rng: np.random.Generator) -> list[Row]:
    found: list[Row] = []
    today = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    shares = _HOURS / _HOURS.sum()
    for back in range(DAYS, -1, -1):
        start = today - timedelta(days=back)
        busy = 0.82 if start.weekday() >= 5 else 1.06
        for _ in range(int(rng.poisson(counted(130, scale, 12) * busy))):
            at = start + timedelta(hours=int(rng.choice(24, p=shares)), minutes=float(rng.uniform(0, 60)))
            row = _closed(layout, reports.draw(), at, rng)
            if datetime.fromisoformat(row["closed_at"]) < now:
                found.append(row)
    return found


def _closed(layout: Layout, report: Report, at: datetime, rng: np.random.Generator) -> Row:
    filed = at + _minutes(rng, 4, 14)
    dispatched = filed + _minutes(rng, 2, 10)
    signed = dispatched + _minutes(rng, 2, 12)
    deadline = dispatched + timedelta(minutes=report.limit_minutes)
    handling = float(np.clip(rng.lognormal(3.62, 0.55), 8, 200))
    left = (deadline - signed).total_seconds() / 60
    if rng.random() < 0.125:  # about half of these have a limit that can be missed in a day
        handling = left * rng.uniform(1.02, 1.5) if left < 200 else handling
    else:
        handling = min(handling, left * 0.97)
    handled = signed + timedelta(minutes=handling)
    closed = handled + _minutes(rng, 8, 40)
    row = _row(layout, report, "closed", rng)
    _stamp(row, reported_at=at, filed_at=filed, dispatched_at=dispatched, signed_at=signed, deadline_at=deadline)
    _stamp(row, handled_at=handled, closed_at=closed)
    return row


def _open(layout: Layout, reports: Reports, now: datetime, scale: float, rng: np.random.Generator) -> list[Row]:
    found: list[Row] = []
    for state, full in _OPEN:
        for index in range(counted(full, max(scale, 0.2), 1)):
            reached, report = _REACHED.index(state), reports.draw()
            row = _row(layout, report, state, rng)
            if reached < 3:
                at = now - timedelta(minutes=float(rng.uniform(3, 9) if reached < 2 else rng.uniform(14, 26)))
                _stamp(row, reported_at=at)
                if reached == 2:
                    _stamp(row, filed_at=at + _minutes(rng, 4, 8))
                found.append(row)
                continue
            limit = float(np.clip(report.limit_minutes, 60, 480))
            deadline = now + timedelta(minutes=_left(state, index, limit, rng))
            dispatched = deadline - timedelta(minutes=limit)
            filed = dispatched - _minutes(rng, 4, 7)
            _stamp(row, reported_at=filed - _minutes(rng, 4, 8), filed_at=filed)
            _stamp(row, dispatched_at=dispatched, deadline_at=deadline)
            if reached >= 4:
                _stamp(row, signed_at=dispatched + _minutes(rng, 3, 9))
            if reached >= 6:
                _stamp(row, handled_at=now - _minutes(rng, 1, 4))
            if state == "dispatched" and index == 0:
                row["lon"] = row["lat"] = ""  # one that somebody told by telephone and nobody could place
            found.append(row)
    return found


def _left(state: str, index: int, limit: float, rng: np.random.Generator) -> float:
    """Minutes to the deadline: three cases overdue, three near it, the rest well inside their limit."""
    if state == "handling" and index < 6:
        return (-42.0, -11.0, -3.0, 6.0, 11.0, 15.0)[index]
    return limit - float(rng.uniform(15, min(limit * 0.75, 90)))


def _row(layout: Layout, report: Report, state: str, rng: np.random.Generator) -> Row:
    lon, lat = layout.plane.place(np.array([report.u]), np.array([report.v]))
    source = str(rng.choice([name for name, _ in _SOURCES], p=[share for _, share in _SOURCES]))
    known = _REACHED.index(state) >= 3
    return dict.fromkeys(COLUMNS, "") | {
        "class_code": report.class_code,
        "source": source,
        "place": report.place,
        "description": report.description,
        "lon": f"{lon[0]:.7f}",
        "lat": f"{lat[0]:.7f}",
        "state": state,
        "department_code": report.department if known else "",
    }


def _stamp(row: Row, **times: datetime) -> None:
    for column, at in times.items():
        row[column] = at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _minutes(rng: np.random.Generator, low: float, high: float) -> timedelta:
    return timedelta(minutes=float(rng.uniform(low, high)))
