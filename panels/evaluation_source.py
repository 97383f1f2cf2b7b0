"""What the evaluation panel asks the server: the table of a question, and the cases behind one of its numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from contract.errors import Code, Problem
from contract.evaluation import Object
from contract.evaluation_answers import CountedCase, CountedCases, EvaluationTable
from contract.evaluation_counts import OBJECTS
from contract.periods import KINDS, around, period_of
from panelkit.context import Context
from panelkit.refusal import words_for

EVERY_MS = 10_000
LEVELS = ("grid", "community", "street", "district", "city")
PAGE = 100
MOST_BYTES = 32_000_000
_PATH = "/api/evaluation"


@dataclass(frozen=True)
class Question:
    """What is shown."""

    object: Object = "area"
    level: str = "street"
    period: str = ""

    def params(self) -> dict[str, str]:
        """As the routes take it."""
        return {"object": self.object, "level": self.level, "period": self.period}

    def moved(self, steps: int) -> Question:
        """The same of the period before or after."""
        now = period_of(self.period)
        day = now.first - timedelta(days=1) if steps < 0 else now.last + timedelta(days=1)
        try:
            return replace(self, period=around(day, now.kind).label)
        except ValueError:  # the end of all years
            return self

    def of_kind(self, steps: int, today: date) -> Question:
        """Shorter or longer periods: the one of that kind that holds the last day of this one, or today."""
        now = period_of(self.period)
        kind = KINDS[(KINDS.index(now.kind) + steps) % len(KINDS)]
        day = today if now.first <= today <= now.last else now.last
        return replace(self, period=around(day, kind).label)

    def of_object(self, steps: int = 1) -> Question:
        """The next kind of object."""
        return replace(self, object=OBJECTS[(OBJECTS.index(self.object) + steps) % len(OBJECTS)])

    def of_level(self, steps: int = 1) -> Question:
        """Larger areas, after the largest the smallest."""
        return replace(self, level=LEVELS[(LEVELS.index(self.level) + steps) % len(LEVELS)])


class EvaluationSource(QObject):
    """`changed(EvaluationTable)` of the question in use; `cases(list, total, done)` of the number that is looked into.

    `failed(Problem)` for refusals only, since outages are the link's to show; `no_cases(str)` with words for both.
    """

    changed = Signal(object)
    cases = Signal(object, object, bool)
    failed = Signal(object)
    no_cases = Signal(str)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        today = context.now().astimezone(ZoneInfo(context.profile.timezone)).date()
        self.question = Question(period=around(today, "month").label)
        self.table: EvaluationTable | None = None
        self._asked: Question | None = None
        self._into: tuple[Question, str, str] | None = None
        self._found: list[CountedCase] = []
        self._total: int | None = None
        self._cursor = ""
        self._waiting = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.fetch)
        self._timer.start()
        QTimer.singleShot(0, self, self.fetch)

    def ask(self, question: Question) -> None:
        """Show this from now on."""
        if question != self.question:
            self.question = question
            self.fetch()

    def fetch(self) -> None:
        """Ask, unless the answer to the same question is still awaited."""
        question = self.question
        if self._asked == question:
            return
        self._asked = question
        pending = self._context.api.get(_PATH, question.params(), EvaluationTable)
        pending.succeeded.connect(lambda table: self._have(question, table))
        pending.failed.connect(lambda problem: self._no(question, problem))

    def look_into(self, key: str, count: str) -> None:
        """The cases behind a number: `key` an id, `all` or `none`."""
        self._into = (self.question, key, count)
        self._found, self._total, self._cursor, self._waiting = [], None, "", False
        self._page()

    def more(self) -> None:
        """The next page, where there is one."""
        if self._into is not None and self._cursor and not self._waiting:
            self._page()

    def leave(self) -> None:
        """Look into nothing."""
        self._into = None

    def _page(self) -> None:
        if self._into is None:
            return
        into = self._into
        question, key, count = into
        self._waiting = True
        more = {"key": key, "count": count, "limit": str(PAGE), "cursor": self._cursor}
        pending = self._context.api.get(f"{_PATH}/cases", question.params() | more, CountedCases)
        pending.succeeded.connect(lambda page: self._have_page(into, page))
        pending.failed.connect(lambda problem: self._no_page(into, problem))

    def _have(self, question: Question, table: object) -> None:
        assert isinstance(table, EvaluationTable)
        self._asked = None if self._asked == question else self._asked
        if question == self.question:
            self.table = table
            self.changed.emit(table)

    def _no(self, question: Question, problem: object) -> None:
        self._asked = None if self._asked == question else self._asked
        self._refused(problem)

    def _have_page(self, into: tuple[Question, str, str], page: object) -> None:
        assert isinstance(page, CountedCases)
        if into is self._into:
            self._waiting = False
            self._found += page.cases
            self._total = page.total if page.total is not None else self._total
            self._cursor = page.cursor
            self.cases.emit(list(self._found), self._total, not page.cursor)

    def _no_page(self, into: tuple[Question, str, str], problem: object) -> None:
        if into is self._into:
            self._waiting = False
            if not self._found and isinstance(problem, Problem):
                self.no_cases.emit(words_for(problem))
        self._refused(problem)

    def _refused(self, problem: object) -> None:
        if isinstance(problem, Problem) and problem.code not in (Code.UNAVAILABLE, Code.OVERLOADED):
            self.failed.emit(problem)
