"""The gateway and a real case server that goes and comes back."""

from __future__ import annotations

import json
from pathlib import Path

from contract.commands import SavePole
from contract.entities import Broadcast, BroadcastState, Pole, PoleState
from tests.backend import server
from tests.backend.server import PASSWORD, Backend
from tests.voice.programs import Gateway, Poles, free_port, stock
from tests.waiting import until


def account(backend: Backend, data: Path) -> None:
    """The gateway's account, in the file where the launcher puts it."""
    body = {"username": "gateway", "password": PASSWORD, "name": "gateway", "roles": ["device"]}
    backend.admin().post("/api/accounts", body, dict)
    (data / "credentials").mkdir()
    (data / "credentials" / "gateway.json").write_text(json.dumps({"username": "gateway", "password": PASSWORD}))


def broadcast_of(backend: Backend, broadcast_id: str) -> Broadcast | None:
    found = backend.admin().live_state()["broadcast"].get(broadcast_id)
    return found if isinstance(found, Broadcast) else None


def pole_of(backend: Backend, pole_id: str) -> Pole:
    found = backend.admin().live_state()["pole"][pole_id]
    assert isinstance(found, Pole)
    return found


def poles_of(backend: Backend) -> list[Pole]:
    return [one for one in backend.admin().live_state()["pole"].values() if isinstance(one, Pole)]


def test_evidence_outlives_the_case_servers_absence_and_our_own(tmp_path: Path) -> None:
    data, port = tmp_path / "data", free_port()
    poles = Poles(tmp_path / "city", [12, 13], "--reject", "13")
    backend = server.start(data, flags=("--port", str(port)))
    threads = [backend.reader]
    try:
        account(backend, data)
        stock(data, {}, {"test": 0.6})
        for number in (12, 13):
            backend.admin().send(
                SavePole(number=number, name=f"P{number}", address=f"sip:{number}@127.0.0.1:{poles.port}")
            )
        by_number = {one.number: one.id for one in poles_of(backend)}
        gateway = Gateway(data, backend.url)
        try:
            until(lambda: pole_of(backend, by_number[12]).state is PoleState.ONLINE)
            assert pole_of(backend, by_number[12]).answered_at is not None
            assert gateway.health()["city"] == "current"

            first = gateway.post("/broadcasts", clip="test", pole_ids=list(by_number.values())).json()["broadcast_id"]
            until(lambda: (found := broadcast_of(backend, first)) and found.state is BroadcastState.ENDED)

            assert backend.stop() == 0
            until(lambda: gateway.health()["city"] == "away")
            second = gateway.post("/broadcasts", clip="test", pole_ids=[by_number[12]]).json()["broadcast_id"]
            gateway.last(second)
        finally:
            assert gateway.end() == 0

        # Both were away; the gateway comes back first.
        gateway = Gateway(data, f"http://127.0.0.1:{port}")
        try:
            assert gateway.health()["evidence_waiting"] > 0
            backend = server.start(data, flags=("--port", str(port)))
            threads.append(backend.reader)
            backend._admin = backend.log_in("admin")
            until(lambda: (found := broadcast_of(backend, second)) and found.state is BroadcastState.ENDED, 20)
            until(lambda: gateway.health()["evidence_waiting"] == 0)
            found = broadcast_of(backend, second)
            assert found is not None
            assert (found.by_person_id, found.clip) == ("77", "test")
            assert found.receipts[0].state is PoleState.PLAYING
            assert found.receipts[0].sent_packets == 30
            old = broadcast_of(backend, first)
            assert old is not None
            told = {receipt.pole_id: (str(receipt.state), receipt.reason) for receipt in old.receipts}
            assert told == {by_number[12]: ("playing", ""), by_number[13]: ("rejected", "rejected_603")}

            # A pole that is new to the city can be spoken to at once.
            address = f"sip:12@127.0.0.1:{poles.port}"
            backend.admin().send(SavePole(number=14, name="P14", address=address))
            until(lambda: [one.state for one in poles_of(backend) if one.number == 14] == [PoleState.ONLINE], 5)
        finally:
            assert gateway.end() == 0
    finally:
        backend.stop()
        poles.end()
        for thread in threads:
            thread.join(5)


def test_a_gateway_without_account_or_server_still_stops_and_serves(tmp_path: Path) -> None:
    stock(tmp_path, {1: "sip:1@127.0.0.1:9"}, {"test": 0.5})
    gateway = Gateway(tmp_path, f"http://127.0.0.1:{free_port()}")
    assert gateway.post("/stop-all").json() == {"stopped": 0}
    assert gateway.health()["city"] == "never"
    assert gateway.end() == 0
