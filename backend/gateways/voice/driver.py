"""What every kind of loudspeaker offers the gateway. SIP is one driver; others keep to the same four acts.

A driver is a family of devices, a `Line` one open device. Nothing here knows what a broadcast is.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from backend.gateways.voice.codec import Codec
from contract.entities import Pole, PoleState


@dataclass(frozen=True)
class Capabilities:
    """What devices of a driver can do."""

    codecs: tuple[str, ...]
    hears_back: bool  # sound comes back: the best sign of life
    multicast: bool = False


class Why(StrEnum):
    """Why a pole does not play, as receipts carry it; `rejected_CODE` is made of a SIP status."""

    NO_ANSWER = "no_answer"
    LOST = "lost"
    SILENCE = "silence"
    IN_USE = "in_use"
    BAD_ADDRESS = "bad_address"
    STOPPED = "stopped"
    DEFECT = "defect"


class Unplayable(Exception):
    """The pole could not be opened. `state` is what it is now, `reason` a code for the receipt."""

    def __init__(self, state: PoleState, reason: str) -> None:
        super().__init__(f"{state}: {reason}")
        self.state = state
        self.reason = reason


class Line(Protocol):
    """One open pole. `ended` says why it stopped by itself, empty while it plays."""

    connected_ms: int
    sent: int
    ended: str

    @property
    def codec(self) -> Codec:
        """What it speaks."""

    @property
    def heard(self) -> int:
        """Packets that came back."""

    def push(self, payload: bytes, frame: int) -> None:
        """Send 20 ms of sound; `frame` counts from the start of the broadcast."""

    def check(self) -> None:
        """Look for signs of life; sets `ended` where there are none."""

    async def close(self) -> None:
        """End it; returns when the device said so, or would not."""


class Driver(Protocol):
    """A family of loudspeakers."""

    capabilities: Capabilities

    async def probe(self, pole: Pole) -> PoleState:
        """How the pole answers now: ONLINE, OFFLINE, BUSY or FAULT."""

    async def open(self, pole: Pole) -> Line:
        """Connect a pole. Unplayable where it does not take the call; cancelling gives the attempt up."""
