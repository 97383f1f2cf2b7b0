"""The answer to what was asked last: asked a moment after the last change, and again once a silent server is back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.api import Api
from backend_client.asking import Lane, Pending
from contract.errors import Problem
from panelkit.refusal import words_for

T = TypeVar("T")
Query = Mapping[str, str]


class Latest(QObject, Generic[T]):
    """GET `path` as `answer_type`. `answer` is that of the question in use, or None; `fault` says in words why not.

    `changed()` with every answer and refusal, and when there is nothing to ask. An answer to an earlier question is
    nobody's. A question that was not answered is asked again when the server is reached.
    """

    changed = Signal()

    def __init__(
        self, api: Api, path: str, answer_type: type[T], settle_ms: int, parent: QObject, *, lane: Lane = "bulk"
    ) -> None:
        super().__init__(parent)
        self._api, self._path, self._type, self._lane = api, path, answer_type, lane
        self._query: Query | None = None
        self._pending: Pending | None = None
        self.answer: T | None = None
        self.fault = ""
        self._later = QTimer(self, singleShot=True, interval=settle_ms)
        self._later.timeout.connect(self._ask)
        api.reachable_changed.connect(self._reachable)

    def ask(self, query: Query | None, *, keep: bool) -> None:
        """Ask this, None: nothing; `keep`: the answer that is here holds until the next one comes."""
        if not keep:
            self.answer, self.fault = None, ""
        self._query = query
        self._pending = None
        self._later.start()

    def _ask(self) -> None:
        if self._query is None:
            self.changed.emit()
            return
        self._pending = self._api.get(self._path, self._query, self._type, lane=self._lane)
        self._pending.succeeded.connect(self._found)
        self._pending.failed.connect(self._failed)

    def _found(self, answer: object) -> None:
        if self._pending is None or self._pending.result is not answer or not isinstance(answer, self._type):
            return
        self.answer, self.fault = answer, ""
        self.changed.emit()

    def _failed(self, problem: object) -> None:
        if self._pending is None or self._pending.problem is not problem:
            return
        assert isinstance(problem, Problem)
        self.answer, self.fault = None, words_for(problem)
        self.changed.emit()

    def _reachable(self, there: bool) -> None:
        if there and self.fault and self._query is not None:
            self._later.start()
