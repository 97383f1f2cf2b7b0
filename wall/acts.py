"""What the keyboard and the command line do: each intent carried out, and said in words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from contract.commands import AcknowledgeAlarm, AnyCommand
from contract.entities import Alarm, Camera, Case, Pole
from contract.errors import Code, Problem
from contract.people import Made, PairingAnswer
from contract.scope import FULL
from panelkit.context import Context
from panelkit.refusal import words_for
from videowall import presets
from wall.case_acts import CaseActs
from wall.command_words import Intent
from wall.wording import scene_title

Say = Callable[[str], None]


class Acts(QObject):
    """Carries out intents on one context. What only the room can do goes through `room`."""

    def __init__(
        self,
        context: Context,
        say: Say,
        room: dict[str, Callable[[str], None]],
        parent: QObject,
        note: Say = lambda _text: None,
    ) -> None:
        """`note`: the last act that was done, kept in sight."""
        super().__init__(parent)
        self._context = context
        self._say = say
        self._room = room
        self._cases = CaseActs(context, say, self, note)

    def preview(self, intent: Intent) -> str:
        """What Enter would do."""
        verb, argument = intent.verb, intent.argument
        if verb == "empty":
            return ""
        if verb == "unknown":
            return self.tr("{word}: not known; help lists the words").format(word=argument)
        if verb == "incomplete":
            return {
                "camera": self.tr("camera: which number?"),
                "case": self.tr("case: which number?"),
                "pole": self.tr("pole: which number?"),
                "find": self.tr("find: what?"),
                "scene": self.tr("scene: which?"),
                "pair": self.tr("pair: the code of the screen, then its name"),
                "layout": self.tr("layout: 16, 1+5 or 4x3"),
                "tour": self.tr("tour: seconds, run, hold, next, last; 0 ends it"),
                "preset": self.tr("preset: {names}").format(
                    names=" · ".join(presets.title(one) for one in presets.all_of(self._context.store)[:8])
                ),
                "keep": self.tr("keep: a number of 1 to 999, then a title"),
                "put": self.tr("put: the camera's number, then the tile's"),
                "salvo": self.tr("salvo: the cameras' numbers"),
            }.get(argument, "")
        if verb == "camera":
            camera = self._camera(argument)
            return self._named(
                self.tr("show camera {name}"), self.tr("no camera {name}"), argument, camera.name if camera else None
            )
        if verb == "deed":
            return self._cases.preview(argument)
        if verb == "case":
            case = self._case(argument)
            name = self._context.class_name(case.class_code) if case is not None else None
            return self._named(self.tr("open case {name}"), self.tr("no open case {name}"), argument, name)
        if verb == "pole":
            pole = self._pole(argument)
            return self._named(
                self.tr("broadcast at pole {name}"), self.tr("no pole {name}"), argument, pole.name if pole else None
            )
        if verb == "find":
            return self.tr("{n} found").format(n=len(self.find(argument)))
        if verb == "pair":
            code, _, name = argument.partition(" ")
            if not name.strip():
                return self.tr("pair: the code of the screen, then its name")
            return self.tr("pair the screen that shows {code} as {name}").format(code=code.upper(), name=name.strip())
        if verb == "preset":
            found = presets.find(self._context.store, argument)
            return self.tr("preset {name}").format(name=" · ".join(presets.title(one) for one in found) or "?")
        if verb == "profile":
            return self.tr("the tables of the city profile")
        if verb == "scene":
            return self.tr("scene {name}").format(name=scene_title(argument))
        return ""

    def _named(self, words: str, none: str, number: str, name: str | None) -> str:
        return words.format(name=f"{number} {name}") if name is not None else none.format(name=number)

    def completions(self, text: str) -> list[str]:
        """Lines that Tab may make of an act on a case."""
        return self._cases.completions(text)

    def do(self, intent: Intent) -> None:
        """Carry out an intent; says what became of it."""
        verb, argument = intent.verb, intent.argument
        selection = self._context.selection
        if verb in self._room:
            self._room[verb](argument)
            return
        if verb == "camera" and (camera := self._camera(argument)) is not None:
            selection.want_cameras((camera.id,))
            return
        if verb == "case" and (case := self._case(argument)) is not None:
            selection.open_case(case.id)
            return
        if verb == "pole" and (pole := self._pole(argument)) is not None:
            selection.want_poles((pole.id,))
            self._room["scene"]("broadcast")
            return
        if verb == "find" and (found := self.find(argument)):
            selection.open_case(found[0].id)
            self._say(self.tr("{n} found; the first is open").format(n=len(found)))
            return
        if verb == "deed":
            self._cases.do(argument)
            return
        if verb == "pair" and argument.partition(" ")[2].strip():
            self._pair(*argument.split(maxsplit=1))
            return
        if verb == "ack":
            self._acknowledge()
            return
        if verb == "profile":
            self._room["scene"]("profile")
            return
        if verb == "find":
            self._say(self.tr("nothing found"))
            return
        self._say(self.preview(intent))

    def find(self, text: str) -> list[Case]:
        """Open cases whose number, class or place holds the text, the most urgent first."""
        needle = text.casefold()
        found = [
            case
            for case in self._context.store.each(Case)
            if needle in case.place.casefold()
            or needle in case.number
            or needle in self._context.class_name(case.class_code).casefold()
        ]
        return sorted(found, key=lambda case: (case.deadline_at is None, case.deadline_at or case.reported_at))

    def stop_all(self) -> None:
        """Silence every pole, now."""
        voice = self._context.voice
        if voice is None:
            self._say(self.tr("There is no broadcast gateway on this seat"))
            return
        self._say(self.tr("Stopping all poles …"))
        pending = voice.stop_all()
        pending.succeeded.connect(
            lambda answer: self._say(
                self.tr("All poles are silent; {n} stopped").format(n=getattr(answer, "stopped", 0))
            )
        )
        pending.failed.connect(self._refused)

    def _pair(self, code: str, name: str) -> None:
        """Let the screen that shows this code see the public view, as much of it as this seat sees itself."""
        session = self._context.api.session
        scope = session.scope if session is not None else FULL
        answer = PairingAnswer(code=code, name=name, area_ids=scope.area_ids, device_groups=scope.device_groups)
        pending = self._context.api.post("/api/kiosk/confirmations", answer, Made, lane="commands")
        pending.succeeded.connect(lambda _made: self._say(self.tr("{name} is paired").format(name=name)))
        pending.failed.connect(self._not_paired)

    def _not_paired(self, problem: object) -> None:
        if isinstance(problem, Problem) and problem.code is Code.NOT_FOUND:
            self._say(self.tr("No screen shows this code, or not any more"))
        else:
            self._refused(problem)

    def _acknowledge(self) -> None:
        waiting = [alarm for alarm in self._context.store.each(Alarm) if alarm.acked_at is None]
        if not waiting:
            self._say(self.tr("no alarm waits"))
            return
        first = min(waiting, key=lambda alarm: (alarm.priority, alarm.raised_at))
        self._send(AcknowledgeAlarm(alarm_id=first.id))

    def _send(self, command: AnyCommand) -> None:
        pending = self._context.send(command)
        pending.succeeded.connect(lambda _done: self._say(self.tr("done")))
        pending.failed.connect(self._refused)

    def _refused(self, problem: object) -> None:
        if isinstance(problem, Problem):
            self._say(words_for(problem))

    def _camera(self, number: str) -> Camera | None:
        return next((camera for camera in self._context.store.each(Camera) if camera.number == int(number)), None)

    def _pole(self, number: str) -> Pole | None:
        return next((pole for pole in self._context.store.each(Pole) if pole.number == int(number)), None)

    def _case(self, number: str) -> Case | None:
        """The open case that people call so; the newest where a day's counter began anew."""
        found = [case for case in self._context.store.each(Case) if case.short == int(number)]
        return max(found, key=lambda case: case.reported_at, default=None)
