"""The single values of a profile: name in profile.toml, what it holds, and where it stands in `CityProfile`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import inspect

from contract.conduct import Conduct
from contract.evaluation import POSTS
from contract.limits import WORK_DAY_READINGS, ExtensionRule, LimitRules
from contract.profile_files.cells import CLOCK, HOURS, NAME, Choice, Kind, Listed, Number, Pattern, Span, Words, YesNo

DIVISION = Pattern(r"\d{6}", "not_digits", "six digits")
ZONE = Pattern(r"[A-Za-z][A-Za-z0-9_+/-]{1,60}", "not_zone", "time zone, `Asia/Shanghai`")


@dataclass(frozen=True)
class Setting:
    """A value: `name` is section and key in profile.toml."""

    name: str
    kind: Kind
    path: tuple[str, ...]  # of the field in CityProfile
    needed: bool = False
    help: str = ""

    @property
    def section(self) -> str:
        """Its section of profile.toml."""
        return self.name.rpartition(".")[0]

    @property
    def key(self) -> str:
        """Its key there."""
        return self.name.rpartition(".")[2]


def _city() -> Iterator[Setting]:
    for name, kind, needed, words in (
        ("name", Words(100), True, "of the city"),
        ("name_en", Words(100), False, "in English"),
        ("division", DIVISION, True, "administrative division code (GB/T 2260)"),
        ("edition", Words(60), True, "of the standards that the tables follow"),
        ("mark", Words(60), False, "`sample-unverified`: nobody compared the numbers with the texts that hold here"),
        ("timezone", ZONE, True, "of the city's clocks"),
        ("bounds", Listed(Number(-180, 180), 4), True, "west; south; east; north in degrees"),
        ("on_time_target", Number(0, 100), False, "percent"),
        ("handling_limit_min", Number(1, 1_000_000), False, "minutes; the line in the chart of handling times"),
    ):
        yield Setting(f"city.{name}", kind, (name,), needed, words)


def _time() -> Iterator[Setting]:
    work = ("rules", "work_time")
    yield Setting("time.duty_from", CLOCK, ("duty_from",), True, "duty hours of the centre")
    yield Setting("time.duty_to", CLOCK, ("duty_to",), True, "not later than `duty_from`: on the next day")
    yield Setting("time.duty", Listed(HOURS), (*work, "duty"), False, "parts of a day; else from duty_from to duty_to")
    yield Setting("time.default_limit", Span(), ("default_limit",), True, "of classes without one of their own")
    yield Setting("time.work_day", Choice(WORK_DAY_READINGS), (*work, "work_day"), False, "what n 工作日 mean")
    yield Setting("time.day_hours", Number(0, 24), (*work, "day_hours"), False, "of a rolling working day; 0: of duty")
    yield Setting("time.work_hours_daily", YesNo(), (*work, "work_hours_daily"), False, "工作时 count on every day")
    yield Setting("time.years", Listed(Number(1990, 2200, whole=True)), (*work, "years"), False, "the calendar covers")
    yield Setting("time.yellow", Number(1, 100), ("rules", "lamps", "yellow"), False, "percent of a limit")
    yield Setting("time.red", Number(1, 1000), ("rules", "lamps", "red"), False, "percent of a limit")
    kinds = Listed(Choice(("urgent", "major", "supervised")))
    yield Setting("time.ladder_kinds", kinds, ("rules", "ladder", "kinds"), False, "cases that climb the escalation")


def _plain(section: str, struct: type[msgspec.Struct], path: tuple[str, ...]) -> Iterator[Setting]:
    """The fields of a struct that are single values; the others are tables or are named above."""
    shape = inspect.type_info(struct)
    assert isinstance(shape, inspect.StructType)
    for one in shape.fields:
        kind = _kind(one.type)
        if kind is not None:
            name = f"{section}.{one.name}"
            yield Setting(name, _NARROWER.get(name, kind), (*path, one.name), help=_MEANING.get(name, ""))


def _kind(found: inspect.Type) -> Kind | None:
    match found:
        case inspect.BoolType():
            return YesNo()
        case inspect.IntType() | inspect.FloatType():
            bounds: dict[str, Any] = {}
            if found.ge is not None:
                bounds["low"] = found.ge
            if found.le is not None:
                bounds["high"] = found.le
            return Number(**bounds, whole=isinstance(found, inspect.IntType))
        case inspect.LiteralType():
            return Choice(tuple(str(value) for value in found.values))
        case inspect.StrType():
            return Words(found.max_length or 200)
        case inspect.VarTupleType():
            inner = _kind(found.item_type)
            return Listed(inner) if inner is not None else None
        case _:
            return None


def _evaluation() -> Iterator[Setting]:
    yield Setting("evaluation.edition", Words(), ("evaluation", "edition"), False, "whose weights and grades they are")
    yield Setting("evaluation.verified", YesNo(), ("evaluation", "verified"), False, "by a person, with the text")
    yield Setting("evaluation.note", Words(), ("evaluation", "note"), False, "shown with every evaluation")
    for name in ("area", "department", *POSTS):
        shown = "counts shown beside the indicators; empty: all that exist"
        yield Setting(f"evaluation.counts_{name}", Listed(NAME), ("evaluation", "counts", name), False, shown)


_MEANING = {
    "time.rework_clock": "what a failed check leaves: what was left of the limit, or a new limit",
    "time.urge_at": "at which lamp a case is urged by itself",
    "extension.times": "how often a case may be extended",
    "extension.factor": "of the original limit, the most that one extension adds",
    "extension.when_overdue": "an overdue case may be extended, too",
    "conduct.verify_public": "reports of the public are verified before filing (R1)",
    "conduct.evidence_to_file": "filing needs photos, or a verification on the spot (R2)",
    "conduct.condition_to_file": "filing needs a filing condition, where the class has one (R2)",
    "conduct.place_to_file": "filing needs a place in a unit grid cell (R2)",
    "conduct.double_posts": "what one person may do on one case; each such act is traced",
    "conduct.late_entry_min": "an act is entered so many minutes after it was done; 0: within 30 days",
    "conduct.rejected_returns_shirk": "returns rejected so many times count as shirking; 0: never",
    "conduct.extension_leader_from": "the extension with this number is the leader's to grant; 0: never",
    "conduct.urge_again_min": "minutes until it is urged again; 0: once",
    "conduct.archive_days": "days after closing until a case is archived by itself; 0: by hand",
    "conduct.same_place_m": "metres within which reports may be the same",
    "conduct.same_place_days": "days within which reports may be the same",
}
"""Of switches that a struct declares; one that is missing here has no explanation yet."""

_NARROWER: dict[str, Kind] = {
    "time.rework_clock": Choice(("remaining", "new_limit")),
    "time.urge_at": Listed(Choice(("yellow", "red"))),
}
"""Of switches that a struct declares as any text."""

ALL: tuple[Setting, ...] = (
    *_city(),
    *_time(),
    *_plain("time", LimitRules, ("rules",)),
    *_plain("extension", ExtensionRule, ("rules", "extension")),
    *_plain("conduct", Conduct, ("conduct",)),
    *_evaluation(),
)
SETTINGS: dict[str, Setting] = {one.name: one for one in ALL}
