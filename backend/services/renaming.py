"""Cases are found by the names of their class and department: where one is renamed, their words are made anew.

What the words were made from is kept in `meta`; a look now and then finds what differs. It goes by chunks through the
writer, so that a department with a million cases holds up no command.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from backend.db import get_meta, set_meta
from backend.derived.words import Names, names_now, renew
from backend.transaction import Transaction
from contract.profile import CityProfile

CHUNK = 500
_KEY = "words"


@dataclass(frozen=True)
class Renaming:
    """What is called otherwise than when its cases' words were made."""

    names: Names
    changed: tuple[tuple[str, str], ...]  # (column of `cases`, value)

    def chunk(self, tx: Transaction, only: tuple[str, str], after: int) -> tuple[int, int]:
        """Renew the next few cases; returns how many, and after which id to go on."""
        return renew(tx.connection, self.names, after=after, only=only, limit=CHUNK)

    def keep(self, tx: Transaction) -> None:
        """Note that the words are of these names."""
        set_meta(tx.connection, _KEY, msgspec.json.encode(_texts(self.names)).decode())


def renaming(connection: Connection, profile: CityProfile) -> Renaming | None:
    """What was renamed since the last `keep`; None where nothing was."""
    names, known = names_now(connection, profile), get_meta(connection, _KEY)
    before, now = msgspec.json.decode(known, type=dict[str, tuple[str, ...]]) if known else {}, _texts(names)
    if known and now == before:
        return None
    changed = [one for one in names.listed() if known and before.get(":".join(one)) != now[":".join(one)]]
    return Renaming(names, tuple(changed))


def _texts(names: Names) -> dict[str, tuple[str, ...]]:
    return {":".join(one): kept for one, kept in names.listed().items()}
