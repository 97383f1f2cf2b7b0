"""A secret of this installation in a file of its own, mode 0600: there whole, or not at all.

A program may be killed and a disk may be full at any moment. A file that was begun and never filled would be an empty
secret, which anybody can guess: what is too short is no secret and is made again.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def word() -> str:
    """A fresh secret of 32 characters or more."""
    return secrets.token_urlsafe(32)


def kept(path: Path, make: Callable[[], str], *, least: int) -> str:
    """The secret in `path`, made by whoever is first. One shorter than `least` characters is replaced. OSError."""
    known = _read(path)
    if len(known) >= least:
        return known
    path.parent.mkdir(parents=True, exist_ok=True)
    scratch = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(make() + "\n")
            file.flush()
            os.fsync(file.fileno())
        if path.exists() and len(_read(path)) < least:
            path.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):
            os.link(scratch, path)  # instead of replacing: another program may have been faster
    finally:
        scratch.unlink(missing_ok=True)
    return _read(path)


def _read(path: Path) -> str:
    try:
        return path.read_bytes().decode("ascii", "replace").strip()
    except FileNotFoundError:
        return ""
