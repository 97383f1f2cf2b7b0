"""Log-ins: argon2id passwords, second factors, one-time set-up, recovery of an administrator.

A failed log-in costs the same time whether the name exists or not, and too many of them per name or per address are
answered 429 (`tries`, `lockouts`). The first account is made with a token that the server prints and writes to
DATA/setup-token (mode 0600); there is no default password. What happens to accounts later is in `rights`.
"""

from __future__ import annotations

import hmac
import logging
import secrets
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Row, func, select

from backend import secret
from backend.areas import Areas
from backend.db import Database
from backend.sealing import Keyring
from backend.services.lockouts import Lockouts
from backend.services.second_factor import SecondFactors
from backend.services.security_log import REFUSED, Entry, SecurityLog, Whence, append
from backend.services.sessions import CACHE_S, Seat, Sessions, digest, of_post
from backend.services.tries import Tries
from backend.settings import Accounts as AccountSettings
from backend.tables import accounts
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import FirstAccount, Made, NewAccount, Recovery
from contract.protocol import Login, Session
from contract.scope import Scope

__all__ = ["CACHE_S", "Accounts", "Seat", "digest"]
log = logging.getLogger(__name__)
ADDRESS_TRIES = 60  # failed log-ins a minute from one address, over all names
TOKEN_TRIES = 10  # guesses of set-up and recovery tokens a minute from one address
LONGEST_NAME = 64
RECOVERY_S = 900.0
ONE_TIME_LIFE = timedelta(hours=72)
"""A one-time password that nobody used is over then."""
PASSWORD, FACTOR = "password", "second_factor"


class Accounts:
    """Call from worker threads: hashing and the database take time. `recall` alone never waits."""

    def __init__(
        self, db: Database, writer: Writer, settings: AccountSettings, data_dir: Path, keyring: Keyring, areas: Areas
    ) -> None:
        self._db, self._writer, self.settings = db, writer, settings
        self._setup_file, self.recovery_file = data_dir / "setup-token", data_dir / "recovery-token"
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time, memory_cost=settings.argon2_memory_kib, parallelism=settings.argon2_lanes
        )
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self.tries = Tries()
        self._factor_posts = frozenset(settings.factor_roles)
        self.security = SecurityLog(db, writer)
        self.lockouts = Lockouts(db, keyring, settings)
        self.factors = SecondFactors(db, keyring)
        self.sessions = Sessions(db, writer, areas, due=self._due)
        self.recall = self.sessions.recall
        self.look_up = self.sessions.look_up
        self.over = self.sessions.over

    # Set-up and recovery

    def setup_token(self) -> str | None:
        """The one-time token while there is no account, else None; kept in DATA/setup-token (mode 0600)."""
        with self._db.read() as connection:
            if connection.execute(select(func.count()).select_from(accounts)).scalar():
                self._setup_file.unlink(missing_ok=True)
                return None
        return secret.kept(self._setup_file, lambda: secrets.token_urlsafe(24), least=32)

    def set_up(self, first: FirstAccount, whence: Whence) -> Session:
        """Make the first admin. Refused(not_logged_in) without the right token or when there is an account."""
        self.tries.check(("setup_token", whence.address), TOKEN_TRIES)
        expected = self.setup_token()
        if expected is None or not hmac.compare_digest(expected.encode(), first.setup_token.encode()):
            self.tries.count(("setup_token", whence.address))
            if expected is not None:
                self.security.note(Entry("set_up", address=whence.address, result=REFUSED))
            raise Refused(Code.NOT_LOGGED_IN, field="$.setup_token", reason="no such set-up token, or set-up is over")
        account = NewAccount(
            username=first.username, password=first.password, name=first.name, roles=(Role.ADMIN, Role.DUTY)
        )
        hashed = self.hashed(account.password, account.username)

        def work(tx: Transaction) -> None:
            if tx.connection.execute(select(func.count()).select_from(accounts)).scalar():
                raise Refused(Code.NOT_LOGGED_IN, field="$.setup_token", reason="set-up is over")
            person_id = insert(tx, account, hashed)
            append(tx, Entry("set_up", person_id, account.name, whence.address, about=f"person:{person_id}"))

        self._writer.bulk(work).result()
        self._setup_file.unlink(missing_ok=True)
        return self.log_in(Login(username=first.username, password=first.password), whence)

    def recover(self, wanted: Recovery, whence: Whence) -> Made:
        """Give an administrator a new password, as admin, enabled, without wait and second factor.

        The token is made by `serve recover-admin`, which needs the data folder; it holds for 15 minutes and once.
        """
        self.tries.check(("token", whence.address), TOKEN_TRIES)
        expected = recovery_token(self.recovery_file)
        if expected is None or not hmac.compare_digest(expected.encode(), wanted.token.encode()):
            self.tries.count(("token", whence.address))
            self.security.note(Entry("admin.recovered", address=whence.address, result=REFUSED))
            raise Refused(Code.NOT_LOGGED_IN, field="$.token", reason="no such recovery token, or it is over")
        username = wanted.username.lower()
        hashed = self.hashed(wanted.password, username)

        def work(tx: Transaction) -> Id:
            row = tx.connection.execute(select(accounts).where(accounts.c.username == username)).first()
            if row is None:
                raise Refused(Code.NOT_FOUND, field="$.username", reason="no account of this name")
            roles = msgspec.json.decode(row.roles, type=tuple[str, ...])
            if Role.ADMIN not in roles:
                raise Refused(Code.WRONG_ROLE, field="$.username", reason="no administrator's account")
            values = {"password_hash": hashed, "password_at": tx.now, "disabled": False, "must_change": False}
            tx.connection.execute(accounts.update().where(accounts.c.username == username).values(values))
            self.factors.remove(tx, row.person_id)
            self.lockouts.clear(tx, username, row.person_id)
            append(
                tx, Entry("admin.recovered", row.person_id, row.name, whence.address, about=f"person:{row.person_id}")
            )
            return str(row.person_id)

        person_id = self._writer.bulk(work).result()
        self.recovery_file.unlink(missing_ok=True)
        log.warning("the administrator %s was recovered", username)
        self.sessions.end(self.sessions.hashes_of(person_id))
        return Made(person_id=person_id)

    # Log-in and log-out

    def log_in(self, login: Login, whence: Whence) -> Session:
        """A session. Refused(bad_credentials | too_many_tries | second_factor)."""
        # Longer than any account's: what a stranger sends is remembered for a minute and must not fill the memory.
        username = login.username.strip().lower()[: LONGEST_NAME + 1]
        self.tries.check(("username", username), self.settings.tries_per_minute)
        self.tries.check(("address", whence.address), ADDRESS_TRIES)
        with self._db.read() as connection:
            self.lockouts.check(connection, username)
            row = connection.execute(select(accounts).where(accounts.c.username == username)).first()
            factor = row is not None and self.factors.confirmed(connection, row.person_id)
        good = self.verify(row.password_hash if row else self._nobody, login.password)
        if row is None or not good or row.disabled or _stale(row):
            why = "name" if row is None else "password" if not good else "disabled" if row.disabled else "stale"
            raise self._failed(username, row, whence, why, "$.password", "no such name and password")
        right: int | str | None = None
        if factor:
            if not login.code:
                raise Refused(Code.SECOND_FACTOR, field="$.code", reason="this account needs a code, too")
            try:
                right = self.factors.check(row.person_id, login.code)
            except Refused as refused:
                raise self._failed(username, row, whence, "code", "$.code", refused.problem.reason) from None
        return self._opened(row, login, right, whence, username)

    def _opened(self, row: Row[Any], login: Login, right: int | str | None, whence: Whence, username: str) -> Session:
        rehashed = self._hasher.hash(login.password) if self._hasher.check_needs_rehash(row.password_hash) else None
        detail = (("program", whence.program),) + ((("second_factor", _kind(right)),) if right is not None else ())

        def also(tx: Transaction) -> None:
            if right is not None:
                self.factors.spend(tx, row.person_id, right)
            if rehashed is not None:
                query = accounts.update().where(accounts.c.person_id == row.person_id)
                tx.connection.execute(query.values(password_hash=rehashed))
            self.lockouts.clear(tx, username, row.person_id)
            append(tx, Entry("session.opened", row.person_id, row.name, whence.address, detail=detail))

        life = timedelta(hours=self.settings.session_hours)
        token, expires_at = self.sessions.open(row.person_id, life, whence, also)
        return self.told(row, token, expires_at)

    def told(self, row: Row[Any], token: str, expires_at: datetime) -> Session:
        """What whoever logged in is told; the scope is as it was given, without what stands under its areas."""
        roles = tuple(msgspec.json.decode(row.roles, type=list[str]))
        return Session(
            token=token,
            expires_at=expires_at,
            person_id=row.person_id,
            name=row.name,
            roles=roles,
            scope=of_post(msgspec.json.decode(row.scope, type=Scope), roles),
            due=self._due(row),
        )

    def log_out(self, seat: Seat) -> None:
        """Revoke the session's token."""
        entry = Entry.by(seat.actor, "session.closed", seat.address)
        self.sessions.end([seat.token_hash], lambda tx: append(tx, entry))

    # What `rights` and the routes share

    def hashed(self, password: str, username: str) -> str:
        """The hash of a new password. Refused(out_of_range) for one that is too easy."""
        least = self.settings.min_password
        if len(password) < least:
            raise Refused(Code.OUT_OF_RANGE, field="$.password", reason=f"shorter than {least} characters")
        if password.strip().lower() == username.lower():
            raise Refused(Code.OUT_OF_RANGE, field="$.password", reason="the user's own name")
        return self._hasher.hash(password)

    def verify(self, password_hash: str, password: str) -> bool:
        """Whether this is the password of this hash."""
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False

    def _failed(
        self, username: str, row: Row[Any] | None, whence: Whence, why: str, field: str, reason: str
    ) -> Refused:
        self.tries.count(("username", username), ("address", whence.address))
        person_id, name = (row.person_id, row.name) if row is not None else (None, "")
        entry = Entry("session.refused", person_id, name, whence.address, REFUSED, detail=(("why", why),))

        def work(tx: Transaction) -> None:
            self.lockouts.failed(tx, username, person_id, name, whence.address)
            append(tx, entry)

        try:
            self._writer.bulk(work).result()
        except Refused as refused:  # a full disk: the tries of this minute still count
            log.error("a failed log-in (%s) from %s cannot be written: %s", why, whence.address, refused)
        return Refused(Code.BAD_CREDENTIALS, field=field, reason=reason)

    def _due(self, row: Row[Any]) -> str:
        if row.must_change:
            return PASSWORD
        if self._factor_posts.isdisjoint(msgspec.json.decode(row.roles, type=list[str])):
            return ""
        with self._db.read() as connection:
            return "" if self.factors.confirmed(connection, row.person_id) else FACTOR


def insert(tx: Transaction, account: NewAccount, password_hash: str, *, must_change: bool = False) -> Id:
    """Write an account and its person; the event is `person.saved`. Refused(duplicate | not_found)."""
    username = account.username.lower()
    if tx.connection.execute(select(accounts.c.username).where(accounts.c.username == username)).first():
        raise Refused(Code.DUPLICATE, field="$.username", reason="this username is taken")
    person = _person(tx, account)
    taken = select(accounts.c.username).where(accounts.c.person_id == person.id)
    if tx.connection.execute(taken).first():
        raise Refused(Code.DUPLICATE, field="$.person_id", reason="this person has an account")
    scope = Scope(
        view=account.view,
        department_id=account.department_id,
        area_ids=account.area_ids,
        device_groups=account.device_groups,
    )
    values = {
        "person_id": person.id,
        "username": username,
        "name": account.name,
        "password_hash": password_hash,
        "roles": msgspec.json.encode(account.roles).decode(),
        "scope": msgspec.json.encode(scope).decode(),
        "created_at": tx.now,
        "must_change": must_change,
        "password_at": tx.now,
    }
    tx.connection.execute(accounts.insert().values(values))
    tx.publish("person.saved", upsert=(person,))
    return person.id


def recovery_token(file: Path) -> str | None:
    """The recovery token in force."""
    try:
        fresh = time.time() - file.stat().st_mtime < RECOVERY_S
        token = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return token if fresh and len(token) >= 32 else None


def make_recovery_token(file: Path) -> str:
    """A new one; the one before it is over. OSError."""
    file.unlink(missing_ok=True)
    return secret.kept(file, lambda: secrets.token_urlsafe(24), least=32)


def _kind(right: int | str) -> str:
    return "recovery_code" if isinstance(right, str) else "totp"


def _stale(row: Row[Any]) -> bool:
    return bool(row.must_change and row.password_at is not None and row.password_at + ONE_TIME_LIFE < datetime.now(UTC))


def _person(tx: Transaction, account: NewAccount) -> Person:
    roles = tuple(str(role) for role in account.roles)
    area = account.area_ids[0] if len(account.area_ids) == 1 else None
    if account.department_id is not None and tx.entity("department", account.department_id) is None:
        raise Refused(Code.NOT_FOUND, field="$.department_id", reason="no such department")
    if account.person_id is None:
        department = account.department_id
        return Person(id=tx.new_id(), name=account.name, roles=roles, department_id=department, area_id=area)
    person = tx.entity("person", account.person_id)
    if not isinstance(person, Person):
        raise Refused(Code.NOT_FOUND, field="$.person_id", reason="no such person")
    return msgspec.structs.replace(person, version=person.version + 1, roles=roles)
