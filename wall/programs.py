"""Every program of CityWall by name, and the argv that starts it, from source or frozen.

From source a program is `python -m MODULE WORDS`; frozen it is the one executable with the program's name as its first
word, and `dispatch` (called by the frozen entry script after `freeze_support`) runs the module.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from typing import Final

from wall.checks import data_folder

# name -> (module, words that always follow)
PROGRAMS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "backend": ("backend", ("serve",)),
    "gateway": ("backend.gateways.voice", ()),
    "generate": ("simulator", ("generate",)),
    "simulator": ("simulator", ("live",)),
    "cameras": ("simulator", ("cameras",)),
    "recordings": ("simulator", ("cameras",)),
    "poles": ("simulator", ("poles",)),
    "wall": ("wall", ()),
    "run": ("wall", ("run",)),
    "cover": ("wall", ("cover",)),
    "videowall.worker": ("videowall.worker", ()),
}


def frozen() -> bool:
    """Whether this is the packaged program."""
    return bool(getattr(sys, "frozen", False))


def program(name: str, *words: str) -> list[str]:
    """The argv of a program with further `words`. KeyError for a name that is not in PROGRAMS."""
    module, fixed = PROGRAMS[name]
    if frozen():
        return [sys.executable, name, *words]
    return [sys.executable, "-m", module, *fixed, *words]


def dispatch(argv: list[str]) -> None:
    """Run the program that `argv` ([executable, name, ...]) names; SystemExit 2 where there is none."""
    multiprocessing.freeze_support()
    name = argv[1] if len(argv) > 1 else "wall"
    if name not in PROGRAMS:
        sys.exit(f"There is no program {name!r}. There are: {', '.join(PROGRAMS)}.")
    module, fixed = PROGRAMS[name]
    os.environ.setdefault("CITYWALL_DATA", str(data_folder()))  # one place for every program, also for root's
    sys.argv = [argv[0], *fixed, *argv[2:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
