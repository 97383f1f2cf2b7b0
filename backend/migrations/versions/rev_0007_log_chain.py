"""The security log in a chain: each line names the hash of the one before. Old lines are chained as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHUNK = 1000
_encode = msgspec.json.Encoder().encode
_LINES = "SELECT id, at, what, result, person_id, name, address, about, detail FROM security_log WHERE id > :after "


def upgrade() -> None:
    op.add_column("security_log", sa.Column("number", sa.BigInteger(), nullable=True))
    op.add_column("security_log", sa.Column("prev", sa.LargeBinary(), nullable=True))
    op.add_column("security_log", sa.Column("hash", sa.LargeBinary(), nullable=True))
    with _thawed():
        count = chain()
    op.create_index("ix_security_log_number", "security_log", ["number"], unique=True)
    if count:  # a backup brings its own counters into tables that are empty
        query = "INSERT INTO counters (name, value) VALUES ('security_log', :count)"
        op.execute(sa.text(query).bindparams(count=count))


def chain() -> int:
    """Number the lines in the order of their ids; returns how many."""
    connection = op.get_bind()
    number, after, prev = 0, -1, bytes(32)
    while True:
        page = connection.execute(sa.text(f"{_LINES} ORDER BY id LIMIT {CHUNK}"), {"after": after}).all()
        if not page:
            return number
        rows = []
        for one, at, what, result, person_id, *texts in page:
            number += 1
            person = None if person_id is None else str(person_id)
            line = _encode([number, str(one), at, what, result, person, *texts])
            own = hashlib.sha256(b"citywall security log 1\0" + prev + line).digest()
            rows.append({"one": one, "number": number, "prev": prev, "own": own})
            prev = own
        query = "UPDATE security_log SET number = :number, prev = :prev, hash = :own WHERE id = :one"
        connection.execute(sa.text(query), rows)
        after = page[-1].id


@contextmanager
def _thawed() -> Iterator[None]:
    """The triggers that keep the log as it is, aside for this."""
    connection = op.get_bind()
    if connection.dialect.name == "postgresql":
        op.execute("ALTER TABLE security_log DISABLE TRIGGER USER")
        yield
        op.execute("ALTER TABLE security_log ENABLE TRIGGER USER")
        return
    found = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'security_log'"
    triggers = connection.execute(sa.text(found)).all()
    for name, _ in triggers:
        op.execute(f"DROP TRIGGER {name}")
    yield
    for _, sql in triggers:
        connection.exec_driver_sql(sql)


def downgrade() -> None:
    op.drop_index("ix_security_log_number", "security_log")
    for column in ("hash", "prev", "number"):
        op.drop_column("security_log", column)
    op.execute("DELETE FROM counters WHERE name = 'security_log'")
