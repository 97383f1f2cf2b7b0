"""Tickets for places where no header can be sent.

A *live* ticket is a random word kept in memory: 60 s, one use. A *voice* ticket is signed, so that the broadcast
gateway can check it while the case server is away. Its format:

    v1.PAYLOAD.SIGNATURE

PAYLOAD is base64url (no padding) of the JSON of `VoiceTicket`; SIGNATURE is base64url of HMAC-SHA256 over the ASCII
bytes of `v1.PAYLOAD`, keyed with the 32 bytes of `DATA/voice.key` (hex in the file, mode 0600, made by whichever
program starts first). A ticket is good until `expires_at`, at a gateway that shares the data folder.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from backend import secret
from contract.entities import Id
from contract.errors import Code, Refused

TICKET_LIFE = timedelta(seconds=60)
_VERSION = "v1"
Holder = TypeVar("Holder")


class VoiceTicket(msgspec.Struct, frozen=True, kw_only=True):
    """Who may speak: signed by the case server, believed by the broadcast gateway."""

    person_id: Id
    name: str
    roles: tuple[str, ...]
    expires_at: datetime
    nonce: str
    purpose: str = "voice"


def voice_key(data_dir: Path) -> bytes:
    """The 32 bytes shared by server and gateway; made on first use, mode 0600."""
    return bytes.fromhex(secret.kept(data_dir / "voice.key", lambda: secrets.token_hex(32), least=64))


def sign(key: bytes, *, person_id: Id, name: str, roles: tuple[str, ...], now: datetime) -> tuple[str, datetime]:
    """(ticket, expires_at) of a voice ticket."""
    body = VoiceTicket(
        person_id=person_id, name=name, roles=roles, expires_at=now + TICKET_LIFE, nonce=secrets.token_urlsafe(9)
    )
    payload = f"{_VERSION}.{_base64(msgspec.json.encode(body))}"
    return f"{payload}.{_base64(_mac(key, payload))}", body.expires_at


def verify(key: bytes, ticket: str, *, now: datetime) -> VoiceTicket:
    """Who holds this voice ticket. Refused(not_logged_in) on a forged one, Refused(expired_token) on an old one."""
    payload, _, signature = ticket.rpartition(".")
    try:
        genuine = hmac.compare_digest(_unbase64(signature), _mac(key, payload))
        version, _, body = payload.partition(".")
        if not genuine or version != _VERSION:
            raise ValueError("signature")
        found = msgspec.json.decode(_unbase64(body), type=VoiceTicket)
    except (ValueError, binascii.Error, msgspec.MsgspecError) as fault:
        raise Refused(Code.NOT_LOGGED_IN, field="$.ticket", reason="no voice ticket of this server") from fault
    if found.purpose != "voice":
        raise Refused(Code.NOT_LOGGED_IN, field="$.ticket", reason="ticket of another purpose")
    if found.expires_at <= now:
        raise Refused(Code.EXPIRED_TOKEN, field="$.ticket", reason="voice ticket expired")
    return found


class LiveTickets(Generic[Holder]):
    """One-use tickets of this process, each standing for a holder until it expires. Used on the event loop only."""

    def __init__(self, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._clock = clock
        self._held: dict[str, tuple[datetime, Holder]] = {}

    def issue(self, holder: Holder) -> tuple[str, datetime]:
        """(ticket, expires_at)."""
        now = self._clock()
        self._held = {word: kept for word, kept in self._held.items() if kept[0] > now}
        word, expires_at = secrets.token_urlsafe(24), now + TICKET_LIFE
        self._held[word] = (expires_at, holder)
        return word, expires_at

    def take(self, ticket: str) -> Holder:
        """The holder; the ticket is used up. Refused(not_logged_in | expired_token)."""
        found = self._held.pop(ticket, None)
        if found is None:
            raise Refused(Code.NOT_LOGGED_IN, field="$.ticket", reason="unknown or used ticket")
        if found[0] <= self._clock():
            raise Refused(Code.EXPIRED_TOKEN, field="$.ticket", reason="ticket expired")
        return found[1]


def _mac(key: bytes, payload: str) -> bytes:
    return hmac.new(key, payload.encode("ascii", "replace"), hashlib.sha256).digest()


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _unbase64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
