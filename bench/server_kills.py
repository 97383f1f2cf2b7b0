"""Kills and modelled power cuts: how many acknowledged acts are lost, doubled, or told out of order."""

from __future__ import annotations

import contextlib
import pickle
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Counts of what must be zero."""
    for database, kills in (("sqlite", 5 if quick else 50), ("postgresql", 2 if quick else 25)):
        yield _zero(f"server killed {kills} times under load, {database}", _server_killed(database, kills))
    kills = 2 if quick else 10
    yield _zero(f"PostgreSQL killed {kills} times under load", _postgresql_killed(kills))
    points = 200
    yield _zero(f"power cut at {points} modelled points", _cut(points, 80 if quick else 400))


def _zero(what: str, found: int | None) -> dict[str, Any]:
    return {"figure": f"{what}: lost, doubled, gaps", "value": found, "unit": "", "target": "value <= 0"}


def _server_killed(database: str, kills: int) -> int:
    from tests.backend.crash import Crowd
    from tests.backend.postgres import cluster
    from tests.backend.server import start

    with contextlib.ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citywall-bench-")))
        flags = ("--database", stack.enter_context(cluster())) if database == "postgresql" else ()
        backend = start(data, flags=flags)
        with Crowd(backend.account("duty", "admin").session, backend.url) as crowd:
            for _ in range(kills):
                crowd.wait_for_more(40)
                backend.stop(signal.SIGKILL)
                backend = start(data, flags=flags)
                crowd.url = backend.url
            crowd.wait_for_more(40)
            crowd.wait_until_told(backend._caller(crowd.session).snapshot().seq)
        verdict = crowd.verdict()
        backend.stop()
    return sum(verdict.values()) - verdict["acknowledged"]


def _postgresql_killed(kills: int) -> int:
    from tests.backend.crash import Crowd
    from tests.backend.postgres import own_cluster
    from tests.backend.server import running

    with (
        own_cluster() as database,
        running(flags=("--database", database.url)) as backend,
        Crowd(backend.account("duty", "admin").session, backend.url) as crowd,
    ):
        for _ in range(kills):
            crowd.wait_for_more(40)
            database.kill()
            database.start()
        crowd.wait_for_more(40)
        crowd.wait_until_told(backend._caller(crowd.session).snapshot().seq)
        crowd.stop()
        verdict = crowd.verdict()
    return sum(verdict.values()) - verdict["acknowledged"]


def _cut(points: int, rounds: int) -> int | None:
    from tests.backend.powercut import cuts

    with tempfile.TemporaryDirectory(prefix="citywall-bench-") as folder:
        place = Path(folder)
        (place / "city").mkdir()
        words = [str(place / "city"), str(place / "ops"), str(rounds), "FULL"]
        done = subprocess.run([sys.executable, "-m", "tests.backend.powercut", *words], cwd=_ROOT, check=False)
        if done.returncode != 0:
            return None
        base, ops = pickle.loads((place / "ops").read_bytes())
        return len(list(cuts(base, ops, points, seed=1, scratch=place / "cut")))
