"""What the routes of the profile take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.profile_files.differing import RowChange
from contract.profile_files.faults import Fault
from contract.profile_files.schema import Row

Note = Annotated[str, msgspec.Meta(max_length=500)]


class ProfileTables(msgspec.Struct, frozen=True, kw_only=True):
    """`GET /api/profile/tables`. Whoever changes them says on what he began: `base`."""

    version: int
    base: str  # `writing.fingerprint` of these tables
    tables: dict[str, tuple[Row, ...]]


class ProfileOrder(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/profile/tables` and `/api/profile/check`: whole tables; departments and people may be left out."""

    tables: dict[str, tuple[Row, ...]]
    base: str = ""  # needed to change; empty: only looked at
    note: Note = ""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """How many open cases something that changes touches."""

    table: str
    key: Row
    cases: int


class ProfileCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a change would do. It is refused where a fault is no warning."""

    base: str  # of what is there now
    faults: tuple[Fault, ...] = ()
    changes: tuple[RowChange, ...] = ()
    effects: tuple[Effect, ...] = ()


class ProfileVersion(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of `GET /api/profile/versions`, and the answer to a change."""

    number: int
    at: datetime
    by: str = ""
    note: str = ""
    source: str = ""  # tables | folder | city | version 3 | found: as it was before the first change
    changes: int = 0  # rows that differ from the version before
    base: str = ""  # fingerprint of its tables


class Restore(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/profile/versions/{number}/restore`."""

    base: str  # fingerprint of what is there now
    note: Note = ""
    organisation: bool = False  # its departments and people, too
