"""Speaking: who is aimed at, what is asked of the gateway, what counts as played, and STOP ALL."""

from __future__ import annotations

import dataclasses
import http.server
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from backend_client.voice import Clip, VoiceGateway
from contract.entities import Broadcast, BroadcastState, PoleState
from panels.alarm_panel import AlarmPanel
from panels.broadcast_panel import BroadcastPanel, numbers_of
from panels.receipts import evidence_text, rows_of, state_text
from tests.client.toy import Toy
from tests.panels.room import Seat, city


@pytest.fixture
def toy() -> Iterator[Toy]:
    """Case server and gateway in one."""
    server = Toy()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def desk(make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy) -> tuple[Seat, BroadcastPanel]:
    """A broadcaster's desk."""
    seat = make_seat(base_url=toy.url)
    assert seat.api.session is not None
    seat.api.adopt(msgspec.structs.replace(seat.api.session, token=toy.token))
    voice = VoiceGateway(seat.api, toy.url, seat.store)
    panel = BroadcastPanel(dataclasses.replace(seat.context, voice=voice))
    panel.clips = {1: Clip(id="remind", text="您好", ladder=1), 2: Clip(id="urge", text="请撤离", ladder=2)}
    return seat, shown(panel, (1500, 620))


def test_numbers_and_ranges_are_typed_by_hand() -> None:
    assert numbers_of("12, 20-22 x 12") == ([12, 20, 21, 22], ["x"])
    assert numbers_of("9-3") == ([], ["9-3"])


def test_play_goes_to_the_gateway_with_a_ticket(desk: tuple[Seat, BroadcastPanel], toy: Toy, qtbot: QtBot) -> None:
    seat, panel = desk
    panel.choose_poles("12 14 99")
    assert seat.context.selection.pole_ids == ("300", "302")
    assert "99" in panel.banner.label.text()
    qtbot.keyClick(panel, "2")
    qtbot.keyClick(panel, "p")
    qtbot.waitUntil(lambda: bool(toy.wishes), timeout=5000)
    path, wish = toy.wishes[0]
    assert path == "/broadcasts"
    assert (wish["ticket"], wish["clip"], wish["pole_ids"]) == ("once", "urge", ["300", "302"])


def test_nothing_is_shown_as_played_because_it_was_asked_for(
    desk: tuple[Seat, BroadcastPanel], toy: Toy, qtbot: QtBot
) -> None:
    _, panel = desk
    panel.choose_poles("14")
    qtbot.keyClick(panel, "p")
    qtbot.waitUntil(lambda: "receipts" in panel.banner.label.text(), timeout=5000)
    row = next(row for row in panel.receipts.rows.rows() if row.pole.number == 14)
    assert row.receipt is None
    assert state_text(row) == "ready · chosen"


def test_a_gateway_that_comes_later_is_found_soon(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = int(held.getsockname()[1])
    seat = make_seat(base_url=toy.url)
    voice = VoiceGateway(seat.api, f"http://127.0.0.1:{port}", seat.store)
    panel = shown(BroadcastPanel(dataclasses.replace(seat.context, voice=voice)), (1500, 620))
    qtbot.waitUntil(lambda: "does not answer" in panel.why.text(), timeout=5000)
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), http.server.SimpleHTTPRequestHandler) as gateway:
        serving = threading.Thread(target=gateway.serve_forever, name="late-gateway")
        serving.start()
        qtbot.waitUntil(lambda: "does not answer" not in panel.why.text(), timeout=15_000)
        gateway.shutdown()
        serving.join()


def test_stop_all_is_one_key_and_needs_no_case_server(
    desk: tuple[Seat, BroadcastPanel], toy: Toy, qtbot: QtBot
) -> None:
    _, panel = desk
    qtbot.waitUntil(lambda: "POST /api/tickets" in toy.requests, timeout=5000)
    qtbot.waitUntil(lambda: panel.context.voice is not None and panel.context.voice._ticket is not None, timeout=5000)
    toy.expire()  # from here on the case server refuses this seat
    asked = toy.requests.count("POST /api/tickets")
    qtbot.keyClick(panel, Qt.Key.Key_F12)
    qtbot.waitUntil(lambda: any(path == "/stop-all" for path, _ in toy.wishes), timeout=2000)
    assert toy.requests.count("POST /api/tickets") == asked
    qtbot.waitUntil(lambda: "2" in panel.banner.label.text(), timeout=2000)


def test_stop_all_gets_a_new_ticket_where_the_old_one_is_refused(
    desk: tuple[Seat, BroadcastPanel], toy: Toy, qtbot: QtBot
) -> None:
    _, panel = desk
    assert panel.context.voice is not None
    qtbot.waitUntil(lambda: panel.context.voice is not None and panel.context.voice._ticket is not None, timeout=5000)
    toy.voice_ticket = "newer"
    panel.stop_key.click()
    qtbot.waitUntil(lambda: toy.wishes[-1:] == [("/stop-all", {"ticket": "newer"})], timeout=5000)


def test_receipts_are_the_evidence(room: Seat) -> None:
    broadcast = next(one for one in city() if isinstance(one, Broadcast))
    rows = {row.pole.number: row for row in rows_of(room.context, broadcast)}
    assert state_text(rows[12]) == "playing"
    assert "690" in evidence_text(rows[12])
    assert evidence_text(rows[13]) == "busy (486)"
    assert rows[17].receipt is None
    silent = msgspec.structs.replace(broadcast.receipts[0], heard_packets=0)
    over = msgspec.structs.replace(broadcast, state=BroadcastState.ENDED, receipts=(silent,))
    row = rows_of(room.context, over)[0]
    assert "not confirmed" in evidence_text(row)


def test_on_air_is_told_by_the_entity(desk: tuple[Seat, BroadcastPanel]) -> None:
    _, panel = desk
    assert panel.on_air.isVisible()
    assert panel.on_air.text().startswith("ON AIR")
    assert any(receipt.state is PoleState.PLAYING for receipt in panel.context.store.each(Broadcast)[0].receipts)


def test_the_stop_key_is_big_and_apart(desk: tuple[Seat, BroadcastPanel]) -> None:
    _, panel = desk
    stop, play = panel.stop_key, panel.play
    assert min(stop.width(), stop.height()) >= 160
    assert stop.mapTo(panel, stop.rect().topLeft()).x() - play.mapTo(panel, play.rect().topRight()).x() >= 64
    assert stop.isEnabled()


def test_an_alarm_is_acknowledged_by_key(
    make_seat: Callable[..., Seat], shown: Callable[..., Any], toy: Toy, qtbot: QtBot
) -> None:
    seat = make_seat(base_url=toy.url)
    assert seat.api.session is not None
    seat.api.adopt(msgspec.structs.replace(seat.api.session, token=toy.token))
    panel = shown(AlarmPanel(seat.context), (800, 320))
    assert [alarm.priority for alarm in panel.model.rows()] == [1, 2, 3, 3]
    qtbot.keyClick(panel, "k")
    qtbot.waitUntil(lambda: bool(toy.commands), timeout=5000)
    assert getattr(toy.commands[0], "alarm_id", "") == "502"
