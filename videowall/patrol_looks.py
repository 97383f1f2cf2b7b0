"""Looks of a patrol on their way to the server: one after the other, each once, waiting here while it is away."""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from contract.errors import Code, Problem
from contract.patrol import PatrolLook, PatrolRound
from videowall.patrol_walk import Glance

AGAIN_MS = 5000
MOST = 1000


class PatrolLooks(QObject):
    """`kept` once all are with the server; `refused(Problem)` for one that it does not take."""

    kept = Signal()
    refused = Signal(object)

    def __init__(self, api: Api, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._api = api
        self._waiting: deque[PatrolLook] = deque(maxlen=MOST)
        self._sending: PatrolLook | None = None

    def add(self, of: PatrolRound, one: Glance, at: Callable[[float], datetime], case_ids: tuple[str, ...]) -> None:
        """A look of this round; `at` tells the server's time of a moment."""
        look = PatrolLook(
            key=uuid.uuid4().hex,
            plan_id=of.plan_id,
            round_at=of.begins_at,
            camera_id=one.camera,
            from_at=at(one.from_s),
            until_at=at(one.until_s),
            keyed_at=at(one.keyed_s),
            live=one.live,
            reason=one.reason,
            case_ids=case_ids[:20],
        )
        self._waiting.append(look)
        self._post()

    def _post(self) -> None:
        if self._sending is not None or not self._waiting:
            return
        self._sending = self._waiting.popleft()
        pending = self._api.post("/api/patrol/looks", self._sending, bytes)
        pending.succeeded.connect(self._posted)
        pending.failed.connect(self._failed)

    def _posted(self, _kept: object) -> None:
        self._sending = None
        if self._waiting:
            self._post()
        else:
            self.kept.emit()

    def _failed(self, problem: object) -> None:
        look, self._sending = self._sending, None
        if isinstance(problem, Problem) and problem.code in (Code.UNAVAILABLE, Code.OVERLOADED) and look is not None:
            self._waiting.appendleft(look)
            QTimer.singleShot(AGAIN_MS, self, self._post)
            return
        self.refused.emit(problem)
        self._post()
