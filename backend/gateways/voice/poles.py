"""The poles of the city on this machine's disk, so that talking and STOP ALL work while the case server is away.

`poles.json` (mode 0600) holds each pole as everybody may see it; an address with a password is sealed (AES-256-GCM,
bound to its pole) under a key of the gateway's own in `keys/` beside it. Nothing here cannot be asked for again: what
cannot be read is told, and fetched from the case server as soon as it is there.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import fcntl
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from backend.rules.addresses import holds_secret, shown
from backend.sealing import Keyring, Unreadable
from contract.entities import Id, Pole

log = logging.getLogger(__name__)


class _Kept(msgspec.Struct, frozen=True, omit_defaults=True):
    pole: Pole  # its address without the password
    sealed: str = ""  # the whole address where it holds one, base64


class _File(msgspec.Struct, frozen=True):
    v: int
    poles: list[_Kept]


class PoleFile:
    """Call from one thread at a time."""

    def __init__(self, folder: Path) -> None:
        """`folder` is the gateway's own, in the data folder."""
        self._file = folder / "poles.json"
        self._keys = folder / "keys"
        self._ring: Keyring | None = None

    def read(self) -> dict[Id, Pole]:
        """The poles with their passwords. One whose password cannot be read has its `secret` 0: ask for it again."""
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as fault:
            log.error("%s cannot be read (%s): the poles are fetched anew", self._file, fault.strerror)
            return {}
        with contextlib.suppress(msgspec.DecodeError):
            return self._opened(msgspec.json.decode(data, type=_File).poles)
        try:
            plain = {pole.id: pole for pole in msgspec.json.decode(data, type=list[Pole])}
        except msgspec.DecodeError as fault:
            log.error("%s is damaged (%s): the poles are fetched anew", self._file, fault)
            return {}
        self._seal_plain(plain)
        return plain

    def keep(self, poles: Mapping[Id, Pole]) -> None:
        """Write them all, sealed; whole or not at all. OSError."""
        kept = [self._sealed(pole) for pole in poles.values()]
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = self._file.with_suffix(".part")
        part.unlink(missing_ok=True)
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(msgspec.json.encode(_File(1, kept)))
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._file)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def rotate(self) -> int:
        """Seal all of it with a new key and remove the old one, which no backup needs; returns how many addresses.

        May be cut short anywhere and begun again. While no gateway runs (`lock_of`). OSError.
        """
        if not self._file.exists():
            return 0
        ring = self._keyring()
        ring.begin_rotation()
        poles = self.read()
        if poles:  # of a damaged file nothing is thrown away
            self.keep(poles)
            ring.drop_old(())
        ring.end_rotation()
        return sum(holds_secret(pole.address) for pole in poles.values())

    def _opened(self, kept: list[_Kept]) -> dict[Id, Pole]:
        found: dict[Id, Pole] = {}
        unreadable, why = 0, ""
        for one in kept:
            pole = one.pole
            if one.sealed:
                try:
                    sealed = base64.b64decode(one.sealed, validate=True)
                    address = self._keyring().unseal(sealed, about=_about(pole)).decode()
                    pole = replace(pole, address=address)
                except (Unreadable, OSError, ValueError, binascii.Error) as fault:
                    pole, unreadable, why = replace(pole, secret=0), unreadable + 1, str(fault)
            found[pole.id] = pole
        if unreadable:
            log.error("%s: passwords of %d poles cannot be read (%s): fetched anew", self._file, unreadable, why)
        return found

    def _sealed(self, pole: Pole) -> _Kept:
        if not holds_secret(pole.address):
            return _Kept(pole)
        seen = replace(pole, address=shown(pole.address))
        try:
            sealed = self._keyring().seal(pole.address.encode(), about=_about(pole))
        except ValueError as fault:  # no key at all is no reason to write a password down
            log.error("the keys in %s are damaged (%s): passwords of poles are not kept", self._keys, fault)
            return _Kept(replace(seen, secret=0))
        return _Kept(seen, base64.b64encode(sealed).decode())

    def _seal_plain(self, poles: Mapping[Id, Pole]) -> None:
        """An older gateway kept the passwords as they are."""
        try:
            self.keep(poles)
        except OSError as fault:
            log.error("the passwords in %s are not sealed yet: %s", self._file, fault.strerror)
        else:
            log.info("the passwords in %s are sealed now", self._file)

    def _keyring(self) -> Keyring:
        """Made when the first password comes. OSError, ValueError."""
        if self._ring is None:
            self._ring = Keyring(self._keys)
        return self._ring


def lock_of(folder: Path) -> IO[str]:
    """The lock of a gateway's folder, held until it is closed. BlockingIOError where a gateway has it, OSError."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = (folder / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    return file


def _about(pole: Pole) -> str:
    return f"pole:{pole.id}:address"
