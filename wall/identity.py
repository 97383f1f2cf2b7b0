"""Whose rights the children have, and whether the browser sandbox can be on.

Chromium refuses to sandbox a root process, so root hands its children to SUDO_UID, or to a `citywall` user that it
makes. Where that user cannot read the program or the system has no unprivileged user namespaces, the run says in red
that the sandbox is off.
"""

from __future__ import annotations

import os
import pwd
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from wall.progress import Progress

USER = "citywall"


@dataclass(frozen=True)
class Identity:
    """What children run as. `uid` None: as we are. `sandbox`: whether Chromium may use its own."""

    sandbox: bool
    uid: int | None = None
    gid: int | None = None
    name: str = ""
    home: Path | None = None

    def own(self, folder: Path) -> None:
        """Give a folder of data, with all that is in it, to the children's user."""
        if self.uid is None or self.gid is None:
            return
        for path in (folder, *folder.rglob("*")):
            if path.lstat().st_uid != self.uid:
                os.chown(path, self.uid, self.gid, follow_symlinks=False)


def choose(progress: Progress, data: Path) -> Identity:
    """The children's identity; says which, or why the sandbox is off."""
    if os.geteuid() != 0:
        if namespaces(None):
            return Identity(sandbox=True)
        progress.alert("sandbox_off", reason=progress.words("no_namespaces"))
        return Identity(sandbox=False)
    entry = _user(progress)
    if entry is None:
        return Identity(sandbox=False)
    barred = unreadable(entry.pw_uid, entry.pw_gid, data)
    if barred is not None:
        reason = progress.words("unreadable", user=entry.pw_name, path=barred)
        progress.alert("sandbox_off", reason=reason)
        return Identity(sandbox=False)
    if not namespaces(entry.pw_uid):
        progress.alert("sandbox_off", reason=progress.words("no_namespaces"))
        sandbox = False
    else:
        progress.mark("as_user", user=entry.pw_name)
        sandbox = True
    return Identity(sandbox, entry.pw_uid, entry.pw_gid, entry.pw_name, Path(entry.pw_dir))


def _user(progress: Progress) -> pwd.struct_passwd | None:
    asked = os.environ.get("SUDO_UID", "")
    if asked.isdigit() and asked != "0":
        try:
            return pwd.getpwuid(int(asked))
        except KeyError:
            progress.mark("no_user", reason=f"uid {asked}")
    try:
        return pwd.getpwnam(USER)
    except KeyError:
        pass
    words = ["useradd", "--system", "--create-home", "--shell", "/usr/sbin/nologin", USER]
    try:
        made = subprocess.run(words, capture_output=True, text=True, check=False, timeout=30)
        reason = made.stderr.strip()
        if made.returncode == 0:
            return pwd.getpwnam(USER)
    except OSError as error:
        reason = error.strerror or str(error)
    progress.alert("sandbox_off", reason=progress.words("no_user", reason=reason))
    return None


def unreadable(uid: int, gid: int, data: Path) -> Path | None:
    """The first folder or file of the program and its data that this user cannot use, or None if all is well."""
    wanted = [Path(sys.executable).absolute(), Path(sys.executable).resolve(), Path(__file__).resolve(), data.parent]
    for path in wanted:
        for part in (*reversed(path.parents), path):
            if part.exists() and not open_to(part, uid, gid):
                return part
    return None


def open_to(path: Path, uid: int, gid: int) -> bool:
    """Whether the mode bits let this user enter a folder, or read a file."""
    seen = path.stat()
    shift = 6 if seen.st_uid == uid else 3 if seen.st_gid == gid else 0
    wanted = 0o1 if path.is_dir() else 0o4
    return bool(seen.st_mode >> shift & wanted)


def namespaces(uid: int | None) -> bool:
    """Whether this user may make a user namespace and map itself in it, which the browser's sandbox needs."""
    words = ["unshare", "--user", "--map-root-user", "true"]
    try:
        done = subprocess.run(words, capture_output=True, check=False, timeout=10, user=uid)
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
