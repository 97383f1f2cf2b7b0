"""`python -m backend_client.importing KIND FILE`: bring a file into a running server and say what became of every row.

The file is streamed up, then the server reads it while this program draws its progress. Exit code 0: the import ended
and took something (or everything was there already); 1: it did not, and one sentence says why.
"""

from __future__ import annotations

import argparse
import os
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import msgspec
import requests

from backend_client.errand import CONNECT_S, Failure, add_server, ask, logged_in, say
from contract.figures import ImportProgress

KINDS = ("city", "osm", "cases", "components", "cameras", "cells", "platform")
CANCEL, EXPORT = "cancel", "export"
_FORMS = ("json", "xlsx", "csv")
FAULTS_SHOWN = 20
_BLOCK = 1 << 20
_POLL_S = 0.2
_UPLOAD_S = 600.0
_CITY_FILES = (".json", ".geojson", ".csv", ".pbf", ".wav")


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    args = _arguments().parse_args(argv)
    try:
        if args.kind == CANCEL:
            return _cancel(args)
        if args.kind == EXPORT:
            return _export(args)
        progress = run(args)
    except Failure as failure:
        say(sys.stderr, str(failure))
        return 1
    except KeyboardInterrupt:
        say(sys.stderr, "\nStopped looking; a file that was sent is still being read by the server.")
        return 1
    report(progress, args.faults)
    took = progress.accepted + progress.unchanged > 0 or progress.refused == 0
    return 0 if progress.state == "done" and took else 1


def run(args: argparse.Namespace) -> ImportProgress:
    """Send the file and wait for the end of its import. Failure on anything that keeps it from beginning."""
    if not args.file.exists():
        raise Failure(f"{args.file} does not exist.")
    if args.file.is_dir() != (args.kind in _FOLDERS and not args.file.name.endswith(_FOLDERS[args.kind])):
        raise Failure(f"{args.file} is {'a folder' if args.file.is_dir() else 'no folder'}; see --help.")
    if not (args.file.is_dir() or args.file.is_file()):  # a pipe has no end that anybody knows
        raise Failure(
            f"{args.file} is no file that can be read from its beginning to its end; save it as a file first."
        )
    line = ProgressLine(sys.stderr)
    with logged_in(args) as http:
        with _body(args.file) as stream:
            answer = ask(
                http,
                "POST",
                f"{args.url}/api/imports/{args.kind}",
                params={
                    "profile": args.profile,
                    "name": args.name or args.file.name,
                    "encoding": args.encoding,
                    **({"dry_run": "true"} if args.dry_run else {}),
                },
                data=_blocks(stream, line),
                timeout=(CONNECT_S, _UPLOAD_S),
            )
        progress = msgspec.json.decode(answer.content, type=ImportProgress)
        while progress.state in ("waiting", "running"):
            line.draw(progress)
            time.sleep(_POLL_S)
            try:
                answer = ask(http, "GET", f"{args.url}/api/imports/{progress.id}")
            except Failure as failure:
                again = "What was accepted is kept; run the same import again for the rest."
                raise Failure(f"{failure} {again}") from None
            progress = msgspec.json.decode(answer.content, type=ImportProgress)
        line.clear()
        if args.kind == "platform":
            _fetch_reconciliation(args, http, progress)
        return progress


def _fetch_reconciliation(args: argparse.Namespace, http: requests.Session, progress: ImportProgress) -> None:
    """All forms of it, beside each other in the folder that was asked for."""
    if args.report is None or progress.state != "done":
        return
    args.report.mkdir(parents=True, exist_ok=True)
    for form in _FORMS:
        answer = ask(http, "GET", f"{args.url}/api/imports/{progress.id}/reconciliation", params={"form": form})
        (args.report / f"reconciliation.{form}").write_bytes(answer.content)
    say(sys.stdout, f"reconciliation: {args.report}")


def _cancel(args: argparse.Namespace) -> int:
    with logged_in(args) as http:
        answer = ask(http, "DELETE", f"{args.url}/api/imports/{args.file}")
    progress = msgspec.json.decode(answer.content, type=ImportProgress)
    say(sys.stdout, f"{progress.kind}: ends at its next chunk; {progress.accepted:,} rows were accepted")
    return 0


def _export(args: argparse.Namespace) -> int:
    with logged_in(args) as http, args.file.open("wb") as out:
        answer = ask(http, "GET", f"{args.url}/api/platform", stream=True, timeout=(CONNECT_S, _UPLOAD_S))
        for block in answer.iter_content(_BLOCK):
            out.write(block)
    say(sys.stdout, f"written: {args.file}")
    return 0


_FOLDERS = {"city": ".tar", "platform": ".zip"}


def report(progress: ImportProgress, faults_shown: int) -> None:
    """Say on stdout what became of the rows."""

    def line(text: str) -> None:
        say(sys.stdout, text)

    line(f"{progress.kind}: {progress.state}{': ' + progress.reason if progress.reason else ''}")
    line(f"  read      {progress.read:>10,}")
    line(f"  accepted  {progress.accepted:>10,}")
    line(f"  unchanged {progress.unchanged:>10,}")
    line(f"  refused   {progress.refused:>10,}")
    for fault in progress.faults[:faults_shown]:
        where = f"line {fault.line}" if fault.line else "file"
        line(f"    {where}: {fault.field + ': ' if fault.field else ''}{fault.reason}")
    if progress.refused > faults_shown:
        line(f"    and {progress.refused - faults_shown:,} more (--faults N shows up to 1,000)")
    for note in progress.notes:
        line(f"  note: {note}")


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
        "cameras: cameras. The first of each is used where none is named. cells: from14 for codes of 14 digits.",
    )
    parser.add_argument("kind", choices=(*KINDS, CANCEL, EXPORT))
    parser.add_argument(
        "file",
        type=Path,
        help="the file; for city a folder (docs/city-folder.md) or a .tar of it; for platform a folder with its "
        "mapping.toml (docs/admin/migration.md) or a .zip of it; for cancel the id of an import; for export the .zip "
        "to write",
    )
    parser.add_argument("--dry-run", action="store_true", help="platform, cells: look at everything, write nothing")
    parser.add_argument("--report", type=Path, help="platform: folder for the reconciliation (json, xlsx, csv)")
    parser.add_argument("--profile", default="", help="which columns the file has")
    parser.add_argument("--encoding", default="", help="utf-8 (default), gb18030, gbk or big5")
    parser.add_argument("--name", default="", help="name of the base map; default: the file's")
    add_server(parser)
    parser.add_argument("--faults", type=int, default=FAULTS_SHOWN, help="refused rows to list [%(default)s]")
    return parser


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
    if (path / "mapping.toml").is_file():
        with _zipped(path) as packed:
            yield packed
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


@contextmanager
def _zipped(path: Path) -> Iterator[IO[bytes]]:
    with tempfile.TemporaryFile() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
            for one in sorted(path.rglob("*")):
                if one.is_file() and not one.is_symlink():
                    out.write(one, one.relative_to(path).as_posix())
        packed.seek(0)
        yield packed


def _blocks(stream: IO[bytes], line: ProgressLine) -> Iterator[bytes]:
    size = os.fstat(stream.fileno()).st_size
    sent = 0
    while block := stream.read(_BLOCK):
        yield block
        sent += len(block)
        line.sent(sent / size if size else 1.0)


if __name__ == "__main__":
    sys.exit(main())
