"""Two servers on one PostgreSQL: one history, gapless, seen whole from either."""

from __future__ import annotations

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import requests

from backend.city import City
from backend.db import Database
from backend.hub import RECENT
from backend.ids import IdSource
from backend.lease import Lease
from backend.outcome import Outcome
from backend.transaction import Transaction
from backend.writer import Writer
from contract import commands as c
from contract.entities import CaseSource, Person, Scene
from contract.protocol import Dropped, Fact, Hello
from contract.scope import Scope, View
from contract.snapshot import apply, live_of
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend, Caller, Live, running
from tests.backend.test_live import facts_until

MANY = RECENT + 1000


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


def test_a_server_that_stood_still_tells_its_seats_thousands_of_events_in_order(tmp_path: Path) -> None:
    """More than memory holds, and more than may wait for a seat: read, told and taken piece by piece."""
    with cluster() as url:
        environ = {"CITYWALL_LIVE__QUEUE_FRAMES": "600"}
        with running(tmp_path, flags=("--database", url), environ=environ) as server:
            hall = Hall(server)
            hall.department_id  # noqa: B018 - it is made now
            duty, kiosk = hall.admin, server.account("kiosk", scope=Scope(view=View.PUBLIC))
            start = duty.snapshot()
            with duty.listen(since=start.seq) as live, kiosk.listen(since=start.seq) as public:
                with stopped(server):
                    last = write_elsewhere(url, MANY)
                with ThreadPoolExecutor(2) as pool:  # one that does not read for so long is too slow, rightly
                    reading = [pool.submit(_heard, one, start.seq, last) for one in (live, public)]
                    facts, seen = (one.result(60) for one in reading)
                assert [fact.event.seq for fact in facts] == list(range(start.seq + 1, last + 1))
                assert [one.event.seq for one in seen] == [
                    one.event.seq for one in facts if one.event.name != "person.saved"
                ]
            # The same for a seat that was away itself, from before what memory holds.
            with duty.listen(since=start.seq) as live:
                hello = live.next()
                assert isinstance(hello, Hello)
                assert not hello.resync
                assert [fact.event for fact in facts_until(live, start.seq, last)[0]] == [fact.event for fact in facts]
                done = hall.admin.send(c.SaveScene(name="after", title=""))
                assert [fact.event.seq for fact in facts_until(live, last, done.seq)[0]] == [done.seq]
            state = live_of(start.entities)
            for fact in facts:
                apply(state, fact.event)
            with duty.listen(since=last) as live:
                apply(state, facts_until(live, last, done.seq)[0][0].event)
            assert state == live_of(duty.snapshot().entities)
        assert "too_slow" not in server.log


def test_a_server_that_stood_still_for_too_long_asks_its_seats_to_fetch_a_snapshot(tmp_path: Path) -> None:
    with cluster() as url:
        environ = {"CITYWALL_LIVE__RESUME_EVENTS": "500"}
        with running(tmp_path, flags=("--database", url), environ=environ) as server:
            duty = server.account("admin", "duty")
            start = duty.snapshot()
            with duty.listen(since=start.seq) as live:
                with stopped(server):
                    last = write_elsewhere(url, 600)
                frames = iter(live.next, None)
                *before, told = frames
                assert told == Dropped(reason="resync")
                assert not [one for one in before if isinstance(one, Fact)]
            with duty.listen(since=start.seq) as live:
                hello = live.next()
                assert isinstance(hello, Hello)
                assert hello.resync
            fresh = duty.snapshot()
            assert fresh.seq == last
            assert len(live_of(fresh.entities)["scene"]) == len(live_of(start.entities)["scene"]) + 4
            with duty.listen(since=fresh.seq) as live:
                assert isinstance(live.next(), Hello)
                done = duty.send(c.SaveScene(name="after", title=""))
                assert [one.event.seq for one in facts_until(live, fresh.seq, done.seq)[0]] == [done.seq]


def _heard(live: Live, since: int, last: int) -> list[Fact]:
    assert isinstance(live.next(), Hello)
    return facts_until(live, since, last)[0]


@contextlib.contextmanager
def stopped(server: Backend) -> Iterator[None]:
    """While it lasts, the server's process stands still."""
    server.process.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        server.process.send_signal(signal.SIGCONT)


def write_elsewhere(url: str, count: int) -> int:
    """So many events by another server's writer: scenes and, every third, a person. The last seq."""
    db = Database(url)
    lease = Lease(db)
    writer = Writer(db, ids=IdSource(lease.take(), after=db.newest_id()), city=City(), lease=lease)
    writer.start()
    made: dict[int, str] = {}

    def save(tx: Transaction, number: int) -> Outcome:
        if number % 3 == 0:
            person = Person(id=tx.new_id(), name=f"person {number}")
            return Outcome("person.saved", upsert=(person,))
        one = Scene(id=made.setdefault(number % 4, tx.new_id()), name=f"other {number % 4}", title=f"{number}" * 100)
        return Outcome("scene.saved", upsert=(one,))

    try:
        waiting = [writer.act(partial(save, number=number)) for number in range(count)]
        return max(one.result(60).seq for one in waiting)
    finally:
        writer.stop()
        lease.close()
        db.close()


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
