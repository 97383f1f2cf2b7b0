"""`serve rotate-keys`: everything is under the new key at the end, whatever happens on the way."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.db import Database
from backend.sealing import Keyring, Unreadable, keyring
from backend.services.rotation import PLACES, ServerRuns, rotate
from backend.tables import device_secrets, second_factors, subjects
from tests.backend.postgres import fresh_database
from tests.backend.server import ROOT, running
from tests.backend.test_program import backend

NOW = datetime(2026, 11, 21, tzinfo=UTC)
MANY = 1300  # more than two transactions


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'citywall.db'}"
    else:
        yield fresh_database(request.getfixturevalue("postgres_url"))


def filled(url: str, folder: Path) -> Keyring:
    """Sealed values of every kind, one of them of somebody who was erased."""
    ring, db = keyring(folder), Database(url)
    db.migrate()
    with db.write() as connection:
        for one in ("1", "2"):
            sealed = ring.seal(f"rtsp://a:{one}@h".encode(), about=f"camera:{one}:address")
            connection.execute(device_secrets.insert().values(kind="camera", id=one, sealed=sealed, changed_at=NOW))
        sealed = ring.seal(b"secret 7", about="second_factor:7")
        connection.execute(second_factors.insert().values(person_id="7", sealed=sealed, made_at=NOW, last_step=0))
        connection.execute(
            subjects.insert(),
            [
                {"id": str(n), "sealed_key": ring.seal(f"{n:032}".encode(), about=f"subject:{n}"), "created_at": NOW}
                for n in range(1, MANY + 1)
            ],
        )
        connection.execute(subjects.insert().values(id=str(MANY + 1), created_at=NOW, erased_at=NOW))
    db.close()
    return ring


def opened(url: str, ring: Keyring) -> tuple[list[bytes], set[bool]]:
    """Every value, and whether the current key seals it."""
    db, values, current = Database(url), list[bytes](), set[bool]()
    try:
        with db.read() as connection:
            for place in PLACES:
                for *row, sealed in connection.execute(select(*place.keys, place.column).order_by(*place.keys)):
                    if sealed is not None:
                        values.append(ring.unseal(bytes(sealed), about=place.about(*row)))
                        current.add(ring.is_current(bytes(sealed)))
    finally:
        db.close()
    return values, current


def test_everything_is_under_the_new_key(url: str, tmp_path: Path) -> None:
    before, _ = opened(url, filled(url, tmp_path))
    done = backend("rotate-keys", "--data", str(tmp_path), "--database", url)
    assert done.returncode == 0, done.stderr
    assert f"{len(before)} values sealed anew" in done.stdout
    assert opened(url, keyring(tmp_path)) == (before, {True})
    names = sorted(one.name for one in (tmp_path / "keys").iterdir())
    assert names == ["master-1.key", "master-2.key"]
    dropped = backend("rotate-keys", "--drop", "--data", str(tmp_path), "--database", url)
    assert "2 old keys dropped" in dropped.stdout
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["master-3.key"]
    assert opened(url, keyring(tmp_path)) == (before, {True})


def test_it_may_be_killed_anywhere_and_begun_again(url: str, tmp_path: Path) -> None:
    before, _ = opened(url, filled(url, tmp_path))
    words = [sys.executable, "-m", "backend", "rotate-keys", "--drop", "--data", str(tmp_path), "--database", url]
    for lines in (1, 2, 3):
        with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as one:
            assert one.stderr is not None
            for _ in range(lines):
                one.stderr.readline()
            one.kill()
        values, _ = opened(url, keyring(tmp_path))
        assert values == before
    assert backend(*words[3:]).returncode == 0
    assert opened(url, keyring(tmp_path)) == (before, {True})
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_a_key_that_something_needs_is_kept_and_a_missing_one_is_named(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'citywall.db'}"
    filled(url, tmp_path)
    foreign, db = keyring(tmp_path / "other"), Database(url)
    with db.write() as connection:
        sealed = foreign.seal(b"x", about="camera:9:address")
        connection.execute(device_secrets.insert().values(kind="camera", id="9", sealed=sealed, changed_at=NOW))
        kept = keyring(tmp_path).seal(b"x", about="something else")
        connection.execute(device_secrets.insert().values(kind="camera", id="8", sealed=kept, changed_at=NOW))
    try:
        found = rotate(db, keyring(tmp_path), drop=True)
        assert (found.unreadable, found.dropped) == (2, 0)
        assert foreign.current.id in found.summary
        assert len(list((tmp_path / "keys").iterdir())) == 2
    finally:
        db.close()


def test_not_beside_a_running_server_and_not_without_keys(url: str, tmp_path: Path) -> None:
    flags = () if url.startswith("sqlite") else ("--database", url)
    with running(tmp_path, flags=flags):
        refused = backend("rotate-keys", "--data", str(tmp_path), *flags)
        assert (refused.returncode, "stop it first" in refused.stderr) == (4, True)
        if flags:
            ring, db = filled(url, tmp_path / "replica"), Database(url)
            with pytest.raises(ServerRuns):
                rotate(db, ring)
            db.close()
    lost = backend("rotate-keys", "--data", str(tmp_path / "new"), *flags)
    assert (lost.returncode, "there are no keys" in lost.stderr) == (4, True)


def test_a_value_of_another_row_does_not_open(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        keyring(tmp_path).unseal(keyring(tmp_path).seal(b"x", about="subject:1"), about="subject:2")
