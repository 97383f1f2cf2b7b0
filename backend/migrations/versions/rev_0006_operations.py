"""Leases; on PostgreSQL the outbox and the stored answers in monthly partitions, to be dropped whole.

A partitioned key holds the column that parts it, so the database alone would take the same `seq` or `command_id` twice
in two months; the writer's ordering lock is what keeps them single (`Transaction.flush`, `writer._Replies`).
"""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEYS = {"outbox": "seq", "idempotency": "command_id"}
MOST_MONTHS = 24


def upgrade() -> None:
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table, key in KEYS.items():
            part(table, key)


def part(table: str, key: str) -> None:
    """Put a table's rows into partitions by month."""
    op.execute(f"ALTER TABLE {table} RENAME TO {table}_before")
    op.execute(f"ALTER TABLE {table}_before RENAME CONSTRAINT pk_{table} TO pk_{table}_before")
    op.execute(f"ALTER INDEX ix_{table}_recorded_at RENAME TO ix_{table}_recorded_at_before")
    op.execute(
        f"CREATE TABLE {table} (LIKE {table}_before INCLUDING DEFAULTS, "
        f"CONSTRAINT pk_{table} PRIMARY KEY ({key}, recorded_at)) PARTITION BY RANGE (recorded_at)"
    )
    op.execute(f"CREATE INDEX ix_{table}_recorded_at ON {table} (recorded_at)")
    op.execute(f"CREATE TABLE {table}_rest PARTITION OF {table} DEFAULT")
    oldest = op.get_bind().execute(sa.text(f"SELECT min(recorded_at) FROM {table}_before")).scalar()
    for month in months(oldest):
        low, high = begin_ms(month), begin_ms(month + 1)
        name = f"{table}_p{month // 12:04d}{month % 12 + 1:02d}"
        op.execute(f"CREATE TABLE {name} PARTITION OF {table} FOR VALUES FROM ({low}) TO ({high})")
    if table == "outbox":
        op.execute(
            "CREATE TRIGGER outbox_no_update BEFORE UPDATE ON outbox "
            "FOR EACH ROW EXECUTE FUNCTION citywall_refuse_change()"
        )
    op.execute(f"INSERT INTO {table} SELECT * FROM {table}_before")
    op.execute(f"DROP TABLE {table}_before")


def months(oldest_ms: int | None) -> range:
    """Months since year 0: from the oldest row's to the one after the next."""
    now = datetime.now(UTC)
    this = now.year * 12 + now.month - 1
    first = this
    if oldest_ms is not None:
        oldest = datetime.fromtimestamp(oldest_ms / 1000, UTC)
        first = min(this, max(oldest.year * 12 + oldest.month - 1, this - MOST_MONTHS))
    return range(first, this + 3)


def begin_ms(month: int) -> int:
    """Epoch milliseconds at which a month begins, UTC."""
    return int(datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC).timestamp()) * 1000


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, key in KEYS.items():
            op.execute(f"CREATE TABLE {table}_whole (LIKE {table} INCLUDING DEFAULTS)")
            op.execute(f"INSERT INTO {table}_whole SELECT * FROM {table}")
            op.execute(f"DROP TABLE {table}")
            op.execute(f"ALTER TABLE {table}_whole RENAME TO {table}")
            op.execute(f"ALTER TABLE {table} ADD CONSTRAINT pk_{table} PRIMARY KEY ({key})")
            op.execute(f"CREATE INDEX ix_{table}_recorded_at ON {table} (recorded_at)")
        op.execute(
            "CREATE TRIGGER outbox_no_update BEFORE UPDATE ON outbox "
            "FOR EACH ROW EXECUTE FUNCTION citywall_refuse_change()"
        )
    op.drop_table("leases")
