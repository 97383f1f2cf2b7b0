"""Evidence on its way: order, one id for one act, what is put aside, what survives."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from pathlib import Path

import msgspec

from backend.gateways.voice.case_server import Away, CaseServer
from backend.gateways.voice.evidence import Evidence
from contract.commands import Envelope, RecordBroadcast, ReportPole
from contract.entities import BroadcastState, PoleState
from contract.errors import Code, Refused


class Desk(CaseServer):
    """A case server whose mood the test decides; what it takes is in `taken`, what it was asked in `asked`."""

    def __init__(self, mood: Callable[[Envelope], None]) -> None:
        self._mood = mood
        self.asked: list[Envelope] = []
        self.taken: list[Envelope] = []

    def request(self, method: str, path: str, body: bytes | None = None) -> bytes:
        envelope = msgspec.json.decode(body or b"", type=Envelope)
        self.asked.append(envelope)
        self._mood(envelope)
        self.taken.append(envelope)
        return b"{}"


def friendly(_envelope: Envelope) -> None:
    """Takes everything."""


def away(_envelope: Envelope) -> None:
    raise Away("gone")


def record(broadcast_id: str, state: BroadcastState) -> RecordBroadcast:
    return RecordBroadcast(broadcast_id=broadcast_id, state=state)


def send(path: Path, desk: Desk, *commands: RecordBroadcast | ReportPole, until: Callable[[Evidence], bool]) -> None:
    """One life of a gateway that puts these and ends when `until` is true."""

    async def run() -> None:
        evidence = Evidence(path, desk)
        evidence.close_interrupted()
        following = asyncio.create_task(evidence.follow())
        for command in commands:
            evidence.put(command)
            await evidence.flush()
        async with asyncio.timeout(10):
            while not until(evidence):  # noqa: ASYNC110 - the worker threads have no event to wait for
                await asyncio.sleep(0.005)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        await evidence.flush()
        evidence.close()

    asyncio.run(run())


def test_commands_arrive_in_order_each_with_its_own_id_and_time(tmp_path: Path) -> None:
    desk = Desk(friendly)
    states = [BroadcastState.REQUESTED, BroadcastState.CONNECTING, BroadcastState.LIVE, BroadcastState.ENDED]
    send(tmp_path / "e.db", desk, *(record("5", one) for one in states), until=lambda one: not one.waiting)
    assert [one.command.state for one in desk.taken] == states  # type: ignore[union-attr]
    assert len({one.id for one in desk.taken}) == 4
    assert all(one.happened_at is not None for one in desk.taken)


def test_an_act_whose_answer_was_lost_keeps_its_id_in_the_next_life(tmp_path: Path) -> None:
    lost, kept = Desk(away), Desk(friendly)
    send(tmp_path / "e.db", lost, record("5", BroadcastState.ENDED), until=lambda _: len(lost.asked) > 0)
    send(tmp_path / "e.db", kept, until=lambda one: not one.waiting)
    assert [one.id for one in kept.taken] == [lost.asked[0].id]


def test_what_is_refused_is_put_aside_and_the_rest_goes_on(tmp_path: Path) -> None:
    def strict(envelope: Envelope) -> None:
        if isinstance(envelope.command, RecordBroadcast) and envelope.command.broadcast_id == "5":
            raise Refused(Code.WRONG_STATE, reason="the broadcast is over")

    desk = Desk(strict)
    commands = (record("5", BroadcastState.ENDED), record("6", BroadcastState.ENDED))
    send(tmp_path / "e.db", desk, *commands, until=lambda one: not one.waiting)
    assert [one.command for one in desk.taken] == [commands[1]]
    base = sqlite3.connect(tmp_path / "e.db")
    ((reason, body),) = base.execute("SELECT reason, body FROM refused").fetchall()
    base.close()
    assert "the broadcast is over" in reason
    assert msgspec.json.decode(body, type=Envelope).command == commands[0]


def test_of_a_pole_only_the_newest_word_waits(tmp_path: Path) -> None:
    desk = Desk(away)
    states = [PoleState.ONLINE, PoleState.OFFLINE, PoleState.ONLINE, PoleState.FAULT]
    reports = [ReportPole(pole_id="9", state=one) for one in states]
    send(tmp_path / "e.db", desk, record("5", BroadcastState.ENDED), *reports, until=lambda _: bool(desk.asked))
    kept = Desk(friendly)
    send(tmp_path / "e.db", kept, until=lambda one: not one.waiting)
    assert [one.command for one in kept.taken] == [record("5", BroadcastState.ENDED), reports[-1]]


def test_a_broadcast_cut_by_a_kill_is_closed_in_the_next_life_once(tmp_path: Path) -> None:
    first, second, third = Desk(away), Desk(friendly), Desk(friendly)
    cut, whole = record("5", BroadcastState.LIVE), record("6", BroadcastState.ENDED)
    send(tmp_path / "e.db", first, record("6", BroadcastState.LIVE), whole, cut, until=lambda _: bool(first.asked))
    send(tmp_path / "e.db", second, until=lambda _: len(second.taken) == 4)
    last = second.taken[-1].command
    assert isinstance(last, RecordBroadcast)
    assert (last.broadcast_id, last.state, last.reason) == ("5", BroadcastState.FAILED, "interrupted")
    send(tmp_path / "e.db", third, until=lambda one: not one.waiting)
    assert not third.asked


def test_every_flush_waits_until_what_was_put_before_it_is_on_disk(tmp_path: Path) -> None:
    async def run() -> None:
        evidence = Evidence(tmp_path / "e.db", Desk(away))
        evidence.put(record("1", BroadcastState.ENDED))
        first = asyncio.create_task(evidence.flush())
        await asyncio.sleep(0)  # it writes now
        for number in range(2, 30):
            evidence.put(record(str(number), BroadcastState.ENDED))
            others = [asyncio.create_task(evidence.flush()) for _ in range(3)]
            await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
            assert evidence.waiting == number
            await asyncio.gather(first, *others)
        evidence.close()

    asyncio.run(run())


def test_a_disk_that_is_full_while_evidence_is_sent_does_not_end_the_sending(tmp_path: Path) -> None:
    desk = Desk(friendly)

    async def run() -> None:
        evidence = Evidence(tmp_path / "e.db", desk)
        following = asyncio.create_task(evidence.follow())
        base = sqlite3.connect(tmp_path / "e.db")
        base.execute("CREATE TRIGGER full BEFORE DELETE ON waiting BEGIN SELECT RAISE(ABORT, 'disk full'); END")
        base.commit()
        evidence.put(record("5", BroadcastState.ENDED))
        async with asyncio.timeout(10):
            while not desk.taken:  # noqa: ASYNC110 - the worker threads have no event to wait for
                await asyncio.sleep(0.005)
            base.execute("DROP TRIGGER full")
            base.commit()
            base.close()
            while evidence.waiting or not desk.taken:  # noqa: ASYNC110
                await asyncio.sleep(0.005)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
        evidence.close()

    asyncio.run(run())
    assert len({one.id for one in desk.taken}) == 1  # asked again with the id that it has
