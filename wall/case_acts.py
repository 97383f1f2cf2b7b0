"""Acts on cases from the command line: found, worded before Enter, asked where two things may be meant, and sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject

from casequeue.act_refusals import why_not
from casequeue.acts import Act, act_of
from casequeue.choices import Choice, Choices, Offer
from casequeue.commands_of import command_for
from casequeue.deeds import Deed
from contract.entities import Case
from contract.errors import Problem
from panelkit import format as fmt
from panelkit.context import Context
from panelkit.refusal import words_for
from panelkit.words import act_name
from wall.case_line import CaseLine, case_line, deed_words, matching, take_moment

MOST_SAID = 4


@dataclass
class Meant:
    """What a line means so far. `wanting` says what is missing or barred; then nothing is sent."""

    act: Act | None = None
    case: Case | None = None
    answers: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    behalf_of: str = ""
    wanting: str = ""
    others: tuple[str, ...] = ()
    """Whole lines that would mean something else: Tab goes through them. `names` is the part that differs."""
    names: tuple[str, ...] = ()


class CaseActs(QObject):
    """`say` tells what became of an act, `note` keeps the last one that was done in sight."""

    def __init__(
        self,
        context: Context,
        say: Callable[[str], None],
        parent: QObject,
        note: Callable[[str], None] = lambda _text: None,
    ) -> None:
        super().__init__(parent)
        self._context, self._say, self._note = context, say, note
        self._choices = Choices(context, self)
        self._choices.prepare()

    def preview(self, text: str) -> str:
        """What Enter would do, or what is missing."""
        line = case_line(text)
        if line is None:
            return ""
        meant = self._meant(line)
        if meant.wanting:
            return meant.wanting
        others = self.tr(" · Tab: {others}").format(others="、".join(meant.names[:MOST_SAID])) if meant.names else ""
        return self._worded(meant) + others

    def do(self, text: str) -> None:
        """Send it; says why not where it cannot be."""
        line = case_line(text)
        if line is None:
            return
        meant = self._meant(line)
        if meant.wanting or meant.act is None or meant.case is None:
            self._say(meant.wanting)
            return
        done = self._worded(meant)
        pending = self._context.send(command_for(meant.act.deed, meant.case, meant.answers, meant.behalf_of))
        pending.succeeded.connect(lambda _done: self._done(done))
        pending.failed.connect(lambda problem: self._refused(done, problem))

    def completions(self, text: str) -> list[str]:
        """Whole lines that Tab may make of this one."""
        typed = text.strip().removeprefix("/").strip()
        line = case_line(typed)
        if line is None:
            return deed_words(typed) if typed and " " not in typed else []
        if line.number is None and not line.rest and not text.endswith(" "):
            return deed_words(typed)
        return list(self._meant(line).others)

    # What is meant.

    def _meant(self, line: CaseLine) -> Meant:
        cases = self._cases(line)
        if len(cases) != 1:
            return self._which_case(line, cases)
        case = cases[0]
        roles, conduct = self._context.roles(), self._context.profile.conduct
        acts = [act_of(deed, case, roles, conduct) for deed in line.deeds]
        open_ = [act for act in acts if act.allowed and not act.behalf] or [act for act in acts if act.allowed]
        if len(open_) > 1:
            names = "、".join(f"{act_name(act.name)} {act.deed.words[2]}" for act in open_)
            text = self.tr("{word} may be: {names}").format(word=line.word, names=names)
            return Meant(case=case, wanting=text, others=tuple(line.again(word=act.deed.words[2]) for act in open_))
        if not open_:
            return Meant(case=case, wanting=self._barred(acts, case))
        meant = Meant(act=open_[0], case=case)
        self._behalf(line, meant)
        if not meant.wanting:
            self._answer(line, open_[0].deed, meant)
        return meant

    def _barred(self, acts: list[Act], case: Case) -> str:
        told = [act for act in acts if act.refusal is not None and act.refusal.code != "wrong_state"] or acts
        return f"{fmt.short(case.short)} · {why_not(told[0], case)}"

    def _cases(self, line: CaseLine) -> list[Case]:
        store = self._context.store
        if line.number is None:
            chosen = store.of(Case, self._context.selection.case_id)
            return [chosen] if chosen is not None else []
        found = [case for case in store.each(Case) if case.short == line.number]
        if line.day:
            found = [case for case in found if _day(case) == line.day]
        return sorted(found, key=lambda case: case.number, reverse=True)

    def _which_case(self, line: CaseLine, cases: list[Case]) -> Meant:
        if not cases:
            if line.number is None:
                return Meant(wanting=self.tr("{word}: which case? Type its number").format(word=line.word))
            number = f"{line.day}-{line.number}" if line.day else str(line.number)
            return Meant(wanting=self.tr("no open case {name}").format(name=number))
        lines = tuple(line.again(day=_day(case)) for case in cases)
        names = "；".join(
            f"{_day(case)}-{case.short} {self._context.class_name(case.class_code)} {case.place}" for case in cases[:3]
        )
        text = self.tr("{n} open cases are called {number}: {names}. Type the day, too")
        said = text.format(n=len(cases), number=line.number, names=names)
        return Meant(wanting=said, others=lines)

    def _behalf(self, line: CaseLine, meant: Meant) -> None:
        assert meant.act is not None
        assert meant.case is not None
        if not meant.act.behalf and not line.behalf:
            return
        offer = self._choices.behalf(meant.act.behalf, meant.case)
        found = matching(line.behalf, offer.choices) if line.behalf else []
        if not found:
            names = "、".join(words for _, words, _ in offer.choices[:MOST_SAID])
            meant.wanting = self.tr("Entered for whom? Add @name: {names}").format(names=names or fmt.NO_VALUE)
            return
        meant.behalf_of = found[0][0]
        meant.said.append(f"@{found[0][1]}")

    def _answer(self, line: CaseLine, deed: Deed, meant: Meant) -> None:
        assert meant.case is not None
        words = list(line.rest)
        for at, ask in enumerate(deed.asks):
            offer = self._choices.offer(deed, ask, meant.case)
            last = at == len(deed.asks) - 1 or not any(later.needed for later in deed.asks[at + 1 :])
            value, said, took, others = _one(words, offer, whole=last)
            if value is None and ask.needed:
                unknown = self.tr("{words}: no such answer").format(words=words[0]) if words else ""
                first = "、".join(words for _, words, _ in offer.choices[:MOST_SAID])
                meant.wanting = " · ".join(part for part in (unknown, offer.question, first) if part)
                before = line.rest[: len(line.rest) - len(words)]
                names = tuple(_word(choice, offer.choices) for choice in offer.choices[:9])
                meant.others = tuple(line.again(rest=(*before, name)) for name in names)
                return
            if value is not None:
                meant.answers[ask.field] = value
                meant.said.append(said)
                before = line.rest[: len(line.rest) - len(words)]
                if took == len(words):
                    meant.names = others
                    meant.others = tuple(line.again(rest=(*before, name)) for name in others)
                del words[:took]
        if words:
            meant.wanting = self.tr("{words}: more than this act asks").format(words=" ".join(words))

    def _worded(self, meant: Meant) -> str:
        assert meant.act is not None
        assert meant.case is not None
        name = f"{act_name(meant.act.name)} {fmt.short(meant.case.short)}"
        head = f"{name} {self._context.class_name(meant.case.class_code)}"
        return f"{head} → {' · '.join(meant.said)}" if meant.said else head

    def _done(self, done: str) -> None:
        self._say(self.tr("{act}: done").format(act=done))
        clock = fmt.clock(self._context.now(), self._context.profile.timezone, seconds=False)
        self._note(self.tr("last {clock} {act}").format(clock=clock, act=done))

    def _refused(self, done: str, problem: object) -> None:
        if isinstance(problem, Problem):
            self._say(f"{done}: {words_for(problem)}")


def _one(words: list[str], offer: Offer, *, whole: bool) -> tuple[str | None, str, int, tuple[str, ...]]:
    """The value that the first words mean, how it is said, how many words it took, what else they may mean."""
    if not words:
        return None, "", 0, ()
    value, took = take_moment(words, offer.typed) if offer.choices and offer.free and _dated(offer) else (None, 0)
    if value is not None:
        return value, " ".join(words[:took]), took, ()
    found = matching(words[0], offer.choices, strictly=offer.free)
    if found and (not offer.free or len(words) == 1):
        return found[0][0], found[0][1], 1, tuple(_word(choice, offer.choices) for choice in found[1:])
    if offer.free:
        text = " ".join(words if whole else words[:1])
        typed = offer.typed(text)
        return (typed, text, len(words) if whole else 1, ()) if typed is not None else (None, "", 0, ())
    return None, "", 0, ()


def _word(choice: Choice, among: Sequence[Choice]) -> str:
    """A choice as one word that means it again: a number may be that of a person and of a vehicle, too."""
    words = [*choice[1].split(), *choice[2].split()] or [choice[0]]
    return next((word for word in words if matching(word, among)[:1] == [choice]), words[0])


def _dated(offer: Offer) -> bool:
    return offer.choices[0][0][4:5] == "-"  # 2026-11-24T...


def _day(case: Case) -> str:
    """`1121` of 20261121-000128."""
    return case.number[4:8] if case.number[:8].isdigit() else ""
