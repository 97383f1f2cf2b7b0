"""Backup and restore: every table as JSON lines and every file of the data folder, in one zip.

The format knows no database: a backup of SQLite restores into PostgreSQL and back. It is taken from one read
transaction while the server runs. The outbox is left out and its numbering leaps on restore, so that a seat whose
cursor is from the lost future gets a fresh snapshot instead of another history's events. A restore also begins a
history with a name of its own: the same backup may be restored twice, and both would count on from the same number.
"""

from __future__ import annotations

import base64
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, func, select, text
from sqlalchemy import inspect as reflect
from sqlalchemy.exc import SQLAlchemyError

from backend.db import Database, is_disk_full, profile_of
from backend.derived.words import rebuild
from backend.inspection import inspect
from backend.settings import Settings
from backend.tables import accounts, cases, counters, meta, metadata, outbox

FORMAT = 2
READABLE = (1, 2)
"""Format 1 named no columns: they are those of the database at the revision of the backup, in their order."""
LEAP = 1_000_000
_CHUNK = 2000
_ELSEWHERE = ("keys", "evidence", "gateway")
"""Folders that must not travel with the database: what opens it, what proves that it was not written anew, and the
broadcast gateway's, which asks the server for poles and clips again and must not end calls of long ago."""
SETTINGS, OF_BACKUP = "citywall.toml", "citywall.toml.of-backup"
_LEFT_OUT = ("lock", "setup-token", "recovery-token", "citywall.db", "citywall.db-wal", "citywall.db-shm", OF_BACKUP)


class ArchiveError(Exception):
    """A backup that cannot be written or read; the text says why."""


def backup(settings: Settings, file: Path) -> str:
    """Write a backup, mode 0600; returns a sentence about it."""
    if settings.database.url == "" and not (settings.data_dir / "citywall.db").exists():
        raise ArchiveError(f"there is no database in {settings.data_dir}")
    db = Database(settings.database_url)
    scratch = file.with_name(file.name + ".part")
    try:
        descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with (
            os.fdopen(descriptor, "wb") as raw,
            zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as out,
        ):
            with db.read_long() as connection:
                revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
                counts, columns = {}, _columns(connection)
                for table in metadata.sorted_tables:
                    if table is not outbox and table.name in columns:
                        counts[table.name] = _write_table(connection, table, columns[table.name], out)
            rows = sum(counts.values())
            manifest = {
                "format": FORMAT,
                "revision": revision,
                "made_at": datetime.now(UTC).isoformat(),
                "rows": counts,
                "columns": {name: columns[name] for name in counts},
            }
            out.writestr("manifest.json", json.dumps(manifest))
            for path in _files(settings.data_dir, file, scratch):
                out.write(path, f"files/{path.relative_to(settings.data_dir).as_posix()}")
            raw.flush()
        scratch.replace(file)
    except OSError as fault:
        scratch.unlink(missing_ok=True)
        raise ArchiveError(f"the backup cannot be written to {file}: {fault.strerror or fault}") from fault
    finally:
        db.close()
    return f"backed up {rows} rows to {file} ({file.stat().st_size} bytes)"


def restore(settings: Settings, file: Path, beside: Callable[[], None] = lambda: None) -> str:
    """Fill an empty database and data folder; returns a sentence about it.

    `beside` puts back what is no part of a backup, once it is certain that this one can be used.
    """
    try:
        archive = zipfile.ZipFile(file)
        manifest = json.loads(archive.read("manifest.json"))
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as fault:
        raise ArchiveError(f"{file} is no backup: {fault}") from fault
    with archive:
        if manifest.get("format") not in READABLE:
            known = " and ".join(map(str, READABLE))
            raise ArchiveError(f"{file} is a backup of format {manifest.get('format')}; this program reads {known}")
        _whole(archive, file)
        db = Database(settings.database_url)
        try:
            db.migrate(str(manifest["revision"]))
            rows = _fill(db, archive, manifest, settings.data_dir, beside)
            db.migrate()
            _verify(db)
        except (SQLAlchemyError, OSError) as fault:
            why = "the disk is full" if is_disk_full(fault) else str(fault).splitlines()[0]
            raise ArchiveError(f"{file} cannot be restored, and nothing of it is in the database: {why}") from fault
        finally:
            db.close()
    return f"restored {rows} rows from {file}"


def _whole(archive: zipfile.ZipFile, file: Path) -> None:
    """Every byte is read once before the first is used: a damaged backup changes nothing."""
    try:
        damaged = archive.testzip()
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as fault:
        raise ArchiveError(f"{file} is damaged: {fault}") from fault
    if damaged is not None:
        raise ArchiveError(f"{file} is damaged: {damaged} is not as it was written")


def _verify(db: Database) -> None:
    """What `serve check` looks at. ArchiveError names the first fault."""
    with db.read_long() as connection:
        faults = [one for one in inspect(connection) if one.faults]
    if faults:
        raise ArchiveError(
            f"restored, but what was backed up is not whole: {faults[0].line}; see ./citywall serve check"
        )


def _columns(connection: Connection) -> dict[str, list[str]]:
    """Table -> its columns as they are in this database, which may be of an older program."""
    seen = reflect(connection)
    return {name: [str(one["name"]) for one in seen.get_columns(name)] for name in seen.get_table_names()}


def _fill(
    db: Database, archive: zipfile.ZipFile, manifest: dict[str, Any], data_dir: Path, beside: Callable[[], None]
) -> int:
    """All in one transaction, the files before its end: what is cut short can be done again."""
    with db.write() as connection:
        for table in (accounts, cases):
            if connection.execute(select(func.count()).select_from(table)).scalar():
                raise ArchiveError("the database is not empty; restore into a new data folder")
        columns, rows = manifest.get("columns") or _columns(connection), 0
        for table in metadata.sorted_tables:
            count = _read_table(connection, table, columns.get(table.name, []), archive)
            promised = manifest.get("rows", {}).get(table.name, count)
            if count != promised:
                raise ArchiveError(f"the backup has {count} rows of {table.name}, its manifest says {promised}")
            rows += count
        connection.execute(meta.delete().where(meta.c.key == "history"))  # the next start names a new one
        changed = connection.execute(
            counters.update().where(counters.c.name == "outbox").values(value=counters.c.value + LEAP)
        )
        if not changed.rowcount:
            connection.execute(counters.insert().values(name="outbox", value=LEAP))
        if reflect(connection).has_table("case_words"):
            rebuild(connection, profile_of(connection))  # no backup holds what can be made again
        _restore_files(archive, data_dir)
        beside()
    return rows


def _write_table(connection: Connection, table: Table, names: list[str], out: zipfile.ZipFile) -> int:
    count = 0
    with out.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as raw:
        # Plain column types: the stored numbers travel, not their Python forms.
        columns = ", ".join(f'"{name}"' for name in names)
        for row in connection.execute(text(f'SELECT {columns} FROM "{table.name}"')):
            raw.write(json.dumps([_plain(value) for value in row], ensure_ascii=False).encode() + b"\n")
            count += 1
    return count


def _plain(value: Any) -> Any:
    return {"b": base64.b64encode(bytes(value)).decode()} if isinstance(value, bytes | memoryview) else value


def _read_table(connection: Connection, table: Table, columns: list[str], archive: zipfile.ZipFile) -> int:
    name = f"tables/{table.name}.jsonl"
    if name not in archive.namelist():
        return 0
    marks = ", ".join(f":{column}" for column in columns)
    quoted = ", ".join(f'"{column}"' for column in columns)
    query = text(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})')
    here = [column for column in table.columns if column.name in columns]
    flags = {column.name for column in here if str(column.type) == "BOOLEAN"}
    binary = {column.name for column in here if isinstance(column.type, LargeBinary)}
    count = 0
    with archive.open(name) as raw:
        for chunk in _chunks(io.TextIOWrapper(raw, encoding="utf-8")):
            rows = []
            for line in chunk:
                row = dict(zip(columns, json.loads(line), strict=True))
                row |= {one: bool(row[one]) for one in flags}
                row |= {one: base64.b64decode(row[one]["b"]) for one in binary if row[one] is not None}
                rows.append(row)
            connection.execute(query, rows)
            count += len(rows)
    return count


def _chunks(lines: io.TextIOWrapper) -> Iterator[list[str]]:
    chunk: list[str] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _files(data_dir: Path, *but: Path) -> Iterator[Path]:
    others = {one.resolve() for one in but}
    for path in sorted(data_dir.rglob("*")):
        inside = path.relative_to(data_dir)
        hidden = any(part.startswith(".") or part == "tmp" for part in inside.parts)
        if hidden or inside.parts[0] in _ELSEWHERE or inside.as_posix() in _LEFT_OUT or path.resolve() in others:
            continue
        if path.is_file() and not path.is_symlink():
            yield path


def _restore_files(archive: zipfile.ZipFile, data_dir: Path) -> None:
    base = data_dir.resolve()
    for name in archive.namelist():
        if not name.startswith("files/"):
            continue
        target = (base / name.removeprefix("files/")).resolve()
        if not target.is_relative_to(base):
            raise ArchiveError(f"the backup holds a path outside the data folder: {name}")
        if target == base / SETTINGS and target.exists():
            target = base / OF_BACKUP  # whoever prepared this folder said where its database is
        target.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as out, archive.open(name) as source:
            while block := source.read(1 << 20):
                out.write(block)
