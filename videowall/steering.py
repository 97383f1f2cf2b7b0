"""Steering a camera from its tile (PTZ): P takes it, keys move it, Esc lets it go; a strip says whose hand is on it.

While a key is down the order is said again and again: the server stops the camera a second after it hears nothing. A
move is never tried again and has a line of its own, so a slow camera holds up neither acts nor its own stop.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy

from backend_client.asking import Pending
from contract.entities import Camera, Person
from contract.errors import Code, Problem
from contract.lifecycle.posts import Role
from contract.steering import REPEAT_S, STEERERS, Steer, SteerAct, Steered, can_be_steered
from panelkit import format as fmt
from panelkit.refusal import words_for
from videowall.hands import ORDERS
from videowall.panel import VideoPanel

translate = QCoreApplication.translate

STEER = "steer"
ORDERS[Qt.Key.Key_P] = STEER
SLOW, FAST = 0.4, 1.0
TYPED_MS = 800
_TURNS = {
    Qt.Key.Key_Left: (-1.0, 0.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0, 0.0),
    Qt.Key.Key_Down: (0.0, -1.0, 0.0),
    Qt.Key.Key_Plus: (0.0, 0.0, 1.0),
    Qt.Key.Key_Equal: (0.0, 0.0, 1.0),
    Qt.Key.Key_Minus: (0.0, 0.0, -1.0),
}
_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_OTHERS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_OVER = (QEvent.Type.FocusOut, QEvent.Type.Hide)


class Steering(QObject):
    """One panel's hand on the camera of its focused tile. `strip` says who steers."""

    def __init__(self, panel: VideoPanel) -> None:
        super().__init__(panel)
        self._panel, self._context = panel, panel.context
        self.camera: Camera | None = None  # that this seat steers, or has asked for
        self.held = False
        self._seen = False  # whether the live state has it as this seat's
        self._offer = ""  # the camera that the next P takes over
        self._down: set[Qt.Key] = set()
        self._speed = SLOW
        self._typed = ""
        self._saves = False
        self._moving = False
        self._repeat = QTimer(self)
        self._repeat.setInterval(round(REPEAT_S * 1000))
        self._repeat.timeout.connect(self._move)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPED_MS)
        self._pause.timeout.connect(self._preset)
        self.strip = QLabel(panel)
        self.strip.setProperty("role", "subtitle")
        # One line at most, and never a reason for a wider panel.
        self.strip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.strip.hide()
        panel.body.addWidget(self.strip)
        panel.surface.ordered.connect(self._ordered)
        panel.surface.focus_moved.connect(lambda _index: self.show())
        panel.surface.installEventFilter(self)
        self._context.store.changed.connect(self._heard)
        self._context.store.reset.connect(partial(self._heard, {"camera"}))

    # --- taking and letting go --------------------------------------------------------------------------------------

    def _ordered(self, word: str, number: int | None) -> None:
        if word != STEER:
            return
        camera = self._focused()
        posts = {role for role in self._context.roles() if role in set(Role)}
        if camera is None or not can_be_steered(camera):
            self._panel.say(self.tr("This camera cannot be steered: no address for it is entered"))
        elif not posts & STEERERS:
            self._panel.say(self.tr("Your post steers no cameras"))
        else:
            self._typed = "" if number is None else str(number)
            self._take(camera, over=self._offer == camera.id)

    def _take(self, camera: Camera, *, over: bool) -> None:
        self.camera, self.held, self._seen, self._offer = camera, False, False, ""
        pending = self._send(Steer(act=SteerAct.TAKE, take_over=over))
        pending.succeeded.connect(partial(self._taken, camera.id))
        pending.failed.connect(partial(self._not_taken, camera))

    def _taken(self, camera_id: str, _answer: object) -> None:
        if self.camera is None or self.camera.id != camera_id:
            return
        self.held = True
        self.show()
        if self._typed:
            self._preset()

    def _not_taken(self, camera: Camera, problem: Problem) -> None:
        self.camera = None
        holder = problem.params.get("holder", "")
        if problem.code is Code.CONFLICT and holder and problem.params.get("take"):
            self._offer = camera.id
            self._panel.say(
                self.tr("{name} steers this camera. P again takes it over; it is noted").format(name=holder)
            )
        elif problem.code is Code.CONFLICT and holder:
            self._panel.say(self.tr("{name} steers this camera").format(name=holder))
        else:
            self._panel.say(_why(problem))
        self.show()

    def leave(self) -> None:
        """Stop, and let the camera go."""
        if self.camera is None:
            return
        self._still()
        self._send(Steer(act=SteerAct.RELEASE))
        self._lost()

    def _lost(self) -> None:
        self._repeat.stop()
        self._pause.stop()
        self._down.clear()
        self.camera, self.held, self._moving, self._typed, self._saves = None, False, False, "", False
        self.show()

    def _heard(self, kinds: set[str]) -> None:
        if "camera" not in kinds:
            return
        if self.camera is not None and self.held:
            now = self._context.store.get("camera", self.camera.id)
            by = now.steered_by_id if isinstance(now, Camera) else None
            if by == self._context.person_id():
                self._seen = True
            elif self._seen:
                name = self._name(by)
                self._lost()
                words = self.tr("{name} has taken the camera over").format(name=name) if name else ""
                self._panel.say(words or self.tr("The camera was let go: no order for a minute"))
                return
            if isinstance(now, Camera):
                self.camera = now
        self.show()

    # --- keys -------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a camera is held the keys are its own."""
        if self.camera is None or watched is not self._panel.surface:
            return False
        if event.type() in _OVER:
            self.leave()
            return False
        if not isinstance(event, QKeyEvent):
            return False
        key, mine = Qt.Key(event.key()), not event.modifiers() & _OTHERS
        mine = mine and (key in _TURNS or key in _KEYS or event.text().isalnum())
        if not mine:
            return False  # STOP ALL and the like
        if event.type() is QEvent.Type.KeyPress:
            return self._pressed(event)
        if event.type() is QEvent.Type.KeyRelease:
            return self._released(event)
        return event.type() is QEvent.Type.ShortcutOverride and self._accepted(event)

    def _accepted(self, event: QKeyEvent) -> bool:
        event.accept()
        return True

    def _pressed(self, event: QKeyEvent) -> bool:
        key, text = Qt.Key(event.key()), event.text()
        if key is Qt.Key.Key_Escape:
            self.leave()
        elif not self.held or event.isAutoRepeat():
            pass
        elif key in _TURNS:
            self._down.add(key)
            self._speed = FAST if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else SLOW
            self._move()
            self._repeat.start()
        elif text.isascii() and text.isdigit() and len(self._typed) < 3:
            self._typed += text
            self._pause.start()
            self.show()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._typed:
            self._preset()
        elif key is Qt.Key.Key_S:
            self._saves = not self._saves
            self.show()
        elif key is Qt.Key.Key_H:
            self._act(Steer(act=SteerAct.HOME))
        return True  # no key means two things

    def _released(self, event: QKeyEvent) -> bool:
        if not event.isAutoRepeat():
            self._down.discard(Qt.Key(event.key()))
            if self._down:
                self._move()
            else:
                self._still()
        return True

    def _move(self) -> None:
        turns = [_TURNS[key] for key in self._down]
        if not turns or self.camera is None:
            self._still()
            return
        pan, tilt, zoom = (max(-1.0, min(1.0, sum(axis) * self._speed)) for axis in zip(*turns, strict=True))
        self._moving = True
        pending = self._send(Steer(act=SteerAct.MOVE, pan=pan, tilt=tilt, zoom=zoom), moves=True)
        pending.failed.connect(self._refused)

    def _still(self) -> None:
        self._repeat.stop()
        if self._moving and self.camera is not None:
            self._moving = False
            self._send(Steer(act=SteerAct.STOP)).failed.connect(self._refused)

    def _preset(self) -> None:
        self._pause.stop()
        typed, saves, self._typed, self._saves = self._typed, self._saves, "", False
        if typed and self.held:
            self._act(Steer(act=SteerAct.SAVE if saves else SteerAct.GO, preset=typed))
        self.show()

    def _act(self, steer: Steer) -> None:
        self._send(steer).failed.connect(self._refused)

    def _send(self, steer: Steer, *, moves: bool = False) -> Pending:
        assert self.camera is not None
        path = f"/api/cameras/{self.camera.id}/steering"
        return self._context.api.post(path, steer, Steered, lane="steering" if moves else "commands")

    def _refused(self, problem: Problem) -> None:
        self._panel.say(_why(problem))

    # --- the strip --------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Say who steers the camera of the focused tile."""
        camera = self._focused()
        words = ""
        if self.camera is not None and self.held:
            keys = self.tr("arrows, + −, Shift fast · digits preset, S digits save · H home · Esc lets go")
            words = self.tr("PTZ {number} {name} · you steer").format(number=self.camera.number, name=self.camera.name)
            words += " · " + keys
            if self._typed or self._saves:
                act = self.tr("save preset {n}") if self._saves else self.tr("preset {n}")
                words = self.tr("PTZ {number} {name}").format(number=self.camera.number, name=self.camera.name)
                words += " · " + act.format(n=self._typed + "_")
        elif camera is not None and camera.steered_by_id is not None and camera.steered_until_at is not None:
            until = fmt.clock(camera.steered_until_at, self._context.profile.timezone)
            words = self.tr("PTZ {number} {name} · {who} steers, until {time}").format(
                number=camera.number, name=camera.name, who=self._name(camera.steered_by_id) or "—", time=until
            )
        self.strip.setText(words)
        self.strip.setVisible(bool(words))

    def _focused(self) -> Camera | None:
        surface = self._panel.surface
        found = self._context.store.get("camera", surface.slots()[surface.focus].camera)
        return found if isinstance(found, Camera) else None

    def _name(self, person_id: str | None) -> str:
        who = self._context.store.get("person", person_id or "")
        return who.name if isinstance(who, Person) else ""


def _why(problem: Problem) -> str:
    """What the device said, in a sentence with the next step; else what the server says."""
    sentences = {
        "login": translate("Steering", "The camera refuses user or password: correct them in its entry"),
        "unreachable": translate(
            "Steering", "The camera's control does not answer: check its power, network and address"
        ),
        "silent": translate("Steering", "The camera's control is slow to answer; try again"),
        "not_steerable": translate("Steering", "The device says that it cannot be steered"),
        "no_preset": translate("Steering", "The camera has no such preset"),
        "address": translate("Steering", "The address for steering is none: correct it in the camera's entry"),
        "refused": translate("Steering", "The camera refuses this order"),
    }
    return sentences.get(problem.params.get("why", "")) or words_for(problem)
