"""The small form of an act: its questions one after the other in one box; Esc goes back one, then leaves."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from casequeue.acts import Act
from casequeue.ask_box import AskBox
from casequeue.choices import Choices, Offer
from casequeue.deeds import Ask, Deed
from contract.entities import Case
from panelkit.context import Context
from panelkit.words import act_name

_BEHALF = Ask("behalf", "")


class ActForm(QWidget):
    """`filled(Deed, dict, str)`: the deed, field -> value, for whom it is entered; `left()` where nobody answered;
    `chosen(str)`: the key of an act out of a list of all of them."""

    filled = Signal(object, object, str)
    left = Signal()
    chosen = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = Choices(context, self)
        self.box = AskBox(context.theme, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.box)
        self._case: Case | None = None
        self._deed: Deed | None = None
        self._roles: frozenset[str] = frozenset()
        self._answers: list[str] = []
        self._choosing = False
        self.box.answered.connect(self._answered)
        self.box.left.connect(self._back)

    @property
    def deed(self) -> Deed | None:
        """What is being filled in; None between two forms."""
        return self._deed

    def begin(self, deed: Deed, case: Case, behalf: frozenset[str]) -> bool:
        """Ask what the act needs; False where it needs nothing and is filled already."""
        self._deed, self._case, self._roles, self._answers = deed, case, behalf, []
        self._skip_empty()
        if self._done():
            return False
        self._ask()
        return True

    def choose(self, acts: Iterable[Act]) -> None:
        """Ask which act, out of all that there are."""
        self.stop()
        self._choosing = True
        rows = [(act.key, f"{act_name(act.name)}  {act.key}", " ".join(act.deed.words)) for act in acts]
        self.box.ask(self.tr("Which act?"), rows)

    def stop(self) -> None:
        """Whatever was asked is asked no more."""
        self._deed = self._case = None
        self._choosing = False

    def _asks(self) -> tuple[Ask, ...]:
        assert self._deed is not None
        return (_BEHALF, *self._deed.asks) if self._roles else self._deed.asks

    def _offer(self, ask: Ask) -> Offer:
        assert self._deed is not None
        assert self._case is not None
        if ask is _BEHALF:
            return self.choices.behalf(self._roles, self._case)
        return self.choices.offer(self._deed, ask, self._case)

    def _ask(self) -> None:
        asks = self._asks()
        ask = asks[len(self._answers)]
        offer = self._offer(ask)
        steps = f"{len(self._answers) + 1}/{len(asks)} " if len(asks) > 1 else ""
        self.box.ask(f"{steps}{offer.question}", list(offer.choices), typed=offer.typed, optional=not ask.needed)

    def _answered(self, value: str) -> None:
        if self._choosing:
            self.stop()
            self.chosen.emit(value)
            return
        self._answers.append(value)
        self._skip_empty()
        if not self._done():
            self._ask()

    def _skip_empty(self) -> None:
        """What need not be answered and offers nothing to choose is not asked."""
        asks = self._asks()
        while len(self._answers) < len(asks):
            ask = asks[len(self._answers)]
            if ask.needed or ask.kind in ("remark", "due") or self._offer(ask).choices:
                return
            self._answers.append("")

    def _done(self) -> bool:
        asks, deed = self._asks(), self._deed
        if len(self._answers) < len(asks) or deed is None:
            return False
        given = dict(zip(asks, self._answers, strict=True))
        behalf = given.pop(_BEHALF, "")
        self.stop()
        self.filled.emit(deed, {ask.field: value for ask, value in given.items()}, behalf)
        return True

    def _back(self) -> None:
        if self._answers and not self._choosing:
            self._answers.pop()
            self._ask()
            return
        self.stop()
        self.left.emit()
