"""Closed but not fixed: the reports that came back and the closed cases they name, each by an index of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

INDEXES = (("ix_cases_again", "again_of_id"), ("ix_cases_came_back", "came_back_ids"))


def upgrade() -> None:
    for name, fact in INDEXES:
        told = sa.text(f"course LIKE '%\"{fact}\"%'")
        op.create_index(name, "cases", ["reported_at"], sqlite_where=told, postgresql_where=told)


def downgrade() -> None:
    for name, _ in reversed(INDEXES):
        op.drop_index(name, table_name="cases")
