"""What happened at a place: an index of cases by unit grid cell, class and closing."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_cases_ground", "cases", ["cell_code", "class_code", "closed_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_cases_ground", table_name="cases")
