"""The security log against itself, every line recomputed from its stored columns, and against its published heads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, text
from sqlalchemy.exc import DBAPIError

from backend.db import Database
from backend.rules.chain import NOTHING, LogHead, log_head_hash, log_link
from backend.services.link_faults import BROKEN, Fault

_PAGE = 2_000
_LINES = text(
    "SELECT number, id, at, what, result, person_id, name, address, about, detail, prev, hash FROM security_log "
    "WHERE number > :after ORDER BY number LIMIT :most"
)
_COUNTS = text("SELECT (SELECT value FROM counters WHERE name = 'security_log'), (SELECT count(*) FROM security_log)")
_NAMED = text("SELECT number, hash FROM security_log WHERE number IN :numbers").bindparams(
    bindparam("numbers", expanding=True)
)
_REVISION = text("SELECT version_num FROM alembic_version")
_CHAINED = "0007"
_ODD = "it cannot be read: a column holds what does not belong there"


def check_log(db: Database) -> tuple[int, Fault | None]:
    """(lines, the first fault): in one view of the database. SQLAlchemyError.

    The log of a database that was not brought up to date yet has no chain.
    """
    count, prev, most = 0, NOTHING, _PAGE
    with db.read_long() as connection:
        if str(connection.execute(_REVISION).scalar()) < _CHAINED:
            return 0, None
        while True:
            try:
                page = connection.execute(_LINES, {"after": count, "most": most}).all()
                for line in page:
                    what = _wrong(line, count + 1, prev)
                    if what:
                        return count, _fault(count + 1, what)
                    count, prev = count + 1, line.hash
            except (*BROKEN, DBAPIError) as fault:
                if isinstance(fault, DBAPIError) and not db.is_sqlite:
                    raise
                if most == 1:
                    return count, _fault(count + 1, _ODD)
                most = 1  # which of the page it is
                continue
            if not page:
                break
        reserved, lines = connection.execute(_COUNTS).one()
    if lines > count:
        return count, Fault(f"security log: {lines - count} lines stand beside the chain")
    if count < (reserved or 0):
        return count, _fault(count + 1, f"it is missing, and so is what follows up to line {reserved}")
    return count, None


def check_log_heads(db: Database, published: Sequence[LogHead]) -> Fault | None:
    """The lines that were published are here, each with its hash, which pins all before it. SQLAlchemyError.

    At most as many at once as a statement takes parameters: 2,000.
    """
    for one in published:
        if log_head_hash(one).hex() != one.hash:
            return Fault(f"published head of the security log, line {one.line}, is not as it was written")
    if not published:
        return None
    with db.read() as connection:
        if str(connection.execute(_REVISION).scalar()) < _CHAINED:
            return None
        try:
            rows = connection.execute(_NAMED, {"numbers": [one.line for one in published]})
            here = {row.number: row.hash for row in rows}
        except (*BROKEN, DBAPIError) as fault:
            if isinstance(fault, DBAPIError) and not db.is_sqlite:
                raise
            return Fault("security log: the lines that were published cannot be read")
    for one in sorted(published, key=lambda head: head.line):
        own = here.get(one.line)
        if own is None:
            return Fault(f"security log: line {one.line}, which was published, is not here: its end was cut off")
        if not isinstance(own, bytes) or own.hex() != one.line_hash:
            return _fault(one.line, "it differs from the head that was published: the log was written anew up to here")
    return None


def _wrong(line: Any, number: int, prev: bytes) -> str:
    if line.number != number:
        return "it is missing"
    if not all(type(one) is int for one in (line.number, line.id, line.at)):
        return _ODD
    _, one, at, what, result, person_id, *texts, before, own = line
    person = None if person_id is None else str(person_id)
    if log_link(before, (number, str(one), at, what, result, person, *texts)) != own:
        return "it was edited"
    return "" if before == prev else "the chain is broken: it does not follow from the line before"


def _fault(number: int, what: str) -> Fault:
    return Fault(f"security log, line {number}: {what}")
