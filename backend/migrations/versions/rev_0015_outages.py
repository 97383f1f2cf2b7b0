"""When cameras gave no true picture."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_STANDS = sa.text("until IS NULL")


def upgrade() -> None:
    op.create_table(
        "camera_outages",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("camera_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_camera_outages"),
    )
    op.create_index("ix_camera_outages_camera_id_since", "camera_outages", ["camera_id", "since"])
    op.create_index(
        "uq_camera_outages_standing",
        "camera_outages",
        ["camera_id"],
        unique=True,
        sqlite_where=_STANDS,
        postgresql_where=_STANDS,
    )


def downgrade() -> None:
    op.drop_table("camera_outages")
