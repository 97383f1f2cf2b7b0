"""What may be answered to each question of an act: departments, units, phrases, dates; and what finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import QObject

from backend_client.asking import Pending
from casequeue.deeds import Ask, Deed
from casequeue.moments import moment_of
from casequeue.nearby import nearest_cases
from contract.entities import Area, Case, Department, Person, ReportKind, Unit, Urgency, Vehicle
from contract.profile import Condition
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.limit import sort_key
from panelkit.words import act_name, report_kind_name, role_name, urgency_name

Choice = tuple[str, str, str]
"""Value, words, what else it may be found by."""
SPANS = ((1, "d"), (3, "d"), (7, "d"), (15, "d"), (30, "d"))


@dataclass(frozen=True)
class Offer:
    """A question and its answers. `typed` makes a value of words that are no choice; None: they are no answer."""

    question: str
    choices: tuple[Choice, ...]
    typed: Callable[[str], str | None]

    @property
    def free(self) -> bool:
        """Whether words of one's own may be an answer at all."""
        return self.typed is not _nothing


def _nothing(_text: str) -> None:
    return None


def _words(text: str) -> str | None:
    return text.strip() or None


class Choices(QObject):
    """Offers for one seat. Filing conditions are fetched once, when a case that may be filed is first looked at."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._conditions = context.profile.conditions
        self._asked: Pending | None = None

    def prepare(self) -> None:
        """Filing conditions will be wanted soon."""
        if not self._conditions and self._asked is None:
            self._asked = self._context.api.get("/api/profile/conditions", None, tuple[Condition, ...])
            self._asked.succeeded.connect(self._have)

    def offer(self, deed: Deed, ask: Ask, case: Case) -> Offer:
        """The question of one ask."""
        name = act_name(deed.name)
        makers: dict[str, Callable[[], Offer]] = {
            "department": lambda: Offer(self.tr("{act}: which department?").format(act=name), self._bodies(), _nothing),
            "unit": lambda: Offer(self.tr("{act}: whom?").format(act=name), self._units(case), _nothing),
            "inspector": lambda: Offer(
                self.tr("{act}: which inspector? Enter: whose grid it is").format(act=name),
                self._persons("inspector"),
                _nothing,
            ),
            "recipient": lambda: Offer(self.tr("{act}: to whom?").format(act=name), self._recipients(), _nothing),
            "town": lambda: Offer(self.tr("{act}: to which town or street?").format(act=name), self._towns(), _nothing),
            "reason": lambda: Offer(
                self.tr("{act}: for what reason? (rule R8)").format(act=name), self._phrases(deed), _words
            ),
            "words": lambda: Offer(self.tr("{act}: in which words?").format(act=name), self._phrases(deed), _words),
            "remark": lambda: Offer(
                self.tr("{act}: a remark? Enter: none").format(act=name), self._phrases(deed), _words
            ),
            "decision": lambda: self._yes_no(name, self.tr("granted"), self.tr("rejected")),
            "confirmation": lambda: self._yes_no(name, self.tr("it is so"), self.tr("it is not so")),
            "until": lambda: Offer(self.tr("{act}: until when?").format(act=name), self._days(), self._moment),
            "due": lambda: Offer(
                self.tr("{act}: answer by when? Enter: as the city has it").format(act=name), self._days(), self._moment
            ),
            "condition": lambda: Offer(
                self.tr("{act}: which condition? Enter: as reported").format(act=name), self._filing(case), _nothing
            ),
            "stage": lambda: Offer(self.tr("{act}: which stage?").format(act=name), self._stages(case), _words),
            "satisfaction": lambda: Offer(self.tr("{act}: how satisfied?").format(act=name), self._marks(), _nothing),
            "other_case": lambda: Offer(
                self.tr("{act}: into which case?").format(act=name), self._cases(case), _nothing
            ),
            "parent_case": lambda: Offer(
                self.tr("{act}: of which case?").format(act=name),
                (("none", self.tr("a case of its own"), ""), *self._cases(case)),
                _nothing,
            ),
            "amendment": lambda: Offer(
                self.tr("{act}: what instead? Words are the place").format(act=name),
                self._amendments(),
                lambda text: f"place:{text.strip()}" if text.strip() else None,
            ),
        }
        return makers[ask.kind]()

    def behalf(self, roles: frozenset[str], case: Case) -> Offer:
        """For whom an act is entered (代录): somebody of a post that may do it."""
        people = [
            person
            for person in self._context.store.each(Person)
            if roles.intersection(person.roles)
            and (person.department_id is None or case.department_id in (None, person.department_id))
        ]
        rows = tuple((one.id, one.name, " ".join(map(role_name, one.roles))) for one in sorted(people, key=_by_name))
        return Offer(self.tr("Entered for whom? (代录)"), rows, _nothing)

    def _have(self, found: object) -> None:
        assert isinstance(found, tuple)
        self._conditions = found

    def _bodies(self) -> tuple[Choice, ...]:
        bodies = sorted(self._context.store.each(Department), key=lambda body: body.code)
        return tuple(
            (body.id, self._named(body.name, body.name_en), f"{body.code} {body.short_name} {body.name} {body.name_en}")
            for body in bodies
        )

    def _units(self, case: Case) -> tuple[Choice, ...]:
        """Crews of the case's grid, other crews, vehicles; who belongs to no department (a patrol) is not sent."""
        store = self._context.store
        crews = [one for one in store.each(Unit) if one.department_id is not None]
        crews.sort(key=lambda one: (one.area_id is None or one.area_id != case.area_id, one.number))
        cars = sorted((one for one in store.each(Vehicle) if one.department_id is not None), key=lambda one: one.number)
        return (
            *((f"unit:{one.id}", f"{one.number} {one.name}", one.role) for one in crews),
            *((f"vehicle:{one.id}", f"{one.number} {one.name}", f"{one.plate} {one.use}") for one in cars),
        )

    def _persons(self, role: str) -> tuple[Choice, ...]:
        people = sorted((one for one in self._context.store.each(Person) if role in one.roles), key=_by_name)
        return tuple((one.id, one.name, "") for one in people)

    def _recipients(self) -> tuple[Choice, ...]:
        bodies = tuple((f"department:{value}", words, more) for value, words, more in self._bodies())
        people = sorted(self._context.store.each(Person), key=_by_name)
        return bodies + tuple((f"person:{one.id}", one.name, " ".join(map(role_name, one.roles))) for one in people)

    def _towns(self) -> tuple[Choice, ...]:
        areas = sorted((a for a in self._context.store.each(Area) if a.level == "street"), key=lambda area: area.code)
        city = ("none", self.tr("to the city"), "")
        return (city, *((area.id, self._named(area.name, area.name_en), area.code) for area in areas))

    def _phrases(self, deed: Deed) -> tuple[Choice, ...]:
        kept = [one for one in self._context.profile.phrases if one.command == deed.command]
        words = [self._named(one.text, one.text_en) for one in kept]
        if not words and deed.name in _USUAL:
            words = [
                self.tr("not a city-management matter"),
                self.tr("reported twice"),
                self.tr("place cannot be found"),
                self.tr("evidence does not suffice"),
            ]
        return tuple((text, text, "") for text in words)

    def _yes_no(self, act: str, yes: str, no: str) -> Offer:
        question = self.tr("{act}: what is the answer?").format(act=act)
        return Offer(
            question, (("yes", yes, "y yes 1 是 同意 属实 通过"), ("no", no, "n no 2 0 否 不同意 不属实")), _nothing
        )

    def _days(self) -> tuple[Choice, ...]:
        now, zone = self._context.now(), self._context.profile.timezone
        found, days = [], self.tr("d")
        for count, unit in SPANS:
            at = now + timedelta(days=count)
            found.append((at.isoformat(), f"{count} {days} · {fmt.moment(at, now, zone)}", f"{count}{unit}"))
        return tuple(found)

    def _moment(self, text: str) -> str | None:
        at = moment_of(text, self._context.now(), self._context.profile.timezone)
        return at.isoformat() if at is not None else None

    def _filing(self, case: Case) -> tuple[Choice, ...]:
        code = case.class_code
        found = [one for one in self._conditions if one.class_code in (code, code[:5])]
        return tuple((one.id, self._condition(one), one.id) for one in found)

    def _condition(self, one: Condition) -> str:
        words = self._named("、".join(one.triggers), ", ".join(one.triggers_en) or "、".join(one.triggers))
        tests = "、".join(f"{t.measure} {t.test} {t.value}" for group in one.thresholds for t in group)
        return " · ".join(part for part in (one.id, words, tests) if part)

    def _stages(self, case: Case) -> tuple[Choice, ...]:
        code = case.class_code
        lines = [line for one in self._conditions if one.class_code in (code, code[:5]) for line in one.limits]
        lines += [line for one in self._context.profile.class_limits if one.class_code == code for line in one.lines]
        stages = {stage.name: self._named(stage.name, stage.name_en) for line in lines for stage in line.milestones}
        return tuple((name, words, "") for name, words in stages.items())

    def _marks(self) -> tuple[Choice, ...]:
        names = (self.tr("not at all"), self.tr("little"), self.tr("fairly"), self.tr("well"), self.tr("very"))
        return tuple((str(at), f"{at} {name}", "") for at, name in enumerate(names, 1))[::-1]

    def _cases(self, case: Case) -> tuple[Choice, ...]:
        others = [one for one in self._context.store.each(Case) if one.id != case.id]
        same = sorted((one for one in others if one.class_code == case.class_code), key=sort_key)[:200]
        if case.point is not None:
            close = nearest_cases(case.point, others, 20)
            same = list({one.id: one for one in (*close, *same)}.values())
        return tuple((one.id, self._case(one), one.number) for one in same)

    def _case(self, case: Case) -> str:
        return f"{fmt.short(case.short)} {self._context.class_name(case.class_code)} · {case.place}"

    def _amendments(self) -> tuple[Choice, ...]:
        class_, urgency, kind = self.tr("class"), self.tr("urgency"), self.tr("kind")
        found = [
            (f"class_code:{one.code}", f"{class_} · {self._named(one.name, one.name_en)}", one.code)
            for one in self._context.profile.classes
        ]
        found += [(f"urgency:{one.value}", f"{urgency} · {urgency_name(one)}", "") for one in Urgency]
        found += [(f"report_kind:{one.value}", f"{kind} · {report_kind_name(one)}", "") for one in ReportKind]
        return tuple(found)

    def _named(self, chinese: str, english: str) -> str:
        return chinese if self._context.lang.startswith("zh") else english or chinese


_USUAL = frozenset({"refuse_case", "decline_case", "void_case", "send_back", "check_failed"})


def _by_name(person: Person) -> tuple[str, str]:
    return (person.name, person.id)
