"""What happens to accounts after they were made: rights, passwords, disabling, unlocking, kicks, second factors.

Every change is written with its line of the security log in one transaction, and returns the tokens that are over, so
that the route can drop their live sockets.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Row, func, select

from backend.db import Database
from backend.door import is_id, read_id
from backend.rules.separation import Grant, at_odds, may_reset, refusal
from backend.services.accounts import ONE_TIME_LIFE, Accounts, insert
from backend.services.security_log import REFUSED, Entry, append
from backend.services.sessions import Seat, revoke
from backend.tables import accounts, second_factors, tokens
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id, Person
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import (
    Account,
    Made,
    NewAccount,
    OneTimePassword,
    PairingAnswer,
    PasswordChange,
    Rights,
    SecondFactor,
)
from contract.scope import Scope, View

Ended = frozenset[str]


@dataclass(frozen=True)
class Holder:
    """An account as the rules see it."""

    row: Row[Any]

    @property
    def roles(self) -> frozenset[str]:
        """Its posts."""
        return frozenset(msgspec.json.decode(self.row.roles, type=list[str]))


class RightsDesk:
    """From worker threads."""

    def __init__(self, db: Database, writer: Writer, known: Accounts) -> None:
        self._db, self._writer, self._accounts = db, writer, known
        self._single = known.settings.single_admin

    def list(self) -> tuple[Account, ...]:
        """Every account, without anything secret."""
        open_now = (
            select(tokens.c.person_id, func.count().label("n"))
            .where(tokens.c.revoked_at.is_(None), tokens.c.expires_at > datetime.now(UTC))
            .group_by(tokens.c.person_id)
        )
        with self._db.read() as connection:
            sessions = {row.person_id: row.n for row in connection.execute(open_now)}
            confirmed = select(second_factors.c.person_id).where(second_factors.c.confirmed_at.is_not(None))
            factors = set(connection.execute(confirmed).scalars())
            found = []
            for row in connection.execute(select(accounts).order_by(accounts.c.username)).all():
                scope = msgspec.json.decode(row.scope, type=Scope)
                failures, until = self._accounts.lockouts.state(connection, row.username)
                found.append(
                    Account(
                        person_id=row.person_id,
                        username=row.username,
                        name=row.name,
                        roles=tuple(msgspec.json.decode(row.roles, type=list[str])),
                        view=scope.view,
                        department_id=scope.department_id,
                        area_ids=scope.area_ids,
                        device_groups=scope.device_groups,
                        created_at=row.created_at,
                        disabled=row.disabled,
                        must_change=row.must_change,
                        second_factor=row.person_id in factors,
                        failures=failures,
                        locked_until=until,
                        sessions=sessions.get(row.person_id, 0),
                    )
                )
        return tuple(found)

    def make(self, account: NewAccount, by: Seat) -> Made:
        """A new account, and its person where none is named."""
        check_scope(account)
        hashed = self._accounts.hashed(account.password, account.username)

        def work(tx: Transaction) -> Made:
            self._allow(tx, by, frozenset(), frozenset(account.roles), own=False, field="$.roles")
            person_id = insert(tx, account, hashed)
            append(tx, _entry(by, "account.made", person_id, roles=",".join(sorted(account.roles)), view=account.view))
            return Made(person_id=person_id)

        return self._writer.bulk(work).result()

    def grant(self, person_id: Id, rights: Rights, by: Seat) -> Ended:
        """New roles and a new scope; sessions end, for what they see would not be what they may see."""
        check_scope(rights)

        def work(tx: Transaction) -> Ended:
            holder = _holder(tx, person_id)
            own = person_id == by.actor.person_id
            self._allow(tx, by, holder.roles, frozenset(rights.roles), own=own, field="$.roles")
            if Role.ADMIN not in rights.roles:
                _keep_an_admin(tx, holder)
            if rights.department_id is not None and tx.entity("department", rights.department_id) is None:
                raise Refused(Code.NOT_FOUND, field="$.department_id", reason="no such department")
            scope = Scope(
                view=rights.view,
                department_id=rights.department_id,
                area_ids=rights.area_ids,
                device_groups=rights.device_groups,
            )
            values = {"roles": _json(rights.roles), "scope": _json(scope)}
            _change(tx, person_id, values)
            person = tx.entity("person", person_id)
            if isinstance(person, Person):
                roles = tuple(str(one) for one in rights.roles)
                changed = replace(person, version=person.version + 1, roles=roles, department_id=rights.department_id)
                tx.publish("person.saved", upsert=(changed,), actor=by.actor)
            before = ",".join(sorted(holder.roles))
            detail = {"roles": ",".join(sorted(rights.roles)), "before": before, "view": str(rights.view)}
            append(tx, _entry(by, "rights.changed", person_id, **detail))
            return _end_all(tx, person_id)

        return self._ended(self._writer.bulk(work).result())

    def set_disabled(self, person_id: Id, disabled: bool, by: Seat) -> Ended:
        """Close an account or open it again."""

        def work(tx: Transaction) -> Ended:
            holder = _holder(tx, person_id)
            if disabled and person_id == by.actor.person_id:
                raise Refused(Code.WRONG_STATE, field="person_id", reason="nobody disables the own account")
            if disabled:
                _keep_an_admin(tx, holder)
            _change(tx, person_id, {"disabled": disabled})
            append(tx, _entry(by, "account.disabled" if disabled else "account.enabled", person_id))
            return _end_all(tx, person_id) if disabled else frozenset()

        return self._ended(self._writer.bulk(work).result())

    def reset_password(self, person_id: Id, by: Seat) -> tuple[OneTimePassword, Ended]:
        """A one-time password, to be changed at the first log-in; the answer is the only place where it stands."""
        password = secrets.token_urlsafe(max(12, self._accounts.settings.min_password))
        hashed = self._accounts.hashed(password, "")

        def work(tx: Transaction) -> tuple[datetime, Ended]:
            holder = _holder(tx, person_id)
            self._may_reset(by, holder)
            _change(tx, person_id, {"password_hash": hashed, "password_at": tx.now, "must_change": True})
            self._accounts.lockouts.clear(tx, holder.row.username, person_id)
            append(tx, _entry(by, "password.reset", person_id))
            return tx.now + ONE_TIME_LIFE, _end_all(tx, person_id)

        expires_at, ended = self._writer.bulk(work).result()
        return OneTimePassword(password=password, expires_at=expires_at), self._ended(ended)

    def change_password(self, change: PasswordChange, by: Seat) -> Ended:
        """The own password; every other session of this person ends. Refused(bad_credentials)."""
        person_id = by.actor.person_id or "0"
        with self._db.read() as connection:
            row = connection.execute(select(accounts).where(accounts.c.person_id == person_id)).first()
            if row is not None:
                self._accounts.lockouts.check(connection, row.username)
        if row is None or not self._accounts.verify(row.password_hash, change.old):
            self._refused(by, row)
            raise Refused(Code.BAD_CREDENTIALS, field="$.old", reason="this is not the password")
        if change.old == change.new:
            raise Refused(Code.OUT_OF_RANGE, field="$.new", reason="the same as before")
        hashed = self._accounts.hashed(change.new, row.username)

        def work(tx: Transaction) -> Ended:
            _change(tx, person_id, {"password_hash": hashed, "password_at": tx.now, "must_change": False})
            append(tx, _entry(by, "password.changed", person_id))
            return _end_all(tx, person_id, but=by.token_hash)

        ended = self._ended(self._writer.bulk(work).result())
        self._accounts.sessions.forget([by.token_hash])
        return ended

    def unlock(self, person_id: Id, by: Seat) -> None:
        """Let a locked-out name try again."""

        def work(tx: Transaction) -> None:
            self._accounts.lockouts.clear(tx, _holder(tx, person_id).row.username, person_id)
            append(tx, _entry(by, "account.unlocked", person_id))

        self._writer.bulk(work).result()

    def kick(self, session_id: str, by: Seat) -> Ended:
        """End a session: one's own, or with admin or security anybody's. Refused(not_found)."""
        found = self._accounts.sessions.find(session_id)
        if found is None or (found[1] != by.actor.person_id and not _over_others(by)):
            raise Refused(Code.NOT_FOUND, field="session_id", reason="no such session")
        entry = _entry(by, "session.kicked", found[1], session=session_id)
        self._accounts.sessions.end([found[0]], lambda tx: append(tx, entry))
        return frozenset({found[0]})

    def end_all(self, person_id: Id | None, by: Seat) -> Ended:
        """Log out everywhere: oneself, or with admin or security somebody. Refused(wrong_role)."""
        whose = person_id or by.actor.person_id or "0"
        if whose != by.actor.person_id and not _over_others(by):
            raise Refused(Code.WRONG_ROLE, field="$.person_id", reason="not your sessions", roles="admin,security")
        hashes = self._accounts.sessions.hashes_of(whose)
        entry = _entry(by, "sessions.ended", whose, sessions=str(len(hashes)))
        self._accounts.sessions.end(hashes, lambda tx: append(tx, entry))
        return frozenset(hashes)

    # Second factors

    def begin_factor(self, by: Seat) -> SecondFactor:
        """A new secret for the own authenticator; it holds after its first code."""
        person_id = by.actor.person_id or "0"

        def work(tx: Transaction) -> SecondFactor:
            made = self._accounts.factors.begin(tx, person_id, _holder(tx, person_id).row.username)
            append(tx, _entry(by, "second_factor.begun", person_id))
            return made

        return self._writer.bulk(work).result()

    def confirm_factor(self, code: str, by: Seat) -> None:
        """The first code: from now on every log-in needs one."""
        person_id = by.actor.person_id or "0"

        def work(tx: Transaction) -> None:
            self._accounts.factors.confirm(tx, person_id, code)
            append(tx, _entry(by, "second_factor.confirmed", person_id))

        self._writer.bulk(work).result()
        self._accounts.sessions.forget([by.token_hash])

    def remove_own_factor(self, code: str, by: Seat) -> None:
        """Needs a good code. Refused(bad_credentials)."""
        person_id = by.actor.person_id or "0"
        right = self._accounts.factors.check(person_id, code)

        def work(tx: Transaction) -> None:
            self._accounts.factors.spend(tx, person_id, right)
            self._accounts.factors.remove(tx, person_id)
            append(tx, _entry(by, "second_factor.removed", person_id))

        self._writer.bulk(work).result()
        self._accounts.sessions.forget([by.token_hash])

    def remove_factor(self, person_id: Id, by: Seat) -> Ended:
        """Somebody lost telephone and recovery codes; the sessions end."""

        def work(tx: Transaction) -> Ended:
            holder = _holder(tx, person_id)
            self._may_reset(by, holder)
            self._accounts.factors.remove(tx, person_id)
            append(tx, _entry(by, "second_factor.removed", person_id))
            return _end_all(tx, person_id)

        return self._ended(self._writer.bulk(work).result())

    # Inside

    def _allow(
        self, tx: Transaction, by: Seat, before: frozenset[str], after: frozenset[str], *, own: bool, field: str
    ) -> None:
        if not after:
            raise Refused(Code.OUT_OF_RANGE, field=field, reason="at least one role")
        grant = Grant(by.actor.roles, before, after, own, _holds(tx, Role.SECURITY))
        why = refusal(grant, single_admin=self._single)
        if why is not None:
            code = Code.OUT_OF_RANGE if not self._single and at_odds(after) else Code.WRONG_ROLE
            self._accounts.security.note(
                Entry.by(by.actor, "rights.changed", by.address, "", REFUSED, roles=",".join(sorted(after)))
            )
            raise Refused(code, field=field, reason=why)

    def _may_reset(self, by: Seat, holder: Holder) -> None:
        if not may_reset(by.actor.roles, holder.roles, single_admin=self._single):
            raise Refused(
                Code.WRONG_ROLE, field="Authorization", reason="not for this account", roles=str(Role.SECURITY)
            )

    def _refused(self, by: Seat, row: Row[Any] | None) -> None:
        def work(tx: Transaction) -> None:
            append(tx, Entry.by(by.actor, "password.changed", by.address, f"person:{by.actor.person_id}", REFUSED))
            if row is not None:
                self._accounts.lockouts.failed(tx, row.username, row.person_id, row.name, by.address)

        self._writer.bulk(work).result()

    def _ended(self, hashes: Iterable[str]) -> Ended:
        ended = frozenset(hashes)
        self._accounts.sessions.forget(ended)
        return ended


def _holder(tx: Transaction, person_id: Id) -> Holder:
    row = None
    if is_id(person_id):
        row = tx.connection.execute(select(accounts).where(accounts.c.person_id == person_id)).first()
    if row is None:
        raise Refused(Code.NOT_FOUND, field="person_id", reason="no such account")
    return Holder(row)


def _holds(tx: Transaction, role: Role, *, but: Id | None = None) -> bool:
    rows = tx.connection.execute(select(accounts).where(accounts.c.disabled.is_(False)))
    return any(role in Holder(row).roles for row in rows if row.person_id != but)


def _keep_an_admin(tx: Transaction, holder: Holder) -> None:
    last = not _holds(tx, Role.ADMIN, but=holder.row.person_id)
    if Role.ADMIN in holder.roles and not holder.row.disabled and last:
        raise Refused(Code.CONFLICT, field="person_id", reason="this is the last administrator")


def _change(tx: Transaction, person_id: Id, values: dict[str, Any]) -> None:
    tx.connection.execute(accounts.update().where(accounts.c.person_id == person_id).values(values))


def _end_all(tx: Transaction, person_id: Id, *, but: str = "") -> Ended:
    query = select(tokens.c.sha256).where(
        tokens.c.person_id == person_id, tokens.c.revoked_at.is_(None), tokens.c.sha256 != but
    )
    ended = frozenset(tx.connection.execute(query).scalars())
    revoke(tx, ended)
    return ended


def check_scope(wanted: NewAccount | Rights | PairingAnswer) -> None:
    """The ids of a scope are ids. Refused(malformed)."""
    for index, area_id in enumerate(wanted.area_ids):
        read_id(area_id, f"$.area_ids[{index}]")
    for field in ("department_id", "person_id"):
        value = getattr(wanted, field, None)
        if value is not None:
            read_id(value, f"$.{field}")
    if not isinstance(wanted, PairingAnswer) and wanted.view is View.DEPARTMENT and wanted.department_id is None:
        raise Refused(Code.MALFORMED, field="$.department_id", reason="a department's view needs its department")


def _over_others(by: Seat) -> bool:
    return bool(by.actor.roles & {Role.ADMIN, Role.SECURITY})


def _entry(by: Seat, what: str, person_id: Id, **detail: str) -> Entry:
    return Entry.by(by.actor, what, by.address, f"person:{person_id}", **detail)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
