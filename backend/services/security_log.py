"""The security log: who did what with rights and secrets, from where, and whether it was allowed. Append-only,
each line chained to the one before.

Every set-up, log-in, failure, lock-out, kick, change of rights, reveal and export leaves a line; none holds a
password, a token or a code. A line that must not be missing is written in the same transaction as its act (`append`) or
before the answer (`SecurityLog.write`); one that may not hold up a refusal is queued (`SecurityLog.note`).
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec
from sqlalchemy import select

from backend import rows
from backend.db import Database
from backend.door import is_id
from backend.outcome import Actor
from backend.rules.chain import NOTHING, log_link
from backend.tables import security_log, to_ms
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id
from contract.errors import Code, Refused
from contract.people import SecurityLine, SecurityPage

log = logging.getLogger(__name__)
OK, REFUSED = "ok", "refused"
_SHOWN = tuple(column for column in security_log.c if column.name not in ("number", "prev", "hash"))
LONGEST = 200


@dataclass(frozen=True)
class Whence:
    """Where a request came from."""

    address: str = ""
    program: str = ""


@dataclass(frozen=True)
class Entry:
    """A line to be. `detail` is for codes, numbers and names that are known; never for what a stranger typed."""

    what: str
    person_id: Id | None = None
    name: str = ""
    address: str = ""
    result: str = OK
    about: str = ""
    detail: tuple[tuple[str, str], ...] = ()

    @classmethod
    def by(cls, actor: Actor, what: str, address: str = "", about: str = "", result: str = OK, **detail: str) -> Entry:
        """What `actor` did."""
        return cls(what, actor.person_id, actor.name, address, result, about, tuple(detail.items()))


class LogQuery(msgspec.Struct, frozen=True, kw_only=True):
    """Filters of `GET /api/security/log`; newest first."""

    before: Id | None = None
    what: Annotated[str, msgspec.Meta(max_length=60)] | None = None
    result: Annotated[str, msgspec.Meta(max_length=20)] | None = None
    person_id: Id | None = None
    since: datetime | None = None
    until: datetime | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=500)] = 100


def append(tx: Transaction, *entries: Entry) -> None:
    """Add lines in this transaction."""
    if not entries:
        return
    first = rows.reserve(tx.connection, "security_log", len(entries))
    before = select(security_log.c.hash).where(security_log.c.number == first - 1)
    prev = bytes(tx.connection.execute(before).scalar() or NOTHING)
    lines: list[dict[str, Any]] = []
    for number, entry in enumerate(entries, first):
        line: dict[str, Any] = {
            "id": tx.new_id(),
            "at": tx.now,
            "what": entry.what,
            "result": entry.result,
            "person_id": entry.person_id,
            "name": entry.name[:LONGEST],
            "address": entry.address[:LONGEST],
            "about": entry.about[:LONGEST],
            "detail": msgspec.json.encode({key: value[:LONGEST] for key, value in entry.detail}).decode(),
        }
        own = log_link(prev, (number, *(line | {"at": to_ms(tx.now)}).values()))
        lines.append(line | {"number": number, "prev": prev, "hash": own})
        prev = own
    tx.connection.execute(security_log.insert(), lines)


class SecurityLog:
    """Writes lines that belong to no other transaction, and reads them. From worker threads."""

    def __init__(self, db: Database, writer: Writer) -> None:
        self._db, self._writer = db, writer

    def write(self, *entries: Entry) -> None:
        """Add lines and wait for the disk: nothing is revealed without its line. Refused(disk_full | overloaded)."""
        self._writer.bulk(lambda tx: append(tx, *entries)).result()

    def note(self, *entries: Entry) -> None:
        """Add lines soon. Where they cannot be written (a full disk) they stand in the server's log only."""
        try:
            self._writer.bulk(lambda tx: append(tx, *entries)).add_done_callback(lambda done: _told(done, entries))
        except Refused as refused:
            _say(entries, refused)

    def page(self, query: LogQuery) -> SecurityPage:
        """A page of lines. Refused(malformed)."""
        where: list[Any] = []
        for name, bound in (("since", query.since), ("until", query.until)):
            if bound is not None and bound.tzinfo is None:
                raise Refused(Code.MALFORMED, field=f"$.{name}", reason="a time without its zone")
        for name, value in (("before", query.before), ("person_id", query.person_id)):
            if value is not None and not is_id(value):
                raise Refused(Code.MALFORMED, field=f"$.{name}", reason="an id is at most 19 decimal digits")
        column = security_log.c
        if query.before is not None:
            where.append(column.id < query.before)
        if query.since is not None:
            where.append(column.at >= query.since)
        if query.until is not None:
            where.append(column.at < query.until)
        for name in ("what", "result", "person_id"):
            if (value := getattr(query, name)) is not None:
                where.append(column[name] == value)
        with self._db.read() as connection:
            found = connection.execute(
                select(*_SHOWN).where(*where).order_by(column.id.desc()).limit(query.limit + 1)
            ).mappings()
            lines = [SecurityLine(**{**row, "detail": msgspec.json.decode(row["detail"])}) for row in found]
        page = tuple(lines[: query.limit])
        return SecurityPage(lines=page, cursor=page[-1].id if len(lines) > query.limit else "")


def _told(done: Future[None], entries: tuple[Entry, ...]) -> None:
    if not done.cancelled() and (fault := done.exception()) is not None:
        _say(entries, fault)


def _say(entries: tuple[Entry, ...], fault: BaseException) -> None:
    for one in entries:
        log.error("not in the security log (%s): %s %s %s from %s", fault, one.what, one.result, one.about, one.address)
