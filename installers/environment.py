"""The virtual environment of the project: made from a lock with hashes, remade when the lock or the Python changed.

Standard library only. A stamp is written last, so that an interrupted installation is never taken for a whole one.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from installers.system_packages import Say

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "installers" / "locks"
OWN = ROOT / ".venv"
VENV = Path(os.environ.get("CITYWALL_VENV") or OWN).absolute()
_STAMP = "citywall.stamp"
_UNREACHED = re.compile(
    r"Failed to establish|Name or service|name resolution|timed out|Connection (refused|reset|broken)"
)


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
    if not venv_python().exists():
        return False
    try:
        held = (VENV / _STAMP).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return False
    if _moved(held):
        return False
    return any(_digest(name) in held for name in ((lock, "dev") if lock == "run" else (lock,)))


@contextmanager
def alone(say: Say) -> Iterator[None]:
    """Nobody else sets up the same environment meanwhile; says so where that must be waited for."""
    VENV.parent.mkdir(parents=True, exist_ok=True)
    with VENV.with_name(VENV.name + ".lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say.step(f"another set-up of {VENV} is going on; waiting for its end")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def make(lock: str, say: Say) -> bool:
    """Make or complete the environment from `installers/locks/{lock}.txt`; False after saying why not."""
    python = base_python()
    if not _alive():
        if os.path.lexists(VENV) and not _clear(say):
            return False
        say.step(f"virtual environment {VENV.name} from {python}")
        made = subprocess.run([python, "-m", "venv", VENV], capture_output=True, text=True, check=False)
        if made.returncode != 0:
            reason = ((made.stderr or made.stdout).strip().splitlines() or ["no reason given"])[-1]
            say.error(f"Could not make the virtual environment {VENV}: {reason}")
            return False
    _remove(VENV / _STAMP)
    if not _install(lock, say):
        return False
    digests = [_digest(name) for name in (("run", "dev") if lock == "dev" else ("run",))]
    (VENV / _STAMP).write_text("\n".join([*digests, f"at {VENV}"]) + "\n", encoding="utf-8")
    return True


def _clear(say: Say) -> bool:
    """Take away what stands in the environment's place. Never a folder of somebody's that is no environment."""
    if VENV.is_dir() and not any(VENV.iterdir()):
        return True
    if VENV != OWN and not (VENV / "pyvenv.cfg").is_file():
        say.error(f"{VENV} (CITYWALL_VENV) is there and is no virtual environment: name another place, or remove it.")
        return False
    say.step(f"{VENV.name} is broken, was moved or is of another Python: making it anew")
    _remove(VENV)
    return True


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _moved(held: list[str]) -> bool:
    """Whether the environment was made elsewhere: its scripts would start the Python of that place."""
    return any(line.startswith("at ") and line != f"at {VENV}" for line in held)


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
        if any(_UNREACHED.search(text) for text in lines):
            reason = "the package index cannot be reached. Check the network, or name a mirror with PIP_INDEX_URL."
        say.error(f"The Python packages could not be installed: {reason}\nTry again; what was loaded is kept by pip.")
    return pip.returncode == 0


def _alive() -> bool:
    if not venv_python().exists():
        return False
    try:
        if _moved((VENV / _STAMP).read_text(encoding="utf-8").splitlines()):
            return False
    except (OSError, UnicodeDecodeError):
        pass  # An installation that was cut short is gone on with.
    try:
        words = [str(venv_python()), "-m", "pip", "--version"]
        return subprocess.run(words, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _digest(lock: str) -> str:
    return hashlib.sha256((LOCKS / f"{lock}.txt").read_bytes()).hexdigest()
