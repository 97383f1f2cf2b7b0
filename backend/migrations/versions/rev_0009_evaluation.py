"""What the evaluation counts in the event log: sums, and marks of cases. Both begin empty; a job fills them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _key(name: str, kind: type[sa.Integer] = sa.Integer) -> sa.Column[int]:
    return sa.Column(name, kind(), autoincrement=False, nullable=False)


def upgrade() -> None:
    op.create_table(
        "evaluation_sums",
        _key("generation"),
        _key("object"),
        _key("period"),
        _key("object_id", sa.BigInteger),
        _key("number"),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("generation", "object", "period", "object_id", "number", name="pk_evaluation_sums"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "evaluation_marks",
        _key("generation"),
        _key("object"),
        _key("object_id", sa.BigInteger),
        _key("day"),
        _key("case_id", sa.BigInteger),
        sa.Column("bits", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("area_id", sa.BigInteger(), nullable=False),
        sa.Column("department_id", sa.BigInteger(), nullable=False),
        sa.Column("more", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("generation", "object", "object_id", "day", "case_id", name="pk_evaluation_marks"),
        sqlite_with_rowid=False,
    )
    due = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_evaluation_marks_due",
        "evaluation_marks",
        ["generation", "object", "due_at"],
        sqlite_where=due,
        postgresql_where=due,
    )


def downgrade() -> None:
    op.drop_table("evaluation_marks")
    op.drop_table("evaluation_sums")
