"""Sessions: opaque tokens of which only the sha256 is stored, who uses them from where, and their end.

A full disk keeps nobody out and nobody in: a session that cannot be written lives in this process only, an end that
cannot be written holds in this process at once, and both are written as soon as there is room (`tidy`). Were the server
started again before that, the first would be gone and the second would come back until its token expires; the log
says so.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, bindparam, select

from backend.areas import Areas
from backend.db import Database
from backend.outcome import Actor
from backend.records import whole_ms
from backend.services.security_log import Entry, Whence, append
from backend.tables import accounts, tokens
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import OpenSession
from contract.scope import Scope, View

log = logging.getLogger(__name__)
CACHE_S = 5.0  # how long another server's revocation may go unnoticed
KEPT = timedelta(days=7)
"""How long rows of ended sessions stay; who had one is in the security log for ever."""
TIDY_S = 300.0
LONGEST_PROGRAM = 100
_ID_LENGTH = 24  # digits of the sha256 by which a session is named
Due = Callable[[Row[Any]], str]


@dataclass(frozen=True)
class Seat:
    """A logged-in session. `due` says what it has to do before anything else: `password`, `second_factor`."""

    actor: Actor
    token_hash: str
    expires_at: datetime
    address: str = ""
    due: str = ""
    areas: int = 0  # `Areas.forgotten` when it was looked up

    @property
    def scope(self) -> Scope:
        """What it sees."""
        return self.actor.scope


class Sessions:
    """Call from worker threads; `recall` alone never waits."""

    def __init__(self, db: Database, writer: Writer, areas: Areas, *, due: Due) -> None:
        self._db, self._writer, self._areas, self._due = db, writer, areas, due
        self._lock = threading.Lock()
        self._cache: dict[str, tuple[float, Seat]] = {}
        self._forgotten = 0  # how often: what was read before is not kept after
        self._seen: dict[str, datetime] = {}
        self._unwritten: dict[str, dict[str, Any]] = {}
        self._ended: dict[str, datetime] = {}
        self._tidy_at = time.monotonic() + TIDY_S

    def open(
        self, person_id: Id, life: timedelta, whence: Whence, also: Callable[[Transaction], None]
    ) -> tuple[str, datetime]:
        """(token, expires_at). `also` writes what belongs to the same act; what it refuses is refused."""
        token, now = secrets.token_urlsafe(32), whole_ms(datetime.now(UTC))
        line: dict[str, Any] = {
            "sha256": digest(token),
            "person_id": person_id,
            "issued_at": now,
            "expires_at": now + life,
            "address": whence.address[:LONGEST_PROGRAM],
            "program": whence.program[:LONGEST_PROGRAM],
        }

        def work(tx: Transaction) -> None:
            also(tx)
            tx.connection.execute(tokens.insert().values(line))

        try:
            self._writer.bulk(work).result()
        except Refused as refused:
            if refused.problem.code is not Code.DISK_FULL:
                raise
            with self._lock:
                self._unwritten[line["sha256"]] = line
            log.error("the disk is full: a session of person %s lives in this process only", person_id)
        return token, line["expires_at"]

    def end(self, hashes: Collection[str], also: Callable[[Transaction], None] = lambda _: None) -> None:
        """Revoke tokens, at once for this process."""
        now = datetime.now(UTC)
        with self._lock:
            self._ended |= dict.fromkeys(hashes, now)
            self._forget(hashes)
            unwritten = [self._unwritten.pop(one) for one in hashes if one in self._unwritten]
        if hashes and len(unwritten) == len(hashes):
            return

        def work(tx: Transaction) -> None:
            also(tx)
            revoke(tx, hashes)

        try:
            self._writer.bulk(work).result()
        except Refused as refused:
            if refused.problem.code is not Code.DISK_FULL:
                raise
            log.error("the disk is full: the end of %d sessions is known to this process only", len(hashes))
            return
        with self._lock:
            for one in hashes:
                self._ended.pop(one, None)

    def forget(self, hashes: Iterable[str]) -> None:
        """Look these up again at their next request."""
        with self._lock:
            self._forget(hashes)

    def _forget(self, hashes: Iterable[str]) -> None:
        self._forgotten += 1
        for one in hashes:
            self._cache.pop(one, None)

    def forget_all(self) -> None:
        """Look everybody up again: what scopes mean has changed."""
        self._areas.forget()
        with self._lock:
            self._forgotten += 1
            self._cache.clear()

    def is_outdated(self, seat: Seat) -> bool:
        """Whether what stands under its areas may be another set than when it was looked up."""
        return bool(seat.scope.area_ids) and seat.areas != self._areas.forgotten

    def recall(self, token: str) -> Seat | None:
        """The seat of a token that was looked up a moment ago."""
        kept = self._cache.get(digest(token))
        if kept is None or kept[0] < time.monotonic() or kept[1].expires_at <= datetime.now(UTC):
            return None
        return kept[1]

    def look_up(self, token: str) -> Seat:
        """The seat of a token. Refused(not_logged_in | expired_token)."""
        hashed = digest(token)
        if hashed in self._ended:
            raise _over()
        unwritten = self._unwritten.get(hashed)
        marks = self._forgotten, self._areas.forgotten
        with self._db.read() as connection:
            if unwritten is not None:
                held: Any = unwritten
                account = connection.execute(
                    select(accounts).where(accounts.c.person_id == unwritten["person_id"])
                ).first()
            else:
                row = connection.execute(select(tokens).where(tokens.c.sha256 == hashed)).first()
                held = None if row is None else row._mapping
                account = (
                    row and connection.execute(select(accounts).where(accounts.c.person_id == row.person_id)).first()
                )
            if held is None or account is None:
                raise Refused(Code.NOT_LOGGED_IN, field="Authorization", reason="unknown token")
            over = held.get("revoked_at") is not None or held["expires_at"] <= datetime.now(UTC)
            if over or account.disabled:
                raise _over()
            scope = self._scope(connection, msgspec.json.decode(account.scope, type=Scope), marks[1])
        roles = frozenset(msgspec.json.decode(account.roles, type=list[str]))
        actor = Actor(account.person_id, account.name, roles, of_post(scope, roles))
        seat = Seat(actor, hashed, held["expires_at"], held["address"], self._due(account), marks[1])
        with self._lock:
            if len(self._cache) > 10_000:
                self._cache.clear()
            if marks == (self._forgotten, self._areas.forgotten):
                self._cache[hashed] = (time.monotonic() + CACHE_S, seat)
            self._seen[hashed] = datetime.now(UTC)
        return seat

    def over(self, token_hashes: Collection[str]) -> set[str]:
        """Which of these sessions may not go on: token revoked or expired, account disabled, by whatever server."""
        now = datetime.now(UTC)
        held = {one: line for one in token_hashes if (line := self._unwritten.get(one)) is not None}
        good: set[str] = {one for one, line in held.items() if line["expires_at"] > now}
        wanted = sorted(set(token_hashes) - held.keys() - self._ended.keys())
        with self._db.read() as connection:
            for start in range(0, len(wanted), 400):
                query = (
                    select(tokens.c.sha256)
                    .join(accounts, accounts.c.person_id == tokens.c.person_id)
                    .where(
                        tokens.c.sha256.in_(wanted[start : start + 400]),
                        tokens.c.revoked_at.is_(None),
                        tokens.c.expires_at > now,
                        accounts.c.disabled.is_(False),
                    )
                )
                good |= set(connection.execute(query).scalars())
        return set(token_hashes) - good

    def of(self, person_id: Id | None, seat: Seat | None = None) -> tuple[OpenSession, ...]:
        """Open sessions of one person, or of all; `seat` is whose question it is."""
        where: list[ColumnElement[bool]] = [tokens.c.revoked_at.is_(None), tokens.c.expires_at > datetime.now(UTC)]
        if person_id is not None:
            where.append(tokens.c.person_id == person_id)
        with self._db.read() as connection:
            rows = connection.execute(select(tokens).where(*where).order_by(tokens.c.issued_at.desc())).mappings()
            lines: list[Any] = [row for row in rows if row["sha256"] not in self._ended]
            lines += [one for one in self._unwritten.values() if person_id in (None, one["person_id"])]
            names = {row.person_id: row.name for row in connection.execute(select(accounts))}
        return tuple(
            OpenSession(
                id=one["sha256"][:_ID_LENGTH],
                person_id=one["person_id"],
                name=names.get(one["person_id"], ""),
                issued_at=one["issued_at"],
                expires_at=one["expires_at"],
                last_seen_at=self._seen.get(one["sha256"]) or one.get("last_seen_at") or one["issued_at"],
                address=one["address"],
                program=one["program"],
                own=seat is not None and one["sha256"] == seat.token_hash,
            )
            for one in lines
        )

    def find(self, session_id: str) -> tuple[str, Id] | None:
        """(token hash, person) of an open session by its id."""
        if len(session_id) != _ID_LENGTH or not session_id.isalnum():
            return None
        for one, line in self._unwritten.items():
            if one.startswith(session_id):
                return one, line["person_id"]
        query = select(tokens.c.sha256, tokens.c.person_id).where(
            tokens.c.sha256.startswith(session_id), tokens.c.revoked_at.is_(None)
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        return None if row is None or row.sha256 in self._ended else (row.sha256, row.person_id)

    def hashes_of(self, person_id: Id) -> set[str]:
        """Tokens of a person's sessions."""
        query = select(tokens.c.sha256).where(tokens.c.person_id == person_id, tokens.c.revoked_at.is_(None))
        with self._db.read() as connection:
            written = set(connection.execute(query).scalars())
        return written | {one for one, line in self._unwritten.items() if line["person_id"] == person_id}

    def wants_to_write(self) -> bool:
        """Whether it is time for `tidy`."""
        return bool(self._unwritten or self._ended) or time.monotonic() > self._tidy_at

    def tidy(self) -> None:
        """Write what a full disk held back and when sessions were last seen; forget rows of old sessions."""
        with self._lock:
            lines, ended, seen = list(self._unwritten.values()), dict(self._ended), dict(self._seen)

        def work(tx: Transaction) -> None:
            if lines:
                tx.connection.execute(tokens.insert(), lines)
                late = (("written", "late"),)
                append(
                    tx, *(Entry("session.opened", one["person_id"], "", one["address"], detail=late) for one in lines)
                )
            revoke(tx, ended)
            if seen:
                query = tokens.update().where(tokens.c.sha256 == bindparam("hash")).values(last_seen_at=bindparam("at"))
                tx.connection.execute(query, [{"hash": one, "at": at} for one, at in seen.items()])
            tx.connection.execute(tokens.delete().where(tokens.c.expires_at < tx.now - KEPT))
            tx.connection.execute(tokens.delete().where(tokens.c.revoked_at < tx.now - KEPT))

        self._writer.bulk(work).result()
        self._tidy_at = time.monotonic() + TIDY_S
        with self._lock:
            for line in lines:
                self._unwritten.pop(line["sha256"], None)
            for one in ended:
                self._ended.pop(one, None)
            for one, at in seen.items():
                if self._seen.get(one) == at:
                    del self._seen[one]
        if lines or ended:
            log.warning("%d sessions and %d ends that a full disk held back are written", len(lines), len(ended))

    def _scope(self, connection: Connection, scope: Scope, forgotten: int) -> Scope:
        if not scope.area_ids:
            return scope
        tree = self._areas.tree(connection, forgotten)
        return msgspec.structs.replace(scope, area_ids=tree.with_descendants(scope.area_ids))


def of_post(scope: Scope, roles: Collection[str]) -> Scope:
    """The scope of an account as its posts widen it: who dispatches a second time sees what is entrusted."""
    if scope.view is View.DEPARTMENT and Role.DISTRICT in roles:
        return msgspec.structs.replace(scope, entrusted=True)
    return scope


def _over() -> Refused:
    return Refused(Code.EXPIRED_TOKEN, field="Authorization", reason="the token expired or was revoked")


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def revoke(tx: Transaction, hashes: Iterable[str]) -> None:
    """Write that these tokens are over."""
    rows = [{"hash": one} for one in hashes]
    if rows:
        query = tokens.update().where(tokens.c.sha256 == bindparam("hash"), tokens.c.revoked_at.is_(None))
        tx.connection.execute(query.values(revoked_at=tx.now), rows)
