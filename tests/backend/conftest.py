"""One server per kind of database for tests that only need a server; tests that break things start their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.backend.postgres import cluster, fresh_database
from tests.backend.server import Backend, running
from tests.backend.sums import Town, town


@pytest.fixture(scope="package")
def postgres_url() -> Iterator[str]:
    with cluster() as url:
        yield url


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    # A fixture of a package may be made again for a later file: every server then begins on an empty database.
    flags: tuple[str, ...] = ()
    if request.param == "postgresql":
        flags = ("--database", fresh_database(request.getfixturevalue("postgres_url")))
    with running(tmp_path_factory.mktemp("data"), flags=flags) as backend:
        yield backend


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Town]:
    if request.param == "sqlite":
        with town(f"sqlite:///{tmp_path / 'x.db'}") as one:
            yield one
    else:
        with cluster() as url, town(url) as one:
            yield one
