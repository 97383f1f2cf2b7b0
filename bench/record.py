"""One measured figure, its limit and peers from the same run, and whether it met its target."""

from __future__ import annotations

import json
import operator
import platform
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

# name -> (module in bench/, what it measures)
BENCHES: dict[str, tuple[str, str]] = {
    "video": ("video_live", "CPU per shown picture and latency of live tiles, against decoding alone"),
    "map": ("map_live", "CPU per pan frame and per second of moving vehicles, against an empty Leaflet map"),
    "start": ("start", "seconds from ./citywall run to the first complete picture, and memory"),
    "kpi": ("kpi", "p99 of every board and table of figures while cases arrive, against plain summary rows"),
    "search": ("search", "CPU of a page of fifty cases for one filter and another, against fetching them by their ids"),
    "server": ("server", "durable intake, requests, live stream, kills and power cuts, against limits and peers"),
    "cases": ("cases", "an act to its picture, limits and queue of 20,000 cases, a million past cases"),
    "cases_import": ("cases_import", "seconds of a million past cases with evidence and figures; an act beside it"),
    "room": ("room", "seconds until the room says that its server or its window stands still"),
}

_OPERATORS: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Record:
    """`ratio` is value / limit where there is a limit. `met` is None where there is no target."""

    bench: str
    figure: str
    value: float | None
    unit: str
    limit: float | None
    ratio: float | None
    peers: Mapping[str, float]
    target: str
    met: bool | None
    commit: str
    machine: str

    @classmethod
    def from_figure(cls, bench: str, figure: Mapping[str, Any], commit: str, machine: str) -> Record:
        """From what a bench yields: figure, value, unit, and if there are: limit, peers, target.

        A target reads `value <= 120` or `ratio <= 2.0`. A figure that was not run (value None) is never met.
        """
        value, limit, target = figure["value"], figure.get("limit"), figure.get("target") or ""
        ratio = round(value / limit, 3) if value is not None and limit else None
        return cls(
            bench=bench,
            figure=figure["figure"],
            value=value,
            unit=figure["unit"],
            limit=limit,
            ratio=ratio,
            peers=figure.get("peers") or {},
            target=target,
            met=_met(target, value, ratio),
            commit=commit,
            machine=machine,
        )

    def as_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    def as_row(self) -> str:
        """One line for people."""
        verdict = {True: "met", False: "MISSED", None: ""}[self.met]
        limit = "" if self.limit is None else f"limit {self.limit:g}  x{self.ratio}"
        value = "not run" if self.value is None else f"{self.value:g}"
        peers = "  ".join(f"{name} {number:g}" for name, number in self.peers.items())
        return f"{self.figure:<48}{value:>12} {self.unit:<10}{limit:<24}{self.target:<18}{verdict:<8}{peers}"


def _met(target: str, value: float | None, ratio: float | None) -> bool | None:
    if not target:
        return None
    subject, sign, bound = target.split()
    measured = ratio if subject == "ratio" else value
    return measured is not None and _OPERATORS[sign](measured, float(bound))


def revision() -> str:
    """The commit, with `+` where the tree has changes; `unknown` outside a checkout."""
    root = Path(__file__).resolve().parent.parent
    words = ["git", "-C", str(root), "describe", "--always", "--dirty=+", "--exclude", "*"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def machine_facts() -> str:
    """Cores, memory, processor and system, in one line."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GiB, {platform.machine()}, {platform.system()} {platform.release()}"
    )
