"""Passwords of poles at the gateway: learnt from a real case server, sealed on disk, and usable without the server."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from backend.gateways.voice.case_server import CaseServer
from backend.gateways.voice.city_link import City, CityLink
from backend.gateways.voice.clips import Clips
from backend.gateways.voice.poles import PoleFile
from backend.sealing import Keyring
from contract.commands import SavePole
from contract.entities import Pole
from tests.backend.server import PASSWORD, Backend, running
from tests.backend.test_program import backend
from tests.voice.programs import Gateway, Poles, free_port, stock
from tests.waiting import until

WORD = "hunter2-pole"
POLES = {
    one.id: one
    for one in (
        Pole(id="1", number=1, name="a", address=f"sip:1:{WORD}-1@10.0.0.1", secret=5),
        Pole(id="2", number=2, name="b", address=f"sip:2:{WORD}-2@10.0.0.2", secret=6),
        Pole(id="3", number=3, name="c", address="sip:3@10.0.0.3"),
    )
}


def follow(server: Backend, folder: Path, true: Callable[[CityLink], bool], *, meanwhile: Callable[[], object]) -> None:
    """A link to the server until `true` holds; `meanwhile` is done once it is current."""
    key = folder / "gateway.json"
    key.write_text(json.dumps({"username": "gateway", "password": PASSWORD}))

    async def run() -> None:
        desk = CaseServer(server.url, key)
        link = CityLink(desk, Clips(folder / "clips", desk), PoleFile(folder))
        following = asyncio.create_task(link.follow())
        await asyncio.to_thread(until, lambda: link.city is City.CURRENT)
        await asyncio.to_thread(meanwhile)
        await asyncio.to_thread(until, lambda: true(link), 20.0)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        desk.close()

    asyncio.run(run())


def test_the_gateway_calls_a_pole_with_its_password_and_follows_its_change(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        server.account("device", username="gateway")
        admin = server.admin()
        pole_id = admin.send(SavePole(number=12, name="p", address=f"sip:12:{WORD}@10.0.0.9")).ids[0]
        again = SavePole(number=12, name="p", address="sip:12:second@10.0.0.9")
        folder = tmp_path / "gateway"
        folder.mkdir()
        follow(
            server,
            folder,
            lambda link: link.poles[pole_id].address == "sip:12:second@10.0.0.9",
            meanwhile=lambda: admin.send(again),
        )
        kept = (folder / "poles.json").read_bytes()
        assert b"second" not in kept
        assert WORD.encode() not in kept
        assert PoleFile(folder).read()[pole_id].address == "sip:12:second@10.0.0.9"


def test_a_password_that_the_server_cannot_read_holds_up_nothing_and_comes_later(tmp_path: Path) -> None:
    data, folder = tmp_path / "data", tmp_path / "gateway"
    folder.mkdir()
    with running(data) as server:
        server.account("device", username="gateway")
        for number in (1, 2, 3):
            word = f":{WORD}" if number < 3 else ""
            server.admin().send(SavePole(number=number, name="p", address=f"sip:{number}{word}@10.0.0.9"))
    key = data / "keys" / "master-1.key"
    kept = key.read_bytes()
    key.unlink()  # as after a restore without the keys
    with running(data) as server:

        def bring_back() -> None:
            until(lambda: {one.number for one in PoleFile(folder).read().values()} == {1, 2, 3})
            key.write_bytes(kept)

        def whole(link: CityLink) -> bool:
            return sum(WORD in one.address for one in link.poles.values()) == 2

        follow(server, folder, whole, meanwhile=bring_back)


def test_a_plain_file_of_an_older_gateway_is_sealed_at_once(tmp_path: Path) -> None:
    file = tmp_path / "poles.json"
    file.write_bytes(msgspec.json.encode(list(POLES.values())))
    assert PoleFile(tmp_path).read() == POLES
    assert WORD.encode() not in file.read_bytes()
    assert PoleFile(tmp_path).read() == POLES
    written = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert sorted(one.name for one in written) == ["master-1.key", "poles.json"]
    assert [one for one in written if one.stat().st_mode & 0o077] == []


@pytest.mark.parametrize("harm", ["swapped", "edited", "key lost", "key damaged", "cut off"])
def test_what_cannot_be_read_is_told_and_asked_for_again(
    tmp_path: Path, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    PoleFile(tmp_path).keep(POLES)
    file, key = tmp_path / "poles.json", tmp_path / "keys" / "master-1.key"
    kept = msgspec.json.decode(file.read_bytes())
    if harm == "swapped":
        kept["poles"][0]["sealed"], kept["poles"][1]["sealed"] = (kept["poles"][n]["sealed"] for n in (1, 0))
    elif harm == "edited":
        kept["poles"][0]["sealed"] = kept["poles"][1]["sealed"] = "AAAA"
    elif harm == "key lost":
        key.unlink()
    elif harm == "key damaged":
        key.write_text("x" * 64)
    file.write_bytes(msgspec.json.encode(kept) if harm != "cut off" else file.read_bytes()[:-9])
    with caplog.at_level(logging.ERROR):
        found = PoleFile(tmp_path).read()
    assert "fetched anew" in caplog.text
    assert WORD not in caplog.text
    if harm == "cut off":
        assert found == {}
        return
    assert found["3"] == POLES["3"]
    assert [(found[one].address, found[one].secret) for one in "12"] == [("sip:1@10.0.0.1", 0), ("sip:2@10.0.0.2", 0)]
    PoleFile(tmp_path).keep(POLES)  # what was fetched anew; without a key nothing is written down in plain
    assert WORD.encode() not in file.read_bytes()


def test_a_rotation_may_be_cut_short(tmp_path: Path) -> None:
    PoleFile(tmp_path).keep(POLES)
    Keyring(tmp_path / "keys").begin_rotation()
    assert PoleFile(tmp_path).read() == POLES
    assert PoleFile(tmp_path).rotate() == 2
    assert PoleFile(tmp_path).read() == POLES
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["master-2.key"]
    (tmp_path / "poles.json").write_text("{")
    assert PoleFile(tmp_path).rotate() == 0
    assert PoleFile(tmp_path / "none").rotate() == 0
    assert not (tmp_path / "none").exists()


def test_talking_goes_on_without_the_server_over_a_rotation(tmp_path: Path) -> None:
    poles = Poles(tmp_path / "city", [1])
    data = tmp_path / "data"
    try:
        stock(data, {1: f"sip:1:{WORD}@127.0.0.1:{poles.port}"}, {"test": 0.3})
        with running(data):
            pass  # what `rotate-keys` is for

        def talk(played: int) -> None:
            gateway = Gateway(data, f"http://127.0.0.1:{free_port()}")
            try:
                assert gateway.last(gateway.play(1)).state == "ended"
                until(lambda: len(poles.calls("bye")) == played)
                refused = backend("rotate-keys", "--data", str(data))
                assert (refused.returncode, "broadcast gateway; stop it first" in refused.stderr) == (4, True)
            finally:
                assert gateway.end() == 0
            assert WORD.encode() not in (data / "gateway" / "poles.json").read_bytes()

        talk(1)
        done = backend("rotate-keys", "--drop", "--data", str(data))
        assert (done.returncode, "1 addresses of poles sealed anew" in done.stderr) == (0, True), done.stderr
        assert [one.name for one in (data / "gateway" / "keys").iterdir()] == ["master-2.key"]
        talk(2)
    finally:
        assert poles.end() == 0
