"""A real, temporary PostgreSQL cluster from Debian's package, run as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_BIN = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/lib/postgresql/16/bin"), Path("/usr/lib/postgresql/17/bin"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a fresh cluster; skips with a reason where PostgreSQL is not installed."""
    found = next((one for one in _BIN if (one / "initdb").exists()), None)
    if found is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["setpriv", f"--reuid={user}", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="citywall-pg-"))
    port = _free_port()
    try:
        if as_user:
            shutil.chown(folder, user)
        data = folder / "data"
        subprocess.run(
            [*as_user, str(found / "initdb"), "-D", str(data), "-U", "citywall", "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            capture_output=True,
            timeout=60,
            cwd=folder,
        )
        options = ["-p", str(port), "-k", str(folder), "-h", "127.0.0.1", "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*as_user, str(found / "postgres"), "-D", str(data), *options], stdout=log, stderr=log, cwd=folder
            )
        try:
            _wait_ready(found, port, folder)
            yield f"postgresql://citywall@127.0.0.1:{port}/postgres"
        finally:
            server.terminate()
            server.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_ready(found: Path, port: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while True:
        asked = subprocess.run(
            [str(found / "pg_isready"), "-h", "127.0.0.1", "-p", str(port)], capture_output=True, timeout=10
        )
        if asked.returncode == 0:
            return
        assert time.monotonic() < deadline, (folder / "log").read_text()
        time.sleep(0.05)
