"""Secrets at rest: AES-256-GCM under keys that lie beside the database, never in it.

The master keys are files `DATA/keys/master-N.key` (mode 0600, folder 0700); the highest N seals, all of them unseal.
What is sealed names its key by a fingerprint, so a key can be rotated without touching old rows, and a server that was
given the wrong folder says which key it misses instead of "damaged". Every value is bound to what it is about
(`about`, the associated data): a sealed password copied to another camera's row does not open there.

For one key per subject, whose destruction erases: `Key.make()`, keep `keyring.seal(key.raw, about=...)`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import threading
from collections.abc import Collection
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from backend import secret

FORM = b"\x01"
"""First byte of what is sealed; then 8 bytes of the key's fingerprint, 12 of nonce, the ciphertext, 16 of tag."""
_ID, _NONCE, _KEY = 8, 12, 32
_HEAD = len(FORM) + _ID
_MASTER = re.compile(r"^master-([0-9]{1,6})\.key$")


class Unreadable(Exception):
    """It cannot be unsealed: its key is not here, it is about something else, or it was changed."""


class Key:
    """One AES-256 key. Safe to use from any thread."""

    def __init__(self, raw: bytes) -> None:
        """`raw` is 32 bytes. ValueError."""
        if len(raw) != _KEY:
            raise ValueError(f"a key has {_KEY} bytes")
        self.raw = raw
        self.fingerprint = hashlib.sha256(b"citywall sealing key" + raw).digest()[:_ID]
        self._cipher = AESGCM(raw)

    @classmethod
    def make(cls) -> Key:
        """A fresh random key."""
        return cls(secrets.token_bytes(_KEY))

    @property
    def id(self) -> str:
        """The fingerprint in hex, for people and logs; tells nothing about the key."""
        return self.fingerprint.hex()

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """`plain` sealed, bound to `about` ("camera:17:main"). Twice the same gives two different results."""
        head, nonce = FORM + self.fingerprint, secrets.token_bytes(_NONCE)
        return head + nonce + self._cipher.encrypt(nonce, plain, head + about.encode())

    def unseal(self, sealed: bytes, *, about: str) -> bytes:
        """What was sealed about the same thing. Unreadable."""
        if key_id(sealed) != self.id:
            raise Unreadable(f"sealed with key {key_id(sealed)}, not with {self.id}")
        head, nonce, body = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, body, head + about.encode())
        except InvalidTag:
            raise Unreadable(f"changed since it was sealed, or not about {about}") from None


class Keyring:
    """The master keys of an installation. Safe to use from any thread."""

    def __init__(self, folder: Path) -> None:
        """The keys in `folder`; the first one is made where there is none. OSError."""
        self._folder = folder
        self._lock = threading.Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._numbers():
            self._keep(1)
        self._keys: dict[str, Key] = {}
        self._current = self._read()

    @property
    def current(self) -> Key:
        """The key that seals now."""
        return self._current

    def seal(self, plain: bytes, *, about: str) -> bytes:
        """`plain` under the current key, bound to `about`."""
        return self._current.seal(plain, about=about)

    def unseal(self, sealed: bytes, *, about: str) -> bytes:
        """What was sealed about the same thing, under whichever of the keys. Unreadable."""
        wanted = key_id(sealed)
        key = self._keys.get(wanted)
        if key is None:
            with self._lock:  # another program may have rotated
                self._current = self._read()
            key = self._keys.get(wanted)
        if key is None:
            raise Unreadable(f"key {wanted} is not in {self._folder.name}/")
        return key.unseal(sealed, about=about)

    def is_current(self, sealed: bytes) -> bool:
        """Whether the current key sealed it; what is not current is sealed again after a rotation."""
        return key_id(sealed) == self._current.id

    def rotate(self) -> Key:
        """Seal with a new key from now on. Old keys stay until nothing is sealed with them. OSError."""
        with self._lock:
            self._keep(max(self._numbers()) + 1)
            self._current = self._read()
        return self._current

    def begin_rotation(self) -> Key:
        """`rotate`, or the rest of one that was cut short: then no further key is made. OSError."""
        with self._lock:
            number = int(secret.kept(self._rotating, lambda: str(max(self._numbers()) + 1), least=1))
            self._keep(number)
            self._current = self._read()
        return self._current

    def end_rotation(self) -> None:
        """Nothing is left to do: the next rotation makes a key again. OSError."""
        self._rotating.unlink(missing_ok=True)

    def drop_old(self, needed: Collection[str]) -> int:
        """Remove every key but the current one and those of these ids; returns how many. OSError."""
        dropped = 0
        with self._lock:
            for number in self._numbers():
                file = self._folder / f"master-{number}.key"
                key = Key(_kept(file))
                if key.id != self._current.id and key.id not in needed:
                    file.unlink()
                    self._keys.pop(key.id, None)
                    dropped += 1
        return dropped

    @property
    def _rotating(self) -> Path:
        return self._folder / "rotating"

    def fixed(self, purpose: str) -> bytes:
        """32 bytes for one purpose that never rotate: keyed hashes that are searched by. OSError.

        `purpose` is lower-case letters and dashes; the file is `keys/PURPOSE.key`.
        """
        if not re.fullmatch(r"[a-z][a-z-]{1,40}", purpose):
            raise ValueError(f"no purpose: {purpose}")
        return _kept(self._folder / f"{purpose}.key")

    def _keep(self, number: int) -> None:
        _kept(self._folder / f"master-{number}.key")

    def _numbers(self) -> list[int]:
        return sorted(int(found[1]) for path in self._folder.iterdir() if (found := _MASTER.match(path.name)))

    def _read(self) -> Key:
        newest: Key | None = None
        for number in self._numbers():
            newest = Key(_kept(self._folder / f"master-{number}.key"))
            self._keys[newest.id] = newest
        assert newest is not None, "made by the constructor"
        return newest


def keyring(data_dir: Path) -> Keyring:
    """The keyring of a data folder. OSError."""
    return Keyring(data_dir / "keys")


def key_id(sealed: bytes) -> str:
    """Which key sealed it. Unreadable for what is not sealed at all."""
    if len(sealed) < _HEAD + _NONCE + 16 or sealed[:1] != FORM:
        raise Unreadable("this is not sealed")
    return sealed[1:_HEAD].hex()


def keyed_hash(key: bytes, text: str) -> bytes:
    """32 bytes by which an equal text can be found again by who has the key. HMAC-SHA-256 (RFC 2104)."""
    return hmac.digest(key, text.encode(), hashlib.sha256)


def _kept(path: Path) -> bytes:
    return bytes.fromhex(secret.kept(path, lambda: secrets.token_hex(_KEY), least=2 * _KEY))
