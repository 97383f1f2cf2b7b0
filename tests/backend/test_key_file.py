"""The keys in a file of their own under a passphrase: written with a backup, put back with it, useless without."""

from __future__ import annotations

import os
import pty
import stat
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend import keyfile
from backend.keyfile import KeyFileError
from backend.passphrase import VARIABLE
from contract.commands import SavePole
from contract.people import DeviceAddress
from tests.backend.postgres import fresh_database
from tests.backend.server import ROOT, running
from tests.backend.test_program import backend

WORD = "correct horse battery staple"
KEYS = {"master-1.key": b"a" * 65, "erased": b"7\n"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def flags(request: pytest.FixtureRequest) -> Iterator[tuple[str, ...]]:
    """Of the restored server."""
    if request.param == "sqlite":
        yield ()
    else:
        yield ("--database", fresh_database(request.getfixturevalue("postgres_url")))


def test_a_backup_with_its_keys_opens_what_was_sealed(tmp_path: Path, flags: tuple[str, ...]) -> None:
    data, new, file, keys = (tmp_path / name for name in ("old", "new", "city.zip", "city.keys"))
    word = tmp_path / "word"
    word.write_text(f"{WORD}\nanother line\n", encoding="utf-8")
    with running(data) as server:
        pole_id = server.admin().send(SavePole(number=1, name="p", address="sip:1:hunter2@10.0.0.9")).ids[0]
        short = backend("backup", str(file), "--keys", str(keys), "--data", str(data), environ={VARIABLE: "short"})
        assert (short.returncode, "at least 12 characters" in short.stderr) == (1, True)
        nobody = backend("backup", str(file), "--keys", str(keys), "--data", str(data))
        assert (nobody.returncode, "nobody is at a terminal" in nobody.stderr) == (1, True)
        assert not file.exists()
        words = ("backup", str(file), "--keys", str(keys), "--passphrase-file", str(word), "--data", str(data))
        made = backend(*words)
        assert made.returncode == 0, made.stderr
    assert stat.S_IMODE(keys.stat().st_mode) == 0o600
    back = ("restore", str(file), "--keys", str(keys), "--data", str(new), *flags)
    refused = backend(*back, environ={VARIABLE: WORD + "!"})
    assert (refused.returncode, "another passphrase" in refused.stderr) == (1, True)
    assert not new.exists()
    done = backend(*back, environ={VARIABLE: WORD})
    assert done.returncode == 0, done.stderr
    for one in (data / "keys").iterdir():
        assert (new / "keys" / one.name).read_bytes() == one.read_bytes()
    assert [one for one in (new / "keys").iterdir() if one.stat().st_mode & 0o077] == []
    with running(new, flags=flags) as server:
        whole = server.log_in("admin").get(f"/api/poles/{pole_id}/address", DeviceAddress)
        assert whole.address == "sip:1:hunter2@10.0.0.9"


def test_by_default_the_keys_are_not_in_a_backup_and_it_says_so(tmp_path: Path) -> None:
    with running(tmp_path / "old"):
        pass
    made = backend("backup", str(tmp_path / "city.zip"), "--data", str(tmp_path / "old"))
    assert made.returncode == 0
    assert "The keys are not in it" in made.stderr.splitlines()[-1]
    done = backend("restore", str(tmp_path / "city.zip"), "--data", str(tmp_path / "new"))
    assert (done.returncode, "Bring the keys back" in done.stderr) == (0, True)


def test_prepared_settings_stay_and_another_database_is_told(tmp_path: Path) -> None:
    old, new, file = tmp_path / "old", tmp_path / "new", tmp_path / "city.zip"
    old.mkdir()
    (old / "citywall.toml").write_text("[log]\nlevel = 'WARNING'\n")
    with running(old):
        pass
    assert backend("backup", str(file), "--data", str(old)).returncode == 0
    new.mkdir()
    elsewhere = f"[database]\nurl = 'sqlite:///{tmp_path / 'city.db'}'\n"
    (new / "citywall.toml").write_text(elsewhere)
    done = backend("restore", str(file), "--data", str(new))
    assert (done.returncode, "stays as it is" in done.stderr, "another database" in done.stderr) == (0, True, False)
    assert (new / "citywall.toml").read_text() == elsewhere
    assert "WARNING" in (new / "citywall.toml.of-backup").read_text()
    assert ((tmp_path / "city.db").exists(), (new / "citywall.db").exists()) == (True, False)
    flags = ("--data", str(tmp_path / "third"), "--database", f"sqlite:///{tmp_path / 'third.db'}")
    done = backend("restore", str(file), *flags)
    assert (done.returncode, "names another database" in done.stderr) == (0, True)


def test_keys_do_not_lie_with_what_they_open_and_no_other_keys_are_lost(tmp_path: Path) -> None:
    data, file = tmp_path / "old", tmp_path / "city.zip"
    with running(data):
        pass
    for keys in (data / "keys.sealed", file):
        refused = backend("backup", str(file), "--keys", str(keys), "--data", str(data), environ={VARIABLE: WORD})
        assert (refused.returncode, "the keys need" in refused.stderr) == (1, True)
    keys, new = tmp_path / "keys", tmp_path / "new"
    words = (str(file), "--keys", str(keys), "--data")
    assert backend("backup", *words, str(data), environ={VARIABLE: WORD}).returncode == 0
    (new / "keys").mkdir(parents=True)
    other = new / "keys" / "master-1.key"
    other.write_text("0" * 64)
    refused = backend("restore", *words, str(new), environ={VARIABLE: WORD})
    assert (refused.returncode, "holds other keys" in refused.stderr) == (1, True)
    assert (other.read_text(), [one.name for one in new.iterdir()]) == ("0" * 64, ["keys"])
    other.unlink()
    (tmp_path / "no.zip").write_bytes(b"PK")
    words = (str(tmp_path / "no.zip"), *words[1:])
    assert backend("restore", *words, str(new), environ={VARIABLE: WORD}).returncode == 1
    assert not other.exists()


def test_a_file_of_keys_that_was_changed_anywhere_does_not_open(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    keyfile.write(file, KEYS, WORD)
    assert keyfile.read(file, WORD) == KEYS
    whole = file.read_bytes()
    assert KEYS["master-1.key"].hex().encode() not in whole
    for at in (0, 17, 20, 40, 60, 150, len(whole) - 40, len(whole) - 1):
        file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(KeyFileError):
            keyfile.read(file, WORD)
    for content in (
        b"",
        whole[:100],
        whole[:-1],
        b"citywall keys 1\n",
        whole.replace(b'"n":131072', b'"n":999999999999'),
    ):
        file.write_bytes(content)
        with pytest.raises(KeyFileError):
            keyfile.read(file, WORD)


def test_a_passphrase_is_the_same_from_every_keyboard(tmp_path: Path) -> None:
    file, word = tmp_path / "keys", "Schlüssel über 北京市"
    keyfile.write(file, KEYS, unicodedata.normalize("NFD", word))
    assert keyfile.read(file, unicodedata.normalize("NFC", word)) == KEYS


@pytest.mark.parametrize("name", ["../voice.key", "/etc/x", "a/b", ".."])
def test_a_file_of_keys_cannot_name_a_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(KeyFileError, match="names a path"):
        keyfile.fits({name: b"x"}, tmp_path)


def test_a_person_types_it_twice(tmp_path: Path) -> None:
    with running(tmp_path / "old"):
        pass
    keys = tmp_path / "keys"
    words = ("backup", str(tmp_path / "city.zip"), "--keys", str(keys), "--data", str(tmp_path / "old"))
    code, said = at_terminal(words, WORD, WORD + "!")
    assert (code, "two different passphrases" in said, keys.exists()) == (1, True, False)
    code, said = at_terminal(words, WORD, WORD)
    assert (code, WORD in said) == (0, False)
    assert "master-1.key" in keyfile.read(keys, WORD)


def at_terminal(words: tuple[str, ...], *lines: str) -> tuple[int, str]:
    """(status, what the screen showed) of a program at a terminal of its own."""
    ours, its = pty.openpty()
    command = ["setsid", "--ctty", "--wait", sys.executable, "-m", "backend", *words]
    clean = {key: value for key, value in os.environ.items() if key != VARIABLE}
    with subprocess.Popen(command, cwd=ROOT, env=clean, stdin=its, stdout=its, stderr=its) as one:
        os.close(its)
        shown, typed = b"", 0
        try:
            while data := os.read(ours, 4096):
                shown += data
                if shown.count(b"of the keys: ") + shown.count(b"Once more: ") > typed:
                    os.write(ours, lines[typed].encode() + b"\n")
                    typed += 1
        except OSError:
            pass  # the other side was closed
        finally:
            os.close(ours)
    return one.returncode, shown.decode()
