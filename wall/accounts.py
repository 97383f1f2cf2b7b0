"""The accounts of a run: made once, each with a random password in a file that only its owner may read."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from wall.progress import Stop
from wall.sentences import Words
from wall.server import Answer, Server


@dataclass(frozen=True)
class Account:
    """Who logs in, and as what."""

    username: str
    name: str
    roles: tuple[str, ...]
    view: str = "full"


ADMIN = "admin"
ACCOUNTS: tuple[Account, ...] = (
    Account("wall", "值班席", ("duty", "shift_leader", "broadcaster")),
    Account("kiosk", "会议室屏", ("kiosk",), view="public"),
    Account("gateway", "喊话网关", ("device",)),
)


def folder(data: Path) -> Path:
    """Where the credentials lie."""
    return data / "credentials"


def load(data: Path, username: str) -> tuple[str, str] | None:
    """(username, password) of an account file, None where it is missing or unreadable."""
    try:
        said = json.loads((folder(data) / f"{username}.json").read_text(encoding="utf-8"))
        return str(said["username"]), str(said["password"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def save(data: Path, file: str, username: str, password: str) -> None:
    """Write an account file, mode 0600 from its first byte."""
    folder(data).mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder(data) / f"{file}.json"
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        json.dump({"username": username, "password": password}, out)
    part.replace(path)


def complete(data: Path) -> bool:
    """Whether every account file is there, so that programs can be started before the server answers."""
    return all(load(data, account.username) is not None for account in (Account(ADMIN, "", ()), *ACCOUNTS))


def establish(server: Server, data: Path, words: Words) -> bool:
    """Be the administrator, setting the server up if it is new, and make the accounts that are missing.

    Returns whether the server was new. Stop where it has accounts and our own key is lost.
    """
    token_file = data / "setup-token"
    new = token_file.exists()
    if new:
        password = secrets.token_urlsafe(24)
        # The file comes first: a crash between the two leaves a key that fits no account, and the token still there.
        save(data, ADMIN, ADMIN, password)
        try:
            server.set_up(token_file.read_text(encoding="ascii").strip(), ADMIN, password, "系统管理员")
        except Answer as answer:
            raise Stop(words("child_failed", name="setup", reason=str(answer), log=data / "logs"), 1) from answer
    else:
        held = load(data, ADMIN)
        if held is None:
            raise Stop(words("lost_keys", path=folder(data) / f"{ADMIN}.json"))
        try:
            server.log_in(*held)
        except Answer as answer:
            raise Stop(words("lost_keys", path=folder(data) / f"{ADMIN}.json")) from answer
    for account in ACCOUNTS:
        if new or load(data, account.username) is None:
            _make(server, data, account)
    return new


def _make(server: Server, data: Path, account: Account) -> None:
    username = account.username
    while True:
        password = secrets.token_urlsafe(24)
        body = {"username": username, "password": password, "name": account.name}
        try:
            server.add_account({**body, "roles": list(account.roles), "view": account.view})
        except Answer as answer:
            if answer.code != "duplicate":
                raise
            # Its file was lost: nobody can know the old password, so the seat gets another name.
            username = f"{account.username}-{secrets.token_hex(2)}"
            continue
        save(data, account.username, username, password)
        return
