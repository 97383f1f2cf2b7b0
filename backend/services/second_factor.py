"""The second factor: time-based codes (RFC 6238, SHA-1, six digits, 30 s) and recovery codes for the day it is lost.

The secret is sealed; recovery codes are kept as hashes. No code is taken twice: the step of the last one is kept in the
database, so a code read over a shoulder or off the wire opens nothing, on whichever server it is tried.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
import time

import pyotp
from sqlalchemy import Connection, Row, select

from backend.db import Database
from backend.sealing import Keyring
from backend.tables import recovery_codes, second_factors
from backend.transaction import Transaction
from contract.entities import Id
from contract.errors import Code, Refused
from contract.people import SecondFactor

ISSUER = "CityWall"
STEP_S = 30
RECOVERY_CODES = 10
AROUND = 1
"""Steps before and after now that are taken too: clocks of telephones differ."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class SecondFactors:
    """From worker threads; `spend` on the writer's."""

    def __init__(self, db: Database, keyring: Keyring) -> None:
        self._db, self._keyring = db, keyring
        self._lock = threading.Lock()
        self._steps: dict[Id, int] = {}  # also here: a full disk must not make codes reusable

    def confirmed(self, connection: Connection, person_id: Id) -> bool:
        """Whether this person's log-in needs a code."""
        query = select(second_factors.c.confirmed_at).where(second_factors.c.person_id == person_id)
        return connection.execute(query).scalar() is not None

    def begin(self, tx: Transaction, person_id: Id, username: str) -> SecondFactor:
        """A new secret; it replaces one that was never confirmed. Refused(wrong_state) where one holds already."""
        if self.confirmed(tx.connection, person_id):
            raise Refused(Code.WRONG_STATE, field="$", reason="there is a second factor; remove it first")
        secret = pyotp.random_base32()
        self.remove(tx, person_id)
        sealed = self._keyring.seal(secret.encode(), about=_about(person_id))
        tx.connection.execute(
            second_factors.insert().values(person_id=person_id, sealed=sealed, made_at=tx.now, last_step=0)
        )
        codes = tuple(
            "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(3))
            for _ in range(RECOVERY_CODES)
        )
        tx.connection.execute(
            recovery_codes.insert(), [{"sha256": _digest(person_id, code), "person_id": person_id} for code in codes]
        )
        uri = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)
        return SecondFactor(uri=uri, secret=secret, recovery_codes=codes)

    def confirm(self, tx: Transaction, person_id: Id, code: str) -> None:
        """It holds from now on. Refused(not_found | bad_credentials)."""
        row = _row(tx.connection, person_id)
        if row is None or row.confirmed_at is not None:
            raise Refused(Code.NOT_FOUND, field="$", reason="no second factor waits for its first code")
        self._spend_step(tx, row, self._step_of(row, code))
        tx.connection.execute(
            second_factors.update().where(second_factors.c.person_id == person_id).values(confirmed_at=tx.now)
        )

    def remove(self, tx: Transaction, person_id: Id) -> None:
        """Forget secret and recovery codes."""
        for table in (second_factors, recovery_codes):
            tx.connection.execute(table.delete().where(table.c.person_id == person_id))

    def check(self, person_id: Id, code: str) -> int | str:
        """What `spend` needs for a right code: its step, or the hash of a recovery code. Refused(bad_credentials).

        Off the writer's thread; a code that is right here may still be refused there, as used in the meantime.
        """
        with self._db.read() as connection:
            row = _row(connection, person_id)
            hashed = _digest(person_id, code.strip().lower())
            query = select(recovery_codes.c.sha256).where(
                recovery_codes.c.sha256 == hashed, recovery_codes.c.used_at.is_(None)
            )
            if row is not None and connection.execute(query).first() is not None:
                return hashed
        if row is None:
            raise _wrong()
        step = self._step_of(row, code)
        with self._lock:
            if step <= self._steps.get(person_id, 0):
                raise _wrong()
            self._steps[person_id] = step
        return step

    def spend(self, tx: Transaction, person_id: Id, right: int | str) -> None:
        """Use a code up. Refused(bad_credentials) where somebody did so before."""
        if isinstance(right, str):
            query = recovery_codes.update().where(recovery_codes.c.sha256 == right, recovery_codes.c.used_at.is_(None))
            if tx.connection.execute(query.values(used_at=tx.now)).rowcount != 1:
                raise _wrong()
            return
        row = _row(tx.connection, person_id)
        if row is None:
            raise _wrong()
        self._spend_step(tx, row, right)

    def _spend_step(self, tx: Transaction, row: Row[tuple[object, ...]], step: int) -> None:
        query = second_factors.update().where(
            second_factors.c.person_id == row.person_id, second_factors.c.last_step < step
        )
        if tx.connection.execute(query.values(last_step=step)).rowcount != 1:
            raise _wrong()

    def _step_of(self, row: Row[tuple[object, ...]], code: str) -> int:
        digits = "".join(code.split())
        secret = self._keyring.unseal(row.sealed, about=_about(row.person_id)).decode()
        now = int(time.time()) // STEP_S
        if len(digits) == 6 and digits.isascii() and digits.isdigit():
            totp = pyotp.TOTP(secret)
            for step in range(now - AROUND, now + AROUND + 1):
                if step > row.last_step and pyotp.utils.strings_equal(totp.generate_otp(step), digits):
                    return step
        raise _wrong()


def _row(connection: Connection, person_id: Id) -> Row[tuple[object, ...]] | None:
    return connection.execute(select(second_factors).where(second_factors.c.person_id == person_id)).first()


def _digest(person_id: Id, code: str) -> str:
    return hashlib.sha256(f"{person_id}:{code}".encode()).hexdigest()


def _about(person_id: Id) -> str:
    return f"second_factor:{person_id}"


def _wrong() -> Refused:
    return Refused(Code.BAD_CREDENTIALS, field="$.code", reason="no such code, or it was used")
