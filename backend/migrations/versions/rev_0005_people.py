"""People and rights: more of sessions and accounts, second factors, what is sealed, pairings, the security log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    false = sa.text("false")
    op.add_column("accounts", sa.Column("must_change", sa.Boolean(), server_default=false, nullable=False))
    op.add_column("accounts", sa.Column("password_at", sa.BigInteger(), nullable=True))
    op.add_column("tokens", sa.Column("address", sa.Text(), server_default="", nullable=False))
    op.add_column("tokens", sa.Column("program", sa.Text(), server_default="", nullable=False))
    op.add_column("tokens", sa.Column("last_seen_at", sa.BigInteger(), nullable=True))
    make_tables()
    if op.get_bind().dialect.name == "postgresql":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER security_log_no_{act.lower()} BEFORE {act} ON security_log "
                "FOR EACH ROW EXECUTE FUNCTION citywall_refuse_change()"
            )
        op.execute(
            "CREATE TRIGGER security_log_no_truncate BEFORE TRUNCATE ON security_log "
            "FOR EACH STATEMENT EXECUTE FUNCTION citywall_refuse_change()"
        )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER security_log_no_{act.lower()} BEFORE {act} ON security_log "
                "BEGIN SELECT RAISE(ABORT, 'security_log is append-only'); END"
            )


def make_tables() -> None:
    op.create_table(
        "lockouts",
        sa.Column("name_hash", sa.Text(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.BigInteger(), nullable=False),
        sa.Column("locked_until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("name_hash", name="pk_lockouts"),
    )
    op.create_index("ix_lockouts_failed_at", "lockouts", ["failed_at"])
    op.create_table(
        "second_factors",
        sa.Column("person_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name="pk_recovery_codes"),
    )
    op.create_index("ix_recovery_codes_person_id", "recovery_codes", ["person_id"])
    op.create_table(
        "pairings",
        sa.Column("claim_sha256", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("claim_sha256", name="pk_pairings"),
        sa.UniqueConstraint("code", name="uq_pairings_code"),
    )
    op.create_index("ix_pairings_expires_at", "pairings", ["expires_at"])
    op.create_table(
        "security_log",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("address", sa.Text(), server_default="", nullable=False),
        sa.Column("about", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_security_log"),
    )
    op.create_index("ix_security_log_at", "security_log", ["at"])
    op.create_index("ix_security_log_person_id", "security_log", ["person_id", "id"])
    op.create_index("ix_security_log_what", "security_log", ["what", "id"])
    op.create_table(
        "device_secrets",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name="pk_device_secrets"),
    )


def downgrade() -> None:
    for table in ("device_secrets", "security_log", "pairings", "recovery_codes", "second_factors", "lockouts"):
        op.drop_table(table)
    for column in ("last_seen_at", "program", "address"):
        op.drop_column("tokens", column)
    for column in ("password_at", "must_change"):
        op.drop_column("accounts", column)
