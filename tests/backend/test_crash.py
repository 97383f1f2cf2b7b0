"""kill -9 under load, of the server and of PostgreSQL: nothing acknowledged is lost, nothing doubled, no gap told."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path

import pytest

from tests.backend.crash import Crowd
from tests.backend.postgres import cluster, own_cluster
from tests.backend.server import start

CLEAN = {"lost": 0, "doubled": 0, "gaps": 0, "faults": 0}
long = pytest.mark.long
slow = pytest.mark.slow


@pytest.mark.timeout(1500)
@pytest.mark.parametrize(
    ("database", "kills"),
    [
        ("sqlite", 5),
        pytest.param("postgresql", 2, marks=slow),
        pytest.param("sqlite", 50, marks=long),
        pytest.param("postgresql", 25, marks=long),
    ],
)
def test_the_server_is_killed_again_and_again(tmp_path: Path, database: str, kills: int) -> None:
    with contextlib.ExitStack() as stack:
        flags = ("--database", stack.enter_context(cluster())) if database == "postgresql" else ()
        backend = start(tmp_path, flags=flags)
        with Crowd(backend.account("duty", "admin").session, backend.url) as crowd:
            for _ in range(kills):
                crowd.wait_for_more(40)
                assert backend.stop(signal.SIGKILL) == -signal.SIGKILL
                backend = start(tmp_path, flags=flags)
                crowd.url = backend.url
            crowd.wait_for_more(40)
            crowd.wait_until_told(backend._caller(crowd.session).snapshot().seq)
        verdict = crowd.verdict()
        assert backend.stop() == 0
    assert verdict.pop("acknowledged") >= 40 * (kills + 1)
    assert verdict == CLEAN, crowd.faults


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("kills", [pytest.param(2, marks=slow), pytest.param(10, marks=long)])
def test_postgresql_is_killed_again_and_again(tmp_path: Path, kills: int) -> None:
    with own_cluster() as database:
        backend = start(tmp_path, flags=("--database", database.url))
        with Crowd(backend.account("duty", "admin").session, backend.url) as crowd:
            for _ in range(kills):
                crowd.wait_for_more(40)
                database.kill()
                database.start()
            crowd.wait_for_more(40)
            crowd.wait_until_told(backend._caller(crowd.session).snapshot().seq)
        verdict = crowd.verdict()
        assert backend.stop() == 0
    assert verdict.pop("acknowledged") >= 40 * (kills + 1)
    assert verdict == CLEAN, crowd.faults
