"""What programs of the command line share that run an errand at a server: where it is, the log-in, one question."""

from __future__ import annotations

import argparse
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import requests

from contract.errors import Problem
from contract.protocol import LOGIN_PATH, PROTOCOL, PROTOCOL_HEADER, Login, Session
from contract.trust import Trust, TrustError, fault_of, sentence, trust_of

DEFAULT_URL = "http://127.0.0.1:8800"
CONNECT_S, _READ_S = 3.0, 30.0


class Failure(Exception):
    """It cannot be done; the text is one sentence for a person."""


def add_server(parser: argparse.ArgumentParser) -> None:
    """The options that say which server, and as whom."""
    parser.add_argument("--url", default=os.environ.get("CITYWALL_URL") or DEFAULT_URL, help="server [%(default)s]")
    parser.add_argument("--token-file", type=Path, help="file with a token; default: log in as the admin below --data")
    parser.add_argument("--data", type=Path, default=None, help="data folder with credentials/admin.json")


@contextmanager
def logged_in(args: argparse.Namespace) -> Iterator[requests.Session]:
    """A session of the account that the options name. Failure where there is none."""
    with requests.Session() as http:
        http.verify = _trust(args).verify
        http.trust_env = False  # a proxy of the environment has no business between this machine and its server
        http.headers[PROTOCOL_HEADER] = str(PROTOCOL)
        http.headers["Authorization"] = f"Bearer {_token(http, args)}"
        yield http


def _data_dir() -> Path:
    if own := os.environ.get("CITYWALL_DATA"):
        return Path(own)
    if shared := os.environ.get("XDG_DATA_HOME"):
        return Path(shared) / "citywall"
    return Path.home() / ".local" / "share" / "citywall"


def _token(http: requests.Session, args: argparse.Namespace) -> str:
    if args.token_file is not None:
        return _secret(args.token_file).strip()
    path = (args.data or _data_dir()) / "credentials" / "admin.json"
    try:
        login = msgspec.json.decode(_secret(path), type=Login)
    except msgspec.DecodeError as fault:
        raise Failure(f"{path} is not {{username, password}}: {fault}") from None
    answer = ask(http, "POST", args.url + LOGIN_PATH, data=msgspec.json.encode(login))
    return msgspec.json.decode(answer.content, type=Session).token


def _trust(args: argparse.Namespace) -> Trust:
    try:
        return trust_of(args.data or _data_dir())
    except TrustError as fault:
        raise Failure(str(fault)) from None


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise Failure(f"{path} can be read by others; make it yours alone: chmod 600 {path}")
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise Failure(f"No log-in: {path}: {fault.strerror}. Name one with --token-file or --data.") from None


def ask(http: requests.Session, method: str, url: str, **options: object) -> requests.Response:
    """An answer that is 2xx. Failure on any other and where nobody answers."""
    options.setdefault("timeout", (CONNECT_S, _READ_S))
    try:
        answer = http.request(method, url, **options)  # type: ignore[arg-type]
    except (requests.ConnectionError, requests.Timeout) as fault:
        if words := sentence(fault_of(fault)):
            raise Failure(f"{url.split('/api/')[0]}: {words}.") from None
        raise Failure(
            f"No CityWall server answers at {url.split('/api/')[0]} ({type(fault).__name__}). "
            "Start one with `./citywall serve`, or name another with --url."
        ) from None
    except requests.RequestException as fault:
        raise Failure(f"{url.split('/api/')[0]}: {fault}") from None
    if answer.ok:
        return answer
    try:
        problem = msgspec.json.decode(answer.content, type=Problem)
    except msgspec.DecodeError:
        raise Failure(f"The server answered {answer.status_code}, and not as CityWall does: wrong --url?") from None
    field = f" ({problem.field})" if problem.field else ""
    raise Failure(f"The server refused: {problem.code}{field}: {problem.reason or 'no reason given'}.")


def say(stream: IO[str], text: str) -> None:
    """A line, at once."""
    stream.write(text + "\n")
    stream.flush()
