"""Passwords of cameras and poles: sealed in a table of their own, out of every entity, event, snapshot, log and answer.

The entity carries the address without its password and the flag `secret`. The whole address leaves by one door, for who
opens the stream or calls the pole, and each time with a line in the security log.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, or_, select

from backend.db import Database
from backend.outcome import Outcome
from backend.rules.addresses import holds_secret, shown
from backend.sealing import Keyring
from backend.tables import device_secrets, entities, outbox, to_ms
from backend.transaction import Transaction
from contract.entities import AnyEntity, Camera, Id, Kind, Pole, kind_of
from contract.errors import Code, Refused

log = logging.getLogger(__name__)
FIELDS: dict[Kind, tuple[str, ...]] = {"camera": ("main_url", "sub_url", "control_url"), "pole": ("address",)}
Device = Camera | Pole
_decode: msgspec.json.Decoder[AnyEntity] = msgspec.json.Decoder(AnyEntity)


def keep(tx: Transaction, device: Device, before: AnyEntity | None, *, forget: bool = False) -> Outcome:
    """`device` as it may be seen, and the statements that keep the rest of its addresses sealed.

    An address that is as it was shown keeps the password it had. The outcome has no name yet. Refused(conflict) for a
    second change of the same camera in one moment, whose first one is not written yet.
    """
    kind = kind_of(device)
    given: dict[str, str] = {name: getattr(device, name) for name in FIELDS[kind]}
    held: Mapping[str, str] = {}
    if isinstance(before, Camera | Pole) and before.secret and not forget:
        known = opened(tx.connection, tx.keyring, kind, device.id)
        if known is None:
            raise Refused(Code.CONFLICT, field="$.command", reason="changed a moment ago; send it again")
        held = known
    whole = {
        name: address if holds_secret(address) else held[name]
        for name, address in given.items()
        if holds_secret(address) or (name in held and shown(held[name]) == address)
    }
    seen = {name: shown(address) for name, address in given.items()}
    changed = bool(whole) and whole != held
    secret = to_ms(tx.now) if changed else getattr(before, "secret", 0) if whole else 0
    after = replace(device, **seen, secret=secret)
    forgotten = device_secrets.delete().where(device_secrets.c.kind == kind, device_secrets.c.id == device.id)
    statements: tuple[Any, ...] = ()
    if changed:
        row = _row(tx.keyring, kind, device.id, whole) | {"changed_at": tx.now}
        statements = (forgotten, device_secrets.insert().values(row))
    elif not whole and isinstance(before, Camera | Pole) and before.secret:
        statements = (forgotten,)
    return Outcome("", upsert=(after,), ids=(after.id,), statements=statements)


def opened(connection: Connection, keyring: Keyring, kind: Kind, device_id: Id) -> dict[str, str] | None:
    """The whole addresses of a device by field; None where nothing of it is sealed. sealing.Unreadable."""
    query = select(device_secrets.c.sealed).where(device_secrets.c.kind == kind, device_secrets.c.id == device_id)
    sealed = connection.execute(query).scalar()
    if sealed is None:
        return None
    return msgspec.json.decode(keyring.unseal(bytes(sealed), about=_about(kind, device_id)), type=dict[str, str])


def whole(connection: Connection, keyring: Keyring, device: Device) -> dict[str, str]:
    """Every address of a device, passwords and all."""
    kind = kind_of(device)
    held = opened(connection, keyring, kind, device.id) or {} if device.secret else {}
    return {name: held.get(name) or getattr(device, name) for name in FIELDS[kind]}


def seal_stored(db: Database, keyring: Keyring) -> int:
    """At the start: take passwords out of what an older program stored; returns of how many devices.

    Their addresses stand in old events, too, so the outbox is emptied, and every seat fetches a fresh snapshot.
    """
    body = entities.c.body
    query = select(entities.c.kind, entities.c.id, body).where(
        entities.c.kind.in_(tuple(FIELDS)), or_(body.contains("@"), body.contains("="))
    )
    with db.read() as connection:
        found = [_decode.decode(text) for _, _, text in connection.execute(query)]
    devices = [one for one in found if isinstance(one, Camera | Pole) and _tells(one)]
    if not devices:
        return 0
    now = datetime.now(UTC)
    with db.write() as connection:
        if db.is_sqlite:
            connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for one in devices:
            kind = kind_of(one)
            address = {name: getattr(one, name) for name in FIELDS[kind]}
            where = (device_secrets.c.kind == kind, device_secrets.c.id == one.id)
            connection.execute(device_secrets.delete().where(*where))
            connection.execute(device_secrets.insert().values(_row(keyring, kind, one.id, _only_secret(address))))
            seen: Any = {name: shown(text) for name, text in address.items()}
            after = replace(one, version=one.version + 1, secret=to_ms(now), **seen)
            values = {"body": msgspec.json.encode(after).decode(), "version": after.version}
            connection.execute(entities.update().where(entities.c.kind == kind, entities.c.id == one.id).values(values))
        connection.execute(outbox.delete())
    if db.is_sqlite:
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    log.warning("the passwords of %d cameras and poles are sealed now; seats fetch a fresh snapshot", len(devices))
    return len(devices)


def _row(keyring: Keyring, kind: Kind, device_id: Id, addresses: Mapping[str, str]) -> dict[str, Any]:
    sealed = keyring.seal(msgspec.json.encode(addresses), about=_about(kind, device_id))
    return {"kind": kind, "id": device_id, "sealed": sealed, "changed_at": datetime.now(UTC)}


def _tells(device: Device) -> bool:
    return any(holds_secret(getattr(device, name)) for name in FIELDS[kind_of(device)])


def _only_secret(addresses: Mapping[str, str]) -> dict[str, str]:
    return {name: address for name, address in addresses.items() if holds_secret(address)}


def _about(kind: Kind, device_id: Id) -> str:
    return f"{kind}:{device_id}:address"
