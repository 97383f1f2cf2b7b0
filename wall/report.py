"""The report of a run: one JSON object, put together from what the wall says and what the supervisor knows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EMPTY: dict[str, Any] = {
    "monitors": 0,
    "cameras": [],
    "events_applied": 0,
    "gaps": 0,
    "cases_by_state": {},
    "vehicles_seen": 0,
    "vehicles_moving": 0,
    "poles_by_state": {},
    "panels": [],
}


def build(
    status: dict[str, Any],
    *,
    seconds: float | None,
    first_start: bool,
    rss_mb: dict[str, float],
    errors: list[str],
    remarks: list[str],
    shots: list[str],
    restarts: dict[str, int],
    steps: dict[str, float],
) -> dict[str, Any]:
    """The whole report. `ok`: a complete picture was there, and nothing is in `errors`."""
    said = {key: status.get(key, empty) for key, empty in EMPTY.items()}
    wall_errors = [str(error) for error in status.get("errors", [])]
    every = [*errors, *wall_errors]
    return {
        "ok": seconds is not None and not every,
        "seconds_to_complete_picture": None if seconds is None else round(seconds, 2),
        "first_start": first_start,
        **said,
        "scene": status.get("scene", ""),
        "link": status.get("link", ""),
        "missing": status.get("missing", []),
        "rss_mb": rss_mb,
        "restarts": restarts,
        "steps_s": steps,
        "remarks": remarks,
        "errors": every,
        "shots": shots,
    }


def write(path: Path, report: dict[str, Any]) -> None:
    """Write it whole or not at all. A link in its place is not followed: the folder may belong to others than us."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with part.open("x", encoding="utf-8") as out:
        out.write(json.dumps(report, ensure_ascii=False, indent=1) + "\n")
    part.replace(path)
