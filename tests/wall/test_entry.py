"""The way into the wall against the real server: kiosks by their code, second factors, due passwords, wrong ones."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pyotp
import pytest
import requests
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from backend_client.link import LinkState
from contract.people import OneTimePassword, SecondFactor
from contract.protocol import PROTOCOL, Session
from contract.scope import View
from tests.backend.server import PASSWORD, ROOT, Backend, running, start
from tests.tls import Authority
from tests.wall.seat_rooms import Make, rooms
from wall import accounts
from wall.command_words import parse
from wall.kiosk import FILE, load, save
from wall.monitors import MONITORS
from wall.room import Room
from wall.seats import Seats
from wall.settings import WallSettings

_LIGHT = ("queue", "case", "detail", "alarms", "attention", "broadcast", "figures")


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    with running() as server:
        server.admin()
        yield server


@pytest.fixture
def make(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Rooms on a data folder and a server; each is closed afterwards."""
    with rooms(qapp, monkeypatch) as open_room:

        def build(url: str, data: Path, *, kiosk: bool = False) -> Room:
            seats = Seats(url, "http://127.0.0.1:9", data, "dark", kiosk=kiosk)
            settings = WallSettings(scene="kiosk" if kiosk else "duty")
            return open_room(seats, settings, data, lambda kind: kind in _LIGHT)

        yield build


def words(room: Room) -> str:
    screen = room.screens[0]
    if screen.pairing is not None:
        return "\n".join(line[0] for line in screen.pairing.lines())
    return "\n".join(label.text() for label in screen.waiting.findChildren(QLabel))


def test_a_kiosk_shows_a_code_is_paired_from_a_seat_keeps_its_token_and_says_when_it_is_revoked(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    kiosk = make(backend.url, tmp_path / "kiosk", kiosk=True)
    door = kiosk.seats.door
    assert door is not None
    qtbot.waitUntil(lambda: bool(door.code), timeout=10_000)
    assert door.code in words(kiosk)
    assert 500 < door.left_s <= 600

    duty = backend.account("duty")
    accounts.save(tmp_path / "desk", "wall", duty.session.name, PASSWORD)
    desk = make(backend.url, tmp_path / "desk")
    qtbot.waitUntil(lambda: desk.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    said: list[str] = []
    desk.say = said.append  # type: ignore[method-assign]  # what the command line would show
    desk._opened("")
    desk.act(parse("pair WRON-GONE 会议室 2"))
    qtbot.waitUntil(lambda: said[-1:] == ["No screen shows this code, or not any more"], timeout=8000)
    desk.act(parse(f"pair {door.code.lower()} 会议室 2"))
    qtbot.waitUntil(lambda: said[-1:] == ["会议室 2 is paired"], timeout=8000)

    qtbot.waitUntil(lambda: kiosk.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    qtbot.waitUntil(lambda: bool(kiosk.placed), timeout=8000)
    assert kiosk.screens[0].pairing is None
    session = kiosk.seats.main.api.session
    assert session is not None
    assert session.scope.view is View.PUBLIC
    file = tmp_path / "kiosk" / "credentials" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(file, backend.url) == session
    assert load(file, "http://elsewhere:8800") is None

    again = make(backend.url, tmp_path / "kiosk", kiosk=True)
    qtbot.waitUntil(lambda: again.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    assert again.screens[0].pairing is None

    path = f"/api/accounts/{session.person_id}/state"
    assert backend.admin().request("POST", path, json={"disabled": True}).ok
    for room in (kiosk, again):
        qtbot.waitUntil(lambda room=room: room.screens[0].pairing is not None, timeout=15_000)  # type: ignore[misc]
        assert room.placed == []
        qtbot.waitUntil(lambda room=room: bool(room.seats.door.code), timeout=15_000)  # type: ignore[misc]
        assert "permission has ended" in words(room)
    assert not file.exists()


def test_a_kiosk_whose_server_is_away_says_so_and_goes_on_by_itself(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    server = start(tmp_path / "server")
    port = server.url.rpartition(":")[2]
    assert server.stop() == 0
    kiosk = make(server.url, tmp_path / "kiosk", kiosk=True)
    door = kiosk.seats.door
    assert door is not None
    qtbot.waitUntil(lambda: door.problem is not None, timeout=15_000)
    assert "The server does not answer" in words(kiosk)
    again = start(tmp_path / "server", flags=("--port", port))
    qtbot.waitUntil(lambda: bool(door.code), timeout=20_000)
    assert door.code in words(kiosk)
    assert again.stop() == 0


def test_a_token_file_that_others_can_read_or_that_is_broken_is_not_used(tmp_path: Path) -> None:
    file = tmp_path / FILE
    assert load(file, "x") is None
    file.write_text("{", encoding="utf-8")
    file.chmod(0o600)
    assert load(file, "x") is None
    file.chmod(0o644)
    assert load(file, "x") is None


def test_an_account_with_a_second_factor_is_asked_for_its_code(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    caller = backend.account("duty")
    factor = caller.post("/api/second-factor", {}, SecondFactor)
    confirmed = caller.request("POST", "/api/second-factor/confirm", json={"code": pyotp.TOTP(factor.secret).now()})
    assert confirmed.status_code == 204
    accounts.save(tmp_path, "wall", caller.session.name, PASSWORD)
    room = make(backend.url, tmp_path)
    qtbot.waitUntil(lambda: room.screens[0].form is not None, timeout=10_000)
    form = room.screens[0].form
    assert form is not None
    assert form.step == "code"
    room.scenes.request("leader")
    assert form.isVisible()
    assert room.placed == []
    form.first.setText("000000")
    form.first.returnPressed.emit()
    qtbot.waitUntil(lambda: "does not hold" in form.fault.text(), timeout=8000)
    form.first.setText(factor.recovery_codes[1])
    form.button.click()
    qtbot.waitUntil(lambda: room.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=8000)
    assert not form.isVisible()


def test_a_one_time_password_is_changed_at_the_log_in_and_the_file_keeps_the_new_one(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    caller = backend.account("duty")
    path = f"/api/accounts/{caller.session.person_id}/password"
    once = backend.admin().post(path, None, OneTimePassword)
    accounts.save(tmp_path, "wall", caller.session.name, once.password)
    room = make(backend.url, tmp_path)
    qtbot.waitUntil(lambda: room.screens[0].form is not None, timeout=10_000)
    form = room.screens[0].form
    assert form is not None
    assert form.step == "password"
    for first, second, fault in (("abc", "abd", "not the same"), ("abc", "abc", "Too easy")):
        form.first.setText(first)
        form.second.setText(second)
        form.button.click()
        qtbot.waitUntil(lambda fault=fault: fault in form.fault.text(), timeout=8000)  # type: ignore[misc]
    form.first.setText("another long horse battery")
    form.second.setText("another long horse battery")
    form.button.click()
    qtbot.waitUntil(lambda: room.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    held = json.loads((tmp_path / "credentials" / "wall.json").read_text(encoding="utf-8"))
    assert held["password"] == "another long horse battery"
    backend.log_in(caller.session.name, held["password"])


def test_a_wrong_password_is_told_with_its_file(backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    accounts.save(tmp_path, "wall", "nobody", "wrong")
    room = make(backend.url, tmp_path)
    with qtbot.waitSignal(room.told, timeout=10_000) as told:
        pass
    assert "User name or password is wrong." in told.args[0]
    assert str(tmp_path / "credentials" / "wall.json") in told.args[0]
    assert told.args[0] in words(room)


def test_the_lost_plate_has_its_own_strip(backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    caller = backend.account("duty")
    accounts.save(tmp_path, "wall", caller.session.name, PASSWORD)
    room = make(backend.url, tmp_path)
    qtbot.waitUntil(lambda: bool(room.placed), timeout=15_000)
    screen = room.screens[0]
    before = {id(panel): panel.geometry() for _, panel in room.placed}
    room.seats.main.link.stop()
    room.seats.main.link.state = LinkState.OFFLINE
    room.tick()
    assert screen.frame.mode == "lost"
    shown = [panel for _, panel in room.placed] + [screen.top, screen.status]
    assert not any(screen.frame.mask().intersects(panel.geometry()) for panel in shown)
    assert screen.frame.mask().contains(screen.frame.plate().center())
    room.seats.main.link.state = LinkState.CURRENT
    room.tick()
    assert {id(panel): panel.geometry() for _, panel in room.placed} == before


def test_a_post_that_needs_a_second_factor_sets_it_up_at_the_log_in(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    with running(environ={"CITYWALL_ACCOUNTS__SECOND_FACTOR_ROLES": "broadcaster"}) as server:
        server.admin()
        caller = server.account("duty", "broadcaster")
        accounts.save(tmp_path, "wall", caller.session.name, PASSWORD)
        room = make(server.url, tmp_path)
        qtbot.waitUntil(lambda: room.screens[0].form is not None, timeout=10_000)
        form = room.screens[0].form
        assert form is not None
        assert form.step == "second_factor"
        secret = form.text.text().splitlines()[1]
        form.first.setText("000000")
        form.button.click()
        qtbot.waitUntil(lambda: "does not hold" in form.fault.text(), timeout=8000)
        form.first.setText(pyotp.TOTP(secret).now())
        form.button.click()
        qtbot.waitUntil(lambda: room.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
        room.seats.stop()


def test_the_terminal_of_a_wall_hears_of_a_wrong_password_and_of_a_missing_file(
    backend: Backend, tmp_path: Path
) -> None:
    said = _terminal_of_a_wall(backend.url, tmp_path)
    assert "The account of this seat is missing" in said
    accounts.save(tmp_path, "wall", "nobody", "wrong")
    said = _terminal_of_a_wall(backend.url, tmp_path)
    assert "User name or password is wrong." in said
    assert str(tmp_path / "credentials" / "wall.json") in said


def _terminal_of_a_wall(url: str, data: Path) -> str:
    """The first lines of a wall of its own, up to a sentence that names the data folder."""
    words = [sys.executable, "-m", "wall", "--api", url, "--data", str(data), "--lang", "en", "--monitors", "1"]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    lines: list[str] = []
    with subprocess.Popen(
        words, cwd=ROOT, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    ) as wall:
        assert wall.stderr is not None
        for line in wall.stderr:
            lines.append(line)
            if str(data) in line and " ERROR " not in line:  # what people are told, not the log
                break
        wall.send_signal(signal.SIGTERM)
        wall.stderr.read()
    return "".join(lines)


def test_a_certificate_of_an_unknown_authority_is_told_on_screen_and_terminal(
    make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    server = start(tmp_path / "server", environ=Authority(tmp_path / "ca").sign())
    accounts.save(tmp_path, "wall", "wall", "x")
    room = make(server.url, tmp_path)
    with qtbot.waitSignal(room.told, timeout=15_000) as told:
        pass
    assert told.args[0].startswith("Nobody here knows who signed the certificate of the server.")
    assert told.args[0] in words(room)
    assert server.stop() == 0


def test_a_kiosk_keeps_its_token_where_the_server_cannot_answer_it_now(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wall.kiosk.LATER_MS", 200)
    admin = backend.admin()
    begun = requests.post(f"{backend.url}/api/kiosk/pairings", json={}, timeout=20).json()
    assert admin.request("POST", "/api/kiosk/confirmations", json={"code": begun["code"], "name": "大厅"}).ok
    claimed = requests.post(f"{backend.url}/api/kiosk/claims", json={"claim": begun["claim"]}, timeout=20)
    session = msgspec.json.decode(claimed.content, type=Session)
    file = tmp_path / "credentials" / FILE
    monkeypatch.setattr("backend_client.api.PROTOCOL", -9)  # a program that does not fit the server
    save(file, backend.url, session)
    kiosk = make(backend.url, tmp_path, kiosk=True)
    qtbot.waitUntil(lambda: "does not fit the server's version" in words(kiosk), timeout=10_000)
    assert load(file, backend.url) == session
    monkeypatch.setattr("backend_client.api.PROTOCOL", PROTOCOL)
    qtbot.waitUntil(lambda: kiosk.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    assert bool(kiosk.placed)


def test_a_password_whose_change_was_not_answered_is_found_to_hold(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot
) -> None:
    caller = backend.account("duty")
    once = backend.admin().post(f"/api/accounts/{caller.session.person_id}/password", None, OneTimePassword)
    accounts.save(tmp_path, "wall", caller.session.name, once.password)
    room = make(backend.url, tmp_path)
    qtbot.waitUntil(lambda: room.screens[0].form is not None, timeout=10_000)
    form, session = room.screens[0].form, room.seats.main.api.session
    assert form is not None
    assert session is not None
    new = "another long horse battery"
    # As the server has it when the answer to the first try was lost: the second one names a wrong old password.
    backend.log_in(caller.session.name, once.password).request(
        "POST", "/api/password", json={"old": once.password, "new": new}
    )
    form.first.setText(new)
    form.second.setText(new)
    form.button.click()
    qtbot.waitUntil(lambda: room.seats.main.link.state is LinkState.CURRENT, timeout=15_000)
    assert accounts.load(tmp_path, "wall") == (caller.session.name, new)


def test_another_monitor_takes_the_log_in_and_the_words_along(
    backend: Backend, make: Make, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caller = backend.account("duty")
    once = backend.admin().post(f"/api/accounts/{caller.session.person_id}/password", None, OneTimePassword)
    accounts.save(tmp_path, "wall", caller.session.name, once.password)
    room = make(backend.url, tmp_path)
    qtbot.waitUntil(lambda: room.screens[0].form is not None, timeout=10_000)
    monkeypatch.setenv(MONITORS, "0,0,1366,768;1366,0,1366,768")
    room.monitors._look()
    asking = [screen.form for screen in room.screens if screen.form is not None]
    assert [form.isVisible() for form in asking] == [True]
    assert asking[0].step == "password"
    assert [screen.waiting.isVisible() for screen in room.screens].count(True) == 1


def test_a_name_that_must_wait_is_told(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    with running(environ={"CITYWALL_ACCOUNTS__LOCK_AFTER": "2"}) as server:
        server.admin()
        caller = server.account("duty")
        for _ in range(4):
            wrong = {"username": caller.session.name, "password": "wrong"}
            assert not requests.post(f"{server.url}/api/login", json=wrong, timeout=20).ok
        accounts.save(tmp_path, "wall", caller.session.name, PASSWORD)
        room = make(server.url, tmp_path)
        qtbot.waitUntil(lambda: "Too many tries" in words(room), timeout=10_000)
        room.seats.stop()
