"""The passphrase of a file of keys: from a file or the environment for what runs by the clock, else from the terminal.

Never from the command line: every user of the machine reads that in the list of processes.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from backend.keyfile import LEAST, KeyFileError

VARIABLE = "CITYWALL_PASSPHRASE"
_MOST = 4096


def passphrase(file: Path | None, environ: Mapping[str, str] = os.environ, *, new: bool) -> str:
    """The first line of `file`, else the variable, else what a person types, twice where it is `new`. KeyFileError."""
    if file is not None:
        word = _first_line(file)
    elif VARIABLE in environ:
        word = environ[VARIABLE]
    else:
        word = _typed(new=new)
    if new and len(word) < LEAST:
        raise KeyFileError(f"a passphrase has at least {LEAST} characters")
    return word


def _first_line(file: Path) -> str:
    try:
        with file.open("rb") as found:
            return found.read(_MOST).decode("utf-8").split("\n")[0].rstrip("\r")
    except OSError as fault:
        raise KeyFileError(f"the passphrase in {file} cannot be read: {fault.strerror}") from fault
    except UnicodeDecodeError as fault:
        raise KeyFileError(f"the passphrase in {file} is not UTF-8") from fault


def _typed(*, new: bool) -> str:
    if not sys.stdin.isatty():
        raise KeyFileError(f"no passphrase: nobody is at a terminal; name --passphrase-file FILE or set {VARIABLE}")
    try:
        word = getpass.getpass("Passphrase of the keys: ")
        if new and getpass.getpass("Once more: ") != word:
            raise KeyFileError("these were two different passphrases")
    except EOFError as fault:
        raise KeyFileError("no passphrase was given") from fault
    return word
