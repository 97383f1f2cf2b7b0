"""喊话: choose poles, choose a step of the ladder, play, and read the receipts; STOP ALL apart.

What is on air is told by `Broadcast` and `Pole` entities only, which the gateway writes: this panel never assumes that
a pole played because it was asked to.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from backend_client.voice import Clip, Stopped
from contract.entities import Broadcast, Person, Pole, PoleState
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.controls import KeyButton, rule
from panelkit.header import ElidedLabel
from panelkit.panel import Panel, guarded
from panelkit.words import broadcast_state_name, pole_state_name
from panels.ladder import LadderStep
from panels.receipts import OVER, ReceiptTable, current, rows_of
from panels.stop_key import StopKey

READY_MS = 30_000
NOT_READY_MS = 2_000
"""While the gateway or the recordings are missing: what is back must not be called away for half a minute."""
ABOVE_PX = 284
"""Ladder, target and STOP ALL take at most so much; the receipts get the rest and the whole width."""


class BroadcastPanel(Panel):
    """Keys: digits 1-4 choose a step, P plays, N goes to the pole numbers, F12 stops everything."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(context, sources=("poles", "broadcasts"), name="broadcast", parent=parent)
        theme = context.theme
        self.step = 1
        self.clips: dict[int, Clip] = {}
        self._sending = False
        self.on_air = QLabel(self)
        self.on_air.setProperty("role", "onair")
        self.on_air.hide()
        self.add_header_widget(self.on_air)
        self.steps = [LadderStep(theme, number, self) for number in (1, 2, 3, 4)]
        self.numbers = QLineEdit(self)
        self.target = ElidedLabel(role="second", parent=self)
        self.play = KeyButton(theme, "", "P", primary=True, parent=self)
        self.why = QLabel(self)
        self.why.setProperty("role", "reason")
        self.why.setWordWrap(True)
        self.receipts = ReceiptTable(theme, self)
        self.receipts_head = ElidedLabel(role="title", parent=self)
        self.stop_key = StopKey(theme, self)
        self.stop_note = QLabel(self)
        self.stop_note.setProperty("role", "caption")
        self.stop_note.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._look = QTimer(self)
        self._look.setInterval(NOT_READY_MS)
        if context.voice is not None:
            self._look.timeout.connect(self._keep_ready)
            self._look.start()
            QTimer.singleShot(0, self, self._keep_ready)

    # Panel.

    def retranslate(self) -> None:
        """Words."""
        self.set_title(self.tr("Broadcast"))
        self.numbers.setPlaceholderText(self.tr("Pole numbers (N): 12 13 20-24, Enter"))
        self.stop_note.setText(self.tr("F12 · always works; past the case centre, straight to the gateway"))
        self.receipts.rows.retranslate()
        self.refresh()

    def restyle(self) -> None:
        """Painted parts follow the theme."""
        super().restyle()
        self.receipts.viewport().update()
        for widget in (*self.steps, self.stop_key, self.play):
            widget.update()

    def second(self) -> None:
        """The clock of what is on air."""
        self._show_air()

    def refresh(self) -> None:
        """Draw poles, receipts, ladder and target."""
        broadcast = current(self.context)
        rows = rows_of(self.context, broadcast)
        self.receipts.rows.set_rows(rows)
        playing = sum(
            row.receipt is not None and row.receipt.state is PoleState.PLAYING and not row.over for row in rows
        )
        text = self.tr("Receipts per pole · aimed at {aimed} · playing {playing}")
        self.receipts_head.setText(text.format(aimed=len(broadcast.pole_ids) if broadcast else 0, playing=playing))
        self._show_steps()
        self._show_target()
        self._show_air()
        if not rows:
            self.show_empty(self.tr("No loudspeaker pole yet"), self.tr("Poles come with the city's folder."))
        else:
            self.show_body()

    # Acts.

    def choose_step(self, number: int) -> None:
        """A step of the ladder."""
        self.step = number
        self._show_steps()
        self._show_target()

    def choose_poles(self, text: str) -> None:
        """`12 13 20-24` by number; unknown numbers are named."""
        by_number = {pole.number: pole.id for pole in self.context.store.each(Pole)}
        wanted, wrong = numbers_of(text)
        missing = wrong + [str(number) for number in wanted if number not in by_number]
        self.context.selection.select_poles(by_number[number] for number in wanted if number in by_number)
        if missing:
            self.say(self.tr("No pole with the number {numbers}.").format(numbers="、".join(missing[:8])))

    @guarded
    def start(self) -> None:
        """Ask the gateway to play; what happens is told by receipts."""
        reason = self._obstacle()
        if reason:
            self.why.setText(reason)
            return
        assert self.context.voice is not None
        clip = self.clips[self.step]
        self._sending = True
        pending = self.context.voice.play(clip.id, clip.text, self.context.selection.pole_ids)
        pending.succeeded.connect(self._started)
        pending.failed.connect(self._not_started)
        self._show_target()

    @guarded
    def stop_all(self) -> None:
        """Silence every pole, now."""
        if self.context.voice is None:
            self.say(self.tr("This seat knows no broadcast gateway."))
            return
        pending = self.context.voice.stop_all()
        pending.succeeded.connect(self._stopped)
        pending.failed.connect(self.refuse)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1-4, P, N."""
        text = event.text().upper()
        if text in ("1", "2", "3", "4"):
            self.choose_step(int(text))
        elif text == "P":
            self.start()
        elif text == "N":
            self.numbers.setFocus()
        else:
            super().keyPressEvent(event)

    # Inside.

    def _keep_ready(self) -> None:
        assert self.context.voice is not None
        if self.context.roles() & {"broadcaster", "duty", "admin"}:
            self.context.voice.keep_ticket()
        self.context.voice.check()
        self.context.voice.clips().succeeded.connect(self._have_clips)
        ready = bool(self.context.voice.reachable) and bool(self.clips)
        self._look.setInterval(READY_MS if ready else NOT_READY_MS)

    @guarded
    def _have_clips(self, clips: object) -> None:
        assert isinstance(clips, tuple)
        found: dict[int, Clip] = {}
        for clip in clips:
            found.setdefault(clip.ladder, clip)
        if found != self.clips:
            self.clips = found
            self.refresh()

    def _started(self, _started: object) -> None:
        self._sending = False
        self.say(self.tr("Handed to the gateway. Whether it plays is told by the receipts."))
        self._show_target()

    def _not_started(self, problem: object) -> None:
        self._sending = False
        self.refuse(problem)
        self._show_target()

    def _stopped(self, stopped: object) -> None:
        assert isinstance(stopped, Stopped)
        self.say(self.tr("All stopped; {n} broadcasts were ended.").format(n=stopped.stopped))

    def _obstacle(self) -> str:
        voice = self.context.voice
        if voice is None:
            return self.tr("This seat knows no broadcast gateway.")
        if voice.reachable is False:
            return self.tr("The broadcast gateway does not answer.")
        if self.context.roles().isdisjoint({"broadcaster", "duty", "admin"}):
            return self.tr("Speaking belongs to the broadcaster.")
        if not self.context.selection.pole_ids:
            return self.tr("Choose at least one pole.")
        if self.step not in self.clips:
            return self.tr("There is no recording for this step.")
        return self.tr("Being handed to the gateway") if self._sending else ""

    def _show_target(self, _reachable: object = None) -> None:
        chosen = [pole for pole_id in self.context.selection.pole_ids if (pole := self.context.store.of(Pole, pole_id))]
        names = "、".join(f"{pole.number} {pole.name}" for pole in chosen)
        self.target.setText(self.tr("Aimed at: {names}").format(names=names) if names else self.tr("No pole chosen"))
        obstacle = self._obstacle()
        name = self._names()[self.step - 1]
        self.play.set_words(self.tr("Play {step} to {n} poles").format(step=name, n=len(chosen)))
        self.play.setEnabled(not obstacle)
        deaf = [pole for pole in chosen if pole.state in (PoleState.OFFLINE, PoleState.FAULT, PoleState.BUSY)]
        doubt = "、".join(f"{pole.number} {pole_state_name(pole.state)}" for pole in deaf)
        self.why.setText(obstacle or (self.tr("May not play: {poles}").format(poles=doubt) if doubt else ""))

    def _names(self) -> tuple[str, str, str, str]:
        return (self.tr("Remind"), self.tr("Persuade"), self.tr("Warn"), self.tr("Send people"))

    def _show_steps(self) -> None:
        said = list(self.context.store.each(Broadcast))
        chosen = set(self.context.selection.pole_ids)
        zh = self.context.lang.startswith("zh")
        for step, name in zip(self.steps, self._names(), strict=True):
            clip = self.clips.get(step.number)
            step.setChecked(step.number == self.step)
            if clip is None:
                step.show_step(name, self.tr("No recording for this step."), "", ready=False)
                continue
            times = sum(one.clip == clip.id and (not chosen or not chosen.isdisjoint(one.pole_ids)) for one in said)
            note = self.tr("here today: {n}") if chosen else self.tr("today: {n}")
            words = clip.text if zh or not clip.title_en else f"{clip.title_en}: {clip.text}"
            step.show_step(name, words, note.format(n=times), ready=True)

    def _show_air(self) -> None:
        broadcast = current(self.context)
        if broadcast is None or broadcast.state in OVER:
            self.on_air.hide()
            self.set_subtitle(self._last_words(broadcast))
            return
        parts = []
        for receipt in broadcast.receipts:
            pole = self.context.store.of(Pole, receipt.pole_id)
            parts.append(f"{pole.number if pole else '?'} {pole_state_name(receipt.state)}")
        if broadcast.started_at is not None:
            seconds = max(0, int((self.context.now() - broadcast.started_at).total_seconds()))
            parts.append(f"{seconds // 60}:{seconds % 60:02d}")
        live = any(receipt.state is PoleState.PLAYING for receipt in broadcast.receipts)
        head = "ON AIR" if live else broadcast_state_name(broadcast.state)
        self.on_air.setText(" · ".join([head, *parts[-5:]]))
        self.on_air.show()
        self.set_subtitle(self._who(broadcast))

    def _last_words(self, broadcast: Broadcast | None) -> str:
        if broadcast is None:
            return self.tr("nothing said today")
        at = fmt.clock(broadcast.ended_at or broadcast.started_at, self.context.profile.timezone)
        heard = sum(receipt.heard_packets > 0 for receipt in broadcast.receipts)
        text = self.tr("last: {clock} {state}, {heard} of {aimed} poles confirmed")
        state = broadcast_state_name(broadcast.state)
        return text.format(clock=at, state=state, heard=heard, aimed=len(broadcast.pole_ids))

    def _who(self, broadcast: Broadcast) -> str:
        person = self.context.store.of(Person, broadcast.by_person_id)
        return " · ".join(part for part in (person.name if person else "", broadcast.text) if part)

    def _toggle(self, pole_id: str) -> None:
        chosen = list(self.context.selection.pole_ids)
        if pole_id in chosen:
            chosen.remove(pole_id)
        else:
            chosen.append(pole_id)
        self.context.selection.select_poles(chosen)

    def _connect(self) -> None:
        for step in self.steps:
            step.clicked.connect(lambda _checked, number=step.number: self.choose_step(number))
        self.play.clicked.connect(self.start)
        self.stop_key.clicked.connect(self.stop_all)
        self.numbers.returnPressed.connect(lambda: self.choose_poles(self.numbers.text()))
        self.receipts.clicked.connect(lambda index: self._toggle(self.receipts.rows.rows()[index.row()].pole.id))
        self.context.selection.changed.connect(lambda name: self._on_store_like(name))
        if self.context.voice is not None:
            self.context.voice.reachable_changed.connect(self._show_target)
        key = QShortcut(QKeySequence("F12"), self)
        key.activated.connect(self.stop_all)
        key.activatedAmbiguously.connect(self.stop_all)  # the room may bind the same key: twice is harmless

    @guarded
    def _on_store_like(self, name: object) -> None:
        if name == "pole_ids":
            self.refresh()

    def _lay_out(self) -> None:
        theme = self.context.theme
        inset, gap = theme.size(12), theme.size(8)
        left = QVBoxLayout()
        left.setSpacing(gap)
        steps = QHBoxLayout()
        steps.setSpacing(gap)
        for step in self.steps:
            steps.addWidget(step)
        aim = QHBoxLayout()
        aim.setSpacing(gap)
        aim.addWidget(self.numbers, 3)
        aim.addWidget(self.target, 4)
        aim.addWidget(self.play, 3)
        left.addLayout(steps, 1)
        left.addLayout(aim)
        left.addWidget(self.why)
        right = QVBoxLayout()
        right.setSpacing(gap)
        right.addWidget(self.stop_key, 1, Qt.AlignmentFlag.AlignHCenter)
        right.addWidget(self.stop_note)
        above = QWidget(self)
        above.setMaximumHeight(theme.size(ABOVE_PX))
        row = QHBoxLayout(above)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(left, 1)
        row.addSpacing(theme.size(64))
        row.addLayout(right)
        column = QVBoxLayout()
        column.setContentsMargins(inset, inset, inset, inset)
        column.setSpacing(gap)
        column.addWidget(above, 1)
        column.addWidget(rule(self))
        column.addWidget(self.receipts_head)
        column.addWidget(self.receipts, 1)
        self.body.addLayout(column, 1)


def numbers_of(text: str) -> tuple[list[int], list[str]]:
    """Numbers and ranges typed by hand, and what was none: `12, 20-22 x` -> [12, 20, 21, 22], ["x"]."""
    numbers: list[int] = []
    wrong: list[str] = []
    for part in text.replace(",", " ").replace("，", " ").replace("、", " ").split():
        first, _, last = part.partition("-")
        if not (first.isdecimal() and (not last or last.isdecimal())):
            wrong.append(part)
            continue
        low, high = int(first), int(last or first)
        if high < low or high - low > 999:
            wrong.append(part)
        else:
            numbers.extend(range(low, high + 1))
    return list(dict.fromkeys(numbers)), wrong
