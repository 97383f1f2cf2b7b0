"""Kiosks without a password: the screen shows a code, somebody of the hall confirms it, the screen gets a token.

The code is short and lives ten minutes; what fetches the token is a long word that never leaves the kiosk. The token
belongs to an account of its own with the post `kiosk` and the public view, which no password opens; disabling the
account or ending its session revokes it.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from sqlalchemy import func, select

from backend.db import Database
from backend.services.accounts import Accounts, insert
from backend.services.rights import check_scope
from backend.services.security_log import Entry, Whence, append
from backend.services.sessions import Seat, digest
from backend.tables import accounts, pairings
from backend.transaction import Transaction
from backend.writer import Writer
from contract.entities import Id
from contract.errors import Code, Refused
from contract.lifecycle import Role
from contract.people import Made, NewAccount, Pairing, PairingAnswer
from contract.protocol import Session
from contract.scope import Scope, View

LIFE = timedelta(minutes=10)
MOST_OPEN = 100
PER_MINUTE = 10
CLAIMS_PER_MINUTE = 120
GUESSES_PER_MINUTE = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


class PairingDesk:
    """From worker threads."""

    def __init__(self, db: Database, writer: Writer, known: Accounts) -> None:
        self._db, self._writer, self._accounts = db, writer, known

    def begin(self, whence: Whence) -> Pairing:
        """A code to show. Refused(too_many_tries | overloaded)."""
        self._accounts.tries.take(("pairing", whence.address), PER_MINUTE)
        claim = secrets.token_urlsafe(32)
        code = "".join(secrets.choice(_LETTERS) for _ in range(8))

        def work(tx: Transaction) -> Pairing:
            tx.connection.execute(pairings.delete().where(pairings.c.expires_at < tx.now))
            if (tx.connection.execute(select(func.count()).select_from(pairings)).scalar() or 0) >= MOST_OPEN:
                raise Refused(Code.OVERLOADED, reason="too many screens wait for their pairing", retry_after_s="60")
            row = {"claim_sha256": digest(claim), "code": code, "asked_at": tx.now, "expires_at": tx.now + LIFE}
            tx.connection.execute(pairings.insert().values(**row, address=whence.address))
            append(tx, Entry("pairing.begun", address=whence.address))
            return Pairing(code=f"{code[:4]}-{code[4:]}", claim=claim, expires_at=tx.now + LIFE)

        return self._writer.bulk(work).result()

    def confirm(self, answer: PairingAnswer, by: Seat) -> Made:
        """This screen may see the public view of these areas. Refused(not_found) for a wrong or old code."""
        check_scope(answer)
        _within(answer, by.scope)
        self._accounts.tries.check(("code", by.token_hash), GUESSES_PER_MINUTE)
        code = answer.code.replace("-", "").replace(" ", "").upper()

        def work(tx: Transaction) -> Made:
            query = select(pairings).where(
                pairings.c.code == code, pairings.c.expires_at > tx.now, pairings.c.person_id.is_(None)
            )
            row = tx.connection.execute(query).first()
            if row is None:
                raise Refused(Code.NOT_FOUND, field="$.code", reason="no screen shows this code, or not any more")
            account = NewAccount(
                username=f"kiosk-{secrets.token_hex(6)}",
                password="",
                name=answer.name,
                roles=(Role.KIOSK,),
                view=View.PUBLIC,
                area_ids=answer.area_ids,
                device_groups=answer.device_groups,
            )
            person_id = insert(tx, account, "")
            tx.connection.execute(
                pairings.update().where(pairings.c.claim_sha256 == row.claim_sha256).values(person_id=person_id)
            )
            about = f"person:{person_id}"
            append(tx, Entry.by(by.actor, "kiosk.paired", by.address, about, screen=row.address, name=answer.name))
            return Made(person_id=person_id)

        try:
            return self._writer.bulk(work).result()
        except Refused:
            self._accounts.tries.count(("code", by.token_hash))
            raise

    def claim(self, claim: str, whence: Whence) -> Session:
        """The kiosk's session, once. Refused(wrong_state) while nobody confirmed, Refused(not_found) afterwards."""
        self._accounts.tries.take(("claim", whence.address), CLAIMS_PER_MINUTE)
        hashed = digest(claim)
        with self._db.read() as connection:
            row = connection.execute(select(pairings).where(pairings.c.claim_sha256 == hashed)).first()
        if row is None:
            raise Refused(Code.NOT_FOUND, field="$.claim", reason="no such pairing, or it is over")
        if row.person_id is None:
            raise Refused(Code.WRONG_STATE, field="$.claim", reason="nobody confirmed it yet")
        person_id: Id = row.person_id
        life = timedelta(days=self._accounts.settings.kiosk_days)

        def also(tx: Transaction) -> None:
            gone = tx.connection.execute(
                pairings.delete().where(pairings.c.claim_sha256 == hashed, pairings.c.expires_at > tx.now)
            )
            if gone.rowcount != 1:
                raise Refused(Code.NOT_FOUND, field="$.claim", reason="no such pairing, or it is over")
            append(tx, Entry("session.opened", person_id, account.name, whence.address, detail=(("kiosk", "paired"),)))

        with self._db.read() as connection:
            account = connection.execute(select(accounts).where(accounts.c.person_id == person_id)).one()
        token, expires_at = self._accounts.sessions.open(person_id, life, whence, also)
        return self._accounts.told(account, token, expires_at)


def _within(answer: PairingAnswer, scope: Scope) -> None:
    """Nobody shows more than they see."""
    for field, wanted, own in (
        ("area_ids", answer.area_ids, scope.area_ids),
        ("device_groups", answer.device_groups, scope.device_groups),
    ):
        if own and not (wanted and set(wanted) <= set(own)):
            raise Refused(Code.WRONG_ROLE, field=f"$.{field}", reason="more than you see yourself")
