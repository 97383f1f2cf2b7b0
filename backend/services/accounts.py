"""Accounts and log-ins: argon2id passwords, opaque tokens of which only the sha256 is stored, one-time set-up.

A failed log-in costs the same time whether the name exists or not, and too many of them per name or per address are
answered 429. The first account is made with a token that the server prints and writes to DATA/setup-token (mode 0600);
there is no default password.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select

from backend import secret
from backend.db import Database
from backend.door import read_id
from backend.outcome import SYSTEM, Actor, Outcome
from backend.records import whole_ms
from backend.settings import Accounts as AccountSettings
from backend.tables import accounts, tokens
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.protocol import Login, Session
from contract.scope import Scope, View

CACHE_S = 5.0  # how long another server's revocation may go unnoticed
ADDRESS_TRIES = 60  # failed log-ins a minute from one address, over all names
LONGEST_NAME = 64
_WINDOW_S = 60.0


class NewAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/accounts`."""

    username: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._@-]{1,64}$")]
    password: Annotated[str, msgspec.Meta(max_length=200)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]
    roles: tuple[Role, ...]
    view: View = View.FULL
    department_id: Id | None = None
    area_ids: tuple[Id, ...] = ()
    person_id: Id | None = None


class FirstAccount(msgspec.Struct, frozen=True, kw_only=True):
    """`POST /api/setup`."""

    setup_token: str
    username: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9._@-]{1,64}$")]
    password: Annotated[str, msgspec.Meta(max_length=200)]
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=100)]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Whose account was made."""

    person_id: Id


@dataclass(frozen=True)
class Seat:
    """A logged-in session."""

    actor: Actor
    token_hash: str
    expires_at: datetime

    @property
    def scope(self) -> Scope:
        """What it sees."""
        return self.actor.scope


class Accounts:
    """Call from worker threads: hashing and the database take time. `recall` alone never waits."""

    def __init__(self, db: Database, writer: Writer, settings: AccountSettings, data_dir: Path) -> None:
        self._db, self._writer, self._settings = db, writer, settings
        self._setup_file = data_dir / "setup-token"
        self._hasher = PasswordHasher(
            time_cost=settings.argon2_time, memory_cost=settings.argon2_memory_kib, parallelism=settings.argon2_lanes
        )
        self._nobody = self._hasher.hash(secrets.token_hex(16))
        self._cache: dict[str, tuple[float, Seat]] = {}
        self._tries = _Tries()
        self._lock = threading.Lock()

    # Set-up

    def setup_token(self) -> str | None:
        """The one-time token while there is no account, else None; kept in DATA/setup-token (mode 0600)."""
        with self._db.read() as connection:
            if connection.execute(select(func.count()).select_from(accounts)).scalar():
                self._setup_file.unlink(missing_ok=True)
                return None
        return secret.kept(self._setup_file, lambda: secrets.token_urlsafe(24), least=32)

    def set_up(self, first: FirstAccount) -> Session:
        """Make the first admin. Refused(not_logged_in) without the right token or when there is an account."""
        expected = self.setup_token()
        if expected is None or not hmac.compare_digest(expected.encode(), first.setup_token.encode()):
            raise Refused(Code.NOT_LOGGED_IN, field="$.setup_token", reason="no such set-up token, or set-up is over")
        account = NewAccount(
            username=first.username, password=first.password, name=first.name, roles=(Role.ADMIN, Role.DUTY)
        )
        self._make(account, SYSTEM, only_first=True)
        self._setup_file.unlink(missing_ok=True)
        return self.log_in(Login(username=first.username, password=first.password), "set-up")

    # Accounts

    def make(self, account: NewAccount, by: Actor) -> Made:
        """A new account, and its person where none is named."""
        return self._make(account, by, only_first=False)

    def _make(self, account: NewAccount, by: Actor, *, only_first: bool) -> Made:
        if len(account.password) < self._settings.min_password:
            raise Refused(
                Code.OUT_OF_RANGE, field="$.password", reason=f"shorter than {self._settings.min_password} characters"
            )
        if not account.roles:
            raise Refused(Code.OUT_OF_RANGE, field="$.roles", reason="at least one role")
        for index, area_id in enumerate(account.area_ids):
            read_id(area_id, f"$.area_ids[{index}]")
        for field, value in (("department_id", account.department_id), ("person_id", account.person_id)):
            if value is not None:
                read_id(value, f"$.{field}")
        if account.view is View.DEPARTMENT and account.department_id is None:
            raise Refused(Code.MALFORMED, field="$.department_id", reason="a department's view needs its department")
        password_hash = self._hasher.hash(account.password)
        done = self._writer.act(lambda tx: _account(tx, account, password_hash, only_first), by).result()
        return Made(person_id=done.ids[0])

    # Sessions

    def log_in(self, login: Login, address: str) -> Session:
        """A session. Refused(bad_credentials | too_many_tries)."""
        # Longer than any account's: what a stranger sends is remembered for a minute and must not fill the memory.
        username = login.username.strip().lower()[: LONGEST_NAME + 1]
        self._tries.check(("name", username), self._settings.tries_per_minute)
        self._tries.check(("address", address), ADDRESS_TRIES)
        with self._db.read() as connection:
            row = connection.execute(select(accounts).where(accounts.c.username == username)).first()
        good = self._verify(row.password_hash if row else self._nobody, login.password)
        if row is None or not good or row.disabled:
            self._tries.failed(("name", username), ("address", address))
            raise Refused(Code.BAD_CREDENTIALS, field="$.password", reason="no such name and password")
        token = secrets.token_urlsafe(32)
        now = whole_ms(datetime.now(UTC))
        expires_at = now + timedelta(hours=self._settings.session_hours)
        line = {"sha256": digest(token), "person_id": row.person_id, "issued_at": now, "expires_at": expires_at}
        self._writer.bulk(lambda tx: tx.connection.execute(tokens.insert().values(line))).result()
        return Session(
            token=token,
            expires_at=expires_at,
            person_id=row.person_id,
            name=row.name,
            roles=tuple(msgspec.json.decode(row.roles, type=list[str])),
            scope=msgspec.json.decode(row.scope, type=Scope),
        )

    def log_out(self, seat: Seat) -> None:
        """Revoke the session's token."""
        query = tokens.update().where(tokens.c.sha256 == seat.token_hash)
        self._writer.bulk(lambda tx: tx.connection.execute(query.values(revoked_at=tx.now))).result()
        with self._lock:
            self._cache.pop(seat.token_hash, None)

    def recall(self, token: str) -> Seat | None:
        """The seat of a token that was looked up a moment ago."""
        kept = self._cache.get(digest(token))
        if kept is None or kept[0] < time.monotonic() or kept[1].expires_at <= datetime.now(UTC):
            return None
        return kept[1]

    def look_up(self, token: str) -> Seat:
        """The seat of a token. Refused(not_logged_in | expired_token)."""
        hashed = digest(token)
        query = (
            select(tokens, accounts.c.name, accounts.c.roles, accounts.c.scope, accounts.c.disabled)
            .join(accounts, accounts.c.person_id == tokens.c.person_id)
            .where(tokens.c.sha256 == hashed)
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        if row is None:
            raise Refused(Code.NOT_LOGGED_IN, field="Authorization", reason="unknown token")
        if row.revoked_at is not None or row.expires_at <= datetime.now(UTC) or row.disabled:
            raise Refused(Code.EXPIRED_TOKEN, field="Authorization", reason="the token expired or was revoked")
        actor = Actor(
            row.person_id,
            row.name,
            frozenset(msgspec.json.decode(row.roles, type=list[str])),
            msgspec.json.decode(row.scope, type=Scope),
        )
        seat = Seat(actor, hashed, row.expires_at)
        with self._lock:
            if len(self._cache) > 10_000:
                self._cache.clear()
            self._cache[hashed] = (time.monotonic() + CACHE_S, seat)
        return seat

    def over(self, token_hashes: Collection[str]) -> set[str]:
        """Which of these sessions may not go on: token revoked or expired, account disabled, by whatever server."""
        wanted = sorted(token_hashes)
        good: set[str] = set()
        with self._db.read() as connection:
            for start in range(0, len(wanted), 400):
                query = (
                    select(tokens.c.sha256)
                    .join(accounts, accounts.c.person_id == tokens.c.person_id)
                    .where(
                        tokens.c.sha256.in_(wanted[start : start + 400]),
                        tokens.c.revoked_at.is_(None),
                        tokens.c.expires_at > datetime.now(UTC),
                        accounts.c.disabled.is_(False),
                    )
                )
                good |= set(connection.execute(query).scalars())
        return set(wanted) - good

    def _verify(self, password_hash: str, password: str) -> bool:
        try:
            return self._hasher.verify(password_hash, password)
        except (VerificationError, InvalidHashError):
            return False


def digest(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _account(tx: Transaction, account: NewAccount, password_hash: str, only_first: bool) -> Outcome:
    username = account.username.lower()
    every = tx.connection.execute(select(func.count()).select_from(accounts)).scalar()
    if only_first and every:
        raise Refused(Code.NOT_LOGGED_IN, field="$.setup_token", reason="set-up is over")
    if tx.connection.execute(select(accounts.c.username).where(accounts.c.username == username)).first():
        raise Refused(Code.DUPLICATE, field="$.username", reason="this username is taken")
    person = _person(tx, account)
    taken = select(accounts.c.username).where(accounts.c.person_id == person.id)
    if tx.connection.execute(taken).first():
        raise Refused(Code.DUPLICATE, field="$.person_id", reason="this person has an account")
    scope = Scope(view=account.view, department_id=account.department_id, area_ids=account.area_ids)
    row: dict[str, Any] = {
        "person_id": person.id,
        "username": username,
        "name": account.name,
        "password_hash": password_hash,
        "roles": msgspec.json.encode(account.roles).decode(),
        "scope": msgspec.json.encode(scope).decode(),
        "created_at": tx.now,
    }
    return Outcome("person.saved", upsert=(person,), ids=(person.id,), rows=((accounts, row),))


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


class _Tries:
    """Failed log-ins of the last minute, by name and by address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed: dict[tuple[str, str], deque[float]] = {}

    def check(self, key: tuple[str, str], limit: int) -> None:
        with self._lock:
            times = self._failed.get(key)
            while times and times[0] < time.monotonic() - _WINDOW_S:
                times.popleft()
            if times is not None and not times:
                del self._failed[key]
            if times and len(times) >= limit:
                wait = max(1, round(times[0] + _WINDOW_S - time.monotonic()))
                raise Refused(
                    Code.TOO_MANY_TRIES, field="$.username", reason="too many failed log-ins", retry_after_s=str(wait)
                )

    def failed(self, *keys: tuple[str, str]) -> None:
        with self._lock:
            if len(self._failed) > 20_000:
                self._failed.clear()
            for key in keys:
                self._failed.setdefault(key, deque(maxlen=1000)).append(time.monotonic())
