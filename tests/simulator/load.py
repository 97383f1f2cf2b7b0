"""Brings a city folder into a running server, as a person would: a tar over HTTP."""

from __future__ import annotations

import io
import tarfile
import time
from pathlib import Path

from contract.figures import ImportProgress
from tests.backend.server import Backend, answer_of


def load_city(server: Backend, folder: Path) -> None:
    """Import and wait until it is done."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for path in sorted(folder.iterdir()):
            tar.add(path, path.name)
    admin = server.admin()
    started = answer_of(admin.request("POST", "/api/imports/city", data=packed.getvalue()), ImportProgress)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        progress = admin.get(f"/api/imports/{started.id}", ImportProgress)
        assert progress.state != "failed", progress
        if progress.state == "done":
            assert progress.refused == 0, progress.faults[:5]
            return
        time.sleep(0.05)
    raise AssertionError("the city was not imported in time")
