"""Accounts, their log-ins, names that are locked out, kiosks that wait for their pairing."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, Table, Text, text

from backend.tables.columns import IdText, Moment, metadata

accounts = Table(
    "accounts",
    metadata,
    Column("person_id", IdText, primary_key=True, autoincrement=False),
    Column("username", Text, nullable=False, unique=True),  # folded to lower case
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),  # argon2id, PHC string; empty: no password opens it (kiosks)
    Column("roles", Text, nullable=False),  # JSON list of lifecycle.Role
    Column("scope", Text, nullable=False),  # JSON of scope.Scope
    Column("created_at", Moment, nullable=False),
    Column("disabled", Boolean, nullable=False, server_default=text("false")),
    Column("must_change", Boolean, nullable=False, server_default=text("false")),  # the password is a one-time one
    Column("password_at", Moment),  # when the password was last set; empty: when the account was made
)

tokens = Table(
    "tokens",
    metadata,
    Column("sha256", Text, primary_key=True),  # of the token's text; the token itself is never stored
    Column("person_id", IdText, nullable=False, index=True),
    Column("issued_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("revoked_at", Moment),
    Column("address", Text, nullable=False, server_default=""),  # where it was opened from
    Column("program", Text, nullable=False, server_default=""),  # what opened it, as it names itself
    Column("last_seen_at", Moment),  # to a few minutes; empty: not since it was opened
)

lockouts = Table(
    "lockouts",
    metadata,
    Column("name_hash", Text, primary_key=True),  # keyed: what people type in here may be a password
    Column("failures", Integer, nullable=False),
    Column("failed_at", Moment, nullable=False, index=True),
    Column("locked_until", Moment),
)

second_factors = Table(
    "second_factors",
    metadata,
    Column("person_id", IdText, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),  # the TOTP secret
    Column("made_at", Moment, nullable=False),
    Column("confirmed_at", Moment),  # empty: asked for, not yet proved
    Column("last_step", BigInteger, nullable=False, server_default="0"),  # of the last code taken: none twice
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("person_id", IdText, nullable=False, index=True),
    Column("used_at", Moment),
)

pairings = Table(
    "pairings",
    metadata,
    Column("claim_sha256", Text, primary_key=True),  # of what the kiosk keeps to itself
    Column("code", Text, nullable=False, unique=True),  # what it shows
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False, index=True),
    Column("address", Text, nullable=False),
    Column("person_id", IdText),  # the kiosk's account, once somebody confirmed
)
