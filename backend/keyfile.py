"""The keys of an installation in one file under a passphrase, to keep beside its backups.

    citywall keys 1
    {"kdf":"scrypt","n":131072,"r":8,"p":1,"salt":"..","nonce":"..","made_at":".."}
    AES-256-GCM over the JSON {name: hex of the file}; both lines above are its associated data

The key is scrypt (RFC 7914) of the passphrase in UTF-8, NFC, so that it is the same from every keyboard.
"""

from __future__ import annotations

import json
import os
import secrets
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

LEAST = 12
"""Characters of a passphrase."""
MOST_BYTES = 16 * 1024 * 1024
_MAGIC = b"citywall keys 1\n"
_N, _R, _P = 2**17, 8, 1  # 128 MB and half a second for each guess
Keys = Mapping[str, bytes]
"""Name of a file in `keys/` -> what is in it."""


class KeyFileError(Exception):
    """Keys that cannot be written, read or put back; the text says why. Nothing was changed."""


class _Form(msgspec.Struct, frozen=True):
    kdf: Literal["scrypt"]
    n: Annotated[int, msgspec.Meta(ge=2**14, le=2**20)]  # what a stranger's file may cost us
    r: Annotated[int, msgspec.Meta(ge=1, le=8)]
    p: Annotated[int, msgspec.Meta(ge=1, le=4)]
    salt: str
    nonce: str
    made_at: str


def keys_of(data_dir: Path) -> dict[str, bytes]:
    """The keys of a data folder. KeyFileError."""
    folder = data_dir / "keys"
    try:
        files = [one for one in sorted(folder.iterdir()) if one.is_file() and not one.name.startswith(".")]
        found = {one.name: one.read_bytes() for one in files}
    except OSError as fault:
        raise KeyFileError(f"the keys in {folder} cannot be read: {fault.strerror}") from fault
    if not any(name.startswith("master-") for name in found):
        raise KeyFileError(f"there are no keys in {folder}")
    return found


def write(file: Path, keys: Keys, passphrase: str) -> None:
    """`keys` sealed into `file`, mode 0600, whole or not at all. KeyFileError."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    form = _Form("scrypt", _N, _R, _P, salt.hex(), nonce.hex(), datetime.now(UTC).isoformat(timespec="seconds"))
    head = _MAGIC + msgspec.json.encode(form) + b"\n"
    plain = json.dumps({name: content.hex() for name, content in keys.items()}).encode()
    sealed = head + AESGCM(_key(passphrase, form)).encrypt(nonce, plain, head)
    scratch = file.with_name(file.name + ".part")
    try:
        scratch.unlink(missing_ok=True)
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        scratch.replace(file)
    except OSError as fault:
        scratch.unlink(missing_ok=True)
        raise KeyFileError(f"the keys cannot be written to {file}: {fault.strerror}") from fault


def read(file: Path, passphrase: str) -> dict[str, bytes]:
    """The keys in `file`. KeyFileError: it is no such file, or the passphrase is another one."""
    try:
        with file.open("rb") as found:
            content = found.read(MOST_BYTES + 1)
    except OSError as fault:
        raise KeyFileError(f"the keys in {file} cannot be read: {fault.strerror}") from fault
    magic, line, sealed = content[: len(_MAGIC)], *_cut(content[len(_MAGIC) :])
    try:
        form = msgspec.json.decode(line, type=_Form)
        nonce = bytes.fromhex(form.nonce)
        if magic != _MAGIC or len(content) > MOST_BYTES or len(nonce) != 12 or len(sealed) < 16:
            raise ValueError
        key = _key(passphrase, form)
    except ValueError as fault:  # msgspec's are among them
        raise KeyFileError(f"{file} is no file of keys, or of a newer program") from fault
    try:
        plain = AESGCM(key).decrypt(nonce, sealed, magic + line + b"\n")
    except InvalidTag:
        raise KeyFileError(f"{file} does not open: another passphrase, or the file is damaged") from None
    return {name: bytes.fromhex(text) for name, text in json.loads(plain).items()}


def fits(keys: Keys, data_dir: Path) -> None:
    """Nothing in the data folder is in the way of these keys. KeyFileError."""
    folder = data_dir / "keys"
    for name, content in keys.items():
        if Path(name).name != name or name in ("", ".", ".."):
            raise KeyFileError(f"the file of keys names a path: {name}")
        try:
            there = (folder / name).read_bytes()
        except FileNotFoundError:
            continue
        except OSError as fault:
            raise KeyFileError(f"{folder / name} cannot be read: {fault.strerror}") from fault
        if there != content:
            raise KeyFileError(f"{folder} holds other keys already ({name}); restore into a new data folder")


def put_back(keys: Keys, data_dir: Path) -> None:
    """Write the keys into the data folder, mode 0600. OSError."""
    folder = data_dir / "keys"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, content in keys.items():
        descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())


def _key(passphrase: str, form: _Form) -> bytes:
    text = unicodedata.normalize("NFC", passphrase).encode()
    return Scrypt(salt=bytes.fromhex(form.salt), length=32, n=form.n, r=form.r, p=form.p).derive(text)


def _cut(content: bytes) -> tuple[bytes, bytes]:
    line, _, sealed = content.partition(b"\n")
    return line, sealed
