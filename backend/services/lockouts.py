"""Lock-out: a name with too many failed log-ins waits, each time longer, on every server, whether it exists or not.

The names are kept as keyed hashes, since people type passwords into the wrong field. The first wait of an account that
exists raises an alarm, which a good log-in or the security role clears. No wait is for ever, the last administrator's
neither, and `serve recover-admin` needs none.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, select

from backend.db import Database
from backend.outcome import SYSTEM
from backend.rules.lockout import wait_s
from backend.sealing import Keyring, keyed_hash
from backend.services.alarms import clear_alarm, raise_alarm
from backend.services.security_log import REFUSED, Entry, append
from backend.settings import Accounts as Settings
from backend.tables import lockouts
from backend.transaction import Transaction
from contract import commands as c
from contract.entities import Alarm, Id
from contract.errors import Code, Refused

ACCOUNT_LOCKED = "account_locked"
FORGOTTEN_AFTER = timedelta(days=1)


class Lockouts:
    """`check` reads, from worker threads; the rest belongs into a transaction."""

    def __init__(self, db: Database, keyring: Keyring, settings: Settings) -> None:
        self._db, self._settings = db, settings
        self._key = keyring.fixed("login-names")

    def check(self, connection: Connection, username: str) -> None:
        """Refused(too_many_tries) while this name waits."""
        query = select(lockouts.c.locked_until).where(lockouts.c.name_hash == self._hash(username))
        until = connection.execute(query).scalar()
        now = datetime.now(UTC)
        if until is not None and until > now:
            wait = max(1, round((until - now).total_seconds()))
            raise Refused(
                Code.TOO_MANY_TRIES, field="$.username", reason="too many failed log-ins", retry_after_s=str(wait)
            )

    def state(self, connection: Connection, username: str) -> tuple[int, datetime | None]:
        """(failures in a row, end of the wait where there is one)."""
        query = select(lockouts).where(lockouts.c.name_hash == self._hash(username))
        row = connection.execute(query).first()
        waits = row is not None and row.locked_until is not None and row.locked_until > datetime.now(UTC)
        return (0, None) if row is None else (row.failures, row.locked_until if waits else None)

    def failed(self, tx: Transaction, username: str, person_id: Id | None, name: str, address: str) -> None:
        """One more failure; the name may have to wait, and then its account's alarm stands."""
        hashed = self._hash(username)
        row = tx.connection.execute(select(lockouts).where(lockouts.c.name_hash == hashed)).first()
        fresh = row is None or row.failed_at < tx.now - FORGOTTEN_AFTER
        failures = 1 if row is None or fresh else row.failures + 1
        s = self._settings
        wait = wait_s(failures, after=s.lock_after, first_s=s.lock_first_s, longest_s=s.lock_longest_s)
        until = tx.now + timedelta(seconds=wait) if wait else None
        values = {"failures": failures, "failed_at": tx.now, "locked_until": until}
        if row is None:
            tx.connection.execute(lockouts.insert().values(name_hash=hashed, **values))
        else:
            tx.connection.execute(lockouts.update().where(lockouts.c.name_hash == hashed).values(values))
        if wait and person_id is not None:
            detail = (("failures", str(failures)), ("wait_s", str(round(wait))))
            append(tx, Entry("account.locked", person_id, name, address, REFUSED, f"person:{person_id}", detail))
            if tx.find("alarm", _alarm_name(person_id)) is None:
                wanted = c.RaiseAlarm(priority=2, code=ACCOUNT_LOCKED, about_kind="account", about_id=person_id)
                tx.record(raise_alarm(tx, wanted, SYSTEM, tx.now))

    def clear(self, tx: Transaction, username: str, person_id: Id) -> bool:
        """Forget the failures of a name and clear its alarm; whether there was anything to forget."""
        gone = tx.connection.execute(lockouts.delete().where(lockouts.c.name_hash == self._hash(username))).rowcount
        standing = tx.find("alarm", _alarm_name(person_id))
        if isinstance(standing, Alarm):
            tx.record(clear_alarm(tx, c.ClearAlarm(alarm_id=standing.id), SYSTEM, tx.now))
        return bool(gone)

    def prune(self, tx: Transaction) -> None:
        """Forget old failures."""
        old = tx.now - FORGOTTEN_AFTER
        tx.connection.execute(
            lockouts.delete().where(
                lockouts.c.failed_at < old, (lockouts.c.locked_until.is_(None)) | (lockouts.c.locked_until < tx.now)
            )
        )

    def _hash(self, username: str) -> str:
        return keyed_hash(self._key, username).hex()


def _alarm_name(person_id: Id) -> str:
    return f"{ACCOUNT_LOCKED}:account:{person_id}"
