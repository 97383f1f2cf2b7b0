"""处置反馈, 核实反馈, 核查反馈: what was done or found, in words and photos, for the case that is looked at."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QWidget

from caseforms.arrangement import button_row, inset_column, keys_within
from caseforms.draft import Draft, DraftBox, Photo, sweep
from caseforms.finder import Finder, Found
from caseforms.photo_row import PhotoRow
from caseforms.phrases import Phrases
from caseforms.rows import MOST_WORDS, Choice, Rows, TextBox
from caseforms.sending import Sending, new_id
from caseforms.tasks import CHECK, FEED_BACK, VERIFY, Task, command_of, task_of
from contract.entities import Case, Person
from contract.errors import Code, Problem
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import Fields, KeyButton, rule
from panelkit.limit import limit_of
from panelkit.panel import Panel, guarded
from panelkit.words import role_name, state_name

SAVE_MS = 600
_SHOWN = 200
COME_KEY = "Ctrl+T"
_UNSURE = frozenset({Code.UNAVAILABLE, Code.OVERLOADED})


class TaskPanel(Panel):
    """Follows the selected case. The photos go first and the act last: what it says is proved when it is said."""

    def __init__(self, context: Context, drafts: Path, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("cases",), name="task", parent=parent)
        theme = context.theme
        sweep(drafts)
        self._drafts = drafts
        self._case: Case | None = None
        self._task: Task | None = None
        self._proxy = False
        self._command_id = ""
        self._refused_photos = 0
        self._without = False  # somebody knows that a photo was not taken
        self._stage = ""  # photos | act, while something is on its way
        self.facts = Fields(theme, self)
        self.form = Rows(theme)
        self.answer = Choice()
        self.words = TextBox(theme.size(84))
        self.photos = PhotoRow(theme)
        self.behalf = Finder(theme, self._people)
        for key, field in (("answer", self.answer), ("words", self.words)):
            self.form.add(key, field)
        self.form.add("photos", self.photos, focus=self.photos.list)
        self.form.add("on_behalf_of", self.behalf)
        self.form.stretch_last()
        self.phrases = Phrases(context, (), self)
        self.button = KeyButton(theme, "", "Ctrl+Enter", primary=True)
        self.sending = Sending(context.api, self)
        self._saving = QTimer(self, singleShot=True, interval=SAVE_MS)
        plate = QLabel(COME_KEY, self)
        plate.setProperty("role", "tag")
        self.add_header_widget(plate)
        self._lay_out()
        self._connect()

    # Panel.

    def retranslate(self) -> None:
        """Words."""
        self.form.name("answer", self.tr("Result"))
        self.form.name("words", self.tr("In words"))
        self.form.name("photos", self.tr("Photos"))
        self.form.name("on_behalf_of", self.tr("On behalf of"))
        self.behalf.setPlaceholderText(self.tr("who says so"))
        self.photos.retranslate()
        self.phrases.retranslate()
        self._draw()

    def refresh(self) -> None:
        """The card may have moved on."""
        self._follow()

    def second(self) -> None:
        """The time that is left."""
        self._draw_facts()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing typed is lost."""
        super().hideEvent(event)
        self._save()

    # The case.

    @guarded
    def _selected(self, name: str) -> None:
        if name == "case_id":
            self._follow()

    @guarded
    def come(self) -> None:
        """From anywhere in the window: on to the form, where the case has a task."""
        if self._task is not None and self.isVisible():
            self.form.focus("answer" if self._task.answers else "words")

    def _follow(self) -> None:
        case = self.context.store.of(Case, self.context.selection.case_id)
        found = task_of(case, self.context.roles(), self.context.person_id()) if case is not None else None
        task, proxy = found if found is not None else (None, False)
        same = self._case is not None and case is not None and case.id == self._case.id and task is self._task
        if self._stage and not same:
            return  # first what is on its way
        if not same:
            self._save()
            self._tell_moved(case)
        self._case, self._task, self._proxy = case, task, proxy
        if not same:
            self._begin()
        self._draw()

    def _tell_moved(self, case: Case | None) -> None:
        """Somebody else was faster: what was typed is shown once more, since this form is gone."""
        typed = self.words.text()
        if typed and case is not None and self._case is not None and case.id == self._case.id:
            words = self.tr("Case {n} has moved on ({state}). Not reported: {typed}")
            self.say(words.format(n=fmt.short(case.short), state=state_name(case.state), typed=typed[:_SHOWN]))

    def _begin(self) -> None:
        """Another case or another task: what was typed about it before is here again."""
        self._command_id, self._without = "", False
        left = self._box().load() if self._task is not None else None
        draft = left or Draft()
        self.form.blockSignals(True)
        self.words.setPlainText(draft.description)
        self.photos.put(draft.photos)
        self.behalf.put("", "")
        self.answer.choose(draft.answer)
        for key in self.form.rows:
            self.form.tell(key, "")
        self.form.blockSignals(False)
        self._saving.stop()

    def _draw(self) -> None:
        case, task = self._case, self._task
        self.set_title(self._title())
        if case is None or task is None:
            self.set_subtitle("")
            state = f"{fmt.short(case.short)} · {state_name(case.state)}" if case is not None else ""
            self.show_empty(self.tr("Nothing to report on this case now"), state)
            return
        self.show_body()
        self.set_subtitle(f"{fmt.short(case.short)} {self.context.class_name(case.class_code)}")
        self.form.rows["answer"].set_visible(task.answers)
        self.form.rows["on_behalf_of"].set_visible(self._proxy)
        kept = self.answer.value()
        yes, no = {
            VERIFY.command: (self.tr("it is as reported"), self.tr("it is not there")),
            CHECK.command: (self.tr("passed: it was put right"), self.tr("failed: back for rework")),
        }.get(task.command, ("", ""))
        self.answer.show_items([("", self.tr("choose")), ("yes", yes), ("no", no)])
        self.answer.choose(kept)
        self.phrases.show_commands((task.command,))
        self.button.set_words(self._title())
        self.button.setEnabled(not self._stage)
        self._draw_facts()

    def _title(self) -> str:
        if self._task is FEED_BACK:
            return self.tr("Feed back")
        if self._task is VERIFY:
            return self.tr("Answer the verification")
        return self.tr("Answer the check") if self._task is CHECK else self.tr("Report on a task")

    def _draw_facts(self) -> None:
        case = self._case
        if case is None or self._task is None:
            return
        left = limit_of(case, self.context.now()).left_s
        rows = [
            (self.tr("Place"), case.place or fmt.NO_VALUE),
            (self.tr("State"), state_name(case.state)),
            (self.tr("Time left"), fmt.span(abs(left)) if left is not None and left >= 0 else self._late(left)),
        ]
        self.facts.show_fields(rows)

    def _late(self, left: float | None) -> str:
        return fmt.NO_VALUE if left is None else self.tr("over by {span}").format(span=fmt.span(-left))

    # Sending.

    @guarded
    def send(self) -> None:
        """The photos, then the act."""
        case, task = self._case, self._task
        if case is None or task is None or self._stage:
            return
        chosen = self.answer.value()
        said = self.words.text()
        self.form.tell("answer", self.tr("Choose one.") if task.answers and not chosen else "")
        wordless = not said and (task is FEED_BACK or chosen == "no")
        long = self.words.too_many()
        words = self.tr("Say what was done or found.") if wordless else ""
        if long:
            words = self.tr("{n} characters too many: at most {most}.").format(n=f"{long:,}", most=f"{MOST_WORDS:,}")
        self.form.tell("words", words)
        nobody = self._proxy and not self.behalf.value
        self.form.tell("on_behalf_of", self.tr("Choose the person who says so.") if nobody else "")
        if wrong := self.form.wrong():
            self.form.focus(wrong[0])
            return
        self._save()
        self._stage = "photos"
        self._hold(True)
        photos = tuple(Photo(one.path, task.photo) for one in self.photos.photos)
        self._refused_photos = 0
        self.sending.attach(case.id, photos)

    @guarded
    def _photos_sent(self, case_id: str) -> None:
        case, task = self._case, self._task
        if self._stage == "act":
            self._done(case_id)
            return
        if case is None or task is None or self._stage != "photos":
            return
        if self._refused_photos and not self._without:
            self._stage = ""
            self._without = True
            self._hold(False)
            return
        self._stage = "act"
        self._command_id = self._command_id or new_id()
        command = command_of(
            task, case.id, self.words.text(), yes=self.answer.value() == "yes",
            on_behalf_of=self.behalf.value or None,
        )  # fmt: skip
        self.sending.send(command, self._command_id, (), case.id)

    def _done(self, _case_id: str) -> None:
        self._box().forget()
        self._stage = ""
        self._without = False
        self._hold(False)
        self.say(self.tr("Reported."))
        self._case = self._task = None
        self._follow()

    @guarded
    def _refused(self, problem: object) -> None:
        assert isinstance(problem, Problem)
        if problem.code not in _UNSURE:
            self._command_id = ""
        self._stage = ""
        self._hold(False)
        self.refuse(problem)

    def _hold(self, held: bool) -> None:
        """While it is on its way, what is said stays what it was."""
        self.words.setReadOnly(held)
        if held and (self.answer.hasFocus() or self.photos.isAncestorOf(self.focusWidget() or self)):
            self.words.setFocus()
        for part in (self.answer, self.photos, self.behalf, self.button):
            part.setEnabled(not held)

    @guarded
    def _photo_refused(self, words: str) -> None:
        self._refused_photos += 1
        self.say(self.tr("{reason} Ctrl+Enter again reports without it.").format(reason=words))

    @guarded
    def _changed(self, *_change: object) -> None:
        if not self._stage:
            self._command_id, self._without = "", False
            self._saving.start()

    def _save(self) -> None:
        self._saving.stop()
        if self._case is None or self._task is None or self._stage == "act":
            return
        draft = Draft(description=self.words.text(), answer=self.answer.value(), photos=self.photos.photos)
        if not self._box().save(draft):
            self.say(self.tr("This machine's disk does not take the draft: what is typed is not safe yet."))

    def _box(self) -> DraftBox:
        assert self._case is not None
        assert self._task is not None
        session = self.context.api.session
        owner = session.person_id if session is not None else "0"
        return DraftBox(self._drafts, owner, f"{self._task.command}-{self._case.id}")

    def _people(self, text: str) -> list[Found]:
        role = self._task.role if self._task is not None else ""
        people = [one for one in self.context.store.each(Person) if role in one.roles]
        found = [(one.id, f"{one.name} · {role_name(str(role))}") for one in sorted(people, key=lambda one: one.name)]
        return [one for one in found if text.casefold() in one[1].casefold()][:60]

    def _say_phrase(self, words: str) -> None:
        if not self._stage:
            self.words.insertPlainText(words)

    # Building.

    def _connect(self) -> None:
        self._saving.timeout.connect(self._save)
        self.words.textChanged.connect(self._changed)
        self.photos.changed.connect(self._changed)
        self.photos.told.connect(self.say)
        self.answer.currentIndexChanged.connect(self._changed)
        self.phrases.said.connect(self._say_phrase)
        self.button.clicked.connect(self.send)
        self.sending.finished.connect(self._photos_sent)
        self.sending.refused.connect(self._refused)
        self.sending.photo_refused.connect(self._photo_refused)
        self.context.selection.changed.connect(self._selected)
        here = QShortcut(QKeySequence(COME_KEY), self)
        here.setContext(Qt.ShortcutContext.WindowShortcut)
        here.activated.connect(self.come)
        choose = partial(self.photos.choose, after=False)  # the row is disabled while it is on its way
        keys_within(self, {"Ctrl+Return": self.send, "Ctrl+Enter": self.send, "Alt+P": choose})

    def _lay_out(self) -> None:
        theme = self.context.theme
        column = inset_column(theme)
        column.addWidget(self.facts)
        column.addWidget(rule(self))
        column.addWidget(self.form, 1)
        column.addWidget(self.phrases)
        column.addLayout(button_row(theme, self.button))
        self.body.addLayout(column, 1)
        self.setFocusProxy(self.words)
