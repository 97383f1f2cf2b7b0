"""Accounts and their log-ins."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", IdText, primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False, unique=True),  # folded to lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2id, PHC string
    Column("roles", Text, nullable=False),  # JSON list of lifecycle.Role
    Column("scope", Text, nullable=False),  # JSON of scope.Scope
    Column("created_at", Moment, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the token's text; the token itself is never stored
    Column("person_id", IdText, nullable=False, index=True),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("revoked_at", Moment),
)
