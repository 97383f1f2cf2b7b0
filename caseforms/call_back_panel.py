"""回复、回访: ended cases whose caller waits, and what he is told and says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QScrollArea, QWidget

from backend_client.asking import Pending
from caseforms.arrangement import button_row, inset_column, keys_within, side_by_side
from caseforms.draft import Draft, DraftBox, sweep
from caseforms.phrases import Phrases
from caseforms.report_words import kind_name, satisfaction_name
from caseforms.rows import MOST_WORDS, Choice, Rows, TextBox
from caseforms.sending import new_id
from contract.call_backs import CallBack, CallBacks
from contract.commands import Done, ReplyCaller, RevisitCaller
from contract.errors import Code, Problem
from contract.events import Event
from contract.figures import CaseDetail
from contract.personal import Reveal, Revealed
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import Fields, KeyButton, rule
from panelkit.panel import Panel, guarded
from panelkit.words import event_name, source_name, state_name

AGAIN_MS = 60_000
SETTLE_MS = 1_500
SAVE_MS = 600
_UNSURE = frozenset({Code.UNAVAILABLE, Code.OVERLOADED})
_ENDINGS = frozenset({"case.closed", "case.refused", "case.not_filed", "case.reopened"})
"""What changes the list and is heard of here. An act on an ended case is not: the list is asked anew each minute."""
GRADES = (5, 4, 3, 2, 1)


class CallBackPanel(Panel):
    """The list left, the case and the form right. The number is shown on demand only, with the purpose 回访.

    `drafts`: where what was typed about a case stays until it is noted."""

    def __init__(self, context: Context, drafts: Path, parent: QWidget | None = None) -> None:
        super().__init__(
            context, sources=("query",), name="callbacks", stale_after_s=3 * AGAIN_MS / 1000, parent=parent
        )
        theme = context.theme
        sweep(drafts)
        self._drafts = drafts
        self.waiting: tuple[CallBack, ...] = ()
        self._about = ""  # the case that the form speaks of
        self._gone = ""  # told already that somebody else was faster there
        self._command_id = ""
        self._detail: CaseDetail | None = None
        self._asked: Pending | None = None
        self._acting: Pending | None = None
        self._revealed: Revealed | None = None
        self._revealing: tuple[str, Pending] | None = None
        self.list = QListWidget(self)
        self.facts = Fields(theme, self)
        self.words = QLabel(self)
        self.words.setWordWrap(True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.number = QLabel(self)
        self.number.setProperty("role", "strong")
        self.number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.reveal_button = KeyButton(theme, "", "Alt+N")
        self.form = Rows(theme)
        self.opinion = TextBox(theme.size(100))
        self.grade = Choice()
        self.form.add("opinion", self.opinion)
        self.form.add("satisfaction", self.grade)
        self.phrases = Phrases(context, ("reply_caller", "revisit_caller"), self)
        self.reply_button = KeyButton(theme, "", "Alt+R")
        self.revisit_button = KeyButton(theme, "", "Ctrl+Enter", primary=True)
        self._lay_out()
        self._saving = QTimer(self, singleShot=True, interval=SAVE_MS)
        self._saving.timeout.connect(self._save)
        self._later = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._later.timeout.connect(self.ask)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._ask_if_seen)
        self._again.start()
        self._connect()
        self.ask()

    @property
    def chosen(self) -> CallBack | None:
        """The line that is marked."""
        row = self.list.currentRow()
        return self.waiting[row] if 0 <= row < len(self.waiting) else None

    # Panel.

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Call-backs"))
        self.form.name("opinion", self.tr("What was said"))
        self.form.name("satisfaction", self.tr("Satisfaction"))
        self.grade.show_items([("", self.tr("choose"))] + [(str(one), satisfaction_name(one)) for one in GRADES])
        self.reply_button.set_words(self.tr("Replied only"))
        self.revisit_button.set_words(self.tr("Called back"))
        self.reveal_button.set_words(self.tr("Show the number"))
        self.phrases.retranslate()
        self._draw_list()

    def showEvent(self, event: QShowEvent) -> None:
        """As it is now."""
        super().showEvent(event)
        self._later.start(0)

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed is lost."""
        super().hideEvent(event)
        self._save()

    # The list.

    def ask(self) -> None:
        """Who waits now."""
        if self.context.api.session is None:
            return
        self._asked = self.context.api.get("/api/call-backs", None, CallBacks, lane="commands")
        self._asked.succeeded.connect(self._take)
        self._asked.failed.connect(self._not_asked)

    @guarded
    def _take(self, found: object) -> None:
        if not isinstance(found, CallBacks) or self._asked is None or self._asked.result is not found:
            return
        chosen = self.chosen
        self.waiting = found.waiting
        if chosen is not None and self.opinion.text() and chosen.case.id not in {one.case.id for one in found.waiting}:
            self.waiting = (chosen, *found.waiting)  # what is typed does not vanish with its case
            words = self.tr("Case {n} does not wait any more: somebody else called back. What you typed is still here.")
            if self._gone != chosen.case.id:
                self._gone = chosen.case.id
                self.say(words.format(n=fmt.short(chosen.case.short)))
        self.mark_fresh()
        count = f"{len(found.waiting)}+" if found.more else str(len(found.waiting))
        self.set_subtitle(self.tr("{n} waiting").format(n=count))
        self._draw_list(chosen.case.id if chosen is not None else "")

    @guarded
    def _not_asked(self, problem: object) -> None:
        if self._asked is not None and self._asked.problem is problem and not self.waiting:
            self.refuse(problem)

    def _draw_list(self, chosen: str = "") -> None:
        context = self.context
        self.list.blockSignals(True)
        self.list.clear()
        for one in self.waiting:
            case = one.case
            head = f"{fmt.short(case.short)} {context.class_name(case.class_code)} · {kind_name(case.report_kind)}"
            since = fmt.moment(one.since_at, context.now(), context.profile.timezone)
            told = self.tr("told") if one.replied_at is not None else ""
            second = " · ".join(part for part in (state_name(case.state), since, told, case.place) if part)
            item = QListWidgetItem(f"{head}\n{second}")
            item.setData(Qt.ItemDataRole.UserRole, case.id)
            self.list.addItem(item)
        rows = [at for at, one in enumerate(self.waiting) if one.case.id == chosen]
        self.list.setCurrentRow(rows[0] if rows else 0 if self.waiting else -1)
        self.list.blockSignals(False)
        if not self.waiting:
            self.show_empty(self.tr("Nobody waits"), self.tr("Every caller of an ended case was called back."))
        else:
            self.show_body()
        if not rows or not chosen:
            self._look()

    @guarded
    def _look(self, _row: int = -1) -> None:
        """The case that is marked."""
        self._save()
        self._detail, self._revealed = None, None
        one = self.chosen
        self._about = one.case.id if one is not None else ""
        self._put(self._box().load() if self._about else None)
        self._draw_case()
        if one is not None:
            pending = self.context.api.get(f"/api/cases/{one.case.id}", None, CaseDetail)
            pending.succeeded.connect(self._have)
            self.context.selection.select_case(one.case.id)

    @guarded
    def _have(self, detail: object) -> None:
        one = self.chosen
        if isinstance(detail, CaseDetail) and one is not None and detail.case.id == one.case.id:
            self._detail = detail
            self._draw_case()

    def _put(self, draft: Draft | None) -> None:
        self._command_id = ""
        self.opinion.setPlainText(draft.description if draft is not None else "")
        self.grade.choose(draft.answer if draft is not None else "")
        for key in self.form.rows:
            self.form.tell(key, "")
        self._saving.stop()

    def _changed(self, *_change: object) -> None:
        if self._acting is None:
            self._command_id = ""
            self._saving.start()

    def _save(self) -> None:
        self._saving.stop()
        if not self._about:
            return
        if not self._box().save(Draft(description=self.opinion.text(), answer=self.grade.value())):
            self.say(self.tr("This machine's disk does not take the draft: what is typed is not safe yet."))

    def _box(self) -> DraftBox:
        session = self.context.api.session
        return DraftBox(self._drafts, session.person_id if session is not None else "0", f"call_back-{self._about}")

    def _draw_case(self) -> None:
        one, detail, context = self.chosen, self._detail, self.context
        if one is None:
            self.facts.show_fields([])
            self.words.clear()
            self.number.clear()
            return
        caller = detail.caller if detail is not None else None
        shown = " · ".join(part for part in (caller.name, caller.phone) if part) if caller is not None else fmt.NO_VALUE
        if caller is not None and caller.erased:
            shown = self.tr("erased at the caller's own wish")
        self.facts.show_fields(
            [
                (self.tr("Case"), f"{one.case.number} · {context.class_name(one.case.class_code)}"),
                (self.tr("Source"), " · ".join(p for p in (source_name(one.case.source), one.order_number) if p)),
                (self.tr("Place"), one.case.place or fmt.NO_VALUE),
                (self.tr("Caller"), shown),
            ]
        )
        lines = [detail.description] if detail is not None and detail.description else []
        for entry in detail.trail[-8:] if detail is not None else ():
            when = fmt.moment(entry.happened_at, context.now(), context.profile.timezone)
            lines.append(" · ".join(part for part in (when, event_name(entry.name), entry.opinion) if part))
        self.words.setText("\n".join(lines))
        revealed = self._revealed
        self.number.setText(" · ".join(p for p in (revealed.phone, revealed.name) if p) if revealed is not None else "")
        self.number.setVisible(bool(self.number.text()))

    # Acts.

    @guarded
    def reveal(self) -> None:
        """The number in plain letters: who asked and what for is in the case's evidence."""
        one = self.chosen
        if one is None or self._revealed is not None:
            return
        wanted = Reveal(fields=("phone", "name"), purpose=self.tr("call-back of the caller"))
        # Bound methods, not lambdas: Qt cuts them when this goes, and an answer that comes later finds nobody.
        asked = self.context.api.post(f"/api/cases/{one.case.id}/reveal", wanted, Revealed, lane="commands")
        self._revealing = (one.case.id, asked)
        asked.succeeded.connect(self._plain)
        asked.failed.connect(self.refuse)

    @guarded
    def _plain(self, found: object) -> None:
        one = self.chosen
        if self._revealing is None or self._revealing[1].result is not found or one is None:
            return
        if isinstance(found, Revealed) and one.case.id == self._revealing[0]:
            self._revealed = found
            self._draw_case()

    @guarded
    def reply(self) -> None:
        """He was told; asking whether he is content comes later."""
        one = self.chosen
        said = self.opinion.text()
        self.form.tell("satisfaction", "")
        self.form.tell("opinion", self._too_long() if said else self.tr("What was the caller told?"))
        if self.form.wrong():
            self.form.focus("opinion")
        elif one is not None and self._acting is None:
            self._send(ReplyCaller(case_id=one.case.id, opinion=said))

    @guarded
    def revisit(self) -> None:
        """He was asked, and this is how content he is."""
        one = self.chosen
        said, grade = self.opinion.text(), self.grade.value()
        self.form.tell("opinion", self._too_long())
        self.form.tell("satisfaction", "" if grade else self.tr("How satisfied is the caller?"))
        if wrong := self.form.wrong():
            self.form.focus(wrong[0])
        elif one is not None and self._acting is None:
            self._send(RevisitCaller(case_id=one.case.id, opinion=said, satisfaction=int(grade)))

    def _too_long(self) -> str:
        long = self.opinion.too_many()
        words = self.tr("{n} characters too many: at most {most}.").format(n=f"{long:,}", most=f"{MOST_WORDS:,}")
        return words if long else ""

    def _send(self, command: ReplyCaller | RevisitCaller) -> None:
        self._save()
        self._command_id = self._command_id or new_id()
        self._acting = self.context.api.send(command, id=self._command_id)
        self._acting.succeeded.connect(self._acted)
        self._acting.failed.connect(self._not_acted)
        self._hold(True)

    @guarded
    def _acted(self, done: object) -> None:
        assert isinstance(done, Done)
        self._free()
        self.say(self.tr("Noted."))
        self._box().forget()
        self._put(None)
        self.ask()
        self.list.setFocus()

    @guarded
    def _not_acted(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        self._free()
        if problem.code in _UNSURE:
            self.say(self.tr("The server does not answer. What is typed stays here; sent again, it is noted once."))
            return
        self._command_id = ""
        self.refuse(problem)

    def _free(self) -> None:
        self._acting = None
        self._hold(False)

    def _hold(self, held: bool) -> None:
        """Until the answer is here, case and words stay what they were when they were sent."""
        self.opinion.setReadOnly(held)
        if held and (self.grade.hasFocus() or self.list.hasFocus()):
            self.opinion.setFocus()
        for part in (self.list, self.grade, self.reply_button, self.revisit_button):
            part.setEnabled(not held)

    # Building.

    def _connect(self) -> None:
        self.list.currentRowChanged.connect(self._look)
        self.list.itemActivated.connect(lambda _item: self.form.focus("opinion"))
        self.reply_button.clicked.connect(self.reply)
        self.revisit_button.clicked.connect(self.revisit)
        self.reveal_button.clicked.connect(self.reveal)
        self.phrases.said.connect(self._say_phrase)
        self.opinion.textChanged.connect(self._changed)
        self.grade.currentIndexChanged.connect(self._changed)
        self.context.store.happened.connect(self._happened)
        self.context.store.reset.connect(self._later.start)
        acts = {"Alt+R": self.reply, "Ctrl+Return": self.revisit, "Ctrl+Enter": self.revisit, "Alt+N": self.reveal}
        keys_within(self, acts)

    def _say_phrase(self, words: str) -> None:
        if self._acting is None:
            self.opinion.insertPlainText(words)

    def _happened(self, event: object) -> None:
        if isinstance(event, Event) and event.name in _ENDINGS and not self._later.isActive():
            self._later.start(SETTLE_MS)

    def _ask_if_seen(self) -> None:
        if self.isVisible():
            self.ask()

    def _lay_out(self) -> None:
        theme = self.context.theme
        right = inset_column(theme)
        right.addWidget(self.facts)
        line = QHBoxLayout()
        line.addWidget(self.number, 1)
        line.addStretch(1)
        self.reveal_button.setFixedWidth(theme.size(190))
        line.addWidget(self.reveal_button)
        right.addLayout(line)
        right.addWidget(rule(self))
        scroll = QScrollArea(self)  # a long story does not push the form out of the panel
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.words)
        right.addWidget(scroll, 1)
        right.addWidget(rule(self))
        right.addWidget(self.form)
        right.addWidget(self.phrases)
        right.addLayout(button_row(theme, self.revisit_button, self.reply_button))
        side_by_side(self.body, self.list, right, (2, 3))
        self.setFocusProxy(self.list)
