"""Words of cases to search by, indexes of the lists, attachments, exports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from backend.db import profile_of
from backend.derived.words import rebuild
from backend.tables import words

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_NOT_CLOSED = sa.text("state <> 'closed'")
_RUNNING = sa.text("state IN ('dispatched', 'signed', 'handling')")
_UNPLACED = sa.text("lon IS NULL")
INDEXES = (
    ("ix_cases_area_id_reported_at", ["area_id", "reported_at"], None),
    ("ix_cases_cell_code_reported_at", ["cell_code", "reported_at"], None),
    ("ix_cases_source_reported_at", ["source", "reported_at"], None),
    ("ix_cases_deadline_at", ["deadline_at"], None),
    ("ix_cases_state", ["state", "reported_at"], _NOT_CLOSED),
    ("ix_cases_running", ["deadline_at"], _RUNNING),
    ("ix_cases_unplaced", ["reported_at"], _UNPLACED),
)


def upgrade() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("by_person_id", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.Text(), server_default="", nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("thumbnail", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_attachments"),
        sa.UniqueConstraint("case_id", "kind", "sha256", name="uq_attachments_case_id"),
    )
    op.create_index("ix_attachments_sha256", "attachments", ["sha256"], unique=False)
    op.create_table(
        "exports",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("by_person_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("order", sa.Text(), nullable=False),
        sa.Column("progress", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_exports"),
    )
    op.create_index("ix_exports_expires_at", "exports", ["expires_at"], unique=False)
    for name, columns, where in INDEXES:
        op.create_index(name, "cases", columns, unique=False, sqlite_where=where, postgresql_where=where)
    connection = op.get_bind()
    words.create(connection)
    rebuild(connection, profile_of(connection))
    words.index(connection)


def downgrade() -> None:
    op.drop_table("case_words")
    for name, _, _ in INDEXES:
        op.drop_index(name, table_name="cases")
    op.drop_table("exports")
    op.drop_table("attachments")
