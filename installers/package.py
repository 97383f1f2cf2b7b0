"""`./citywall package`: freezes wall, server, gateway, simulator and video workers into one folder with PyInstaller.

--selftest then lets the frozen programs run a small city on a virtual screen, asks for their report and a picture, and
says whether all panels showed. The bundle holds no data and no secrets.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from PyInstaller.__main__ import run as freeze

ROOT = Path(__file__).resolve().parent.parent
_ROOMS = (
    "contract", "backend", "backend_client", "panelkit", "panels", "mapview", "videowall", "casequeue", "caseforms",
    "profileedit", "wall", "simulator",
)  # fmt: skip
# Files that are read, not imported: pages, migrations, profiles, and the camera source for the system's python3.
_DATA_SUFFIXES = {".js", ".mjs", ".css", ".html", ".json", ".toml", ".csv", ".svg", ".png", ".mako", ".qm"}
_READ_AS_FILES = ("backend/migrations/", "simulator/rtsp_source.py")
_REPORT_WAIT_S = 240
_WATCH_S = 15


def data_files() -> list[tuple[Path, str]]:
    """(file, folder in the bundle) of everything that is read at run time."""
    found: list[tuple[Path, str]] = []
    for room in (*_ROOMS, "assets"):
        for path in sorted((ROOT / room).rglob("*")):
            relative = path.relative_to(ROOT)
            wanted = path.suffix in _DATA_SUFFIXES or str(relative).startswith(_READ_AS_FILES)
            if path.is_file() and wanted and not {"node_modules", "__pycache__"} & set(relative.parts):
                found.append((path, str(relative.parent)))
    for name in ("LICENSE", "NOTICE", "THIRD_PARTY.md"):
        found.append((ROOT / name, "."))
    return found


def build(dist: Path, work: Path) -> Path:
    """Freeze into `dist/citywall`; the executable's path."""
    words = [
        str(ROOT / "installers" / "frozen_entry.py"), "--name", "citywall", "--onedir", "--noconfirm",
        "--log-level", "WARN",
        "--distpath", str(dist), "--workpath", str(work), "--specpath", str(work), "--paths", str(ROOT),
        "--collect-submodules", "uvicorn", "--collect-submodules", "litestar", "--collect-submodules", "websockets",
        "--collect-submodules", "uvloop", "--collect-submodules", "httptools",
        "--collect-submodules", "alembic.ddl", "--hidden-import", "alembic.context",
        "--collect-data", "pyqtgraph", "--hidden-import", "psycopg_binary",
        "--exclude-module", "tkinter", "--exclude-module", "pytest", "--exclude-module", "mypy",
        "--exclude-module", "PyInstaller",
    ]  # fmt: skip
    for room in _ROOMS:
        words += ["--collect-submodules", room]
    for path, folder in data_files():
        words += ["--add-data", f"{path}{os.pathsep}{folder}"]
    freeze(words)
    return dist / "citywall" / "citywall"


def selftest(executable: Path) -> int:
    """0 when the frozen programs ran a small city and every panel and camera of the first picture was current."""
    with tempfile.TemporaryDirectory(prefix="citywall-frozen-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        shots, report = place / "shots", place / "report.json"
        kinds = ("API", "GATEWAY", "RTSP", "JT808", "POLES")
        ports = zip(kinds, _free_ports(len(kinds)), strict=True)
        environment = {**os.environ, **{f"CITYWALL_RUN__{kind}_PORT": str(port) for kind, port in ports}}
        environment["CITYWALL_RUN__SCALE"] = "0.05"
        environment.pop("PYTHONPATH", None)
        run = [str(executable), "run", "--headless", "--for", str(_WATCH_S), "--data", str(place / "data")]
        run += ["--shots", str(shots), "--report", str(report)]
        done = subprocess.run(run, env=environment, timeout=_REPORT_WAIT_S, check=False)
        if not report.exists():
            return _failed(f"the frozen wall wrote no report (exit {done.returncode})")
        facts = json.loads(report.read_text(encoding="utf-8"))
        pictures = sorted(shots.glob("*.png"))
        kept = executable.parent.parent / "selftest"
        shutil.rmtree(kept, ignore_errors=True)
        if pictures:
            shutil.copytree(shots, kept)
        if done.returncode != 0 or not facts["ok"] or not pictures:
            return _failed(f"exit {done.returncode}, errors {facts['errors']}, {len(pictures)} pictures")
    seconds = facts["seconds_to_complete_picture"]
    print(f"Self-test passed: complete picture after {seconds} s, pictures in {kept}")
    return 0


def _free_ports(count: int) -> list[int]:
    held = [socket.socket() for _ in range(count)]
    for each in held:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in held]
    for each in held:
        each.close()
    return ports


def _failed(reason: str) -> int:
    print(f"Self-test failed: {reason}", file=sys.stderr)
    return 1


def main(argv: list[str]) -> int:
    """0 when frozen and, if asked, self-tested."""
    parser = argparse.ArgumentParser(prog="citywall package", description=__doc__)
    parser.add_argument(
        "--selftest", action="store_true", help="run the frozen programs on a small city and take pictures"
    )
    parser.add_argument("--dist", type=Path, default=ROOT / "dist", help="where to (default: %(default)s)")
    chosen = parser.parse_args(argv)
    executable = build(chosen.dist, ROOT / "build")
    size_mb = sum(path.stat().st_size for path in executable.parent.rglob("*") if path.is_file()) / 1e6
    print(f"Frozen: {executable.parent}, {size_mb:.0f} MB")
    return selftest(executable) if chosen.selftest else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
