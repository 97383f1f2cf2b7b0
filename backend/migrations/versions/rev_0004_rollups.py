"""Sums for the boards, filled from the cases that are there, a day at a time; indexes that hold all a board asks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MEASURES = (
    "reported",
    "refused",
    "filed",
    "handled",
    "limited",
    "on_time",
    "timed",
    "handling_ms",
    "reworked",
    "reworks",
    "closed",
    "closed_on_time",
)
_TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "rollup_day_area": ("day", ("area_id",)),
    "rollup_day_cell": ("day", ("cell_code",)),
    "rollup_day_department": ("day", ("department_id",)),
    "rollup_month_area": ("month", ("area_id",)),
    "rollup_month_class": ("month", ("department_id", "class_code")),
    "rollup_month_cube": ("month", ("department_id", "area_id", "class_code")),
}
_FACTS = {
    "reported_at": {"reported": "1", "refused": "CASE WHEN state = 'refused' THEN 1 ELSE 0 END"},
    "filed_at": {"filed": "1"},
    "handled_at": {
        "handled": "1",
        "limited": "CASE WHEN deadline_at IS NULL THEN 0 ELSE 1 END",
        "on_time": "CASE WHEN handled_at <= deadline_at THEN 1 ELSE 0 END",
        "timed": "CASE WHEN signed_at IS NULL THEN 0 ELSE 1 END",
        "handling_ms": "CASE WHEN signed_at IS NULL THEN 0 ELSE handled_at - signed_at END",
        "reworked": "CASE WHEN rework > 0 THEN 1 ELSE 0 END",
        "reworks": "rework",
    },
    "closed_at": {"closed": "1", "closed_on_time": "CASE WHEN handled_at <= deadline_at THEN 1 ELSE 0 END"},
}
_Index = tuple[str, tuple[str, ...], str | None]
_OPEN = "state NOT IN ('closed', 'refused')"
_OLD: tuple[_Index, ...] = (
    ("ix_cases_open", ("department_id", "deadline_at"), _OPEN),
    ("ix_cases_reported_at", ("reported_at",), None),
    ("ix_cases_closed_at", ("closed_at",), None),
    ("ix_cases_handled_at", ("handled_at", "signed_at", "deadline_at"), None),
)
_NEW: tuple[_Index, ...] = (
    ("ix_cases_open", ("department_id", "deadline_at", "state", "area_id", "class_code"), _OPEN),
    ("ix_cases_reported", ("reported_at", "department_id", "area_id"), None),
    ("ix_cases_filed", ("filed_at", "department_id", "area_id"), "filed_at IS NOT NULL"),
    (
        "ix_cases_handled",
        ("handled_at", "department_id", "area_id", "signed_at", "deadline_at"),
        "handled_at IS NOT NULL",
    ),
    ("ix_cases_department_handled", ("department_id", "handled_at", "area_id", "signed_at"), "handled_at IS NOT NULL"),
    ("ix_cases_closed", ("closed_at", "department_id", "area_id"), "closed_at IS NOT NULL"),
)


def upgrade() -> None:
    """Tables, indexes, sums."""
    for name, (period, dimensions) in _TABLES.items():
        types = {"class_code": sa.Text(), "cell_code": sa.Text()}
        op.create_table(
            name,
            sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column(period, sa.Integer(), autoincrement=False, nullable=False),
            *(
                sa.Column(one, types.get(one, sa.BigInteger()), autoincrement=False, nullable=False)
                for one in dimensions
            ),
            *(
                sa.Column(
                    one,
                    sa.BigInteger() if one == "handling_ms" else sa.Integer(),
                    server_default=sa.text("0"),
                    nullable=False,
                )
                for one in (("reported",) if "cell_code" in dimensions else _MEASURES)
            ),
            sa.PrimaryKeyConstraint("generation", period, *dimensions, name=f"pk_{name}"),
            sqlite_with_rowid=False,
        )
    _reindex(_OLD, _NEW)
    _fill(op.get_bind())


def downgrade() -> None:
    """The sums go, the old indexes come back."""
    _reindex(_NEW, _OLD)
    for name in _TABLES:
        op.drop_table(name)
    op.execute("DELETE FROM meta WHERE key IN ('rollups', 'rollup_audit')")


def _reindex(old: tuple[_Index, ...], new: tuple[_Index, ...]) -> None:
    for name, _, _ in old:
        op.drop_index(name, table_name="cases")
    for name, columns, where in new:
        part = sa.text(where) if where else None
        op.create_index(name, "cases", list(columns), sqlite_where=part, postgresql_where=part)


def _fill(connection: sa.Connection) -> None:
    """Memory of one day: its sums by department, area and class go through a table that lasts as long as this."""
    if connection.execute(sa.text("SELECT 1 FROM cases LIMIT 1")).scalar() is None:
        return
    profile = connection.execute(sa.text("SELECT value FROM meta WHERE key = 'profile'")).scalar()
    name = (json.loads(profile).get("timezone") if profile else None) or "Asia/Shanghai"
    sums = ", ".join(f"{one} BIGINT NOT NULL" for one in _MEASURES)
    base = f"rollup_base (department_id BIGINT, area_id BIGINT, class_code TEXT, {sums})"
    connection.execute(sa.text(f"CREATE TEMPORARY TABLE {base}"))
    for day, low, high in _days(connection, ZoneInfo(name)):
        connection.execute(sa.text("DELETE FROM rollup_base"))
        between = {"low": low, "high": high}
        for fact, counts in _FACTS.items():
            parts = ", ".join(f"SUM({counts[one]})" if one in counts else "0" for one in _MEASURES)
            connection.execute(
                sa.text(
                    "INSERT INTO rollup_base "
                    f"SELECT COALESCE(department_id, 0), COALESCE(area_id, 0), class_code, {parts} FROM cases "
                    f"WHERE {fact} >= :low AND {fact} < :high GROUP BY 1, 2, 3"
                ),
                between,
            )
        for table, (period, dimensions) in _TABLES.items():
            if "cell_code" in dimensions:
                query = (
                    f"INSERT INTO {table} (generation, day, cell_code, reported) SELECT 1, {day}, cell_code, COUNT(*) "
                    "FROM cases WHERE reported_at >= :low AND reported_at < :high AND cell_code IS NOT NULL "
                    "GROUP BY cell_code"
                )
                connection.execute(sa.text(query), between)
                continue
            names, at = ", ".join(dimensions), day if period == "day" else day // 100
            keep = ", ".join(f"{one} = {table}.{one} + excluded.{one}" for one in _MEASURES)
            connection.execute(
                sa.text(
                    f"INSERT INTO {table} (generation, {period}, {names}, {', '.join(_MEASURES)}) "
                    f"SELECT 1, {at}, {names}, {', '.join(f'SUM({one})' for one in _MEASURES)} FROM rollup_base "
                    f"WHERE true GROUP BY {names} ON CONFLICT (generation, {period}, {names}) DO UPDATE SET {keep}"
                )
            )
    connection.execute(sa.text("DROP TABLE rollup_base"))
    state = json.dumps({"generation": 1, "zone": name})
    connection.execute(sa.text("INSERT INTO meta (key, value) VALUES ('rollups', :state)"), {"state": state})


def _days(connection: sa.Connection, zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """(20261121, first millisecond, first of the next day) of each day that has something, in order."""
    since = -(1 << 62)
    while True:
        queries = [sa.text(f"SELECT MIN({fact}) FROM cases WHERE {fact} >= {since}") for fact in _FACTS]
        firsts = [connection.execute(query).scalar() for query in queries]
        first = min((one for one in firsts if one is not None), default=None)
        if first is None:
            return
        try:
            day = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=first)).astimezone(zone).date()
            high = _ms(day + timedelta(days=1), zone)
        except OverflowError:
            day, high = date.max, 1 << 62
        yield day.year * 10_000 + day.month * 100 + day.day, first, high
        since = high


def _ms(day: date, zone: ZoneInfo) -> int:
    return round(datetime.combine(day, time(0), zone).timestamp()) * 1000
