"""The virtual environment of the project: made from a lock with hashes, remade when the lock or the Python changed.

Standard library only. A stamp is written last, so that an interrupted installation is never taken for a whole one.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from installers.system_packages import Say

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "installers" / "locks"
VENV = Path(os.environ.get("CITYWALL_VENV", ROOT / ".venv"))
_STAMP = "citywall.stamp"


def base_python() -> Path:
    """The Python that the environment is made from.

    As root the system's is preferred where it is new enough: the programs run as another user, who cannot read a Python
    that lies in root's home.
    """
    system = Path("/usr/bin/python3")
    if os.geteuid() == 0 and system.exists() and Path(sys.executable).resolve() != system.resolve():
        script = "import sys; sys.exit(sys.version_info < (3, 11))"
        if subprocess.run([system, "-c", script], capture_output=True, check=False).returncode == 0:
            return system
    return Path(sys.executable)


def venv_python() -> Path:
    """The interpreter inside the environment."""
    return VENV / "bin" / "python"


def ready(lock: str) -> bool:
    """Whether the environment holds all of `lock` (`dev` holds all of `run`) and its interpreter starts."""
    stamp = VENV / _STAMP
    if not stamp.exists() or not venv_python().exists():
        return False
    held = stamp.read_text(encoding="utf-8").split()
    return any(_digest(name) in held for name in ((lock, "dev") if lock == "run" else (lock,)))


def make(lock: str, say: Say) -> bool:
    """Make or complete the environment from `installers/locks/{lock}.txt`; False after saying why not."""
    python = base_python()
    if not _alive():
        if VENV.exists():
            say.step(f"{VENV.name} is broken or of another Python: making it anew")
            shutil.rmtree(VENV)
        say.step(f"virtual environment {VENV.name} from {python}")
        made = subprocess.run([python, "-m", "venv", VENV], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            say.error(f"Could not make {VENV}: {(made.stderr or made.stdout).strip().splitlines()[-1:]}")
            return False
    (VENV / _STAMP).unlink(missing_ok=True)
    if not _install(lock, say):
        return False
    digests = [_digest(name) for name in (("run", "dev") if lock == "dev" else ("run",))]
    (VENV / _STAMP).write_text("\n".join(digests) + "\n", encoding="utf-8")
    return True


def _install(lock: str, say: Say) -> bool:
    path = LOCKS / f"{lock}.txt"
    total = len(re.findall(r"(?m)^[a-zA-Z0-9]", path.read_text(encoding="utf-8")))
    say.step(f"Python packages ({total} in {path.relative_to(ROOT)}; about 400 MB the first time)")
    words = [
        str(venv_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
        "--progress-bar", "off", "--require-hashes", "--only-binary", ":all:", "-r", str(path),
    ]  # fmt: skip
    lines: list[str] = []
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        seen = 0
        for line in pip.stdout:
            lines.append(line.rstrip())
            if line.startswith(("Collecting", "Requirement already satisfied")):
                seen += 1
                if sys.stderr.isatty():
                    print(f"\r  {seen}/{total} {line.split()[1][:40]:<42}", end="", file=sys.stderr, flush=True)
            elif line.startswith("Installing") and sys.stderr.isatty():
                print("\r  unpacking" + " " * 50, end="", file=sys.stderr, flush=True)
    if sys.stderr.isatty():
        print("\r" + " " * 70 + "\r", end="", file=sys.stderr, flush=True)
    if pip.returncode != 0:
        faults = [text for text in lines if "ERROR" in text or "No space" in text] or lines or ["no reason given"]
        reason = faults[-1]
        say.error(f"The Python packages could not be installed: {reason}\nTry again; what was loaded is kept by pip.")
    return pip.returncode == 0


def _alive() -> bool:
    if not venv_python().exists():
        return False
    try:
        words = [str(venv_python()), "-m", "pip", "--version"]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes()).hexdigest()
