"""The gateway learns the passwords of poles from a real case server, and learns a new one when it is changed."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from backend.gateways.voice.case_server import CaseServer
from backend.gateways.voice.city_link import CityLink
from backend.gateways.voice.clips import Clips
from contract.commands import SavePole
from tests.backend.server import PASSWORD, running


def test_the_gateway_calls_a_pole_with_its_password_and_follows_its_change(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        server.account("device", username="gateway")
        key = tmp_path / "gateway.json"
        key.write_text(json.dumps({"username": "gateway", "password": PASSWORD}))
        admin = server.admin()
        pole_id = admin.send(SavePole(number=12, name="p", address="sip:12:first@10.0.0.9")).ids[0]

        async def run() -> list[str]:
            desk = CaseServer(server.url, key)
            link = CityLink(desk, Clips(tmp_path / "clips", desk), tmp_path / "poles.json")
            following = asyncio.create_task(link.follow())
            heard: list[str] = []
            async with asyncio.timeout(20):
                for word in ("first", "second"):
                    while pole_id not in link.poles or word not in link.poles[pole_id].address:
                        await link.news.wait()
                        link.news.clear()
                    heard.append(link.poles[pole_id].address)
                    if word == "first":
                        changed = SavePole(number=12, name="p", address="sip:12:second@10.0.0.9")
                        await asyncio.to_thread(admin.send, changed)
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
            desk.close()
            return heard

        assert asyncio.run(run()) == ["sip:12:first@10.0.0.9", "sip:12:second@10.0.0.9"]
