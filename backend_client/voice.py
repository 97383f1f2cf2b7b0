"""A small client of the broadcast gateway (its own process, port 8810). It only asks; what played is told by receipts.

The gateway is reached without the case server, except for the ticket; `stop_all` therefore tries the last one first.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import msgspec
from PySide6.QtCore import QObject, Signal

from backend_client.api import Api
from backend_client.asking import Lane, Pending
from contract.errors import Code, Problem
from contract.protocol import TICKETS_PATH, Ticket, TicketRequest


class BroadcastWish(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Body of `POST /broadcasts`."""

    ticket: str
    clip: str = ""
    text: str = ""
    pole_ids: tuple[str, ...] = ()
    broadcast_id: str | None = None


class Started(msgspec.Struct, frozen=True):
    broadcast_id: str


class Stopped(msgspec.Struct, frozen=True):
    stopped: int


class _StopWish(msgspec.Struct, frozen=True):
    ticket: str


class Clip(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One of `GET /api/clips`. `ladder` is the step: 1 remind, 2 persuade, 3 warn, 4 send people."""

    id: str
    title: str = ""
    title_en: str = ""
    ladder: int = 0
    text: str = ""


def new_id() -> str:
    """An id made here, so that a wish whose answer was lost and that is sent again stays one broadcast.

    Milliseconds since 2024, then chance where a server has its node and counter (docs/adr/0002).
    """
    since = int(time.time() * 1000) - 1_704_067_200_000
    return str(since << 22 | secrets.randbits(22))


class VoiceGateway(QObject):
    """`reachable_changed(bool)` follows the gateway's own health, not the case server's."""

    reachable_changed = Signal(bool)

    def __init__(self, api: Api, base_url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api, self._base = api, base_url.rstrip("/")
        self.reachable: bool | None = None
        self._ticket: Ticket | None = None

    def play(self, clip: str, text: str, pole_ids: tuple[str, ...]) -> Pending:
        """Ask poles to play a clip; the answer is `Started`. That is no proof of sound: receipts are."""
        whole = Pending("broadcast")
        wish = BroadcastWish(ticket="", clip=clip, text=text, pole_ids=pole_ids, broadcast_id=new_id())

        def ask(ticket: str) -> Pending:
            signed = msgspec.structs.replace(wish, ticket=ticket)
            return self._api.post(self._base + "/broadcasts", signed, Started, lane="commands")

        self._after_ticket(whole, "commands", ask)
        return whole

    def stop_all(self) -> Pending:
        """Silence every pole; the answer is `Stopped`. On a thread of its own, past every act that waits.

        The last ticket is tried first, even an old one: a gateway that still honours it for this act needs no case
        server. Only where it is refused a new one is asked for.
        """
        whole = Pending("stop-all")
        if self._ticket is None:
            self._stop_with_new_ticket(whole)
            return whole
        first = self._watch(self._stop(self._ticket.ticket))
        first.succeeded.connect(lambda answer: whole.settle(answer))
        first.failed.connect(
            lambda problem: self._stop_with_new_ticket(whole) if _is_ticket(problem) else whole.settle(problem)
        )
        return whole

    def keep_ticket(self) -> None:
        """Hold a ticket ready, so that STOP ALL needs nobody else at the moment of need. Cheap; call it each 30 s."""
        asked = self._api.post(TICKETS_PATH, TicketRequest(purpose="voice"), Ticket, lane="bulk")
        asked.succeeded.connect(self._keep)

    def check(self) -> Pending:
        """Ask for the gateway's health; `reachable` follows."""
        return self._watch(self._api.get(self._base + "/health", None, bytes))

    def clips(self) -> Pending:
        """What may be said: a tuple of `Clip`, from the case server."""
        return self._api.get("/api/clips", None, tuple[Clip, ...])

    def _stop(self, ticket: str) -> Pending:
        return self._api.post(self._base + "/stop-all", _StopWish(ticket), Stopped, lane="urgent")

    def _stop_with_new_ticket(self, whole: Pending) -> None:
        self._after_ticket(whole, "urgent", self._stop)

    def _after_ticket(self, whole: Pending, lane: Lane, then: Callable[[str], Pending]) -> None:
        asked = self._api.post(TICKETS_PATH, TicketRequest(purpose="voice"), Ticket, lane=lane)

        def have(ticket: object) -> None:
            assert isinstance(ticket, Ticket)
            self._keep(ticket)
            second = self._watch(then(ticket.ticket))
            _pass_on(second, whole)

        asked.succeeded.connect(have)
        asked.failed.connect(lambda problem: whole.settle(problem))

    def _keep(self, ticket: object) -> None:
        assert isinstance(ticket, Ticket)
        self._ticket = ticket

    def _watch(self, pending: Pending) -> Pending:
        pending.succeeded.connect(lambda _answer: self._note(True))
        pending.failed.connect(
            lambda problem: self._note(not (isinstance(problem, Problem) and problem.code is Code.UNAVAILABLE))
        )
        return pending

    def _note(self, reachable: bool) -> None:
        if reachable is not self.reachable:
            self.reachable = reachable
            self.reachable_changed.emit(reachable)


def _pass_on(inner: Pending, whole: Pending) -> None:
    # A connection to a bound method does not keep its object alive; these do.
    inner.succeeded.connect(lambda answer: whole.settle(answer))
    inner.failed.connect(lambda problem: whole.settle(problem))


def _is_ticket(problem: object) -> bool:
    return isinstance(problem, Problem) and problem.code in (Code.NOT_LOGGED_IN, Code.EXPIRED_TOKEN)
