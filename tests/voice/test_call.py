"""The caller against peers that misbehave: lost packets, passwords, late answers, hang-ups, rubbish."""

from __future__ import annotations

import asyncio
import re
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import pytest

from backend.gateways.voice import sip
from backend.gateways.voice.call import Agent, Patience, Rejected
from backend.gateways.voice.driver import Unplayable
from backend.gateways.voice.journal import Journal
from backend.gateways.voice.sip_driver import SipDriver
from backend.gateways.voice.transactions import NoAnswer
from contract.entities import Pole, PoleState
from simulator.poles_sip import sdp

Reply = Callable[[sip.Message], list[bytes]]


class Peer(asyncio.DatagramProtocol):
    """A SIP device whose answers the test decides. `asked` are the requests in order."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.asked: list[sip.Message] = []
        self.transport: asyncio.DatagramTransport | None = None
        self.caller: tuple[str, int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        message = sip.parse(data)
        self.asked.append(message)
        self.caller = addr
        for answer in self._reply(message):
            self.send(answer)

    def send(self, data: bytes) -> None:
        assert self.transport is not None
        assert self.caller is not None
        self.transport.sendto(data, self.caller)

    @property
    def uri(self) -> sip.Uri:
        assert self.transport is not None
        return sip.Uri("5", "127.0.0.1", self.transport.get_extra_info("sockname")[1])

    def methods(self) -> list[str]:
        return [message.method for message in self.asked]


def yes(message: sip.Message, tag: str = "peer") -> bytes:
    """200 with sound at port 40000."""
    body = sdp("127.0.0.1", 40000, 8)
    bare = sip.answer(message, 200, "OK", tag, ("Contact", f"<{message.uri}>"), ("Content-Type", "application/sdp"))
    return bare.replace(b"Content-Length: 0\r\n\r\n", f"Content-Length: {len(body)}\r\n\r\n{body}".encode())


def no(message: sip.Message, status: int, *extra: tuple[str, str]) -> bytes:
    return sip.answer(message, status, "No", "peer", *extra)


def meet(folder: Path, reply: Reply, act: Callable[[Agent, Peer], Awaitable[Any]]) -> Peer:
    """Run `act` with an agent and a peer."""

    async def run() -> Peer:
        loop = asyncio.get_running_loop()
        transport, peer = await loop.create_datagram_endpoint(lambda: Peer(reply), local_addr=("127.0.0.1", 0))
        journal = Journal(folder / "dialogs")
        agent = Agent(journal)
        await agent.open("127.0.0.1", 0)
        try:
            async with asyncio.timeout(20):
                await act(agent, peer)
        finally:
            await agent.close()
            transport.close()
            journal.close()
        return peer

    return asyncio.run(run())


def offer(_here: str) -> str:
    return sip.offer("127.0.0.1", 40002, {8: "PCMA"}, "sendrecv", 1)


async def true(what: Callable[[], Any]) -> None:
    """Wait until it is."""
    while not what():  # noqa: ASYNC110 - what is awaited is bytes on a wire
        await asyncio.sleep(0.005)


def test_lost_packets_are_sent_again(tmp_path: Path) -> None:
    seen: dict[str, int] = {}

    def reply(message: sip.Message) -> list[bytes]:
        seen[message.method] = seen.get(message.method, 0) + 1
        if message.method == "ACK" or seen[message.method] == 1:
            return []  # the first of each kind never arrives
        return [yes(message)]

    async def act(agent: Agent, peer: Peer) -> None:
        assert await agent.options(peer.uri, 2.0) == 200
        await agent.bye(await agent.invite(peer.uri, offer, Patience()))

    peer = meet(tmp_path, reply, act)
    assert peer.methods() == ["OPTIONS", "OPTIONS", "INVITE", "INVITE", "ACK", "BYE", "BYE"]
    assert peer.asked[2].branch == peer.asked[3].branch
    assert peer.asked[5].to_tag == "peer"


def test_a_repeated_yes_is_acknowledged_again(tmp_path: Path) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        call = await agent.invite(peer.uri, offer, Patience())
        peer.send(yes(peer.asked[0]))
        await true(lambda: peer.methods().count("ACK") == 2)
        await agent.bye(call)

    meet(tmp_path, lambda message: [] if message.method == "ACK" else [yes(message)], act)


@pytest.mark.parametrize("status", [401, 407])
def test_a_password_is_proved_and_never_sent(tmp_path: Path, status: int) -> None:
    asks = "WWW-Authenticate" if status == 401 else "Proxy-Authenticate"
    proves = "authorization" if status == 401 else "proxy-authorization"

    def reply(message: sip.Message) -> list[bytes]:
        if message.method in ("ACK", "BYE") or message.one(proves):
            return [] if message.method == "ACK" else [yes(message)]
        return [no(message, status, (asks, 'Digest realm="horns", nonce="n1", qop="auth", algorithm=MD5'))]

    async def act(agent: Agent, peer: Peer) -> None:
        uri = sip.Uri("5", "127.0.0.1", peer.uri.port, "s3cret")
        assert await agent.options(uri, 2.0) == 200
        await agent.bye(await agent.invite(uri, offer, Patience()))
        with pytest.raises(Rejected, match=str(status)):
            await agent.invite(peer.uri, offer, Patience())

    peer = meet(tmp_path, reply, act)
    proof = sip.challenge_of(next(message.one(proves) for message in peer.asked if message.one(proves)))
    again = sip.digest(
        {"realm": "horns", "nonce": "n1", "qop": "auth"}, "5", "s3cret", "OPTIONS", proof["uri"], proof["cnonce"]
    )
    assert proof["response"] == sip.challenge_of(again)["response"]
    assert not any("s3cret" in str(message) for message in peer.asked)


def test_a_call_given_up_while_it_rings_is_cancelled(tmp_path: Path) -> None:
    def reply(message: sip.Message) -> list[bytes]:
        if message.method == "INVITE":
            return [no(message, 180)]
        if message.method == "CANCEL":
            ended = re.sub(r"CANCEL", "INVITE", no(message, 487).decode()).encode()
            return [no(message, 200), ended]
        return []

    async def act(agent: Agent, peer: Peer) -> None:
        with pytest.raises(NoAnswer):
            await agent.invite(peer.uri, offer, Patience(first_s=1.0, taken_s=0.2))
        await true(lambda: peer.methods() == ["INVITE", "CANCEL", "ACK"])

    meet(tmp_path, reply, act)


def test_who_answers_too_late_is_hung_up_on(tmp_path: Path) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        with pytest.raises(NoAnswer):
            await agent.invite(peer.uri, offer, Patience(first_s=0.2))
        peer.send(yes(peer.asked[0]))
        await true(lambda: peer.methods()[-2:] == ["ACK", "BYE"])

    meet(tmp_path, lambda message: [yes(message)] if message.method == "BYE" else [], act)


def test_an_early_dialog_of_an_earlier_life_is_ended_when_its_answer_comes(tmp_path: Path) -> None:
    def reply(message: sip.Message) -> list[bytes]:
        return [yes(message)] if message.method in ("BYE", "CANCEL") else []

    async def run() -> list[str]:
        loop = asyncio.get_running_loop()
        transport, peer = await loop.create_datagram_endpoint(lambda: Peer(reply), local_addr=("127.0.0.1", 0))
        first = Agent(Journal(tmp_path / "dialogs"))
        await first.open("127.0.0.1", 0)
        calling = loop.create_task(first.invite(peer.uri, offer, Patience()))
        await true(lambda: peer.asked)
        port = first.port
        first.wire.close()  # killed: no CANCEL, no BYE
        calling.cancel()
        await asyncio.gather(calling, return_exceptions=True)
        for task in list(first._tasks):
            task.cancel()
        await asyncio.sleep(0)

        journal = Journal(tmp_path / "dialogs")
        assert [one.early for one in journal.left] == [True]
        second = Agent(journal)
        await second.open("127.0.0.1", 0)
        assert second.port == port  # where the late answer goes
        peer.send(yes(peer.asked[0]))
        await true(lambda: "BYE" in peer.methods())
        await second.close()
        transport.close()
        assert not Journal(tmp_path / "dialogs").left
        return peer.methods()

    assert asyncio.run(run()) == ["INVITE", "ACK", "BYE"]


def test_a_pole_that_hangs_up_is_noticed_at_once(tmp_path: Path) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        call = await agent.invite(peer.uri, offer, Patience())
        ended: list[float] = []
        call.ended = lambda: ended.append(time.monotonic())
        bye = sip.build(
            f"BYE sip:citywall@127.0.0.1:{agent.port} SIP/2.0",
            [
                ("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKbye"), ("From", call.dialog.to),
                ("To", call.dialog.sender), ("Call-ID", call.dialog.call_id), ("CSeq", "1 BYE"),
            ],
        )  # fmt: skip
        peer.send(bye.replace(b"tag=peer", b"tag=evil"))
        await true(lambda: peer.asked[-1].status == 481)
        assert not ended
        peer.send(bye)
        await true(lambda: peer.asked[-1].status == 200)
        assert ended

    meet(tmp_path, lambda message: [] if message.method == "ACK" or message.status else [yes(message)], act)


def test_nobody_calls_us_and_rubbish_is_dropped(tmp_path: Path) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        peer.caller = ("127.0.0.1", agent.port)
        for junk in (b"", b"\r\n\r\n", b"\xff" * 70, b"INVITE", b"SIP/2.0 200 OK\r\n\r\n"):
            peer.send(junk)
        head = [("Via", "SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKx"), ("From", "<sip:x@y>;tag=a"), ("To", "<sip:z@y>")]
        for method, status in (("INVITE", 603), ("OPTIONS", 200), ("BYE", 481), ("SUBSCRIBE", 405)):
            peer.send(sip.build(f"{method} sip:z@y SIP/2.0", [*head, ("Call-ID", "c"), ("CSeq", f"1 {method}")]))
            await true(lambda wanted=status: peer.asked and peer.asked[-1].status == wanted)  # type: ignore[misc]

    meet(tmp_path, lambda _message: [], act)


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [
        (486, PoleState.BUSY, "rejected_486"),
        (603, PoleState.REJECTED, "rejected_603"),
        (404, PoleState.FAULT, "rejected_404"),
        (480, PoleState.OFFLINE, "rejected_480"),
    ],
)
def test_a_no_becomes_a_receipt(tmp_path: Path, status: int, state: PoleState, reason: str) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        driver = SipDriver(agent, "127.0.0.1", Patience())
        with pytest.raises(Unplayable) as caught:
            await driver.open(Pole(id="1", number=1, name="", address=f"sip:5@127.0.0.1:{peer.uri.port}"))
        assert (caught.value.state, caught.value.reason) == (state, reason)
        await true(lambda: peer.methods() == ["INVITE", "ACK"])

    meet(tmp_path, lambda message: [no(message, status)] if message.method == "INVITE" else [], act)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "rtp:239.0.0.1",
        "sip:",
        "sip:5@127.0.0.1:99999",
        "sip:5@no.such.host.invalid",
        "sip:5@horn..north",
        "sip:5@" + "h" * 70,
    ],
)
def test_an_address_that_leads_nowhere_is_a_fault(tmp_path: Path, address: str) -> None:
    async def act(agent: Agent, _peer: Peer) -> None:
        driver = SipDriver(agent, "127.0.0.1", Patience())
        pole = Pole(id="1", number=1, name="", address=address)
        assert await driver.probe(pole) in (PoleState.FAULT, PoleState.OFFLINE)
        with pytest.raises(Unplayable) as caught:
            await driver.open(pole)
        assert caught.value.reason == "bad_address"

    meet(tmp_path, lambda _message: [], act)


def test_a_journal_cut_by_a_power_failure_is_read_up_to_the_cut(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "dialogs")
    journal.serving(5070)
    journal.close()
    with (tmp_path / "dialogs").open("ab") as file:
        file.write(b'{"open":{"call_id":"half')
    again = Journal(tmp_path / "dialogs")
    assert (again.left, again.left_port) == ([], 5070)
    again.close()


def test_a_taken_sip_port_is_said(tmp_path: Path) -> None:
    async def run() -> None:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as held:
            held.bind(("127.0.0.1", 0))
            journal = Journal(tmp_path / "dialogs")
            with pytest.raises(OSError, match="in use"):
                await Agent(journal).open("127.0.0.1", held.getsockname()[1])
            journal.close()

    asyncio.run(run())


@pytest.mark.parametrize("place", ["horn.example.org", "0.0.0.0", "::1"])
def test_sound_goes_to_an_address_and_never_to_a_name(tmp_path: Path, place: str) -> None:
    async def act(agent: Agent, peer: Peer) -> None:
        driver = SipDriver(agent, "127.0.0.1", Patience())
        with pytest.raises(Unplayable) as caught:
            await driver.open(Pole(id="1", number=1, name="", address=str(peer.uri)))
        assert (caught.value.state, caught.value.reason) == (PoleState.FAULT, "bad_address")
        await true(lambda: "BYE" in peer.methods())

    def reply(message: sip.Message) -> list[bytes]:
        if message.method == "INVITE":
            said = yes(message).partition(b"\r\n\r\n")[2]
            body = said.replace(b"127.0.0.1", place.encode())
            length = f"Content-Length: {len(said)}".encode()
            return [yes(message).replace(said, body).replace(length, f"Content-Length: {len(body)}".encode())]
        return [sip.answer(message, 200, "OK", "peer")] if message.method == "BYE" else []

    meet(tmp_path, reply, act)
