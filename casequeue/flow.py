"""Where a case stands in its life cycle, for the picture of its flow: pure, from its card and its trail.

The plain path is a row of stations. A station is done (with the time at which it was left last), where the case stands,
or ahead. What happened beside the path hangs below the station where it happened, with how often.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from contract.entities import Case, CaseState
from contract.figures import TrailEntry

S = CaseState
STATIONS: tuple[tuple[str, frozenset[CaseState], frozenset[str]], ...] = (
    ("report", frozenset({S.UNCONFIRMED}), frozenset({"case.reported", "case.confirmed", "case.imported"})),
    ("accept", frozenset({S.REPORTED}), frozenset({"case.accepted"})),
    ("verify", frozenset({S.VERIFYING}), frozenset({"case.verified"})),
    ("file", frozenset({S.ACCEPTED}), frozenset({"case.filed"})),
    (
        "dispatch",
        frozenset({S.FILED, S.ENTRUSTED, S.RETURNED}),
        frozenset({"case.dispatched", "case.unit_dispatched", "case.redispatched"}),
    ),
    ("sign", frozenset({S.DISPATCHED}), frozenset({"case.signed"})),
    (
        "handle",
        frozenset({S.SIGNED, S.DEPARTED, S.HANDLING, S.SUSPENDED}),
        frozenset({"case.handling_started", "case.arrived", "case.fed_back"}),
    ),
    ("check", frozenset({S.FEEDBACK, S.CHECKING}), frozenset({"case.checked", "case.self_handled_audited"})),
    ("close", frozenset({S.CHECKED}), frozenset({"case.closed"})),
    ("archive", frozenset({S.CLOSED}), frozenset({"case.archived"})),
)
"""Name, states in which the case stands there, events that leave it behind."""
BRANCHES: dict[str, str] = {
    "case.return_asked": "sign",
    "case.redispatched": "dispatch",
    "case.entrusted": "dispatch",
    "case.sent_back": "file",
    "case.handed_over": "dispatch",
    "case.extended": "handle",
    "case.suspended": "handle",
    "case.returned_for_rework": "check",
    "case.urged": "handle",
    "case.supervised": "handle",
    "case.shirking_marked": "sign",
    "case.reopened": "close",
    "case.appealed": "close",
    "case.refused": "accept",
    "case.order_return_asked": "accept",
    "case.order_returned": "accept",
    "case.not_filed": "file",
    "case.voided": "file",
    "case.merged": "accept",
}
"""Event beside the path -> the station that it hangs from."""
_END_AT: dict[CaseState, str] = {S.REFUSED: "accept", S.MERGED: "accept", S.NOT_FILED: "file", S.VOID: "file"}


@dataclass(frozen=True)
class Branch:
    """Something beside the path: the event's name, how often, when last."""

    event: str
    count: int
    at: datetime


@dataclass(frozen=True)
class Station:
    """`standing`: done, here, ahead, or ended (the case ended here, beside the path). `at`: when it was left."""

    name: str
    standing: str
    at: datetime | None = None
    branches: tuple[Branch, ...] = ()


def flow_of(case: Case, trail: Iterable[TrailEntry]) -> tuple[Station, ...]:
    """The stations of a case. A verification that nobody asked for is left out."""
    entries = sorted(trail, key=lambda entry: entry.seq)
    left = {name: _last(entries, events) for name, _, events in STATIONS}
    left["report"] = min((entry.happened_at for entry in entries), default=None)
    here = next((at for at, (_, states, _) in enumerate(STATIONS) if case.state in states), len(STATIONS))
    ended = _END_AT.get(case.state)
    if ended is not None:
        here = next(at for at, (name, _, _) in enumerate(STATIONS) if name == ended)
    verified = case.state is S.VERIFYING or any(entry.name == "case.verification_requested" for entry in entries)
    found = []
    for at, (name, _, _) in enumerate(STATIONS):
        if name == "verify" and not verified:
            continue
        standing = "done" if at < here else "ahead" if at > here else "ended" if ended else "here"
        found.append(Station(name, standing, left[name] if at < here else None, _branches(name, entries)))
    return tuple(found)


def _last(entries: list[TrailEntry], events: frozenset[str]) -> datetime | None:
    return next((entry.happened_at for entry in reversed(entries) if entry.name in events), None)


def _branches(station: str, entries: list[TrailEntry]) -> tuple[Branch, ...]:
    found: dict[str, Branch] = {}
    for entry in entries:
        if BRANCHES.get(entry.name) == station:
            before = found.get(entry.name)
            found[entry.name] = Branch(entry.name, before.count + 1 if before else 1, entry.happened_at)
    return tuple(found.values())
