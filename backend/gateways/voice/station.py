"""The parts of the gateway put together."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from litestar import Litestar

from backend.gateways.voice import web
from backend.gateways.voice.call import Agent, Patience
from backend.gateways.voice.case_server import CaseServer
from backend.gateways.voice.city_link import CityLink
from backend.gateways.voice.clips import Clips
from backend.gateways.voice.evidence import Evidence
from backend.gateways.voice.journal import Journal
from backend.gateways.voice.poles import PoleFile
from backend.gateways.voice.roster import Roster
from backend.gateways.voice.settings import Voice
from backend.gateways.voice.sip_driver import SipDriver
from backend.gateways.voice.studio import Studio
from backend.tickets import voice_key
from contract.commands import RecordBroadcast
from contract.entities import PoleState
from contract.trust import MACHINE, Trust

log = logging.getLogger(__name__)


class Station:
    """Everything but the HTTP server; `open` and `close` on the event loop."""

    def __init__(self, settings: Voice, data: Path, trust: Trust = MACHINE) -> None:
        folder, key_file = data / "gateway", data / "credentials" / "gateway.json"
        self._settings = settings
        self._key = voice_key(data)
        self._journal = Journal(folder / "dialogs.jsonl")
        self.agent = Agent(self._journal)
        self._servers = [CaseServer(settings.api, key_file, trust) for _ in range(2)]
        self.evidence = Evidence(folder / "evidence.db", self._servers[0])
        clips = Clips(folder / "clips", self._servers[1])
        self.link = CityLink(self._servers[1], clips, PoleFile(folder))
        driver = SipDriver(
            self.agent, settings.sip_host, Patience(settings.first_answer_s, settings.taken_s), settings.direction
        )
        self.roster = Roster(lambda: self.link.poles, self.link.news, driver, self.evidence.put)
        self.studio = Studio(lambda: self.link.poles, clips.find, driver, self.roster, self._record)
        self._tasks: list[asyncio.Task[None]] = []

    async def open(self) -> None:
        """Take the SIP port, hang up what an earlier life left, begin to follow the city. OSError for the port."""
        await self.agent.open(self._settings.sip_host, self._settings.sip_port)
        self.evidence.close_interrupted()
        for work in (self._recover(), self.link.follow(), self.roster.follow(), self.evidence.follow()):
            task = asyncio.get_running_loop().create_task(work)
            task.add_done_callback(_tell)
            self._tasks.append(task)

    async def close(self) -> None:
        """End every broadcast, hang up, write the last evidence to disk."""
        await self.studio.close()
        await self.agent.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.evidence.flush()
        self.evidence.close()
        self._journal.close()
        for server in self._servers:
            server.close()

    def app(self) -> Litestar:
        """The HTTP application."""
        return web.build(self.studio, self._key, self.health)

    def health(self) -> web.Health:
        """How it stands."""
        return web.Health(
            ok=True,
            city=self.link.city,
            poles=len(self.link.poles),
            online=self.roster.count(PoleState.ONLINE) + self.roster.count(PoleState.PLAYING),
            on_air=tuple(self.studio.on_air),
            evidence_waiting=self.evidence.waiting,
            sip_port=self.agent.port,
        )

    def _record(self, command: RecordBroadcast, progress: bool) -> None:
        self.evidence.put(command, progress=progress)

    async def _recover(self) -> None:
        if count := await self.agent.hang_up_left():
            log.warning("hung up %s calls that an earlier life left open", count)


def _tell(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()):
        log.error("a part of the gateway failed", exc_info=fault)
