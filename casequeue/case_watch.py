"""One case followed: its card from the store, its trail from the server, fetched again with each version."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from backend_client.asking import Pending
from contract.entities import Case
from contract.errors import Problem
from contract.figures import CaseDetail
from panelkit.context import Context


class CaseWatch(QObject):
    """Follows `context.selection.case_id`. `changed()` when the card or the detail did; `failed(Problem)` otherwise.

    A closed case leaves the live state: its card is then the one of the last detail.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.case: Case | None = None
        self.detail: CaseDetail | None = None
        self._asked: tuple[str, int] | None = None
        self._latest: Pending | None = None
        context.selection.changed.connect(self._on_selection)
        context.store.changed.connect(self._on_store)
        context.store.reset.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Look again at what is selected."""
        wanted = self._context.selection.case_id
        card = self._context.store.of(Case, wanted)
        if wanted is None:
            self.case = self.detail = self._asked = self._latest = None
            self.changed.emit()
            return
        if self.detail is not None and self.detail.case.id != wanted:
            self.detail = None
        kept = self.detail.case if self.detail is not None else self.case
        self.case = card or (kept if kept is not None and kept.id == wanted else None)
        version = card.version if card is not None else 0
        if self._asked != (wanted, version):
            self._asked = (wanted, version)
            self._fetch(wanted)
        self.changed.emit()

    def _fetch(self, case_id: str) -> None:
        # Bound methods, not lambdas: Qt cuts them when this watch goes, and an answer that comes later finds nobody.
        self._latest = self._context.api.get(f"/api/cases/{case_id}", None, CaseDetail)
        self._latest.succeeded.connect(self._have)
        self._latest.failed.connect(self._missing)

    def _have(self, detail: object) -> None:
        if self._latest is None or self._latest.result is not detail:
            return  # of another case or an older version
        assert isinstance(detail, CaseDetail)
        self.detail = detail
        self.case = self._context.store.of(Case, detail.case.id) or detail.case
        self.changed.emit()

    def _missing(self, problem: object) -> None:
        if self._latest is None or self._latest.problem is not problem:
            return
        assert isinstance(problem, Problem)
        self._asked = None  # asked again with the next change
        self.failed.emit(problem)

    def _on_selection(self, name: object) -> None:
        if name == "case_id":
            self.follow()

    def _on_store(self, kinds: set[str]) -> None:
        if "case" in kinds and self._context.selection.case_id in self._context.store.batch.get("case", ()):
            self.follow()
