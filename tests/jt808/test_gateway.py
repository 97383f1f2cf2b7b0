"""The gateway on a real server: terminals of both editions come, move and go; strangers and rubbish are turned away."""

from __future__ import annotations

import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest

from backend.gateways.jt808 import codec, driver
from backend.gateways.jt808.driver import Fleet
from contract.entities import Link, Vehicle
from contract.samples import unpack
from tests.backend.server import ROOT, Backend, running
from tests.simulator.city import small_city
from tests.simulator.load import load_city
from tests.waiting import until

PLACE = (121.4745, 31.2311)


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Terminal:
    """A terminal in a test's hands: it sends what the test says and reads what comes."""

    def __init__(self, port: int, phone: str, edition: int = 2013) -> None:
        self.phone, self.edition = phone.zfill(20 if edition == 2019 else 12), edition
        self.line = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._splitter, self._waiting, self._serial = codec.Splitter(), list[bytes](), 0

    def send(self, message: int, body: bytes = b"", part: tuple[int, int] | None = None) -> None:
        self.line.sendall(codec.encode(codec.Frame(message, self.phone, self._serial, body, self.edition, part)))
        self._serial += 1

    def answer(self) -> codec.Frame | None:
        """The platform's next message, None once it has closed the line."""
        while not self._waiting:
            try:
                data = self.line.recv(4096)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self._waiting += self._splitter.feed(data)
        return codec.decode(self._waiting.pop(0))

    def ask(self, message: int, body: bytes = b"", part: tuple[int, int] | None = None) -> int:
        """Send and read the result code of the answer."""
        self.send(message, body, part)
        frame = self.answer()
        assert frame is not None
        return frame.body[2 if frame.message == codec.REGISTER_ACK else 4]

    def enter(self) -> None:
        """Register and authenticate."""
        self.send(codec.REGISTER, bytes(80))
        frame = self.answer()
        assert frame is not None
        assert (frame.message, frame.body[2]) == (codec.REGISTER_ACK, 0)
        code = frame.body[3:]
        tail = bytes([len(code)]) + code + bytes(35) if self.edition == 2019 else code
        assert self.ask(codec.AUTHENTICATE, tail) == 0

    def close(self) -> None:
        self.line.close()


def fix(lon: float, lat: float, at: datetime | None = None, status: int = 3) -> bytes:
    clock = (at or datetime.now(UTC)).astimezone(codec.GMT8).strftime("%y%m%d%H%M%S")
    return struct.pack(
        ">IIIIHHH6s", 0, status, round(lat * 1e6), round(lon * 1e6), 8, 360, 91, bytes.fromhex(clock)
    ) + b"\x30\x01\x1f"  # fmt: skip


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Backend, int]]:
    """A server with the small city and a gateway on a free port."""
    port = free_port()
    folder = tmp_path_factory.mktemp("jt808")
    with running(folder / "data", environ={"CITYWALL_JT808__PORT": str(port)}) as server:
        load_city(server, small_city(folder / "city"))
        yield server, port


@pytest.fixture
def terminal(room: tuple[Backend, int]) -> Iterator[Callable[..., Terminal]]:
    """Opens terminals and closes them afterwards."""
    opened: list[Terminal] = []

    def open_one(phone: str, edition: int = 2013) -> Terminal:
        opened.append(Terminal(room[1], phone, edition))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()


def vehicle(server: Backend, number: int) -> Vehicle:
    found = [one for one in server.admin().live_state()["vehicle"].values() if isinstance(one, Vehicle)]
    return next(one for one in found if one.number == number)


def seen(server: Backend, number: int) -> tuple[float, float]:
    """Where the live stream says that a vehicle is."""
    admin = server.admin()
    with admin.listen(since=admin.snapshot().seq, samples="vehicles") as live:
        until_frame = time.monotonic() + 10
        while time.monotonic() < until_frame:
            live.next()
            for frame in live.samples:
                for position in unpack(frame)[2]:
                    if position.number == number:
                        return position.lon, position.lat
            live.samples.clear()
    raise AssertionError(f"vehicle {number} was not seen")


Room = tuple[Backend, int]
Opener = Callable[..., Terminal]


@pytest.mark.parametrize(("edition", "number"), [(2013, 1), (2019, 3)])
def test_a_vehicle_comes_online_moves_and_goes_offline(room: Room, terminal: Opener, edition: int, number: int) -> None:
    server, _ = room
    one = terminal(vehicle(server, number).terminal, edition)
    one.enter()
    until(lambda: vehicle(server, number).link is Link.ONLINE)
    assert one.ask(codec.LOCATION, fix(*PLACE)) == 0
    assert seen(server, number) == pytest.approx(PLACE)
    assert one.ask(codec.HEARTBEAT) == 0
    one.close()
    until(lambda: vehicle(server, number).link is Link.OFFLINE)


def test_an_unknown_terminal_is_refused_with_the_standards_own_answer(terminal: Opener) -> None:
    stranger = terminal("013800000000")
    stranger.send(codec.REGISTER, bytes(80))
    frame = stranger.answer()
    assert frame is not None
    assert (frame.message, frame.body[2]) == (codec.REGISTER_ACK, 4)
    assert stranger.answer() is None


def test_a_wrong_code_does_not_let_a_terminal_in(room: Room, terminal: Opener) -> None:
    one = terminal(vehicle(room[0], 2).terminal)
    assert one.ask(codec.AUTHENTICATE, b"let me in") == 1
    assert one.ask(codec.LOCATION, fix(*PLACE)) == 1
    assert vehicle(room[0], 2).link is not Link.ONLINE
    one.enter()
    assert one.ask(codec.LOCATION, fix(*PLACE)) == 0


def test_a_line_belongs_to_the_terminal_that_opened_it(room: Room, terminal: Opener) -> None:
    one = terminal(vehicle(room[0], 4).terminal)
    one.enter()
    one.phone = vehicle(room[0], 5).terminal.zfill(12)
    assert one.ask(codec.LOCATION, fix(*PLACE)) == 1


def test_old_missing_and_impossible_fixes_move_nothing(room: Room, terminal: Opener) -> None:
    server, _ = room
    one = terminal(vehicle(server, 6).terminal)
    one.enter()
    assert one.ask(codec.LOCATION, fix(*PLACE)) == 0
    now = datetime.now(UTC)
    for body in (
        fix(0.5, 0.5, at=now - timedelta(hours=2)), fix(0.5, 0.5, at=now - timedelta(seconds=30)),
        fix(0.5, 0.5, status=1), fix(0.5, 99.0),
    ):  # fmt: skip
        assert one.ask(codec.LOCATION, body) == 0
    assert one.ask(codec.LOCATION, b"short") == 2
    assert seen(server, 6) == pytest.approx(PLACE)


def test_a_batch_in_two_parts_is_put_together_and_the_newest_fix_counts(room: Room, terminal: Opener) -> None:
    server, _ = room
    one = terminal(vehicle(server, 7).terminal)
    one.enter()
    now = datetime.now(UTC)
    fixes = [fix(PLACE[0], PLACE[1] + k * 1e-4, at=now - timedelta(seconds=20 - k)) for k in range(6)]
    fixes = [fixes[5], *fixes[:5]]
    body = struct.pack(">HB", len(fixes), 1) + b"".join(struct.pack(">H", len(one)) + one for one in fixes)
    assert one.ask(codec.LOCATION_BATCH, body[:70], (1, 2)) == 0
    assert one.ask(codec.LOCATION_BATCH, body[70:], (2, 2)) == 0
    assert seen(server, 7) == pytest.approx((PLACE[0], PLACE[1] + 5e-4))


def test_rubbish_ends_its_own_line_and_no_other(room: Room, terminal: Opener) -> None:
    good, bad = terminal(vehicle(room[0], 8).terminal), terminal("013800000001")
    good.enter()
    with pytest.raises(OSError, match=r"reset|pipe"):  # noqa: PT012 - whichever write meets the closed line first
        for _ in range(200):
            bad.line.sendall(b"\x7e" + bytes(range(256)) * 8)
            time.sleep(0.02)
    assert good.ask(codec.LOCATION, fix(*PLACE)) == 0


def test_a_terminal_that_calls_again_before_its_old_line_died_stays_online(room: Room, terminal: Opener) -> None:
    server, _ = room
    phone = vehicle(server, 2).terminal
    first, second = terminal(phone), terminal(phone)
    first.enter()
    second.enter()
    first.close()
    until(lambda: vehicle(server, 2).link is Link.ONLINE)
    assert second.ask(codec.HEARTBEAT) == 0
    assert vehicle(server, 2).link is Link.ONLINE


def _left(link: Link) -> Vehicle:
    return Vehicle(id="1", number=1, name="", plate="", use="muck", terminal="013990100001", link=link)


def test_a_vehicle_that_does_not_come_back_after_a_restart_is_called_offline() -> None:
    said: list[Link] = []
    fleet = Fleet(lambda: {"1": _left(Link.ONLINE)}, lambda _: None, lambda _, link: said.append(link))
    fleet.settle()
    assert said == [Link.OFFLINE]


def test_a_lost_word_is_said_again_while_positions_come(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Link] = []
    fleet = Fleet(lambda: {"1": _left(Link.UNKNOWN)}, lambda _: None, lambda _, link: said.append(link))
    found = fleet.find("00000000013990100001")
    assert found is not None
    fleet.came(found)
    assert fleet.moved(found, codec.location(fix(*PLACE)))
    assert said == [Link.ONLINE]
    later = time.monotonic() + 60
    monkeypatch.setattr(driver.time, "monotonic", lambda: later)
    assert fleet.moved(found, codec.location(fix(*PLACE)))
    assert said == [Link.ONLINE, Link.ONLINE]


@pytest.mark.parametrize(("soft", "hard", "most", "after"), [(256, 256, 128, 256), (256, 4000, 2000, 4000)])
def test_terminals_never_take_the_last_sockets_of_the_server(soft: int, hard: int, most: int, after: int) -> None:
    code = (
        "import resource as r; from backend.gateways.jt808.gateway import room_for_sessions as room;"
        f"r.setrlimit(r.RLIMIT_NOFILE, ({soft}, {hard})); print(room(), r.getrlimit(r.RLIMIT_NOFILE)[0])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(most), str(after)]
