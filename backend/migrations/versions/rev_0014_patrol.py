"""Video patrol: plans with their versions, and who looked at which camera. The register of copies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def upgrade() -> None:
    op.create_table(
        "patrol_plans",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("by_person_id", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", "version", name="pk_patrol_plans"),
    )
    op.create_table(
        "patrol_looks",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.BigInteger(), nullable=False),
        sa.Column("round_at", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_patrol_looks"),
    )
    op.create_index("ix_patrol_looks_plan_id_round_at", "patrol_looks", ["plan_id", "round_at"])
    op.create_table(
        "copies",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.BigInteger(), nullable=False),
        sa.Column("by_person_id", sa.BigInteger(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        _text("letter_number"),
        sa.Column("camera_ids", sa.Text(), nullable=False),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        _text("letter_sha256"),
        _text("letter_name"),
        _text("letter_media"),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_by", sa.BigInteger(), nullable=True),
        _text("decision"),
        _text("file_sha256"),
        _text("file_name"),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("file_kept", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("given_at", sa.BigInteger(), nullable=True),
        sa.Column("given_by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_copies"),
        sa.UniqueConstraint("number", name="uq_copies_number"),
    )
    for column in ("applied_at", "letter_sha256", "file_sha256"):
        op.create_index(f"ix_copies_{column}", "copies", [column])


def downgrade() -> None:
    for table in ("copies", "patrol_looks", "patrol_plans"):
        op.drop_table(table)
