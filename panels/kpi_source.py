"""The KPI board, fetched for every panel that shows figures: on change, every few seconds, and after an outage."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from backend_client.link import LinkState
from contract.errors import Code, Problem
from contract.figures import KpiBoard
from panelkit.context import Context

EVERY_MS = 5000
AFTER_CHANGE_MS = 1000
KPI_PATH = "/api/kpi"


class KpiSource(QObject):
    """`changed(KpiBoard)`; `failed(Problem)` for refusals only, since outages are the link's to show."""

    changed = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.board: KpiBoard | None = None
        self._asking = False
        self._every = QTimer(self)
        self._every.setInterval(EVERY_MS)
        self._every.timeout.connect(self.fetch)
        self._every.start()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.fetch)
        context.store.changed.connect(self._on_store)
        context.store.reset.connect(self._later)
        context.link.state_changed.connect(self._on_link)
        QTimer.singleShot(0, self, self.fetch)

    def fetch(self) -> None:
        """Ask, unless an answer is still awaited."""
        if self._asking:
            return
        self._asking = True
        pending = self._context.api.get(KPI_PATH, None, KpiBoard)
        pending.succeeded.connect(self._have)
        pending.failed.connect(self._no)

    def _have(self, board: object) -> None:
        assert isinstance(board, KpiBoard)
        self._asking = False
        self.board = board
        self.changed.emit(board)

    def _no(self, problem: object) -> None:
        self._asking = False
        if isinstance(problem, Problem) and problem.code not in (Code.UNAVAILABLE, Code.OVERLOADED):
            self.failed.emit(problem)

    def _later(self) -> None:
        if not self._soon.isActive():
            self._soon.start(AFTER_CHANGE_MS)

    def _on_store(self, kinds: set[str]) -> None:
        if "case" in kinds:
            self._later()

    def _on_link(self, state: object) -> None:
        if state is LinkState.CURRENT:
            self._later()
