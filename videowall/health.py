"""What this wall tells the server of its cameras: which gave no true picture, and which are well again.

`Watch` is pure: it turns what tiles know into changes. A camera counts as out when it has been so for `DOWN_S`, as well
when it has been for `UP_S`; streams that nobody looks at say nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import QObject, QTimer

from backend_client.api import Api
from contract.errors import Code, Problem
from contract.outages import HEALTH_PATH, MOST_AT_ONCE, HealthReport, HealthTaken, Observation, OutageReason
from videowall.stream import Doubt, State, Status

DOWN_S, UP_S = 10.0, 5.0
TELL_MS = 5000
_ON_ITS_WAY = frozenset({State.IDLE, State.CONNECTING, State.WAIT_KEY})
_REPEATING = frozenset({Doubt.SAME, Doubt.LOOP, Doubt.TWIN})
_CHANGES_AT_ONCE = MOST_AT_ONCE


@dataclass(frozen=True, slots=True)
class Seen:
    """A camera now; `reason`: why it gives no true picture, None where it does."""

    camera: str
    reason: OutageReason | None


@dataclass(slots=True)
class _Camera:
    told: OutageReason | None = None
    began_s: float = 0.0  # when what is not told yet began
    waits: bool = False
    ever: bool = False


class Watch:
    """The cameras of one wall."""

    def __init__(self) -> None:
        self._cameras: dict[str, _Camera] = {}

    def look(self, now_s: float, seen: Iterable[Seen]) -> list[tuple[str, OutageReason | None, float]]:
        """Changes since the last look as (camera, reason, seconds ago); each is told once."""
        changes: list[tuple[str, OutageReason | None, float]] = []
        present: set[str] = set()
        for one in seen:
            present.add(one.camera)
            known = self._cameras.setdefault(one.camera, _Camera())
            same = (one.reason is None) == (known.told is None) and known.ever
            if same:
                known.waits = False
                continue
            if not known.waits:
                known.waits, known.began_s = True, now_s
            if now_s - known.began_s >= (UP_S if one.reason is None else DOWN_S):
                known.told, known.waits, known.ever = one.reason, False, True
                changes.append((one.camera, one.reason, now_s - known.began_s))
        for gone in self._cameras.keys() - present:
            # Nobody looks at it any more: what was told stands, what was not told is begun anew.
            self._cameras[gone].waits = False
        return changes

    def untold(self, camera: str) -> None:
        """The server did not take it: tell it again."""
        if (known := self._cameras.get(camera)) is not None:
            known.ever = False


def reason_of(status: Status | None, *, replayed: bool, twin: bool) -> OutageReason | None:
    """Why a stream gives no true picture, None where it does."""
    if status is None or (status.state in _ON_ITS_WAY and not status.fault):
        return OutageReason.NO_BYTES
    if status.state is not State.LIVE:
        return OutageReason(status.fault.value) if status.fault else OutageReason.NO_BYTES
    doubt = Doubt.TWIN if twin and not status.doubt else status.doubt
    if not doubt or (replayed and doubt in _REPEATING):
        return None
    return OutageReason(doubt.value)


class HealthReporter(QObject):
    """Asks `seen` every few seconds and sends what changed; what could not be sent is sent later."""

    def __init__(
        self,
        api: Api,
        seen: Callable[[], list[Seen]],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._api, self._seen, self._clock = api, seen, clock
        self._watch = Watch()
        self.sending = False
        self._timer = QTimer(self)
        self._timer.setInterval(TELL_MS)
        self._timer.timeout.connect(self.tell)
        self._timer.start()

    @property
    def telling(self) -> bool:
        """Whether it still speaks; a seat whose post may not tell does not."""
        return self._timer.isActive()

    def tell(self) -> None:
        """Send what changed; nothing while the last report is under way."""
        if self.sending or self._api.session is None:
            return
        changes = self._watch.look(self._clock(), self._seen())
        now = datetime.now(UTC)
        if not changes:
            return
        seen = [
            Observation(camera_id=camera, at=now - timedelta(seconds=ago), reason=reason)
            for camera, reason, ago in changes
        ]
        for late in seen[_CHANGES_AT_ONCE:]:
            self._watch.untold(late.camera_id)
        report = HealthReport(changes=tuple(seen[:_CHANGES_AT_ONCE]))
        self.sending = True
        pending = self._api.post(HEALTH_PATH, report, HealthTaken)
        pending.succeeded.connect(self._sent)
        pending.failed.connect(lambda problem: self._again(report, problem))

    def _sent(self, _answer: object) -> None:
        self.sending = False

    def _again(self, report: HealthReport, problem: Problem) -> None:
        self.sending = False
        if problem.code is Code.WRONG_ROLE:
            self._timer.stop()  # this seat's post does not tell
            return
        for one in report.changes:
            self._watch.untold(one.camera_id)
