"""What is told of an existing platform that was taken over: its reconciliation (对账)."""

from __future__ import annotations

from datetime import datetime

import msgspec


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one table."""

    table: str  # departments | people | cases | trail | attachments
    read: int = 0
    accepted: int = 0
    unchanged: int = 0  # were here already, as they are
    kept: int = 0  # were worked on here since, and stay as they are here
    refused: int = 0


class Balance(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the comparison: so many cases with this word there, so many here."""

    dimension: str  # state | department | class | remaining_minutes
    word: str  # ours
    said: str = ""  # the source's words for it, with their counts
    source: int = 0  # rows that could be taken
    here: int = 0  # in the database afterwards
    difference: int = 0


class RowNote(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was refused, or a value that is another here."""

    table: str
    line: int
    key: str
    field: str
    reason: str
    said: str = ""
    taken: str = ""


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an attached file: taken, unchanged, missing, wrong_hash, refused, not_listed."""

    line: int
    case: str
    file: str
    result: str
    reason: str = ""


class NumberPair(msgspec.Struct, frozen=True, kw_only=True):
    """A case's number there and here."""

    old: str
    new: str
    case_id: str = ""  # empty in a trial run


class Reconciliation(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/imports/{id}/reconciliation`."""

    name: str  # of the mapping
    dry_run: bool
    at: datetime
    agrees: bool  # every difference is zero
    tables: tuple[Count, ...] = ()
    balances: tuple[Balance, ...] = ()
    refused: tuple[RowNote, ...] = ()
    changed: tuple[RowNote, ...] = ()
    files: tuple[Filed, ...] = ()
    numbers: tuple[NumberPair, ...] = ()
    left_out: int = 0  # refused and changed rows beyond the first 100,000
