"""A small SIP caller (RFC 3261): INVITE, ACK, CANCEL, BYE, OPTIONS, digest. It calls; nobody can call it.

A call that is given up is really ended: an answer that comes too late is acknowledged and hung up at once.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from msgspec.structs import replace

from backend.gateways.voice import sip
from backend.gateways.voice.dialogs import (
    Header,
    auto_answer,
    confirmed_by,
    new_dialog,
    proof_of,
    request_of,
    tag_of,
)
from backend.gateways.voice.journal import Dialog, Journal
from backend.gateways.voice.sip import Message, Uri
from backend.gateways.voice.transactions import (
    T1_S,
    Address,
    NoAnswer,
    Transaction,
    Wire,
    local_address,
    new_branch,
    resolve,
)

log = logging.getLogger(__name__)
_BYE_WITHIN_S = 4.0
_SEE_OFF_S = 0.5
_LATE_ANSWER_S = 32.0  # 64 T1: how long an INVITE may still be answered


class Rejected(Exception):
    """The peer answered, but not with yes."""

    def __init__(self, status: int) -> None:
        super().__init__(f"SIP {status}")
        self.status = status


@dataclass(frozen=True)
class Patience:
    """Seconds: until the first answer of any kind, and until the call is taken."""

    first_s: float = 2.0
    taken_s: float = 8.0


@dataclass
class Call:
    """An answered call. `ended` is called once if the peer hangs up."""

    dialog: Dialog
    media: sip.Media
    ended: Callable[[], None] | None = None


class Agent:
    """Our end of SIP. `open` it on the event loop; `hang_up_left` once after a restart."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._wire: Wire | None = None
        self._calls: dict[str, Call] = {}
        self._acks: dict[str, tuple[bytes, Address]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self, host: str, port: int) -> None:
        """Take the port; 0 takes the one of the life before, where calls were left, else a free one."""
        wanted = port or (self._journal.left_port if self._journal.left else 0)
        try:
            self._wire = await Wire.bind(host, wanted, self._stray)
        except OSError:
            if port:
                raise
            self._wire = await Wire.bind(host, 0, self._stray)
        self._journal.serving(self.port)

    @property
    def wire(self) -> Wire:
        """The socket, open."""
        assert self._wire is not None
        return self._wire

    @property
    def port(self) -> int:
        """Our UDP port."""
        return self.wire.port

    async def options(self, uri: Uri, within_s: float) -> int:
        """The status a peer answers OPTIONS with. NoAnswer, or OSError where there is no way to it."""
        to = await resolve(uri)
        dialog = new_dialog(uri, to, self.port)
        answer = await self._ask(dialog, "OPTIONS", uri, within_s, ("Accept", "application/sdp"))
        return answer.status

    async def invite(self, uri: Uri, offer: Callable[[str], str], patience: Patience) -> Call:
        """Call a peer; `offer` makes the SDP for our address. Rejected, NoAnswer, OSError or SipError where it fails.

        Cancelling this ends the call too, even if the peer takes it later.
        """
        to = await resolve(uri)
        dialog = new_dialog(uri, to, self.port)
        body = offer(local_address(to))
        answer = await self._invite_once(dialog, uri, body, patience, ())
        if proof := proof_of(answer, uri, "INVITE", dialog.target):
            dialog = replace(dialog, cseq=dialog.cseq + 1, branch=new_branch())
            answer = await self._invite_once(dialog, uri, body, patience, (proof,))
        if answer.status >= 300:
            self._journal.closed(dialog.call_id)
            raise Rejected(answer.status)
        dialog = self._confirm(dialog, answer)
        try:
            call = Call(dialog, sip.media_of(answer.body))
        except sip.SipError:
            self._run(self._bye(dialog))
            raise
        self._calls[dialog.call_id] = call
        return call

    async def bye(self, call: Call) -> None:
        """Hang up; returns when the peer said so, or would not."""
        call.ended = None
        self._calls.pop(call.dialog.call_id, None)
        await self._bye(call.dialog)

    async def hang_up_left(self) -> int:
        """End what an earlier life left open; how many."""
        left = self._journal.left
        await asyncio.gather(*(self._cancel(one) if one.early else self._bye(one) for one in left))
        return len(left)

    async def close(self) -> None:
        """Hang up everything and free the port."""
        await asyncio.gather(*(self.bye(call) for call in list(self._calls.values())))
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_SEE_OFF_S)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.wire.close()

    # Inside.

    def _message(
        self, dialog: Dialog, method: str, branch: str, *extra: Header, cseq: int = 0, body: str = ""
    ) -> bytes:
        return request_of(dialog, self.port, method, branch, *extra, cseq=cseq, body=body)

    async def _ask(self, dialog: Dialog, method: str, uri: Uri, within_s: float, *extra: Header) -> Message:
        branch = new_branch()
        data = self._message(dialog, method, branch, *extra)
        answer = await self.wire.ask(data, (dialog.host, dialog.port), branch, method, within_s)
        proof = proof_of(answer, uri, method, dialog.target)
        if proof is None:
            return answer
        branch = new_branch()
        data = self._message(dialog, method, branch, *extra, proof, cseq=dialog.cseq + 1)
        return await self.wire.ask(data, (dialog.host, dialog.port), branch, method, within_s)

    async def _invite_once(
        self, dialog: Dialog, uri: Uri, body: str, patience: Patience, extra: tuple[Header, ...]
    ) -> Message:
        to = (dialog.host, dialog.port)
        invitation = (*auto_answer(dialog), *extra)
        data = self._message(dialog, "INVITE", dialog.branch, *invitation, body=body)
        transaction = Transaction()
        self.wire.expect(dialog.branch, "INVITE", transaction)
        self._journal.opened(dialog)
        try:
            async with asyncio.timeout(patience.first_s):
                wait = T1_S
                while not transaction.first.is_set():
                    self.wire.send(data, to)
                    waiter = asyncio.ensure_future(transaction.first.wait())
                    try:
                        await asyncio.wait((waiter,), timeout=wait)
                    finally:
                        waiter.cancel()
                    wait *= 2
            async with asyncio.timeout(patience.taken_s):
                answer = await asyncio.shield(transaction.final)
        except TimeoutError:
            self._give_up(dialog, transaction)
            raise NoAnswer("INVITE: nobody took the call") from None
        except asyncio.CancelledError:
            self._give_up(dialog, transaction)
            raise
        self.wire.forget(dialog.branch, "INVITE")
        if answer.status >= 300:
            self._refused(dialog, answer)
        return answer

    def _refused(self, dialog: Dialog, answer: Message) -> None:
        """Acknowledge a no, in the INVITE's own transaction (17.1.1.3), now and when it is repeated."""
        ack = self._message(replace(dialog, to=answer.one("to")), "ACK", dialog.branch)
        self._keep_ack(dialog, ack)

    def _confirm(self, dialog: Dialog, answer: Message) -> Dialog:
        """The dialog of a yes, acknowledged (13.2.2.4) and in the journal."""
        confirmed = confirmed_by(dialog, answer)
        self._journal.opened(confirmed)
        self._keep_ack(confirmed, self._message(confirmed, "ACK", new_branch()))
        return confirmed

    def _keep_ack(self, dialog: Dialog, ack: bytes) -> None:
        to = (dialog.host, dialog.port)
        self._acks[dialog.call_id] = (ack, to)
        self.wire.send(ack, to)
        asyncio.get_running_loop().call_later(_LATE_ANSWER_S, self._acks.pop, dialog.call_id, None)

    def _give_up(self, dialog: Dialog, transaction: Transaction) -> None:
        """Nobody waits any more: CANCEL, and hang up on whoever still answers."""
        self._run(self._see_off(dialog, transaction))

    async def _see_off(self, dialog: Dialog, transaction: Transaction) -> None:
        try:
            async with asyncio.timeout(_LATE_ANSWER_S):
                await transaction.first.wait()  # a CANCEL may not overtake its INVITE (9.1)
                if not transaction.final.done():
                    await self._cancel(dialog)
                answer = await transaction.final
        except TimeoutError:
            self._journal.closed(dialog.call_id)
            return
        finally:
            self.wire.forget(dialog.branch, "INVITE")
        if answer.status >= 300:
            self._refused(dialog, answer)
            self._journal.closed(dialog.call_id)
        else:
            await self._bye(self._confirm(dialog, answer))

    async def _cancel(self, dialog: Dialog) -> None:
        with self._doubted(dialog, "CANCEL"):
            data = self._message(dialog, "CANCEL", dialog.branch)
            await self.wire.ask(data, (dialog.host, dialog.port), dialog.branch, "CANCEL", _BYE_WITHIN_S)
        if dialog in self._journal.left:
            self._journal.closed(dialog.call_id)

    async def _bye(self, dialog: Dialog) -> None:
        with self._doubted(dialog, "BYE"):
            branch = new_branch()
            data = self._message(dialog, "BYE", branch, cseq=dialog.cseq + 1)
            await self.wire.ask(data, (dialog.host, dialog.port), branch, "BYE", _BYE_WITHIN_S)
        self._journal.closed(dialog.call_id)

    @contextmanager
    def _doubted(self, dialog: Dialog, method: str) -> Iterator[None]:
        """A peer that is gone, or a network that is, cannot be told; it will notice that the sound stopped."""
        try:
            yield
        except (NoAnswer, OSError) as fault:
            log.warning("%s did not answer %s: %s", dialog.to, method, fault)

    def _stray(self, message: Message, addr: Address) -> None:
        """What belongs to no transaction of ours."""
        if message.status:
            self._stray_answer(message)
        elif message.method == "BYE":
            call = self._calls.get(message.call_id)
            ours = call is not None and message.from_tag == tag_of(call.dialog.to)
            self._answer(message, addr, 200 if ours else 481, "OK" if ours else "Call/Transaction Does Not Exist")
            if ours and call is not None:
                self._calls.pop(message.call_id, None)
                self._journal.closed(message.call_id)
                if call.ended is not None:
                    call.ended()
        elif message.method == "OPTIONS":
            self._answer(message, addr, 200, "OK", ("Allow", "ACK, BYE, OPTIONS"))
        elif message.method == "INVITE":
            known = message.call_id in self._calls
            self._answer(message, addr, 488 if known else 603, "Not Acceptable Here" if known else "Decline")
        elif message.method != "ACK":
            self._answer(message, addr, 405, "Method Not Allowed", ("Allow", "ACK, BYE, OPTIONS"))

    def _stray_answer(self, message: Message) -> None:
        """A repeated final answer wants its ACK again; a yes that nobody waits for is hung up on."""
        if message.cseq[1] != "INVITE" or message.status < 200:
            return
        if held := self._acks.get(message.call_id):
            self.wire.send(*held)
        elif message.status < 300 and (left := self._left(message.call_id)) is not None:
            self._run(self._bye(self._confirm(left, message)))

    def _left(self, call_id: str) -> Dialog | None:
        return next((one for one in self._journal.left if one.call_id == call_id), None)

    def _answer(self, request: Message, addr: Address, status: int, reason: str, *extra: Header) -> None:
        self.wire.send(sip.answer(request, status, reason, secrets.token_hex(6), *extra), addr)

    def _run(self, work: Coroutine[object, object, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
