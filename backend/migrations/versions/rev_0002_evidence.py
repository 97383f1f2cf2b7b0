"""Evidence in a chain, personal data apart.

The trail as it was before is taken over case by case, in the order of its lines. What the case was like after each of
them was never written down, so only the last line of a case carries the case, as it is at this moment. A line that was
taken over says so (`moved`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

COLUMNS = (
    "id", "number", "short", "class_code", "state", "source", "reported_at", "version", "urgency", "place",
    "description", "lon", "lat", "cell_code", "area_id", "department_id", "component_code", "filed_at", "dispatched_at",
    "signed_at", "deadline_at", "handled_at", "checked_at", "closed_at", "rework", "photos", "import_key", "import_id",
)  # fmt: skip
TEXTS = frozenset({"id", "area_id", "department_id"})
FROZEN = ("case_events", "checkpoints")
CHUNK = 1000
_encode = msgspec.json.Encoder().encode


def upgrade() -> None:
    op.add_column("cases", sa.Column("chain_length", sa.Integer(), server_default="0", nullable=False))
    op.add_column("cases", sa.Column("chain_head", sa.LargeBinary(), nullable=True))
    op.rename_table("case_events", "case_events_before")
    if _postgres():
        op.execute("ALTER TABLE case_events_before RENAME CONSTRAINT pk_case_events TO pk_case_events_before")
    make_tables()
    take_over()
    op.drop_table("case_events_before")
    for table in FROZEN:
        _freeze(table)


def make_tables() -> None:
    op.create_table(
        "case_events",
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_case_events"),
        sa.UniqueConstraint("case_id", "number", name="uq_case_events_case_id_number"),
    )
    op.create_table(
        "checkpoints",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("prev", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_checkpoints"),
    )
    op.create_table(
        "subjects",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("sealed_key", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subjects"),
        sa.UniqueConstraint("lookup", name="uq_subjects_lookup"),
    )
    op.create_table(
        "personal",
        sa.Column("case_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("case_id", "field", name="pk_personal"),
    )
    op.create_index("ix_personal_subject_id", "personal", ["subject_id"])
    op.create_index("ix_personal_lookup", "personal", ["lookup"])


def take_over() -> None:
    """Chain the old lines; a case without any gets one. A restore begins with empty tables: none gets a row here."""
    bind = op.get_bind()
    position = 0
    for rows in _cases(bind):
        ids = [row["id"] for row in rows]
        query = sa.text(
            "SELECT * FROM case_events_before WHERE case_id BETWEEN :low AND :high "
            "ORDER BY case_id, recorded_at, seq, id"
        )
        found = bind.execute(query, {"low": ids[0], "high": ids[-1]}).mappings().all()
        lines = {case_id: list(group) for case_id, group in groupby(found, key=lambda line: line["case_id"])}
        links: list[dict[str, Any]] = []
        ends: list[dict[str, Any]] = []
        for row in rows:
            chain = _chain(row, lines.get(row["id"], []), position)
            position += len(chain)
            links += chain
            ends.append({"case": row["id"], "length": len(chain), "head": chain[-1]["hash"]})
        bind.execute(
            sa.text(
                "INSERT INTO case_events (position, case_id, number, name, recorded_at, body, prev, hash) "
                "VALUES (:position, :case_id, :number, :name, :recorded_at, :body, :prev, :hash)"
            ),
            links,
        )
        bind.execute(sa.text("UPDATE cases SET chain_length = :length, chain_head = :head WHERE id = :case"), ends)
    if position:
        bind.execute(sa.text("INSERT INTO counters (name, value) VALUES ('evidence', :last)"), {"last": position})


def _cases(bind: sa.Connection) -> Iterator[Sequence[Mapping[str, Any]]]:
    after = -1
    query = sa.text(f"SELECT {', '.join(COLUMNS)} FROM cases WHERE id > :after ORDER BY id LIMIT {CHUNK}")
    while rows := [dict(row) for row in bind.execute(query, {"after": after}).mappings()]:
        yield rows
        after = rows[-1]["id"]


def _chain(row: Mapping[str, Any], lines: Sequence[Mapping[Any, Any]], position: int) -> list[dict[str, Any]]:
    now = {name: _plain(name, row[name]) for name in COLUMNS}
    held = {name: value for name, value in now.items() if value}
    digest = hashlib.sha256(_encode(list(map(list, held.items())))).hexdigest()
    none = hashlib.sha256(b"[]").hexdigest()
    began = {"name": "case.imported", "recorded_at": row["reported_at"], "happened_at": row["reported_at"]}
    chain: list[dict[str, Any]] = []
    prev = bytes(32)
    for number, line in enumerate(lines or [began], 1):
        last = number == max(1, len(lines))
        body: dict[str, Any] = {
            "v": 1,
            "position": position + number,
            "case_id": str(row["id"]),
            "number": number,
            "name": line["name"],
            "recorded_at": line["recorded_at"],
            "happened_at": line["happened_at"],
            "state": row["state"] if last else "",
            "row": digest if last else none,
        }
        extras = {
            "seq": line.get("seq"),
            "actor_id": str(line["actor_id"]) if line.get("actor_id") is not None else None,
            "actor_name": line.get("actor_name"),
            "opinion": line.get("opinion"),
            "params": msgspec.json.decode(line.get("params") or "{}"),
            "changed": {name: value for name, value in now.items() if value is not None} if last else {},
        }
        body |= {name: value for name, value in extras.items() if value}
        encoded = _encode(body | {"moved": True})
        head = hashlib.sha256(prev + encoded).digest()
        chain.append(
            {name: body[name] for name in ("position", "number", "name", "recorded_at")}
            | {"case_id": row["id"], "body": encoded.decode(), "prev": prev, "hash": head}
        )
        prev = head
    return chain


def _plain(name: str, value: Any) -> str | int | None:
    if value is None:
        return None
    if name in ("lon", "lat"):
        return str(float(value))
    return str(value) if name in TEXTS else value


def _postgres() -> bool:
    return bool(op.get_bind().dialect.name == "postgresql")


def _freeze(table: str) -> None:
    for act in ("UPDATE", "DELETE"):
        refusal = (
            "FOR EACH ROW EXECUTE FUNCTION citywall_refuse_change()"
            if _postgres()
            else f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        op.execute(f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} {refusal}")
    if _postgres():
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION citywall_refuse_change()"
        )


def downgrade() -> None:
    raise NotImplementedError("evidence is not taken out of its chain; restore the backup made before the upgrade")
