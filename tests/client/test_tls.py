"""Seats and programs against a real TLS server whose certificate a city's own authority signed."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from pytestqt.qtbot import QtBot

from backend.gateways.voice.case_server import Away, CaseServer
from backend_client.link import LinkState
from backend_client.session import SeatSession
from contract.commands import Done, SaveDepartment
from contract.errors import Code, Problem
from contract.trust import MACHINE, Trust, TrustError, fault_of, trust_of
from simulator.seats import log_in
from simulator.witness import Witness
from tests.backend.server import PASSWORD, ROOT, Backend, start
from tests.tls import DAY, Authority
from wall import accounts


def tls_server(folder: Path, authority: Authority, **certificate: object) -> Backend:
    server = start(folder / "server", environ=authority.sign(**certificate))  # type: ignore[arg-type]
    assert server.url.startswith("https://")
    token = (folder / "server" / "setup-token").read_text().strip()
    body = {"setup_token": token, "username": "admin", "password": PASSWORD, "name": "Admin"}
    requests.post(f"{server.url}/api/setup", json=body, verify=False, timeout=20)
    return server


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_a_seat_lives_over_tls_with_the_citys_own_authority(tmp_path: Path, qtbot: QtBot) -> None:
    authority = Authority(tmp_path / "ca")
    server = tls_server(tmp_path, authority)
    seat = SeatSession(server.url, trust=Trust(authority.ca_file))
    seat.start("admin", PASSWORD)
    qtbot.waitUntil(lambda: seat.link.state is LinkState.CURRENT, timeout=15_000)
    pending = seat.api.send(SaveDepartment(code="D01", name="环卫所"))
    qtbot.waitUntil(lambda: pending.done, timeout=8000)
    assert isinstance(pending.result, Done)
    qtbot.waitUntil(lambda: seat.store.seq >= pending.result.seq, timeout=5000)  # type: ignore[union-attr]
    seat.stop()
    assert server.stop() == 0


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize(
    ("certificate", "known", "fault"),
    [
        ({"begins": -9 * DAY, "ends": -timedelta(hours=1)}, True, "expired"),
        ({"begins": DAY, "ends": 2 * DAY}, True, "not_yet"),
        ({"name": "hall.example"}, True, "wrong_name"),
        ({}, False, "unknown_authority"),
    ],
)
def test_what_is_wrong_with_a_certificate_is_told(
    tmp_path: Path, qtbot: QtBot, certificate: dict[str, object], known: bool, fault: str
) -> None:
    authority = Authority(tmp_path / "ca")
    server = tls_server(tmp_path, authority, **certificate)
    trust = Trust(authority.ca_file) if known else MACHINE
    seat = SeatSession(server.url, trust=trust)
    with qtbot.waitSignal(seat.waiting, timeout=20_000) as waiting:
        seat.start("admin", PASSWORD)
    problem = waiting.args[0]
    assert isinstance(problem, Problem)
    assert problem.code is Code.UNAVAILABLE
    assert problem.params["certificate"] == fault
    seat.stop()
    with pytest.raises(requests.exceptions.SSLError) as refused:
        log_in(server.url, "admin", PASSWORD, trust)
    assert fault_of(refused.value) == fault
    accounts.save(tmp_path / "gateway", "gateway", "admin", PASSWORD)
    gateway = CaseServer(server.url, tmp_path / "gateway" / "credentials" / "gateway.json", trust)
    with pytest.raises(Away, match="certificate of the server"):
        gateway.request("GET", "/api/session")
    gateway.close()
    assert server.stop() == 0


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_simulator_gateway_and_import_speak_tls(tmp_path: Path) -> None:
    import asyncio

    authority = Authority(tmp_path / "ca")
    server = tls_server(tmp_path, authority)
    trust = Trust(authority.ca_file)
    seat = log_in(server.url, "admin", PASSWORD, trust)
    heard = asyncio.Event()
    witness = Witness(seat, lambda _kinds: heard.set())

    async def follow() -> None:
        task = asyncio.create_task(witness.follow())
        await asyncio.wait_for(heard.wait(), 15)
        before = witness.seq
        heard.clear()
        await asyncio.to_thread(seat.send, SaveDepartment(code="D02", name="市政"))
        await asyncio.wait_for(heard.wait(), 15)
        assert witness.seq > before
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(follow())
    seat.http.close()
    accounts.save(tmp_path / "gateway", "gateway", "admin", PASSWORD)
    gateway = CaseServer(server.url, tmp_path / "gateway" / "credentials" / "gateway.json", trust)
    assert b"admin" in gateway.request("GET", "/api/session").lower()
    gateway.close()
    accounts.save(tmp_path / "seat", "admin", "admin", PASSWORD)
    (tmp_path / "seat" / "citywall.toml").write_text(f'[client]\nca_file = "{authority.ca_file}"\n', encoding="utf-8")
    table = tmp_path / "cameras.csv"
    table.write_text("number,name,lon,lat,main_url\n1,东门,121.47,31.23,rtsp://127.0.0.1:1/1\n", encoding="utf-8")
    words = ["cameras", str(table), "--url", server.url, "--data", str(tmp_path / "seat")]
    done = imported(words)
    assert done.returncode == 0, done.stderr
    assert "accepted           1" in done.stdout
    (tmp_path / "seat" / "citywall.toml").unlink()
    done = imported(words)
    assert done.returncode == 1
    assert "nobody here knows who signed the certificate" in done.stderr
    assert server.stop() == 0


def imported(words: list[str]) -> subprocess.CompletedProcess[str]:
    environ = {key: value for key, value in os.environ.items() if not key.startswith("CITYWALL_")}
    argv = [sys.executable, "-m", "backend_client.importing", *words]
    return subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=False)


def test_the_file_of_authorities_is_named_by_the_environment_or_the_settings(tmp_path: Path) -> None:
    ca_file = Authority(tmp_path / "ca").ca_file
    assert trust_of(tmp_path, {}) == MACHINE
    (tmp_path / "citywall.toml").write_text('[client]\nca_file = "ca/ca.pem"\n', encoding="utf-8")
    assert trust_of(tmp_path, {}) == Trust(ca_file)
    assert trust_of(tmp_path, {"CITYWALL_CLIENT__CA_FILE": ""}) == MACHINE
    assert trust_of(None, {"CITYWALL_CLIENT__CA_FILE": str(ca_file)}) == Trust(ca_file)
    broken = tmp_path / "broken.pem"
    broken.write_text("no certificate", encoding="utf-8")
    for wrong in (broken, tmp_path / "gone.pem"):
        with pytest.raises(TrustError, match=str(wrong)):
            trust_of(tmp_path, {"CITYWALL_CLIENT__CA_FILE": str(wrong)})
    (tmp_path / "citywall.toml").write_text("[client]\nca_fil = 1\n", encoding="utf-8")
    with pytest.raises(TrustError, match="ca_fil"):
        trust_of(tmp_path, {})
