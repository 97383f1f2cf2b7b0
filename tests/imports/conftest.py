"""One server for the tests that only bring files in; those that need an empty city start their own."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.figures import ImportProgress
from tests.backend.server import Backend, Caller, answer_of, running


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    """A server for tests that leave nothing behind."""
    with running(tmp_path_factory.mktemp("shared")) as backend:
        yield backend


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Backend]:
    """A server with nothing in it."""
    with running(tmp_path / "data") as backend:
        yield backend


def bring(admin: Caller, kind: str, body: bytes, timeout_s: float = 60.0, **query: str) -> ImportProgress:
    """Send a file and wait until it was read; raises Refused where it is not taken."""
    started = answer_of(admin.request("POST", f"/api/imports/{kind}", params=query, data=body), ImportProgress)
    return ended(admin, started.id, timeout_s)


def ended(admin: Caller, import_id: str, timeout_s: float = 60.0) -> ImportProgress:
    """The progress of an import once it has ended."""
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        progress = admin.get(f"/api/imports/{import_id}", ImportProgress)
        if progress.state in ("done", "failed"):
            return progress
        time.sleep(0.02)
    raise AssertionError(f"import {import_id} did not end within {timeout_s} s")


def write_credentials(data: Path, username: str, password: str) -> None:
    """What the launcher leaves for the client."""
    folder = data / "credentials"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / "admin.json"
    path.write_text(json.dumps({"username": username, "password": password}))
    path.chmod(0o600)


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real data, or a skip with the reason."""
    named = os.environ.get("CITYWALL_REALDATA")
    folder = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "realdata"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set CITYWALL_REALDATA")
    return folder
