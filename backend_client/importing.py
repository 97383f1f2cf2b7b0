"""`python -m backend_client.importing KIND FILE`: bring a file into a running server and say what became of every row.

The file is streamed up, then the server reads it while this program draws its progress. Exit code 0: the import ended
and took something (or everything was there already); 1: it did not, and one sentence says why.
"""

from __future__ import annotations

import argparse
import os
import stat
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import requests

from contract.errors import Problem
from contract.figures import ImportProgress
from contract.protocol import LOGIN_PATH, PROTOCOL, PROTOCOL_HEADER, Login, Session
from contract.trust import Trust, TrustError, fault_of, sentence, trust_of

KINDS = ("city", "osm", "cases", "components", "cameras")
DEFAULT_URL = "http://127.0.0.1:8800"
FAULTS_SHOWN = 20
_BLOCK = 1 << 20
_POLL_S = 0.2
_CONNECT_S, _READ_S, _UPLOAD_S = 3.0, 30.0, 600.0
_CITY_FILES = (".json", ".geojson", ".csv", ".pbf", ".wav")


class Failure(Exception):
    """Nothing can be imported; the text is one sentence for a person."""


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    args = _arguments().parse_args(argv)
    try:
        progress = run(args)
    except Failure as failure:
        _say(sys.stderr, str(failure))
        return 1
    except KeyboardInterrupt:
        _say(sys.stderr, "\nStopped looking; a file that was sent is still being read by the server.")
        return 1
    report(progress, args.faults)
    took = progress.accepted + progress.unchanged > 0 or progress.refused == 0
    return 0 if progress.state == "done" and took else 1


def run(args: argparse.Namespace) -> ImportProgress:
    """Send the file and wait for the end of its import. Failure on anything that keeps it from beginning."""
    if not args.file.exists():
        raise Failure(f"{args.file} does not exist.")
    if args.file.is_dir() != (args.kind == "city" and not args.file.name.endswith(".tar")):
        raise Failure(f"{args.file} is {'a folder' if args.file.is_dir() else 'no folder'}; see --help.")
    if not (args.file.is_dir() or args.file.is_file()):  # a pipe has no end that anybody knows
        raise Failure(
            f"{args.file} is no file that can be read from its beginning to its end; save it as a file first."
        )
    line = ProgressLine(sys.stderr)
    with requests.Session() as http:
        http.verify = _trust(args).verify
        http.trust_env = False  # a proxy of the environment has no business between this machine and its server
        http.headers[PROTOCOL_HEADER] = str(PROTOCOL)
        http.headers["Authorization"] = f"Bearer {_token(http, args)}"
        with _body(args.file) as stream:
            answer = _ask(
                http,
                "POST",
                f"{args.url}/api/imports/{args.kind}",
                params={"profile": args.profile, "name": args.name or args.file.name, "encoding": args.encoding},
                data=_blocks(stream, line),
                timeout=(_CONNECT_S, _UPLOAD_S),
            )
        progress = msgspec.json.decode(answer.content, type=ImportProgress)
        while progress.state in ("waiting", "running"):
            line.draw(progress)
            time.sleep(_POLL_S)
            try:
                answer = _ask(http, "GET", f"{args.url}/api/imports/{progress.id}")
            except Failure as failure:
                again = "What was accepted is kept; run the same import again for the rest."
                raise Failure(f"{failure} {again}") from None
            progress = msgspec.json.decode(answer.content, type=ImportProgress)
        line.clear()
        return progress


def report(progress: ImportProgress, faults_shown: int) -> None:
    """Say on stdout what became of the rows."""

    def say(text: str) -> None:
        _say(sys.stdout, text)

    say(f"{progress.kind}: {progress.state}{': ' + progress.reason if progress.reason else ''}")
    say(f"  read      {progress.read:>10,}")
    say(f"  accepted  {progress.accepted:>10,}")
    say(f"  unchanged {progress.unchanged:>10,}")
    say(f"  refused   {progress.refused:>10,}")
    for fault in progress.faults[:faults_shown]:
        where = f"line {fault.line}" if fault.line else "file"
        say(f"    {where}: {fault.field + ': ' if fault.field else ''}{fault.reason}")
    if progress.refused > faults_shown:
        say(f"    and {progress.refused - faults_shown:,} more (--faults N shows up to 1,000)")
    for note in progress.notes:
        say(f"  note: {note}")


class ProgressLine:
    """One line that is drawn over on a terminal; elsewhere a line per tenth."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._drawn = 0
        self._tenth = -1

    def sent(self, share: float) -> None:
        """Part of the file that went up."""
        self._show(f"sending {share:4.0%}", int(share * 10))

    def draw(self, progress: ImportProgress) -> None:
        """Rows so far."""
        counts = f"{progress.read:,} read, {progress.accepted:,} accepted, {progress.refused:,} refused"
        if not progress.total:
            self._show(f"{progress.state}: {counts}", -1)
            return
        share = min((progress.accepted + progress.unchanged + progress.refused) / progress.total, 1.0)
        bar = "#" * round(share * 24)
        self._show(f"[{bar:<24}] {share:4.0%}  {counts} of {progress.total:,}", 10 + int(share * 10))

    def clear(self) -> None:
        """Take the line away."""
        if self._drawn:
            self._stream.write("\r" + " " * self._drawn + "\r")
            self._stream.flush()
            self._drawn = 0

    def _show(self, text: str, tenth: int) -> None:
        if self._stream.isatty():
            self._stream.write("\r" + text.ljust(self._drawn))
            self._drawn = len(text)
        elif tenth > self._tenth:
            self._tenth = tenth
            self._stream.write(text + "\n")
        self._stream.flush()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="citywall import",
        description="Bring a file into a running CityWall server. Importing the same file again makes no doubles.",
        epilog="Profiles: cases: city, pingshan, la311; components: components, hydrants, streetlights, trees; "
        "cameras: cameras. The first of each is used where none is named.",
    )
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file", type=Path, help="the file; for city a folder (docs/city-folder.md) or a .tar of it")
    parser.add_argument("--profile", default="", help="which columns the file has")
    parser.add_argument("--encoding", default="", help="utf-8 (default), gb18030, gbk or big5")
    parser.add_argument("--name", default="", help="name of the base map; default: the file's")
    parser.add_argument("--url", default=os.environ.get("CITYWALL_URL") or DEFAULT_URL, help="server [%(default)s]")
    parser.add_argument("--token-file", type=Path, help="file with a token; default: log in as the admin below --data")
    parser.add_argument("--data", type=Path, default=None, help="data folder with credentials/admin.json")
    parser.add_argument("--faults", type=int, default=FAULTS_SHOWN, help="refused rows to list [%(default)s]")
    return parser


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
    answer = _ask(http, "POST", args.url + LOGIN_PATH, data=msgspec.json.encode(login))
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


def _ask(http: requests.Session, method: str, url: str, **options: object) -> requests.Response:
    options.setdefault("timeout", (_CONNECT_S, _READ_S))
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


@contextmanager
def _body(path: Path) -> Iterator[IO[bytes]]:
    """The file, or a tar of a city folder."""
    if not path.is_dir():
        try:
            stream = path.open("rb")
        except OSError as fault:
            raise Failure(f"{path} cannot be read: {fault.strerror}.") from None
        with stream:
            yield stream
        return
    if not (path / "city.json").is_file():
        raise Failure(f"{path} is no city folder: it has no city.json.")
    with tempfile.TemporaryFile() as packed:
        with tarfile.open(fileobj=packed, mode="w") as tar:
            for one in sorted([*path.iterdir(), *(path / "clips").glob("*.wav")]):
                if one.is_file() and one.suffix in _CITY_FILES:
                    tar.add(one, arcname=str(one.relative_to(path)), recursive=False)
        packed.seek(0)
        yield packed


def _blocks(stream: IO[bytes], line: ProgressLine) -> Iterator[bytes]:
    size = os.fstat(stream.fileno()).st_size
    sent = 0
    while block := stream.read(_BLOCK):
        yield block
        sent += len(block)
        line.sent(sent / size if size else 1.0)


def _say(stream: IO[str], text: str) -> None:
    stream.write(text + "\n")
    stream.flush()


if __name__ == "__main__":
    sys.exit(main())
