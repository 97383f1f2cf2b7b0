"""A screen without a password: it shows a code, somebody of the hall confirms it, and it keeps its token in a file.

The token is worth what the screen shows: it only reads, and only the public view. Its file is readable by its owner
alone and bound to the server's address. A token that was revoked leads back to the code, with the reason.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.asking import Pending
from backend_client.session import SeatSession
from contract.errors import Code, Problem
from contract.people import Claim, Pairing
from contract.protocol import Session

log = logging.getLogger(__name__)
FILE = "kiosk-token.json"
ASK_MS = 3000
AWAY_MS = 5000
LATER_MS = 30_000
_OVER = frozenset({Code.NOT_LOGGED_IN, Code.EXPIRED_TOKEN, Code.WRONG_ROLE})


class Kept(msgspec.Struct, frozen=True):
    """What the file holds: of which server, and the session."""

    url: str
    session: Session


class _Health(msgspec.Struct, frozen=True):
    """`GET /api/health`, as far as it is needed: a kiosk's own clock may be wrong."""

    now: datetime


class _Nothing(msgspec.Struct, frozen=True):
    """An empty body."""


def load(file: Path, url: str) -> Session | None:
    """The session in the file; None where there is none for this server, or others could read it."""
    try:
        if file.stat().st_mode & 0o077:
            log.error("%s can be read by others; it is not used", file)
            return None
        kept = msgspec.json.decode(file.read_bytes(), type=Kept)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as fault:
        log.warning("%s is not used: %s", file, fault)
        return None
    return kept.session if kept.url == url else None


def save(file: Path, url: str, session: Session) -> None:
    """Write the file, mode 0600 from its first byte."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = file.with_suffix(".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(msgspec.json.encode(Kept(url, session)))
        out.flush()
        os.fsync(out.fileno())  # screens are switched off at the wall
    part.replace(file)


class KioskDoor(QObject):
    """`changed`: the code, the seconds left or the reason are others; `paired`: the session is in."""

    changed = Signal()
    paired = Signal()

    def __init__(self, seat: SeatSession, data: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seat, self._file = seat, data / "credentials" / FILE
        self._claim = ""
        self._ends_at = 0.0
        self._server_now = datetime.now(UTC)
        self.code = ""
        self.problem: Problem | None = None
        self.ended = False
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._go_on)
        seat.ended.connect(self._revoked)
        seat.refused.connect(self._refused)

    @property
    def left_s(self) -> int:
        """Seconds that the code still holds; 0 while there is none."""
        return max(0, round(self._ends_at - time.monotonic())) if self.code else 0

    @property
    def waiting(self) -> bool:
        """Whether the screen shows the pairing and not a scene."""
        return self._seat.api.session is None

    def start(self) -> None:
        """With the token of the file, else with a code."""
        session = load(self._file, self._seat.api.base_url)
        if session is None:
            self._begin()
            return
        self._seat.api.adopt(session)
        self._seat.start()

    def stop(self) -> None:
        """Ask nothing any more."""
        self._again.stop()
        self._claim = ""

    def _go_on(self) -> None:
        if self._seat.api.session is not None:
            self._seat.start()
        elif self._claim:
            self._ask_claim()
        else:
            self._begin()

    def _begin(self) -> None:
        """A new code; the server's clock first, since the code ends by it."""
        self._claim = self.code = ""
        self._wait(self._seat.api.get("/api/health", None, _Health), self._have_clock)

    def _wait(self, pending: Pending, then: object) -> None:
        pending.succeeded.connect(then)
        pending.failed.connect(self._not_yet)

    def _have_clock(self, health: object) -> None:
        assert isinstance(health, _Health)
        self._server_now = health.now
        self._wait(self._seat.api.post("/api/kiosk/pairings", _Nothing(), Pairing), self._have_code)

    def _have_code(self, pairing: object) -> None:
        assert isinstance(pairing, Pairing)
        self.code, self._claim = pairing.code, pairing.claim
        self._ends_at = time.monotonic() + (pairing.expires_at - self._server_now).total_seconds()
        self.problem = None
        self._again.start(ASK_MS)
        self.changed.emit()

    def _ask_claim(self) -> None:
        if time.monotonic() >= self._ends_at:
            self._begin()
            return
        self._wait(self._seat.api.post("/api/kiosk/claims", Claim(claim=self._claim), Session), self._confirmed)

    def _confirmed(self, session: object) -> None:
        assert isinstance(session, Session)
        self._claim = self.code = ""
        self.problem, self.ended = None, False
        self._again.stop()
        try:
            save(self._file, self._seat.api.base_url, session)
        except OSError as fault:
            log.error("the token cannot be kept, the screen must be paired again after a restart: %s", fault)
        self._seat.start()  # the Api adopted the session that it was answered
        self.paired.emit()

    def _not_yet(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if problem.code is Code.WRONG_STATE:  # nobody confirmed it yet
            self.problem = None
            self._again.start(ASK_MS)
        elif problem.code is Code.NOT_FOUND and self._claim:  # over, or claimed by somebody else
            self._claim = ""
            self._again.start(0)
        else:
            self.problem = problem
            away = problem.code in (Code.UNAVAILABLE, Code.OVERLOADED)
            self._again.start(AWAY_MS if away else LATER_MS)
        self.changed.emit()

    def _refused(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if problem.code in _OVER or self._seat.api.session is None:
            self._revoked(problem)
        else:  # too old a program, a defect, somebody in between: the token is as good as before
            self.problem = problem
            self._again.start(LATER_MS)

    def _revoked(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if self.ended:
            return  # told already: the request that failed says it, too
        log.warning("the token of this screen does not hold any more: %s", problem.code)
        self._file.unlink(missing_ok=True)
        self._seat.link.stop()
        self._seat.api.session = None
        self._seat.store.loaded = False  # the next token may see another part of the city
        self.ended = True
        self.changed.emit()
        self._begin()
