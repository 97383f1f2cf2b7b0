"""Which Debian packages a part of CityWall needs, which of them are missing, and how they get here.

Names are those of Debian 12. Debian 13 and Ubuntu 24.04 renamed some to `...t64` in the 64-bit time transition; `named`
knows which. Standard library only.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

GROUPS: dict[str, tuple[str, ...]] = {
    "qt": (
        "libglib2.0-0",
        "libdbus-1-3",
        "libfontconfig1",
        "libfreetype6",
        "libnss3",
        "libnspr4",
        "libasound2",
        "libxkbcommon0",
        "libxkbfile1",
        "libx11-6",
        "libx11-xcb1",
        "libxcb1",
        "libxcomposite1",
        "libxdamage1",
        "libxext6",
        "libxfixes3",
        "libxrandr2",
        "libxrender1",
        "libxtst6",
        "libdrm2",
        "libgbm1",
        "libegl1",
        "libgl1",
    ),
    "screen": (
        "libxkbcommon-x11-0",
        "libxcb-cursor0",
        "libxcb-icccm4",
        "libxcb-image0",
        "libxcb-keysyms1",
        "libxcb-randr0",
        "libxcb-render-util0",
        "libxcb-render0",
        "libxcb-shape0",
        "libxcb-shm0",
        "libxcb-sync1",
        "libxcb-xfixes0",
        "libxcb-xkb1",
        "xvfb",
        "xauth",
        "x11-xserver-utils",
    ),
    "fonts": ("fonts-noto-cjk",),
    "sound": ("libpulse0", "espeak-ng"),
    "vlc": ("libvlc5", "vlc-plugin-base"),
    "rtsp": (
        "gir1.2-gst-rtsp-server-1.0",
        "gstreamer1.0-plugins-base",
        "gstreamer1.0-plugins-good",
        "gstreamer1.0-plugins-bad",
        "gstreamer1.0-rtsp",
        "python3-gi",
    ),
    "test": ("chromium", "postgresql", "baresip-core", "git", "gstreamer1.0-plugins-ugly"),
    "freeze": ("binutils",),
}

_RENAMED_T64 = frozenset({"libglib2.0-0", "libasound2"})
_T64_RELEASES = {"debian": 13, "ubuntu": 24}
_ELSEWHERE = {"ubuntu": frozenset({"chromium"})}
"""What a system has no Debian package of (there it is a snap): left out, and the tests that want it say so."""


def release() -> tuple[str, int]:
    """(`debian` or `ubuntu` or another id, major version); unknown systems count as the newest Debian."""
    facts: dict[str, str] = {}
    os_release = Path("/etc/os-release")
    if os_release.exists():
        for line in os_release.read_text(encoding="utf-8").splitlines():
            key, _, value = line.partition("=")
            facts[key] = value.strip('"')
    major = facts.get("VERSION_ID", "13").split(".")[0]
    return facts.get("ID", "debian"), int(major) if major.isdigit() else 13


def named(package: str, system: tuple[str, int] | None = None) -> str:
    """The name of a Debian 12 package on this (or the given) release."""
    family, major = system or release()
    if package in _RENAMED_T64 and major >= _T64_RELEASES.get(family, 13):
        return package + "t64"
    return package


def wanted(groups: Iterable[str], python: Path, system: tuple[str, int] | None = None) -> list[str]:
    """The packages of these groups on this (or the given) release, and what `python` lacks to make an environment."""
    elsewhere = _ELSEWHERE.get((system or release())[0], frozenset())
    packages = [named(one, system) for group in groups for one in GROUPS[group] if one not in elsewhere]
    if not _can_make_venv(python):
        packages.append("python3-venv")
    if "freeze" in groups and python.resolve().parent == Path("/usr/bin"):
        packages.append("lib" + _version_name(python))
    return packages


def missing(packages: Iterable[str]) -> list[str]:
    """Those that dpkg does not know as installed. Empty where there is no dpkg: we cannot say."""
    names = list(packages)
    if not names or shutil.which("dpkg-query") is None:
        return []
    listing = subprocess.run(
        ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *names],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    installed = {line.split()[0] for line in listing.splitlines() if line.endswith(" installed")}
    return [name for name in names if name not in installed]


def install(packages: list[str], say: Say) -> bool:
    """Install them as root, or with sudo after saying what. False: nobody here may; what to type was printed."""
    # A new machine often updates itself in its first minutes; apt then waits for its lock instead of giving up.
    wait = ["-o", "DPkg::Lock::Timeout=300"]
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    prefix: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not _sudo_answers(packages, say):
            say.error(f"System packages are missing. Type this, then try again:\n  sudo {' '.join(command)}")
            return False
        prefix = ["sudo", "DEBIAN_FRONTEND=noninteractive"]
    if shutil.which("apt-get") is None:
        say.error(f"These packages are missing and this system has no apt-get: {' '.join(packages)}")
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words, step in (
        ([*prefix, "apt-get", "update", "-q"], "package lists"),
        ([*prefix, *command, *wait], "system packages"),
    ):
        say.step(f"{step} ({len(packages)})" if step == "system packages" else step)
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False)
        if done.returncode != 0 and "install" in words:
            say.error(f"apt-get could not install: {_last_line(done.stderr or done.stdout)}\n  {' '.join(words)}")
            return False
    left = missing(packages)
    if left:
        say.error(f"Still missing after the installation: {' '.join(left)}")
    return not left


class Say:
    """Progress to people: one line a step on stderr, errors in words."""

    def __init__(self) -> None:
        self._colour = sys.stderr.isatty()

    def step(self, text: str) -> None:
        """A step begins."""
        print(f"· {text}", file=sys.stderr, flush=True)

    def error(self, text: str) -> None:
        """What is wrong and what to do."""
        print(f"\033[31m{text}\033[0m" if self._colour else text, file=sys.stderr, flush=True)


def _sudo_answers(packages: list[str], say: Say) -> bool:
    say.step(f"sudo will install {len(packages)} system packages: {' '.join(packages)}")
    words = ["sudo", "-v"] if sys.stdin.isatty() else ["sudo", "-n", "true"]
    return subprocess.run(words, capture_output=not sys.stdin.isatty(), check=False).returncode == 0


def _can_make_venv(python: Path) -> bool:
    return subprocess.run([python, "-c", "import venv, ensurepip"], capture_output=True, check=False).returncode == 0


def _version_name(python: Path) -> str:
    script = "import sys; print('python%d.%d' % sys.version_info[:2])"
    return subprocess.run([python, "-c", script], capture_output=True, text=True, check=True).stdout.strip()


def _last_line(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"
