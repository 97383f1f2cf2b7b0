"""`./citywall test`: lint, format, types, import contracts, then every test.

--fast leaves out what is slow or starts whole programs; --long adds soak and packaging. Other words go to pytest.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BIN = Path(sys.executable).parent

_CHECKS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("lint", ("ruff", "check", ".")),
    ("format", ("ruff", "format", "--check", "--quiet", ".")),
    ("import contracts", ("lint-imports", "--no-logo")),
    ("types", ("mypy",)),
)
_MARKS = {
    "fast": "not slow and not e2e and not long",
    "normal": "not long",
    "long": "",
}


def _environment() -> dict[str, str]:
    environment = {**os.environ, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    environment["PATH"] = f"{_BIN}{os.pathsep}{environment.get('PATH', '')}"
    for name in [name for name in environment if name.startswith("CITYWALL_") and name != "CITYWALL_REALDATA"]:
        del environment[name]
    if os.geteuid() == 0:
        # Chromium refuses its sandbox to root; tests are the only place where that is accepted.
        environment["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return environment


def _step(title: str, words: list[str]) -> int:
    began = time.monotonic()
    print(f"== {title}", flush=True)
    code = subprocess.run(words, cwd=ROOT, env=_environment(), check=False).returncode
    print(f"== {title}: {'ok' if code == 0 else f'failed ({code})'}, {time.monotonic() - began:.0f} s", flush=True)
    return code


def main(argv: list[str]) -> int:
    """0 when everything passed; the first failing check's code otherwise, but all checks are run."""
    if "-h" in argv or "--help" in argv:
        print(__doc__)
        return 0
    level = "fast" if "--fast" in argv else "long" if "--long" in argv else "normal"
    rest = [word for word in argv if word not in ("--fast", "--long")]
    codes = [_step(title, [str(_BIN / words[0]), *words[1:]]) for title, words in _CHECKS]
    marks = ["-m", _MARKS[level]] if _MARKS[level] else []
    spread = [] if any(word.startswith(("-n", "tests")) for word in rest) else ["-n", "2", "--dist", "loadfile"]
    codes.append(_step("tests", [sys.executable, "-m", "pytest", *marks, *spread, *rest]))
    return next((code for code in codes if code != 0), 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
