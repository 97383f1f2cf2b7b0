"""Checked tables become a `CityProfile`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from contract.profile import CityProfile
from contract.profile_files.cells import Listed, Words, limit_of, parts, steps_of, thresholds_of
from contract.profile_files.schema import SETTINGS, Row
from contract.profile_files.settings import SETTINGS as KNOWN
from contract.profile_files.tables import BY_NAME, OBJECTS
from contract.profile_files.values import plain_value

Tables = Mapping[str, tuple[Row, ...]]
"""Rows by the name of their table, every cell as its column keeps it."""
INLINE = (("limit", ""), ("limit_a", "A"), ("limit_b", "B"), ("limit_c", "C"))
"""Columns of limits in the rows of classes and conditions, and their grade."""
Node = dict[str, Any]


def profile_of(tables: Tables, version: int = 0) -> CityProfile:
    """The profile in tables without a fault; departments and people are no part of it."""
    built: Node = {"version": version}
    for name, text in tables.get(SETTINGS, ()):
        if name in KNOWN and (text or isinstance(KNOWN[name].kind, Listed | Words)):
            _put(built, KNOWN[name].path, _setting(name, text))
    built |= _classes(tables) | _calendar(tables) | _evaluation(tables, built.get("evaluation", {}))
    built["conditions"] = [_condition(row) for row in rows_of(tables, "conditions")]
    _further_limits(tables, built)
    for name in ("phrases", "responsibility"):
        built[name] = rows_of(tables, name)
    rules = built.setdefault("rules", {})
    rules["steps"] = [row | {"limit": _limit(row["limit"])} for row in rows_of(tables, "step_limits")]
    rules["pauses"] = [
        {"reason": row["reason"], "maximum": _limit(row["maximum"]), "times": int(row["times"] or 0)}
        for row in rows_of(tables, "pauses")
    ]
    rules["orders"] = [
        {"urgency": row["urgency"]} | {name: _limit(row[name]) for name in ("sign", "send_back", "answer")}
        for row in rows_of(tables, "orders")
    ]
    rungs = [{"post": row["post"], "after_min": float(row["after_min"])} for row in rows_of(tables, "ladder")]
    rules.setdefault("ladder", {})["rungs"] = rungs
    return msgspec.convert(built, CityProfile)


def rows_of(tables: Tables, name: str) -> list[Node]:
    """The rows of a table by the names of its columns."""
    columns = BY_NAME[name].columns
    return [dict(zip(columns, row, strict=True)) for row in tables.get(name, ())]


def _put(built: Node, path: tuple[str, ...], value: Any) -> None:
    for step in path[:-1]:
        built = built.setdefault(step, {})
    built[path[-1]] = value


def _setting(name: str, text: str) -> Any:
    if name == "time.duty":
        return [dict(zip(("opens", "closes"), one.split("-"), strict=True)) for one in parts(text)]
    if name == "time.default_limit":
        limit = limit_of(text)
        return {"class_code": "", "value": limit.value, "unit": limit.unit}
    return plain_value(KNOWN[name].kind, text)


def _limit(text: str) -> Node | None:
    if not text:
        return None
    limit = limit_of(text)
    return {"value": limit.value, "unit": limit.unit}


def _inline(row: Node) -> list[Node]:
    return [{"limit": _limit(row[name]), "grade": grade, "urgency": ""} for name, grade in INLINE if row[name]]


def _classes(tables: Tables) -> Node:
    rows = rows_of(tables, "classes")
    names = ("code", "name", "name_en", "major", "major_en", "glyph", "edition", "status")
    return {
        "classes": [{name: row[name] for name in names} for row in rows],
        "class_limits": [{"class_code": row["code"], "lines": lines} for row in rows if (lines := _inline(row))],
    }


def _condition(row: Node) -> Node:
    listed = {name: parts(row[name]) for name in ("triggers", "triggers_en", "closing", "closing_en")}
    plain = {name: row[name] for name in ("id", "class_code", "severity", "note")}
    thresholds = thresholds_of(row["thresholds"]) if row["thresholds"] else ()
    return plain | listed | {"thresholds": msgspec.to_builtins(thresholds), "limits": _inline(row)}


def _further_limits(tables: Tables, built: Node) -> None:
    """The lines of limits.csv and the milestones, into the classes and conditions that they belong to."""
    by_owner: dict[str, list[Node]] = {one["class_code"]: one["lines"] for one in built["class_limits"]}
    by_owner |= {one["id"]: one["limits"] for one in built["conditions"]}
    for row in rows_of(tables, "limits"):
        if row["of"] not in by_owner:
            built["class_limits"].append({"class_code": row["of"], "lines": by_owner.setdefault(row["of"], [])})
        line = {"limit": _limit(row["limit"]), "grade": row["grade"], "urgency": row["urgency"]}
        by_owner[row["of"]].append(line)
    for row in sorted(rows_of(tables, "milestones"), key=lambda one: int(one["number"])):
        for line in by_owner.get(row["of"], ()):
            if (line["grade"], line["urgency"]) == (row["grade"], row["urgency"]):
                names = {"name": row["name"], "name_en": row["name_en"]}
                after = {"limit": _limit(row["limit"]), "after_previous": row["after_previous"] == "yes"}
                line.setdefault("milestones", []).append(names | after)
    built["limits"] = [_simple(one) for one in built["class_limits"] if _is_simple(one["lines"])]
    built["class_limits"] = [one for one in built["class_limits"] if not _is_simple(one["lines"])]


def _is_simple(lines: list[Node]) -> bool:
    return len(lines) == 1 and not (lines[0]["grade"] or lines[0]["urgency"] or lines[0].get("milestones"))


def _simple(limits: Node) -> Node:
    limit: Node = limits["lines"][0]["limit"]
    return {"class_code": limits["class_code"]} | limit


def _calendar(tables: Tables) -> Node:
    rows = rows_of(tables, "calendar")
    return {
        "holidays": [row["day"] for row in rows if row["kind"] == "holiday"],
        "workdays": [row["day"] for row in rows if row["kind"] == "workday"],
        "day_names": [
            {name: row[name] for name in ("day", "name", "name_en")} for row in rows if row["name"] or row["name_en"]
        ],
    }


def _evaluation(tables: Tables, said: Node) -> Node:
    counts = said.pop("counts", {})
    schemes: dict[str, Node] = {}
    for name in OBJECTS:
        own = [row for row in rows_of(tables, "indicators") if row["object"] == name]
        if own or counts.get(name):
            indicators = [_indicator(row) for row in own]
            schemes[name] = {"object": name, "indicators": indicators, "counts": counts.get(name, [])}
    grades = [row | {"from_score": float(row["from_score"])} for row in rows_of(tables, "grades")]
    return {"evaluation": said | {"schemes": list(schemes.values()), "grades": grades}}


def _indicator(row: Node) -> Node:
    kept = {name: text for name, text in row.items() if name not in ("object", "weight", "steps") and text}
    steps = steps_of(row["steps"]) if row["steps"] else ()
    return kept | {"weight": float(row["weight"] or 0), "steps": msgspec.to_builtins(steps)}
