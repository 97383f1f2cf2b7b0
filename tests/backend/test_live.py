"""The live socket: cursor, gaps that cannot happen, resume, resync, slow readers, revocation, positions."""

from __future__ import annotations

import contextlib
import socket
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from contract import commands as c
from contract.entities import Point
from contract.protocol import Dropped, Fact, Heartbeat, Hello
from contract.samples import UNITS, unpack
from contract.scope import Scope, View
from contract.snapshot import apply, live_of
from tests.backend.city import Hall
from tests.backend.server import Backend, Live, running


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running(environ={"CITYWALL_LIVE__HEARTBEAT_S": "0.2", "CITYWALL_LIVE__SAMPLES_S": "0.1"}) as one:
        yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


def facts_until(live: Live, cursor: int, goal: int) -> tuple[list[Fact], int]:
    """Facts until the cursor reached `goal`; every frame must follow on."""
    found: list[Fact] = []
    while cursor < goal:
        frame = live.next()
        assert frame is not None
        if isinstance(frame, Fact):
            assert frame.prev == cursor, "a gap"
            found.append(frame)
            cursor = frame.event.seq
        elif isinstance(frame, Heartbeat):
            assert frame.prev >= cursor
            cursor = frame.prev
    return found, cursor


def test_whoever_acts_learns_of_the_act_like_everyone_else(hall: Hall) -> None:
    start = hall.admin.snapshot()
    state = live_of(start.entities)
    with hall.admin.listen(since=start.seq) as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert not hello.resync
        case_id = hall.report(place="人民路 5 号")
        done = hall.intake.send(c.AcceptCase(case_id=case_id))
        facts, _ = facts_until(live, start.seq, done.seq)
        for fact in facts:
            apply(state, fact.event)
    assert state == hall.admin.live_state()
    assert "case.accepted" in [fact.event.name for fact in facts]


def test_without_a_cursor_the_hello_asks_for_a_snapshot(hall: Hall) -> None:
    with hall.admin.listen() as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert hello.resync


def test_a_cursor_of_another_history_is_resynced(hall: Hall) -> None:
    with hall.admin.listen(since=10_000_000) as live:
        hello = live.next()
        assert isinstance(hello, Hello)
        assert hello.resync


def test_a_seat_that_was_away_gets_what_it_missed(hall: Hall) -> None:
    start = hall.admin.snapshot()
    state = live_of(start.entities)
    last = start.seq
    for _ in range(5):
        last = hall.intake.send(c.AcceptCase(case_id=hall.report())).seq
    with hall.admin.listen(since=start.seq) as live:
        assert isinstance(live.next(), Hello)
        facts, _ = facts_until(live, start.seq, last)
    for fact in facts:
        apply(state, fact.event)
    assert state == hall.admin.live_state()


def test_a_restart_is_only_another_absence(tmp_path: Path) -> None:
    with running(tmp_path) as first:
        hall = Hall(first)
        start = hall.admin.snapshot()
        hall.take_to(hall.report(point=Point(121.4, 31.2)), "signed")  # type: ignore[arg-type]
        session = hall.admin.session
        before = hall.admin.live_state()
    with running(tmp_path) as second:
        admin = second._caller(session)
        assert admin.live_state() == before
        state = live_of(start.entities)
        goal = admin.snapshot().seq
        with admin.listen(since=start.seq) as live:
            hello = live.next()
            assert isinstance(hello, Hello)
            assert not hello.resync
            for fact in facts_until(live, start.seq, goal)[0]:
                apply(state, fact.event)
        assert state == before


def test_events_outside_the_scope_only_advance_prev_and_leaving_it_is_a_remove(hall: Hall) -> None:
    department_id = hall.new_department()
    seat = hall.backend.account("department", scope=Scope(view=View.DEPARTMENT, department_id=department_id))
    start = seat.snapshot()
    with seat.listen(since=start.seq) as live:
        assert isinstance(live.next(), Hello)
        hall.report()
        hall.report()
        done = hall.case_at("filed")  # type: ignore[arg-type]
        dispatched = hall.dispatcher.send(c.DispatchCase(case_id=done, department_id=department_id))
        facts, _ = facts_until(live, start.seq, dispatched.seq)
    cases = [fact for fact in facts if fact.event.name.startswith("case.")]
    assert [fact.event.name for fact in cases] == ["case.dispatched"]
    assert cases[0].event.upsert[0].id == done


def test_a_kiosk_sees_no_number_no_house_and_no_actor(hall: Hall) -> None:
    kiosk = hall.backend.account("kiosk", scope=Scope(view=View.PUBLIC))
    start = kiosk.snapshot()
    with kiosk.listen(since=start.seq) as live:
        live.next()
        hall.report(place="长兴路 86 号")
        facts, _ = facts_until(live, start.seq, start.seq + 1)
    event = facts[-1].event
    assert event.actor_id is None
    card = event.upsert[0]
    assert (card.number, card.place) == ("", "长兴路")  # type: ignore[union-attr]


def test_a_ticket_is_good_once(hall: Hall) -> None:
    address = f"{hall.backend.url.replace('http', 'ws')}/api/live?ticket={hall.admin.ticket()}"
    with connect(address) as first:
        assert first.recv(timeout=5)
    with connect(address) as second:
        with pytest.raises(ConnectionClosed):
            second.recv(timeout=5)
        assert second.close_code == 1008
        assert "not_logged_in" in (second.close_reason or "")


def test_a_foreign_page_may_not_listen_and_the_wall_may(hall: Hall) -> None:
    with hall.admin.listen(origin="wall://app") as live:
        assert isinstance(live.next(), Hello)
    with hall.admin.listen(origin="https://elsewhere.example") as live:
        assert live.next() is None


def test_logging_out_drops_the_socket_with_its_reason(hall: Hall) -> None:
    seat = hall.backend.account("duty")
    with seat.listen() as live:
        live.next()
        assert seat.request("POST", "/api/logout").status_code == 204
        frame = live.next()
        while isinstance(frame, Heartbeat):
            frame = live.next()
        assert frame == Dropped(reason="revoked")
        assert live.next() is None
    assert seat.request("GET", "/api/snapshot").json()["code"] == "expired_token"


@pytest.mark.parametrize("ended", ["UPDATE tokens SET revoked_at = 1", "UPDATE accounts SET disabled = 1"])
def test_a_session_that_ends_elsewhere_drops_the_socket(tmp_path: Path, ended: str) -> None:
    with running(tmp_path, environ={"CITYWALL_LIVE__HEARTBEAT_S": "0.2"}) as backend, backend.admin().listen() as live:
        assert isinstance(live.next(), Hello)
        # What another server on the same database does.
        with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db", timeout=20)) as database, database:
            database.execute(ended)
        deadline = time.monotonic() + 20
        while isinstance(frame := live.next(), Heartbeat) and time.monotonic() < deadline:
            pass
        assert frame == Dropped(reason="revoked")


def test_a_ticket_ends_with_the_session_that_asked_for_it(hall: Hall) -> None:
    seat = hall.backend.account("duty")
    address = f"{hall.backend.url.replace('http', 'ws')}/api/live?ticket={seat.ticket()}&since=0"
    assert seat.request("POST", "/api/logout").status_code == 204
    with connect(address) as socket:
        live = Live(socket)
        assert live.next() == Dropped(reason="revoked")
        assert live.next() is None


def test_a_database_that_is_away_closes_the_socket_with_its_reason(tmp_path: Path) -> None:
    with running(tmp_path) as backend:
        admin = backend.admin()
        ticket = admin.ticket()
        with contextlib.closing(sqlite3.connect(tmp_path / "citywall.db", timeout=20)) as database:
            database.execute("ALTER TABLE counters RENAME TO gone")
            address = f"{backend.url.replace('http', 'ws')}/api/live?ticket={ticket}&since=1000000"
            with connect(address) as socket:
                assert Live(socket).next() is None
                assert (socket.close_code, socket.close_reason) == (
                    1013,
                    "unavailable: the database cannot be reached",
                )
            database.execute("ALTER TABLE gone RENAME TO counters")
        assert "the database cannot be reached" in backend.log


def test_positions_come_as_samples_and_never_as_events(hall: Hall) -> None:
    device = hall.backend.account("device")
    seq = hall.admin.snapshot().seq
    with hall.admin.listen(samples="vehicles,units") as live:
        live.next()
        assert device.request("POST", "/api/positions", json=[{"number": 7, "lon": 121.5, "lat": 31.25}]).ok
        deadline = time.monotonic() + 5
        seen: dict[int, tuple[float, float]] = {}
        while 7 not in seen and time.monotonic() < deadline:
            live.next()
            for frame in live.samples:
                lane, _, positions = unpack(frame)
                if lane == UNITS:
                    seen |= {one.number: (one.lon, one.lat) for one in positions}
    assert seen[7] == pytest.approx((121.5, 31.25))
    assert hall.admin.snapshot().seq == seq


def test_a_reader_that_does_not_read_is_dropped_and_hinders_nobody(tmp_path: Path) -> None:
    environ = {"CITYWALL_LIVE__QUEUE_FRAMES": "50", "CITYWALL_LIVE__HEARTBEAT_S": "0.2"}
    with running(tmp_path, environ=environ) as backend:
        hall = Hall(backend)
        seq = hall.admin.snapshot().seq
        path = f"/api/live?ticket={hall.admin.ticket()}&since={seq}"
        with deaf(backend.url, path) as slow, hall.admin.listen(since=seq) as quick:
            assert isinstance(quick.next(), Hello)
            cursor = seq
            for number in range(400):
                scene = c.SaveScene(name=f"scene {number % 3}", title="很" * 200, cells=_many_cells())
                done = hall.admin.send(scene)
                if number % 10 == 9:
                    facts, cursor = facts_until(quick, cursor, done.seq)
                    assert len(facts) == 10
            slow.settimeout(20)
            while block := slow.recv(1 << 20):
                assert block  # what was on its way, then the end
        assert "too_slow" in backend.log


def test_the_connection_of_a_reader_that_never_reads_is_not_kept(tmp_path: Path) -> None:
    environ = {"CITYWALL_LIVE__QUEUE_FRAMES": "50", "CITYWALL_LIVE__HEARTBEAT_S": "0.2"}
    with running(tmp_path, environ=environ) as backend:
        hall = Hall(backend)
        seq = hall.admin.snapshot().seq
        with deaf(backend.url, f"/api/live?ticket={hall.admin.ticket()}&since={seq}") as slow:
            own = slow.getsockname()[1]
            server = psutil.Process(backend.process.pid)

            def kept() -> bool:
                return any(one.raddr and one.raddr.port == own for one in server.net_connections("tcp"))

            assert kept()
            number = 0
            while "too_slow" not in backend.log:
                hall.admin.send(c.SaveScene(name=f"scene {number % 3}", title="很" * 200, cells=_many_cells()))
                number += 1
            deadline = time.monotonic() + 20
            while kept() and time.monotonic() < deadline:
                time.sleep(0.05)
            assert not kept()


@contextmanager
def deaf(url: str, path: str) -> Iterator[socket.socket]:
    """A seat that opens the live socket and then never reads."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.socket() as raw:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        raw.settimeout(10)
        raw.connect((host, int(port)))
        raw.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n".encode()
        )
        assert raw.recv(12) == b"HTTP/1.1 101"
        yield raw


def _many_cells() -> tuple[c.Cell, ...]:
    return tuple(c.Cell(monitor=0, x=x, y=y, w=1, h=1, panel="video") for x in range(8) for y in range(8))
