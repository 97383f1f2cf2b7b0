"""What every panel is: a header with the age of its data, and an honest face for each state.

Only this class draws stale, offline, empty and error; no panel may opt out. A subclass fills `self.body` and
overrides `refresh`, which is called when its kinds changed; whatever it raises becomes an error card with Retry while
the wall stays up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Literal, TypeVar, cast

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QFrame, QStackedLayout, QVBoxLayout, QWidget

from backend_client.link import LinkState
from contract.entities import KINDS
from contract.errors import Problem
from contract.protocol import STALE_AFTER_S
from panelkit import format as fmt
from panelkit.cards import Banner, Card
from panelkit.context import Context
from panelkit.header import Header
from panelkit.refusal import words_for

log = logging.getLogger(__name__)
State = Literal["current", "stale", "offline", "loading", "empty", "error"]
LOCAL_SOURCES = frozenset({"video", "map", "local"})
"""Sources that live without the server: their panel gets the badge, not the stale look."""
F = TypeVar("F", bound=Callable[..., Any])


def guarded(method: F) -> F:
    """For slots of a panel: what they raise becomes that panel's error card."""

    @wraps(method)
    def call(panel: Panel, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(panel, *args, **kwargs)
        except Exception as error:  # noqa: BLE001 - a defect of one panel must not take the wall down
            panel.fail(error)
            return None

    return cast(F, call)


class Panel(QWidget):
    """`Panel(context, title, sources=("cases",))`. `name` is for the report, `state` and `age_s` say how it is.

    Sources are kinds of entities (singular, or plural as people say), `query` for what the panel fetches itself (it
    then calls `mark_fresh`), or one of `LOCAL_SOURCES`.
    """

    state_changed = Signal(object)

    def __init__(
        self,
        context: Context,
        title: str = "",
        *,
        sources: tuple[str, ...] = ("cases",),
        name: str = "",
        stale_after_s: float = STALE_AFTER_S,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.context, self.sources = context, sources
        self.name = name or type(self).__name__
        self.stale_after_s = stale_after_s
        self.state: State = "loading"
        self._fresh_at: datetime | None = None
        self._failed: BaseException | None = None
        self._kinds = {kind for kind in KINDS if kind in sources or kind + "s" in sources}
        self._local = bool(sources) and LOCAL_SOURCES.issuperset(sources)
        self._retries: list[QWidget] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._build_frame(title)
        context.store.changed.connect(self._on_changed)
        context.store.reset.connect(self._on_reset)
        context.link.state_changed.connect(self.tick)
        context.theme.changed.connect(self.restyle)
        QApplication.instance().focusChanged.connect(self._on_focus)  # type: ignore[union-attr]
        self._ticker = QTimer(self)
        self._ticker.setInterval(1000)
        self._ticker.timeout.connect(self._on_second)
        self._ticker.start()
        QTimer.singleShot(0, self, self._show_first)

    # For subclasses.

    def refresh(self) -> None:
        """Draw what the store holds now. Called on a new snapshot and when one of the panel's kinds changed."""

    def retranslate(self) -> None:
        """Set every fixed text again; called once at first and when the language changes."""

    def restyle(self) -> None:
        """The theme changed: controls follow the stylesheet, painted widgets repaint."""
        self.update()

    def second(self) -> None:
        """Once a second while visible: clocks and limits."""

    def set_title(self, text: str) -> None:
        """Panel title."""
        self.header.title.setText(text)

    def set_subtitle(self, text: str) -> None:
        """Words beside the title, cut with an ellipsis where they do not fit."""
        self.header.subtitle.setText(text)

    def add_header_widget(self, widget: QWidget) -> None:
        """Something small between the subtitle and the age."""
        self.header.extras.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)

    def mark_fresh(self, at: datetime | None = None) -> None:
        """The panel's own data are as of `at` (server time; now where not given)."""
        self._fresh_at = at or self.context.now()
        self.tick()

    def show_body(self) -> None:
        """There is something to show."""
        self._stack.setCurrentWidget(self._content)
        self._empty = False
        self.tick()

    def show_empty(self, headline: str, detail: str = "") -> None:
        """There is nothing, and that is said in words."""
        self._card.show_text(headline, detail)
        self._stack.setCurrentWidget(self._card)
        self._empty = True
        self.tick()

    def refuse(self, problem: object) -> None:
        """A refusal is a banner in the panel, never a modal."""
        self.say(words_for(problem) if isinstance(problem, Problem) else str(problem))

    def say(self, text: str) -> None:
        """A sentence in the banner; leaves after a while or with Esc."""
        self.banner.say(text)

    def fail(self, error: BaseException) -> None:
        """A defect: log it and become an error card with Retry."""
        log.error("panel %s failed", self.name, exc_info=error)
        self._failed = error
        self._card.show_failure(f"{type(error).__name__}: {error}")
        self._stack.setCurrentWidget(self._card)
        self._set_state("error")

    # How it is.

    @property
    def age_s(self) -> float:
        """Seconds since the panel's data were true: of its own fetch where it fetches, else of the link."""
        if self._fresh_at is not None:
            return max(0.0, (self.context.now() - self._fresh_at).total_seconds())
        return 0.0 if self._local else self.context.link.age_s()

    @property
    def is_stale(self) -> bool:
        """Whether values must not look live."""
        return self.state in ("stale", "offline")

    @property
    def value_token(self) -> str:
        """Token for painted values: tx-1, or tx-2 while stale."""
        return "tx-2" if self.is_stale else "tx-1"

    def tick(self, _state: object = None) -> None:
        """Follow age and link; repaints only what differs."""
        link = self.context.link.state
        lost = link in (LinkState.STALE, LinkState.OFFLINE)
        self._badge(link is LinkState.OFFLINE or (self._local and lost))
        if self._failed is not None:
            self._set_state("error")
        elif self._local:
            self._set_state("empty" if self._empty else "current")
        elif link is LinkState.OFFLINE:
            self._set_state("offline")
        elif lost or (self._fresh_at is not None and self.age_s > self.stale_after_s):
            self._set_state("stale")
        elif not self.context.store.loaded and link is LinkState.CONNECTING:
            self._set_state("loading")
        else:
            self._set_state("empty" if self._empty else "current")
        self._show_age()

    def _on_second(self) -> None:
        self.tick()
        if self.isVisible() and self._failed is None:
            self._guarded(self.second)

    def _show_age(self) -> None:
        if self._local and self._fresh_at is None:
            self.header.age.show_age("", stale=False)
        elif self.state == "loading":
            self.header.age.show_age(self.tr("waiting for the server"), stale=False)
        elif self.is_stale:
            self.header.age.show_age(self.tr("data {age} old").format(age=fmt.span(self.age_s)), stale=True)
        else:
            self.header.age.show_age(fmt.age(self.age_s), stale=False)

    def _badge(self, offline: bool) -> None:
        if not offline:
            self.header.badge.hide()
            return
        since = self.context.now() - timedelta(seconds=self.context.link.age_s())
        text = fmt.clock(since, self.context.profile.timezone)
        self.header.badge.setText(self.tr("Server offline since {clock}").format(clock=text))
        self.header.badge.show()

    def _set_state(self, state: State) -> None:
        if state == self.state:
            return
        was, self.state = self.is_stale, state
        if was != self.is_stale:
            self._frame.setProperty("stale", "true" if self.is_stale else "false")
            for widget in (self._frame, *self._frame.findChildren(QWidget)):
                if widget.property("role"):
                    widget.style().unpolish(widget)
                    widget.style().polish(widget)
            self.restyle()
        self.state_changed.emit(state)

    # Wiring.

    def _build_frame(self, title: str) -> None:
        theme = self.context.theme
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._frame = QFrame(self)
        self._frame.setObjectName("panel")
        outer.addWidget(self._frame)
        column = QVBoxLayout(self._frame)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.header = Header(theme, self._frame)
        self.header.title.setText(title)
        self.banner = Banner(self._frame)
        column.addWidget(self.header)
        column.addWidget(self.banner)
        self._stack = QStackedLayout()
        column.addLayout(self._stack, 1)
        self._card = Card(self._frame)
        self._card.retry.clicked.connect(self.retry)
        self._content = QWidget(self._frame)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(0)
        self._stack.addWidget(self._card)
        self._stack.addWidget(self._content)
        self._empty = False

    def retry(self) -> None:
        """Out of the error card: draw again from the store."""
        self._failed = None
        self.show_body()
        self._guarded(self.refresh)
        self.tick()

    def _show_first(self) -> None:
        self._guarded(self.retranslate)
        if self.context.store.loaded or self._local:
            self.show_body()
            self._guarded(self.refresh)
        else:
            self._card.show_text(self.tr("Waiting for the server"), self.tr("The first snapshot is being fetched."))
        self.tick()

    def _guarded(self, method: Callable[[], None]) -> None:
        try:
            method()
        except Exception as error:  # noqa: BLE001 - a defect of one panel must not take the wall down
            self.fail(error)

    def _on_changed(self, kinds: set[str]) -> None:
        if self._failed is None and not self._kinds.isdisjoint(kinds):
            self._guarded(self.refresh)

    def _on_reset(self) -> None:
        if self._failed is None:
            self.show_body()
            self._guarded(self.refresh)
        self.tick()

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        focused = "true" if new is not None and (new is self or self.isAncestorOf(new)) else "false"
        if self._frame.property("focused") != focused:
            self._frame.setProperty("focused", focused)
            self._frame.style().unpolish(self._frame)
            self._frame.style().polish(self._frame)

    def changeEvent(self, event: QEvent) -> None:
        """The language changed."""
        if event.type() == QEvent.Type.LanguageChange:
            self._guarded(self.retranslate)
            if self._failed is None and self.context.store.loaded:
                self._guarded(self.refresh)
            self.tick()
        super().changeEvent(event)

    def keyPressEvent(self, event: Any) -> None:
        """Esc takes the banner away."""
        if event.key() == Qt.Key.Key_Escape and self.banner.isVisible():
            self.banner.hide()
            return
        super().keyPressEvent(event)
