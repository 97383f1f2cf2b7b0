"""Personal data of callers: sealed under a key of each subject, found by keyed hashes, shown, revealed, erased.

A value is in three places and nowhere else: sealed in `personal`; as a keyed hash beside it, to be found again; as a
salted commitment in the evidence, which proves a value that somebody holds and tells none. The salt is sealed with the
value: once the subject's key is destroyed nothing can be proven or read, and the evidence stays as it was written.
"""

from __future__ import annotations

import logging
import os
import re
import secrets
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from sqlalchemy import Connection, Table, select

from backend.outcome import Actor, Outcome
from backend.rules.chain import commitment
from backend.rules.masking import plain_phone, shown
from backend.sealing import Key, Keyring, Unreadable, keyed_hash
from backend.tables import personal, subjects
from backend.transaction import Transaction
from contract.entities import Id
from contract.errors import Code, Refused
from contract.personal import Caller, CallerShown, Field

log = logging.getLogger(__name__)
FIELDS: tuple[Field, ...] = ("name", "phone", "address")
SEARCHED = frozenset({"name", "phone"})
_SALT = 32
Rows = tuple[tuple[Table, Mapping[str, Any]], ...]


@dataclass(frozen=True, repr=False)
class Kept:
    """What is kept of a case's caller."""

    subject_id: Id
    fields: tuple[Field, ...]
    caller: Caller
    erased: bool = False


class Vault:
    """What seals and opens personal data. Safe to use from any thread."""

    def __init__(self, keyring: Keyring, folder: Path) -> None:
        """`folder` is that of the keys, which no backup holds: it also keeps which subjects were erased."""
        self._keyring, self._erased = keyring, folder / "erased"

    # Writing

    def fingerprint(self, caller: Caller) -> str:
        """Stands for a caller where a command is recognised again: a plain hash of a phone can be guessed."""
        return keyed_hash(self._index, "\0".join((caller.name, caller.phone, caller.address))).hex()

    def attach(self, tx: Transaction, outcome: Outcome, caller: Caller) -> Outcome:
        """The outcome of a report with its caller apart from it."""
        case_id = outcome.ids[0]
        phone = self.lookup("phone", caller.phone)
        subject_id, key, rows = self._subject(tx, phone)
        commitments: dict[str, str] = {}
        for field in FIELDS:
            value = str(getattr(caller, field)).strip()
            if not value:
                continue
            salt = secrets.token_bytes(_SALT)
            sealed = key.seal(salt + value.encode(), about=_about(subject_id, case_id, field))
            lookup = self.lookup(field, value) if field in SEARCHED else None
            row = {"case_id": case_id, "field": field, "subject_id": subject_id, "sealed": sealed, "lookup": lookup}
            rows += ((personal, row),)
            commitments[field] = commitment(salt, field, value)
        tells = {} if phone is None else {("subject", phone): (subject_id, key)}
        return replace(outcome, rows=outcome.rows + rows, subject_id=subject_id, personal=commitments, tells=tells)

    def _subject(self, tx: Transaction, phone: bytes | None) -> tuple[Id, Key, Rows]:
        if phone is not None:
            if (told := tx.told.get(("subject", phone))) is not None:
                return told[0], told[1], ()
            query = select(subjects).where(subjects.c.lookup == phone, subjects.c.sealed_key.is_not(None))
            if (row := tx.connection.execute(query).first()) is not None:
                return row.id, self._key(row.id, row.sealed_key), ()
        subject_id, key = tx.new_id(), Key.make()
        sealed_key = self._keyring.seal(key.raw, about=f"subject:{subject_id}")
        fresh = {"id": subject_id, "lookup": phone, "sealed_key": sealed_key, "created_at": tx.now}
        return subject_id, key, ((subjects, fresh),)

    # Reading

    def lookup(self, field: str, text: str) -> bytes | None:
        """The keyed hash by which a phone or a name is found; None for nothing."""
        folded = "".join(unicodedata.normalize("NFKC", text).casefold().split())
        normal = plain_phone(text) if field == "phone" else folded
        return keyed_hash(self._index, f"{field}:{normal}") if normal else None

    def of_case(self, connection: Connection, case_id: Id) -> Kept | None:
        """The caller of a case, plain. Unreadable where the key is not here."""
        query = (
            select(personal, subjects.c.sealed_key)
            .join(subjects, subjects.c.id == personal.c.subject_id)
            .where(personal.c.case_id == case_id)
        )
        rows = connection.execute(query).all()
        if not rows:
            return None
        subject_id, fields = rows[0].subject_id, tuple(one for one in FIELDS if any(row.field == one for row in rows))
        if rows[0].sealed_key is None:
            return Kept(subject_id, fields, Caller(), erased=True)
        key = self._key(subject_id, rows[0].sealed_key)
        values = {row.field: self._value(key, row) for row in rows}
        return Kept(subject_id, fields, Caller(**values))

    def caller_of(self, connection: Connection, case_id: Id, actor: Actor) -> CallerShown | None:
        """The caller as a post sees him in the case's detail."""
        try:
            kept = self.of_case(connection, case_id)
        except Unreadable as fault:
            log.error("personal data of case %s cannot be opened: %s", case_id, fault)
            found = connection.execute(select(personal.c.subject_id).where(personal.c.case_id == case_id)).scalar()
            return CallerShown(subject_id=str(found), unreadable=True)
        if kept is None:
            return None
        seen = shown(kept.caller, actor.roles)
        return CallerShown(
            subject_id=kept.subject_id,
            fields=kept.fields,
            name=seen.name,
            phone=seen.phone,
            address=seen.address,
            erased=kept.erased,
        )

    # Erasing

    def note_erased(self, subject_id: Id) -> None:
        """Remember it beside the keys: a backup from before must not bring him back. OSError."""
        descriptor = os.open(self._erased, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{subject_id}\n")
            file.flush()
            os.fsync(file.fileno())

    def erased_before(self) -> list[Id]:
        """Who was ever erased here."""
        with suppress(FileNotFoundError):
            return [line for line in self._erased.read_text(encoding="ascii").split() if line.isdigit()]
        return []

    @cached_property
    def _index(self) -> bytes:
        return self._keyring.fixed("personal-index")

    def _key(self, subject_id: Id, sealed_key: bytes) -> Key:
        return Key(self._keyring.unseal(bytes(sealed_key), about=f"subject:{subject_id}"))

    @staticmethod
    def _value(key: Key, row: Any) -> str:
        about = _about(row.subject_id, row.case_id, row.field)
        return key.unseal(bytes(row.sealed), about=about)[_SALT:].decode()


def check_words(caller: Caller, words: Mapping[str, str]) -> None:
    """Refused(out_of_range) where a text that everybody reads, and that lasts for ever, holds the caller's phone."""
    phone = plain_phone(caller.phone)
    for name, text in words.items():
        if len(phone) >= 7 and phone in "".join(letter for letter in text if letter.isdigit()):
            raise Refused(
                Code.OUT_OF_RANGE, field=f"$.command.{name}", reason="it holds the caller's phone, which belongs apart"
            )


_APART = re.compile(r"(?<=[0-9])[ -](?=[0-9])")
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86)?1[3-9][0-9]{9}(?![0-9])")
_CITIZEN = re.compile(
    r"(?<![0-9])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9])"
)


def check_spoken(words: Mapping[str, str]) -> None:
    """Refused(out_of_range) where a text that lasts for ever holds the number of a phone or a citizen (身份证)."""
    for name, text in words.items():
        if len(text) < _SHORTEST:
            continue
        plain = _APART.sub("", text)
        if _MOBILE.search(plain) or _CITIZEN.search(plain):
            raise Refused(
                Code.OUT_OF_RANGE,
                field=f"$.command.{name}",
                reason="it holds the number of a phone or of a person, which belongs apart",
            )


_SHORTEST = 11
Opened = Callable[[], Kept | None]


def opened(work: Opened) -> Kept:
    """What `work` finds. Refused(not_found) without a caller, Refused(unavailable) without the key."""
    try:
        kept = work()
    except Unreadable as fault:
        log.error("personal data cannot be opened: %s", fault)
        raise Refused(Code.UNAVAILABLE, reason="the key of the personal data is not on this server") from None
    if kept is None:
        raise Refused(Code.NOT_FOUND, field="case_id", reason="this case has no caller")
    return kept


def _about(subject_id: Id, case_id: Id, field: str) -> str:
    return f"personal:{subject_id}:{case_id}:{field}"
