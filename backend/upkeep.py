"""Verbs beside the server: check, verify, rotate-keys, recover-admin; and the lock of the data folder."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from pathlib import Path
from typing import IO

from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database
from backend.gateways.voice import poles
from backend.inspection import inspect
from backend.services import rotation
from backend.services import verify as check
from backend.services.accounts import make_recovery_token
from backend.settings import Settings

DATA_IN_USE, NO_DATABASE = 4, 5
"""Exit statuses."""


def say(line: str) -> None:
    """One clear sentence for a person."""
    print(line, file=sys.stderr, flush=True)


def recover_admin(settings: Settings) -> int:
    """Who can write into the data folder may give an administrator a new password; no account is needed for it."""
    if not settings.data_dir.is_dir():
        say(f"there is no data folder {settings.data_dir}")
        return DATA_IN_USE
    try:
        token = make_recovery_token(settings.data_dir / "recovery-token")
    except OSError as fault:
        say(f"the token cannot be written into {settings.data_dir}: {fault.strerror}")
        return DATA_IN_USE
    say(f"Good for 15 minutes and once, at POST /api/recover with username and password. Token: {token}")
    return 0


def look(settings: Settings) -> int:
    """Look at everything in the database once; 1 when something is wrong."""
    if settings.database.url == "" and not (settings.data_dir / "citywall.db").exists():
        say(f"there is no database in {settings.data_dir}")
        return 1
    db = Database(settings.database_url)
    wrong = False
    try:
        with db.read_long() as connection:
            for finding in inspect(connection):
                print(finding.line, flush=True)
                wrong = wrong or bool(finding.faults)
    except SQLAlchemyError as fault:
        say(f"the database {masked(settings)} cannot be read: {str(fault).splitlines()[0]}{cure(fault)}")
        return NO_DATABASE
    finally:
        db.close()
    return 1 if wrong else 0


def verify(settings: Settings, heads: Path | None, jobs: int | None) -> int:
    """Check the evidence; 0 where it is as it was written, 1 where it is not."""
    published: Path | None = heads or settings.heads_file
    if heads is None and published is not None and not published.exists():
        say(f"no published heads at {published}: whoever wrote everything anew is not found without them (--heads)")
        published = None
    try:
        found = check.verify(settings.database_url, heads=published, jobs=jobs, say=say)
    except (SQLAlchemyError, OSError) as fault:
        say(f"the evidence in {masked(settings)} cannot be checked: {str(fault).splitlines()[0]}")
        return NO_DATABASE
    for number, one in enumerate(found.faults):
        say(f"{'the first broken link' if number == 0 else 'also'}: {one}")
    print(found.summary)
    return 0 if found.is_clean else 1


def rotate_keys(settings: Settings, *, drop: bool) -> int:
    """A new key for everything that is sealed; 1 where a value could not be opened."""
    db: Database | None = None
    gateway = settings.data_dir / "gateway"
    user = "server"
    try:
        with lock_of(settings.data_dir):
            ring = rotation.open_ring(settings.data_dir)
            user = "broadcast gateway"
            with contextlib.closing(poles.lock_of(gateway)) if gateway.is_dir() else contextlib.nullcontext():
                db = Database(settings.database_url)
                found = rotation.rotate(db, ring, drop=drop, say=say)
                if count := poles.PoleFile(gateway).rotate():
                    say(f"{count} addresses of poles sealed anew for the broadcast gateway")
    except BlockingIOError:
        say(f"the data folder {settings.data_dir} is in use by a running {user}; stop it first")
        return DATA_IN_USE
    except (rotation.ServerRuns, FileNotFoundError) as fault:
        say(str(fault))
        return DATA_IN_USE
    except (SQLAlchemyError, OSError, ValueError) as fault:
        say(f"cut short, begin again: {str(fault).splitlines()[0]}")
        return NO_DATABASE
    finally:
        if db is not None:
            db.close()
    print(found.summary)
    return 1 if found.unreadable else 0


def lock_of(data_dir: Path) -> IO[str]:
    """The lock of a data folder, held until it is closed. BlockingIOError where a server has it, OSError."""
    data_dir.mkdir(parents=True, exist_ok=True)
    file = (data_dir / "lock").open("a+", encoding="ascii")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return file


def cure(fault: Exception) -> str:
    """What to do about a damaged SQLite file; it is never thrown away by us."""
    damaged = any(word in str(fault) for word in ("malformed", "not a database"))
    return "; move the file away and bring the last backup: ./citywall serve restore FILE" if damaged else ""


def masked(settings: Settings) -> str:
    """The database's URL without its password."""
    return make_url(settings.database_url).render_as_string(hide_password=True)
