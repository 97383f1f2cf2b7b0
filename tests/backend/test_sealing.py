"""Secrets at rest: bound to what they are about, keys that rotate, keys that are missing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backend.sealing import Key, Unreadable, keyed_hash, keyring


def test_a_secret_opens_only_as_what_it_is_about(tmp_path: Path) -> None:
    ring = keyring(tmp_path)
    sealed = ring.seal("admin:秘密".encode(), about="camera:1:main")
    assert "秘密".encode() not in sealed
    assert sealed != ring.seal("admin:秘密".encode(), about="camera:1:main")
    assert keyring(tmp_path).unseal(sealed, about="camera:1:main").decode() == "admin:秘密"
    with pytest.raises(Unreadable, match="not about camera:2:main"):
        ring.unseal(sealed, about="camera:2:main")


def test_every_changed_byte_is_found(tmp_path: Path) -> None:
    ring = keyring(tmp_path)
    sealed = ring.seal(b"word", about="x")
    for at in range(len(sealed)):
        with pytest.raises(Unreadable):
            ring.unseal(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], about="x")
        with pytest.raises(Unreadable):
            ring.unseal(sealed[:at], about="x")


def test_after_a_rotation_old_secrets_open_and_new_ones_have_the_new_key(tmp_path: Path) -> None:
    ring, other_program = keyring(tmp_path), keyring(tmp_path)
    old = ring.seal(b"word", about="x")
    ring.rotate()
    new = ring.seal(b"word", about="x")
    assert (ring.is_current(old), ring.is_current(new)) == (False, True)
    for reader in (ring, other_program, keyring(tmp_path)):
        assert (reader.unseal(old, about="x"), reader.unseal(new, about="x")) == (b"word", b"word")


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    sealed = keyring(tmp_path / "a").seal(b"word", about="x")
    with pytest.raises(Unreadable, match=r"key [0-9a-f]{16} is not in keys/"):
        keyring(tmp_path / "b").unseal(sealed, about="x")


def test_keys_are_for_the_owner_only_and_a_fixed_one_stays(tmp_path: Path) -> None:
    ring = keyring(tmp_path)
    index = ring.fixed("personal-index")
    ring.rotate()
    assert keyring(tmp_path).fixed("personal-index") == index
    assert keyed_hash(index, "13800000000") == keyed_hash(index, "13800000000") != keyed_hash(index, "13800000001")
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    names = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert names == dict.fromkeys(("master-1.key", "master-2.key", "personal-index.key"), 0o600)
    with pytest.raises(ValueError, match="no purpose"):
        ring.fixed("../outside")


def test_a_key_of_its_own_opens_nothing_else() -> None:
    one, other = Key.make(), Key.make()
    with pytest.raises(Unreadable, match="sealed with key"):
        other.unseal(one.seal(b"word", about="x"), about="x")
