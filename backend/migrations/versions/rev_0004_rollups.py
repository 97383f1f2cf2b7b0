"""Sums for the boards, filled from the cases that are there; indexes that hold all a board asks."""

from __future__ import annotations

import json
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from backend.migrations.filling_0004 import fill

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
    if connection.execute(sa.text("SELECT 1 FROM cases LIMIT 1")).scalar() is None:
        return
    profile = connection.execute(sa.text("SELECT value FROM meta WHERE key = 'profile'")).scalar()
    name = (json.loads(profile).get("timezone") if profile else None) or "Asia/Shanghai"
    fill(connection, ZoneInfo(name))
    state = json.dumps({"generation": 1, "zone": name})
    connection.execute(sa.text("INSERT INTO meta (key, value) VALUES ('rollups', :state)"), {"state": state})
