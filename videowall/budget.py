"""What the decoding costs and why each stream runs as it does: plain sums over what the window knows, no Qt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from videowall.planner import SUB_UP_TO_PX, Addresses, Want
from videowall.stream import Decode, Profile, Status

translate = QCoreApplication.translate
_TICKS = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True, slots=True)
class Line:
    """One stream now. `rate`: pictures a second, `lag_s` None where there is no picture, `dropped` since it opened."""

    id: str
    camera: str
    worker: int
    want: Want
    rate: float
    kbit_s: float
    lag_s: float | None
    dropped: int
    why: str


class Rates:
    """Numbers that only grow, as numbers a second between two looks."""

    def __init__(self) -> None:
        self._before: dict[str, tuple[float, float]] = {}

    def look(self, now_s: float, counts: Mapping[str, float]) -> dict[str, float]:
        """0 at the first look, and where a count began anew."""
        found: dict[str, float] = {}
        for name, count in counts.items():
            at, before = self._before.get(name, (now_s, count))
            found[name] = max(count - before, 0.0) / (now_s - at) if now_s > at else 0.0
        self._before = {name: (now_s, count) for name, count in counts.items()}
        return found


def cpu_s(pid: int) -> float | None:
    """Seconds of processor time a process has used; None where it is gone or this system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    except (OSError, IndexError, ValueError):
        return None


def why(want: Want, addresses: Addresses, status: Status | None, *, demoted: bool) -> str:
    """What the planner decided about a stream, as a sentence."""
    if want.decode is Decode.KEYS:
        if demoted:
            return translate("budget", "Key frames only: this machine is at its limit, the smallest step back")
        return translate("budget", "Key frames only: nobody can see it now")
    if want.profile is Profile.MAIN and not addresses.sub:
        text = translate("budget", "Main stream, scaled to {size}: the camera has no other")
    elif want.profile is Profile.SUB and not addresses.main:
        text = translate("budget", "Sub stream at {size}: the camera has no other")
    elif want.profile is Profile.MAIN:
        text = translate("budget", "Main stream at {size}: enlarged, or higher than {limit} px")
    else:
        text = translate(
            "budget", "Sub stream at {size}: no higher than {limit} px, or until the main one has a picture"
        )
    size = f"{want.width}x{want.height}"
    text = text.format(size=size, limit=SUB_UP_TO_PX)
    if status is not None and status.width and status.width * status.height > 4 * want.width * want.height:
        text += translate("budget", "; it is decoded at {width}x{height}").format(
            width=status.width, height=status.height
        )
    return text
