"""The course of a case: step clock, special states, parent; open means none of the six ends."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ENDS = "('closed', 'archived', 'refused', 'not_filed', 'void', 'merged')"
_OPEN = sa.text(f"state NOT IN {_ENDS}")
_LIVE_LIST = sa.text("state NOT IN ('closed', 'archived')")
_RUNNING = sa.text("state IN ('dispatched', 'signed', 'departed', 'handling')")
_CHILD = sa.text("parent_id IS NOT NULL")
COLUMNS = (
    ("course", sa.Text(), ""),
    ("step_at", sa.BigInteger(), None),
    ("step_deadline_at", sa.BigInteger(), None),
    ("parent_id", sa.BigInteger(), None),
)
INDEXES = (
    ("ix_cases_open", ["department_id", "deadline_at", "state", "area_id", "class_code"], _OPEN),
    ("ix_cases_state", ["state", "reported_at"], _LIVE_LIST),
    ("ix_cases_running", ["deadline_at"], _RUNNING),
)
OLD = {
    "ix_cases_open": sa.text("state NOT IN ('closed', 'refused')"),
    "ix_cases_state": sa.text("state <> 'closed'"),
    "ix_cases_running": sa.text("state IN ('dispatched', 'signed', 'handling')"),
}


def upgrade() -> None:
    for name, kind, default in COLUMNS:
        op.add_column("cases", sa.Column(name, kind, nullable=default is None, server_default=default))
    for name, columns, where in INDEXES:
        op.drop_index(name, table_name="cases")
        op.create_index(name, "cases", columns, unique=False, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_cases_parent", "cases", ["parent_id"], sqlite_where=_CHILD, postgresql_where=_CHILD)


def downgrade() -> None:
    op.drop_index("ix_cases_parent", table_name="cases")
    for name, columns, _ in INDEXES:
        op.drop_index(name, table_name="cases")
        op.create_index(name, "cases", columns, unique=False, sqlite_where=OLD[name], postgresql_where=OLD[name])
    for name, _, _ in COLUMNS:
        op.drop_column("cases", name)
