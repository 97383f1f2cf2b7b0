"""Makes `assets/i18n/zh_CN.qm` from the committed .ts files; `--check` says whether it is current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
I18N = ROOT / "assets" / "i18n"
TARGET = I18N / "zh_CN.qm"


def sources() -> list[Path]:
    """Every committed translation source, in a fixed order."""
    return sorted(I18N.glob("*zh_CN.ts"))


def current() -> bool:
    """Whether the compiled file is newer than every source."""
    return TARGET.exists() and all(source.stat().st_mtime <= TARGET.stat().st_mtime for source in sources())


def main(argv: list[str]) -> int:
    """0 when the compiled file is current."""
    if "--check" in argv:
        return 0 if current() else 1
    tool = Path(sys.executable).parent / "pyside6-lrelease"
    part = TARGET.with_suffix(".part.qm")
    words = [str(tool), "-silent", *map(str, sources()), "-qm", str(part)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.stderr.write(done.stderr or done.stdout)
        part.unlink(missing_ok=True)
        return done.returncode
    part.replace(TARGET)  # a wall that runs has the old file mapped: written over, it would crash it
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
