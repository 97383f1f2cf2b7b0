"""SIP transactions over one UDP socket (RFC 3261, 17): what is sent is repeated until it is answered."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from backend.gateways.voice import sip
from backend.gateways.voice.sip import Message

log = logging.getLogger(__name__)
T1_S, T2_S = 0.5, 4.0
Address = tuple[str, int]


class NoAnswer(Exception):
    """The peer said nothing in time."""


class Transaction:
    """One request and its answers. `first` is set by any answer, `final` by one of 200 and above."""

    def __init__(self, first: Callable[[Message], None] | None = None) -> None:
        self.first = asyncio.Event()
        self.final: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._on_answer = first

    def take(self, message: Message) -> None:
        """An answer arrived."""
        self.first.set()
        if message.status >= 200 and not self.final.done():
            self.final.set_result(message)
        if self._on_answer is not None:
            self._on_answer(message)


class Wire(asyncio.DatagramProtocol):
    """The socket: matches answers to transactions, hands everything else to `stray`."""

    def __init__(self, stray: Callable[[Message, Address], None]) -> None:
        self._stray = stray
        self._transport: asyncio.DatagramTransport | None = None
        self._waiting: dict[tuple[str, str], Transaction] = {}
        self.port = 0

    @classmethod
    async def bind(cls, host: str, port: int, stray: Callable[[Message, Address], None]) -> Wire:
        """Open on host:port (0 takes a free one). OSError where it is taken."""
        loop = asyncio.get_running_loop()
        _, wire = await loop.create_datagram_endpoint(lambda: cls(stray), local_addr=(host, port))
        return wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The socket is open."""
        self._transport = cast(asyncio.DatagramTransport, transport)
        self.port = int(transport.get_extra_info("sockname")[1])

    def datagram_received(self, data: bytes, addr: Address) -> None:
        """One message; hostile bytes are dropped."""
        if not data.strip():
            return  # keep-alive
        try:
            message = sip.parse(data)
        except sip.SipError as fault:
            log.debug("dropped %s bytes from %s: %s", len(data), addr, fault)
            return
        waiting = self._waiting.get((message.branch, message.cseq[1])) if message.status else None
        if waiting is not None:
            waiting.take(message)
        else:
            with suppress(sip.SipError):  # what cannot be answered in one line per header
                self._stray(message, addr)

    def error_received(self, exc: Exception) -> None:
        """ICMP told of a closed port: the timers will find out whose."""
        log.debug("socket: %s", exc)

    def send(self, data: bytes, to: Address) -> None:
        """One datagram, as far as the system takes it: loss is what the timers are for."""
        if self._transport is not None and not self._transport.is_closing():
            with suppress(OSError):
                self._transport.sendto(data, to)

    def expect(self, branch: str, method: str, transaction: Transaction) -> None:
        """Answers to this branch belong to `transaction` until `forget`."""
        self._waiting[branch, method] = transaction

    def forget(self, branch: str, method: str) -> None:
        """The transaction is over."""
        self._waiting.pop((branch, method), None)

    async def ask(self, data: bytes, to: Address, branch: str, method: str, within_s: float) -> Message:
        """The final answer to a request that is no INVITE. NoAnswer after `within_s`."""
        transaction = Transaction()
        self.expect(branch, method, transaction)
        try:
            async with asyncio.timeout(within_s):
                wait = T1_S
                while not transaction.final.done():
                    self.send(data, to)
                    await asyncio.wait((transaction.final,), timeout=T2_S if transaction.first.is_set() else wait)
                    wait = min(2 * wait, T2_S)
                return transaction.final.result()
        except TimeoutError:
            raise NoAnswer(f"{method}: no answer within {within_s:g} s") from None
        finally:
            self.forget(branch, method)

    def close(self) -> None:
        """Free the socket."""
        if self._transport is not None:
            self._transport.close()


def new_branch() -> str:
    """A transaction id; the prefix is RFC 3261's magic cookie."""
    return "z9hG4bK" + secrets.token_hex(9)


async def resolve(uri: sip.Uri) -> Address:
    """The IPv4 address of a peer. OSError where its name is not known."""
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(uri.host, uri.port, family=socket.AF_INET, type=socket.SOCK_DGRAM)
    except ValueError as fault:  # IDNA: an empty label, one of more than 63 letters
        raise OSError(f"no name that a host can have: {uri.host[:80]!r}") from fault
    return str(found[0][4][0]), uri.port


def local_address(to: Address) -> str:
    """Our own address as a peer at `to` sees it. OSError where there is no way to it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(to)
        return str(probe.getsockname()[0])
