"""A real, temporary PostgreSQL cluster from Debian's package, run as an unprivileged user."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

_BIN = (Path("/usr/lib/postgresql/15/bin"), Path("/usr/lib/postgresql/16/bin"), Path("/usr/lib/postgresql/17/bin"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Cluster:
    """A PostgreSQL of our own that can be killed and started again."""

    def __init__(self, folder: Path, binaries: Path, as_user: list[str], durable: bool) -> None:
        self._folder, self._bin, self._as_user = folder, binaries, as_user
        self._fsync = "on" if durable else "off"
        self._data, self._port = folder / "data", _free_port()
        self.url = f"postgresql://citywall@127.0.0.1:{self._port}/postgres"

    def make(self) -> None:
        """The data folder."""
        how = ["-U", "citywall", "-A", "trust", "-E", "UTF8", "-N"]
        words = [*self._as_user, str(self._bin / "initdb"), "-D", str(self._data), *how]
        subprocess.run(words, check=True, capture_output=True, timeout=60, cwd=self._folder)

    def start(self) -> None:
        """Start it, after a kill as well: what is left of the old one must have gone first."""
        options = f"-p {self._port} -k {self._folder} -h 127.0.0.1 -c fsync={self._fsync}"
        # pg_ctl detaches the cluster: its workers come and go and are nobody's leftovers.
        words = [*self._control, "-l", str(self._data / "log"), "-o", options, "start"]
        for _ in range(20):
            if subprocess.run(words, check=False, timeout=60, cwd=self._folder).returncode == 0:
                return
            time.sleep(0.5)
        raise AssertionError((self._data / "log").read_text())

    def kill(self) -> None:
        """kill -9 of its postmaster."""
        pid = int((self._data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        """End it at once."""
        words = [*self._control, "-m", "immediate", "stop"]
        subprocess.run(words, check=True, timeout=60, cwd=self._folder)

    @property
    def _control(self) -> list[str]:
        return [*self._as_user, str(self._bin / "pg_ctl"), "-D", str(self._data), "-w", "-s"]


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a fresh cluster; skips with a reason where PostgreSQL is not installed."""
    with own_cluster() as one:
        yield one.url


def fresh_database(url: str) -> str:
    """The URL of a new, empty database in the same cluster."""
    name = f"city_{secrets.token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return url.rpartition("/")[0] + f"/{name}"


@contextmanager
def own_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A fresh cluster to kill; `durable`: it syncs. Skips with a reason where PostgreSQL is not installed."""
    found = next((one for one in _BIN if (one / "initdb").exists()), None)
    if found is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql)")
    user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    as_user = ["setpriv", f"--reuid={user}", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="citywall-pg-"))
    try:
        if as_user:
            shutil.chown(folder, user)
        one = Cluster(folder, found, as_user, durable)
        one.make()
        one.start()
        try:
            yield one
        finally:
            one.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
