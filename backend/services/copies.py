"""The register of copies. Each act stands in the security log, too, which nobody changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, RowMapping, func, or_, select

from backend import rows
from backend.door import read_id
from backend.outcome import Actor
from backend.services.security_log import Entry, append
from backend.tables import copies
from backend.transaction import Transaction
from contract.copies import CopyApplication, CopyDecision, CopyEntry, CopyPage
from contract.entities import Id
from contract.errors import Code, Refused

LONGEST = timedelta(days=92)
_LOOKUP = 400
Sees = Callable[[Id], bool]


@dataclass(frozen=True)
class Given:
    """A file that was handed over, or a letter: name, bytes, SHA-256 (hex), media type."""

    name: str
    size: int
    sha256: str
    media: str = ""


def apply(tx: Transaction, said: CopyApplication, by: Actor, sees: Sees, address: str) -> CopyEntry:
    """A new line. Refused(not_found | out_of_range)."""
    if not all(sees(one) for one in said.camera_ids):
        raise Refused(Code.NOT_FOUND, field="$.camera_ids", reason="no such camera")
    if not said.from_at < said.until_at <= said.from_at + LONGEST:
        raise Refused(Code.OUT_OF_RANGE, field="$.until_at", reason="a span of time of at most 92 days")
    if said.from_at > tx.now:
        raise Refused(Code.OUT_OF_RANGE, field="$.from_at", reason="there are no pictures of that time yet")
    rows.take_turn(tx.connection)
    day = f"{tx.now:%Y%m%d}"
    last = tx.connection.execute(select(func.max(copies.c.number)).where(copies.c.number.like(f"{day}-%"))).scalar()
    number = f"{day}-{int(str(last)[9:]) + 1 if last else 1:04d}"
    new = tx.new_id()
    values = {name: getattr(said, name) for name in said.__struct_fields__ if name != "camera_ids"}
    values |= {"camera_ids": msgspec.json.encode(said.camera_ids).decode(), "by_person_id": by.person_id}
    tx.connection.execute(copies.insert().values(id=new, number=number, state="applied", applied_at=tx.now, **values))
    append(tx, Entry.by(by, "copy.applied", address, f"copy:{new}", number=number))
    return find(tx.connection, new, sees)


def put_letter(tx: Transaction, copy_id: Id, letter: Given, by: Actor, sees: Sees, address: str) -> CopyEntry:
    """The applicant's letter. Refused(not_found | wrong_role | wrong_state)."""
    _of_clerk(_in_state(tx, copy_id, sees, "applied"), by)
    values = {"letter_sha256": letter.sha256, "letter_name": letter.name, "letter_media": letter.media}
    return _after(tx, copy_id, values, Entry.by(by, "copy.letter", address, sha256=letter.sha256), sees)


def decide(tx: Transaction, copy_id: Id, said: CopyDecision, by: Actor, sees: Sees, address: str) -> CopyEntry:
    """Allow it or not. Refused(not_found | wrong_role | wrong_state | out_of_range)."""
    entry = _in_state(tx, copy_id, sees, "applied")
    if entry.by_person_id == by.person_id:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="who took the application down does not decide it")
    if said.approved and not entry.letter_sha256:
        raise Refused(Code.WRONG_STATE, field="copy_id", reason="the applicant's letter is missing")
    if not said.approved and not said.words.strip():
        raise Refused(Code.OUT_OF_RANGE, field="$.words", reason="a refusal has a reason")
    state = "approved" if said.approved else "refused"
    values = {"state": state, "decided_at": tx.now, "decided_by": by.person_id, "decision": said.words}
    return _after(tx, copy_id, values, Entry.by(by, f"copy.{state}", address), sees)


def give(tx: Transaction, copy_id: Id, file: Given, by: Actor, sees: Sees, address: str) -> CopyEntry:
    """The copy is handed over; once. Refused(not_found | wrong_state)."""
    _in_state(tx, copy_id, sees, "approved")
    values = {"state": "given", "file_sha256": file.sha256, "file_name": file.name, "file_size": file.size}
    values |= {"given_at": tx.now, "given_by": by.person_id}
    return _after(
        tx, copy_id, values, Entry.by(by, "copy.given", address, sha256=file.sha256, size=str(file.size)), sees
    )


def find(connection: Connection, copy_id: Id, sees: Sees) -> CopyEntry:
    """One line. Refused(not_found), also where a session does not see one of its cameras."""
    read_id(copy_id, "copy_id")
    row = connection.execute(select(copies).where(copies.c.id == copy_id)).mappings().first()
    entry = _entry(row) if row is not None else None
    if entry is None or not all(sees(one) for one in entry.camera_ids):
        raise Refused(Code.NOT_FOUND, field="copy_id", reason="no such line of the register")
    return entry


def listed(connection: Connection, sees: Sees, words: str, state: str, before: Id | None, limit: int) -> CopyPage:
    """Lines with these words in number, applicant, unit, purpose or letter, the newest first."""
    query = select(copies).order_by(copies.c.id.desc())
    if words:
        columns = (copies.c.number, copies.c.applicant, copies.c.unit, copies.c.purpose, copies.c.letter_number)
        query = query.where(or_(*(one.contains(words, autoescape=True) for one in columns)))
    if state:
        query = query.where(copies.c.state == state)
    if before is not None:
        query = query.where(copies.c.id < before)
    found: list[CopyEntry] = []
    for row in connection.execute(query.limit(limit + 1)).mappings():
        found.append(_entry(row))
    cursor = found[limit - 1].id if len(found) > limit else ""
    shown = tuple(one for one in found[:limit] if all(sees(camera) for camera in one.camera_ids))
    return CopyPage(entries=shown, cursor=cursor)


def letters(connection: Connection, hashes: Sequence[str]) -> set[str]:
    """Which of these contents are letters of the register."""
    found: set[str] = set()
    for start in range(0, len(hashes), _LOOKUP):
        part = hashes[start : start + _LOOKUP]
        query = select(copies.c.letter_sha256).where(copies.c.letter_sha256.in_(part))
        found.update(connection.execute(query).scalars())
    return found


def media_of(connection: Connection, copy_id: Id) -> str:
    """The media type of a line's letter."""
    return str(connection.execute(select(copies.c.letter_media).where(copies.c.id == copy_id)).scalar() or "")


def _in_state(tx: Transaction, copy_id: Id, sees: Sees, state: str) -> CopyEntry:
    rows.take_turn(tx.connection)
    entry = find(tx.connection, copy_id, sees)
    if entry.state != state:
        raise Refused(Code.WRONG_STATE, field="copy_id", reason=f"this line is {entry.state}", state=entry.state)
    return entry


def _of_clerk(entry: CopyEntry, by: Actor) -> None:
    if entry.by_person_id != by.person_id:
        raise Refused(Code.WRONG_ROLE, field="Authorization", reason="the letter is put in by who took the application")


def _after(tx: Transaction, copy_id: Id, values: dict[str, Any], entry: Entry, sees: Sees) -> CopyEntry:
    tx.connection.execute(copies.update().where(copies.c.id == copy_id).values(**values))
    append(
        tx, Entry(entry.what, entry.person_id, entry.name, entry.address, about=f"copy:{copy_id}", detail=entry.detail)
    )
    return find(tx.connection, copy_id, sees)


def _entry(row: RowMapping) -> CopyEntry:
    values = {name: row[name] for name in CopyEntry.__struct_fields__ if name != "camera_ids"}
    cameras = msgspec.json.decode(row["camera_ids"], type=tuple[Id, ...])
    return CopyEntry(camera_ids=cameras, **values)
