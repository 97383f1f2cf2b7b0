"""The city profile as it is kept: the one in use, its tables with the organisation, and its versions.

Everything that changes the profile goes through `keep`, so that each change has its number, its version and its event.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

import msgspec
from sqlalchemy import Connection, select

from backend import rows
from backend.db import profile_of, set_meta
from backend.outcome import SYSTEM, Actor
from backend.tables import entities
from backend.tables.versions import profile_versions
from backend.transaction import Transaction
from contract.entities import AnyEntity, Area, Department, Person
from contract.errors import Code, Refused
from contract.events import PROFILE_CHANGED
from contract.profile import CityProfile
from contract.profile_files.assembling import Tables
from contract.profile_files.differing import differences
from contract.profile_files.schema import Row
from contract.profile_files.tables import TABLES
from contract.profile_files.taking_apart import organisation_of, tables_of
from contract.profile_files.wire import ProfileVersion
from contract.profile_files.writing import fingerprint

_entity: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)
_Whole = dict[str, tuple[Row, ...]]
_SHOWN = tuple(column for column in profile_versions.c if column.name not in ("body", "by_person_id"))


class Organisation:
    """Departments, people and areas as they are now."""

    def __init__(self, connection: Connection) -> None:
        kinds = ("department", "person", "area")
        query = select(entities.c.body).where(entities.c.kind.in_(kinds), entities.c.ended.is_(False))
        live = [_entity.decode(body) for (body,) in connection.execute(query)]
        self.departments = [one for one in live if isinstance(one, Department)]
        self.people = [one for one in live if isinstance(one, Person)]
        self.areas = {one.code: one.id for one in live if isinstance(one, Area)}

    def tables(self) -> _Whole:
        """Their tables."""
        return organisation_of(self.departments, self.people, {one: code for code, one in self.areas.items()})


def whole(profile: CityProfile, organisation: Organisation) -> _Whole:
    """Every table there is, in the order of TABLES."""
    made = tables_of(profile) | organisation.tables()
    return {table.name: made[table.name] for table in TABLES}


def keep(
    tx: Transaction,
    profile: CityProfile,
    *,
    source: str,
    note: str = "",
    actor: Actor = SYSTEM,
    organisation: Organisation | None = None,
    changes: int | None = None,
    event: str = PROFILE_CHANGED,
    params: Mapping[str, str] | None = None,
) -> ProfileVersion:
    """Put a profile into use, keep it as a version and tell every seat, all in this transaction.

    `organisation` is how departments and people are after this change; without it the version has none. `changes`: how
    many rows differ, where that is known.
    """
    rows.take_turn(tx.connection)
    before = profile_of(tx.connection)
    if not _known(tx.connection, before.version):
        _insert(tx, before.version, tables_of(before), ProfileVersion(number=before.version, at=tx.now, source="found"))
    fresh = msgspec.structs.replace(profile, version=before.version + 1)
    tables = tables_of(fresh) if organisation is None else whole(fresh, organisation)
    if changes is None:
        changes = len(differences(tables_of(before), tables_of(fresh)))
    version = ProfileVersion(
        number=fresh.version,
        at=tx.now,
        by=actor.name,
        note=note,
        source=source,
        changes=changes,
        base=fingerprint(tables),
    )
    _insert(tx, fresh.version, tables, version, actor)
    set_meta(tx.connection, "profile", msgspec.json.encode(fresh).decode())
    tx.publish(event, params={"version": str(fresh.version), **(params or {})}, actor=actor)
    return version


def versions(connection: Connection) -> tuple[ProfileVersion, ...]:
    """Every version, newest first."""
    found = connection.execute(select(*_SHOWN).order_by(profile_versions.c.number.desc())).mappings()
    return tuple(_line({str(name): value for name, value in row.items()}) for row in found)


def tables_of_version(connection: Connection, number: int) -> _Whole:
    """The tables of a version. Refused(not_found)."""
    body = connection.execute(select(profile_versions.c.body).where(profile_versions.c.number == number)).scalar()
    if body is None:
        raise Refused(Code.NOT_FOUND, field="number", reason="no such version of the profile")
    return msgspec.json.decode(zlib.decompress(bytes(body)), type=_Whole)


def _line(row: Mapping[str, object]) -> ProfileVersion:
    fields = dict(row)
    return msgspec.convert(fields | {"by": fields.pop("by_name")}, ProfileVersion)


def _known(connection: Connection, number: int) -> bool:
    query = select(profile_versions.c.number).where(profile_versions.c.number == number)
    return connection.execute(query).scalar() is not None


def _insert(tx: Transaction, number: int, tables: Tables, line: ProfileVersion, actor: Actor = SYSTEM) -> None:
    row = {
        "number": number,
        "at": line.at,
        "by_person_id": actor.person_id,
        "by_name": line.by,
        "note": line.note,
        "source": line.source,
        "changes": line.changes,
        "base": line.base or fingerprint(tables),
        "body": zlib.compress(msgspec.json.encode(tables)),
    }
    tx.connection.execute(profile_versions.insert(), [row])
