"""What a row of cases becomes: the record of the case, the line of its trail, the counters that it moves. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from backend.city import CellHit
from backend.derived.evidence import UNTOLD
from backend.imports.cases import Draft
from backend.records import CaseAct, CaseRecord, whole_ms
from contract.entities import Id, Point

_OF_PLATFORM = re.compile(r"([0-9]{8})-([0-9]{6})", re.ASCII)


def record_from(
    draft: Draft,
    before: CaseRecord | None,
    *,
    case_id: Id,
    import_key: str,
    import_id: str,
    department_id: Id | None,
    cell_of: Callable[[Point], CellHit | None],
) -> CaseRecord:
    """The case as its row says, `before` itself where it says nothing new."""
    cell = cell_of(Point(draft.lon, draft.lat)) if draft.lon is not None and draft.lat is not None else None
    said = CaseRecord(
        id=case_id if before is None else before.id,
        version=1 if before is None else before.version,
        import_key=import_key,
        import_id=import_id if before is None else before.import_id,
        number=draft.number,
        short=draft.short,
        class_code=draft.class_code,
        state=draft.state,
        source=draft.source,
        place=draft.place,
        description=draft.description,
        lon=draft.lon,
        lat=draft.lat,
        cell_code=cell.code if cell is not None else None,
        area_id=cell.area_id if cell is not None else None,
        department_id=department_id,
        reported_at=whole_ms(draft.reported_at),
        filed_at=_whole(draft.filed_at),
        dispatched_at=_whole(draft.dispatched_at),
        signed_at=_whole(draft.signed_at),
        deadline_at=_whole(draft.deadline_at),
        handled_at=_whole(draft.handled_at),
        closed_at=_whole(draft.closed_at),
    )
    if before is None:
        return said
    same = msgspec.structs.replace(before, **{name: getattr(said, name) for name in _SAID})
    if same == before:
        return before
    return msgspec.structs.replace(same, version=before.version + 1, import_id=import_id)


_SAID = (
    *("number", "short", "class_code", "state", "source", "place", "description", "lon", "lat", "cell_code", "area_id"),
    *("department_id", "reported_at", "filed_at", "dispatched_at", "signed_at", "deadline_at", "handled_at"),
    "closed_at",
)


def imported(record: CaseRecord, at: datetime, actor_id: Id | None) -> CaseAct:
    """The one line for all that a row says; the trail shows the times in it as steps (services.history)."""
    more = {"version": str(record.version)} if record.version > 1 else {}
    params = {"import": record.import_id or "", **more}
    return CaseAct(after=record, name=UNTOLD, happened_at=at, actor_id=actor_id, params=params)


def counters_of(numbers: Iterable[str]) -> Mapping[str, int]:
    """The counters that must stand at least so high: the next case reported here on a day gets a number after those
    that were brought in."""
    last: dict[str, int] = {}
    for number in numbers:
        found = _OF_PLATFORM.fullmatch(number)
        if found:
            name = f"case:{found[1]}"
            last[name] = max(last.get(name, 0), int(found[2]))
    return last


def _whole(moment: datetime | None) -> datetime | None:
    return None if moment is None else whole_ms(moment)
