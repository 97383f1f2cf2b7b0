"""Two servers on one PostgreSQL: one history, gapless, seen whole from either."""

from __future__ import annotations

import contextlib
import threading
import time
from pathlib import Path

import requests

from contract import commands as c
from contract.entities import CaseSource
from contract.protocol import Hello
from contract.snapshot import apply, live_of
from tests.backend.postgres import cluster
from tests.backend.server import Caller, running
from tests.backend.test_live import facts_until


def test_a_seat_of_one_server_sees_what_the_other_wrote(tmp_path: Path) -> None:
    with cluster() as url:
        flags = ("--database", url)
        with running(tmp_path / "a", flags=flags) as first:
            session = first.account("duty").session
            with running(tmp_path / "b", flags=flags) as second:
                left, right = Caller(first.url, session), Caller(second.url, session)
                start = right.snapshot()
                state = live_of(start.entities)
                with right.listen(since=start.seq) as live:
                    assert isinstance(live.next(), Hello)
                    last = _crowd(left, right)
                    for fact in facts_until(live, start.seq, last)[0]:
                        apply(state, fact.event)
                    assert len(state["case"]) == 2 * 4 * 10
                deadline = time.monotonic() + 10
                while left.snapshot().seq < last and time.monotonic() < deadline:
                    time.sleep(0.05)
                assert state == live_of(left.snapshot().entities)
                ids = [one.number for one in state["case"].values()]  # type: ignore[union-attr]
                assert len(ids) == len(set(ids))
                left.close()
                right.close()


def _crowd(*seats: Caller) -> int:
    seqs: list[int] = []

    def post(seat: Caller) -> None:
        mine = Caller(seat.url, seat.session)
        for _ in range(10):
            seqs.append(mine.send(c.ReportCase(class_code="E0110", source=CaseSource.VIDEO)).seq)
        mine.close()

    threads = [threading.Thread(target=post, args=(seat,)) for seat in seats for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(seqs) == len(set(seqs)) == len(threads) * 10
    return max(seqs)


def test_without_its_database_a_server_says_so_and_stays_up(tmp_path: Path) -> None:
    with contextlib.ExitStack() as database:
        url = database.enter_context(cluster())
        with running(tmp_path, flags=("--database", url)) as server:
            admin = server.account("admin", "duty")
            before = admin.snapshot()
            database.close()
            for method, path in (("POST", "/api/commands"), ("GET", "/api/cases"), ("GET", "/api/kpi")):
                body = {
                    "id": "while-away",
                    "command": {"type": "report_case", "class_code": "E0110", "source": "video"},
                }
                answer = admin.request(method, path, json=body)
                assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
                assert answer.headers["Retry-After"] == "1"
            assert requests.get(f"{server.url}/api/health", timeout=10).json()["seq"] == before.seq
