"""A real, temporary PostgreSQL cluster from Debian's package, run as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
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
        options = f"-p {port} -k {folder} -h 127.0.0.1 -c fsync=off"
        control = [*as_user, str(found / "pg_ctl"), "-D", str(data), "-w", "-s"]
        # pg_ctl detaches the cluster: its workers come and go and are nobody's leftovers.
        subprocess.run([*control, "-l", str(data / "log"), "-o", options, "start"], check=True, timeout=60, cwd=folder)
        try:
            yield f"postgresql://citywall@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], check=True, timeout=60, cwd=folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
