"""kill -9 in the middle of load loses no acknowledged command, doubles none, and leaves no gap."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
import uuid
from pathlib import Path

import pytest
import requests

from contract import commands as c
from contract.entities import CaseSource
from contract.events import Event
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, start


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def test_nothing_acknowledged_is_lost(tmp_path: Path, database: str) -> None:
    with contextlib.ExitStack() as stack:
        flags = ("--database", stack.enter_context(cluster())) if database == "postgresql" else ()
        acknowledged: dict[str, str] = {}
        backend = start(tmp_path, flags=flags)
        session = backend.account("duty", "admin").session
        for _ in range(3):
            _load_and_kill(backend, Caller(backend.url, session), acknowledged)
            backend = start(tmp_path, flags=flags)
        seat = backend._caller(session)
        alive = set(seat.live_state()["case"])
        assert acknowledged
        assert set(acknowledged.values()) <= alive
        for command_id, case_id in list(acknowledged.items())[-5:]:
            again = seat.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO), command_id=command_id)
            assert (again.repeated, again.ids) == (True, (case_id,))
        seqs: list[int] = []
        while page := seat.get("/api/events", list[Event], after=seqs[-1] if seqs else 0, limit=1000):
            seqs += [event.seq for event in page]
        assert seqs == list(range(1, len(seqs) + 1))
        assert backend.stop() == 0


def _load_and_kill(backend: Backend, seat: Caller, acknowledged: dict[str, str]) -> None:
    enough = len(acknowledged) + 150
    stopping = threading.Event()

    def post() -> None:
        mine = Caller(seat.url, seat.session)
        while not stopping.is_set():
            command_id = uuid.uuid4().hex
            try:
                done = mine.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO), command_id=command_id)
            except requests.RequestException:
                break
            acknowledged[command_id] = done.ids[0]
        mine.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 30
    while len(acknowledged) < enough and time.monotonic() < deadline:
        time.sleep(0.005)
    assert backend.stop(signal.SIGKILL) == -signal.SIGKILL
    stopping.set()
    for thread in threads:
        thread.join(10)
    seat.close()
    assert len(acknowledged) >= enough
