"""Other case trackers, in process and without HTTP: what one create and one list of fifty cost them.

Each comes from PyPI into a virtual environment of its own, which is kept between runs in the user's cache folder.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

PEERS: dict[str, tuple[str, ...]] = {
    "trac": ("setuptools<81", "Trac==1.6"),
    "roundup": ("roundup==2.6.0",),
    "helpdesk": ("setuptools<81", "django-helpdesk==2.6.1"),
}
"""Trac and django-helpdesk still ask for pkg_resources."""
_HERE = Path(__file__).resolve().parent / "peers"


def measured(quick: bool) -> dict[str, dict[str, float]]:
    """`create` and `list` -> peer -> CPU microseconds. One that cannot be had is left out, with a word on stderr."""
    found: dict[str, dict[str, float]] = {"create": {}, "list": {}}
    for name, packages in PEERS.items():
        try:
            python = _environment(name, packages)
            number = "100" if quick else "500"
            words = [str(python), str(_HERE / f"{name}_peer.py"), number]
            done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=180, env=_plain())
            figures = json.loads(done.stdout.splitlines()[-1])
        except (OSError, subprocess.SubprocessError, ValueError) as fault:
            told = getattr(fault, "stderr", "") or str(fault)
            print(f"{name}: not measured: {told.strip().splitlines()[-1] if told.strip() else fault}", file=sys.stderr)
            continue
        for kind in found:
            found[kind][name] = figures[kind]
    return found


def _environment(name: str, packages: tuple[str, ...]) -> Path:
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "citywall" / "bench-peers" / name
    python, done = cache / "bin" / "python", cache / "complete"
    wanted = "\n".join(packages)
    if not done.exists() or done.read_text(encoding="utf-8") != wanted:
        venv.create(cache, with_pip=True, clear=True)
        words = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages]
        subprocess.run(words, check=True, timeout=300, capture_output=True, text=True)
        done.write_text(wanted, encoding="utf-8")
    return python


def _plain() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
