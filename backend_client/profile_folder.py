"""`citywall profile check|diff|import|export|versions|restore|template`: the city profile as a folder of tables.

`check` needs no server. Exit code 0: it is well and was done; 1: not, and the lines say why.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import msgspec
import requests

from backend_client.errand import Failure, add_server, ask, logged_in, say
from contract.profile_files.checking import check
from contract.profile_files.differing import differences
from contract.profile_files.faults import Fault
from contract.profile_files.reading import MOST_ZIP, Said, read_folder, read_zip
from contract.profile_files.wire import ProfileCheck, ProfileTables, ProfileVersion, Restore
from contract.profile_files.writing import files_of, templates, zip_of

_PATH = "/api/profile"
_SHOWN = 200


def main(argv: list[str] | None = None) -> int:
    """Run the program; returns its exit code."""
    args = _arguments().parse_args(argv)
    work: Callable[[argparse.Namespace], int] = args.work
    try:
        return work(args)
    except Failure as failure:
        say(sys.stderr, str(failure))
        return 1
    except OSError as fault:
        say(sys.stderr, f"{fault.filename or args.folder}: {fault.strerror}.")
        return 1


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="citywall profile", description="The city profile as a folder of tables.")
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name: str, work: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        one = verbs.add_parser(name, help=words, description=words)
        one.set_defaults(work=work)
        return one

    checked = verb("check", _check, "say what is wrong in a folder or zip; needs no server")
    compared = verb("diff", _diff, "what a folder would change on the server, or against another folder")
    brought = verb("import", _import, "put a folder or zip into use, whole or not at all")
    exported = verb("export", _export, "write the profile in use, or a version, into a folder or FILE.zip")
    listed = verb("versions", _versions, "every version with who, when and why")
    back = verb("restore", _restore, "put an earlier version into use again")
    empty = verb("template", _template, "write empty tables into a folder")
    for one in (checked, compared, brought, exported, empty):
        one.add_argument("folder", type=Path, help="a folder, or a zip of one")
    for one in (checked, compared, brought):
        one.add_argument("--encoding", default="utf-8", help="utf-8 (default), gb18030, gbk or big5")
    compared.add_argument("other", type=Path, nargs="?", help="what it would become; default: FOLDER on the server")
    back.add_argument("number", type=int)
    back.add_argument("--organisation", action="store_true", help="its departments and people, too")
    exported.add_argument("--version", type=int, default=None)
    for one in (brought, back):
        one.add_argument("--note", default="", help="why, for the list of versions")
    for one in (compared, brought, exported, listed, back):
        add_server(one)
    return parser


def _check(args: argparse.Namespace) -> int:
    said, faults = _read(args.folder, args.encoding)
    found = [*faults, *check(said).faults]
    _list(found)
    if found:
        return 1
    say(sys.stdout, f"{args.folder}: {sum(map(len, said.values())):,} rows in {len(said)} tables, no fault.")
    return 0


def _diff(args: argparse.Namespace) -> int:
    if args.other is None:
        with logged_in(args) as http:
            return _show(_weigh(http, args), args.folder)
    tables = []
    for folder in (args.folder, args.other):
        said, faults = _read(folder, args.encoding)
        checked = check(said)
        if faults or not checked.sound:
            _list([*faults, *checked.faults])
            return 1
        tables.append(checked.tables)
    changes = differences(*tables)
    for one in changes:
        say(sys.stdout, one.sentence)
    say(sys.stdout, f"Rows that differ: {len(changes):,}.")
    return 0


def _import(args: argparse.Namespace) -> int:
    with logged_in(args) as http:
        weighed = _weigh(http, args)
        if _show(weighed, args.folder):
            return 1
        if not weighed.changes:
            return 0
        params = {"base": weighed.base, "note": args.note, "encoding": args.encoding}
        answer = ask(http, "POST", f"{args.url}{_PATH}/files", params=params, data=_packed(args.folder))
        made = msgspec.json.decode(answer.content, type=ProfileVersion)
        say(sys.stdout, f"Version {made.number} is in use.")
    return 0


def _export(args: argparse.Namespace) -> int:
    with logged_in(args) as http:
        params = {} if args.version is None else {"version": args.version}
        data = ask(http, "GET", f"{args.url}{_PATH}/files", params=params).content
    if args.folder.suffix == ".zip":
        args.folder.write_bytes(data)
    else:
        said, faults = read_zip(data)
        tables = check(said).tables
        if faults:
            _list(faults)
            return 1
        _write(args.folder, files_of(tables))
    say(sys.stdout, f"{args.folder} written.")
    return 0


def _versions(args: argparse.Namespace) -> int:
    with logged_in(args) as http:
        answer = ask(http, "GET", f"{args.url}{_PATH}/versions")
    for one in msgspec.json.decode(answer.content, type=list[ProfileVersion]):
        who = " ".join(part for part in (one.by, f"({one.source})") if part)
        words = f"{one.number:>5}  {one.at:%Y-%m-%d %H:%M} UTC  {who}, rows: {one.changes:,}. {one.note}"
        say(sys.stdout, words.rstrip())
    return 0


def _restore(args: argparse.Namespace) -> int:
    with logged_in(args) as http:
        now = msgspec.json.decode(ask(http, "GET", f"{args.url}{_PATH}/tables").content, type=ProfileTables)
        body = Restore(base=now.base, note=args.note, organisation=args.organisation)
        url = f"{args.url}{_PATH}/versions/{args.number}/restore"
        made = msgspec.json.decode(ask(http, "POST", url, data=msgspec.json.encode(body)).content, type=ProfileVersion)
    say(sys.stdout, f"Version {args.number} is in use again, as version {made.number}.")
    return 0


def _template(args: argparse.Namespace) -> int:
    if args.folder.suffix == ".zip":
        args.folder.write_bytes(zip_of(templates()))
    else:
        _write(args.folder, templates())
    say(sys.stdout, f"{args.folder} written.")
    return 0


def _read(folder: Path, encoding: str) -> tuple[Said, list[Fault]]:
    if folder.is_dir():
        return read_folder(folder, encoding)
    return read_zip(_bytes(folder), encoding)


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(MOST_ZIP + 1)


def _packed(folder: Path) -> bytes:
    """A zip of the tables of a folder, or the zip that it is."""
    if not folder.is_dir():
        return _bytes(folder)
    return zip_of({one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.suffix in (".csv", ".toml")})


def _weigh(http: requests.Session, args: argparse.Namespace) -> ProfileCheck:
    said, faults = _read(args.folder, args.encoding)
    broken = [*faults, *check(said).faults]
    if broken:  # the server would say the same
        return ProfileCheck(base="", faults=tuple(broken))
    url, params = f"{args.url}{_PATH}/files/check", {"encoding": args.encoding}
    answer = ask(http, "POST", url, params=params, data=_packed(args.folder))
    return msgspec.json.decode(answer.content, type=ProfileCheck)


def _show(weighed: ProfileCheck, folder: Path) -> int:
    _list(weighed.faults)
    if any(not one.warning for one in weighed.faults):
        say(sys.stdout, f"{folder} cannot be taken; nothing was changed.")
        return 1
    touched = {(one.table, one.key): one.cases for one in weighed.effects}
    for change in weighed.changes[:_SHOWN]:
        cases = touched.get((change.table, change.key))
        say(sys.stdout, change.sentence + (f"  [{cases:,} open cases]" if cases else ""))
    if len(weighed.changes) > _SHOWN:
        say(sys.stdout, f"and {len(weighed.changes) - _SHOWN:,} more")
    say(sys.stdout, f"Rows that differ: {len(weighed.changes):,}." if weighed.changes else "Nothing differs.")
    return 0


def _list(faults: Iterable[Fault]) -> None:
    for at, one in enumerate(faults):
        if at == _SHOWN:
            say(sys.stdout, "and more")
            return
        say(sys.stdout, f"{'warning: ' if one.warning else ''}{one.place}: {one.sentence}")


def _write(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


if __name__ == "__main__":
    sys.exit(main())
