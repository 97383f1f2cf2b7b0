"""`./citywall doctor`: looks at this machine and says what is good, what is not, and what to do.

Every finding is one line; `--json` gives them as one list. Exit 0 when nothing is bad. It changes nothing, and asks
only this machine, the server's database file and the cameras that are entered in it.
"""

from __future__ import annotations

import argparse
import json
import locale
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from installers.findings import Finding, Level
from installers.probes import cameras, data, machine, ports

_PROBES: tuple[Callable[[Path], Iterator[Finding]], ...] = (
    machine.python,
    machine.graphics,
    machine.fonts,
    machine.vlc,
    machine.rtsp_source,
    machine.user_namespaces,
    machine.clock,
    ports.ports,
    data.disk,
    data.database,
    cameras.cameras,
)
_MARKS = {Level.GOOD: "ok  ", Level.LOOK: "look", Level.BAD: "BAD "}


def data_folder() -> Path:
    """$CITYWALL_DATA, else $XDG_DATA_HOME/citywall, else ~/.local/share/citywall."""
    if named := os.environ.get("CITYWALL_DATA"):
        return Path(named)
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "citywall"


def main(argv: list[str]) -> int:
    """0 when nothing is bad, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="citywall doctor", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON list instead of lines")
    parser.add_argument("--lang", choices=("zh", "en"), default=_language())
    parser.add_argument("--data", type=Path, default=data_folder(), help="the data folder (default: %(default)s)")
    chosen = parser.parse_args(argv)
    found: list[Finding] = []
    for probe in _PROBES:
        for finding in probe(chosen.data):
            found.append(finding)
            if not chosen.json:
                print(f"{_MARKS[finding.level]}  {finding.sentence(chosen.lang)}", flush=True)
    if chosen.json:
        print(json.dumps([finding.as_json(chosen.lang) for finding in found], ensure_ascii=False, indent=1))
    return 1 if any(finding.level is Level.BAD for finding in found) else 0


def _language() -> str:
    return "zh" if (locale.getlocale()[0] or os.environ.get("LANG", "")).startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
