"""The whole import: unpack, check every table, then organisation, people, cases, history, files; compare."""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from backend.imports.ground import Ground
from backend.imports.rows import Unreadable
from backend.imports.takeover.cases import bring_cases, minutes
from backend.imports.takeover.desk import Desk
from backend.imports.takeover.files import bring_files
from backend.imports.takeover.history import bring_trail
from backend.imports.takeover.mapping import inside, load
from backend.imports.takeover.organisation import Directory, bring_departments, bring_people
from backend.imports.takeover.reconcile import Ledger, write
from backend.imports.xlsx import refuse_bomb
from backend.records import whole_ms
from backend.services.filestore import FileStore
from backend.settings import Files
from backend.tables import cases
from contract.entities import Department
from contract.takeover import Reconciliation

MOST_BYTES = 50 << 30
"""Of a package, unpacked."""


def run(ground: Ground, package: Path, store: FileStore, limits: Files, *, dry: bool, reports: Path) -> None:
    """Take over what a package (a ZIP of the folder) holds; `dry`: look at everything and write nothing.

    Unreadable where the package, its mapping or a table cannot be read: nothing was written then.
    """
    folder = package.parent / "platform"
    try:
        unpack(package, folder)
        mapping = load(folder)
        now = whole_ms(datetime.now(UTC))
        ledger = Ledger(mapping.name, dry)
        desk = Desk(ground, folder, mapping, ledger, dry, whole_ms(mapping.taken_at(now)))
        desk.open_all()
        directory = Directory(mapping.aliases)
        bring_departments(desk, directory)
        bring_people(desk, directory)
        bring_cases(desk, directory)
        bring_trail(desk)
        bring_files(desk, store, limits)
        ground.report.enter("")
        report = compared(desk, now)
        write(reports, report)
        for line in summary(report):
            ground.report.note(line)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(package: Path, into: Path) -> None:
    """The files of a package; those below the folder that holds the mapping. Unreadable where it is none."""
    refuse_bomb(package, MOST_BYTES)
    with zipfile.ZipFile(package) as packed:
        names = [one.filename for one in packed.infolist() if not one.is_dir()]
        roots = [name.removesuffix("mapping.toml") for name in names if name.rsplit("/", 1)[-1] == "mapping.toml"]
        if not roots:
            raise Unreadable("there is no mapping.toml in it (docs/admin/migration.md)")
        root = min(roots, key=len)
        for one in packed.infolist():
            if one.is_dir() or not one.filename.startswith(root) or one.external_attr >> 28 == 0xA:
                continue
            target = inside(into, _named(one).removeprefix(root))
            if target is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            try:
                with packed.open(one) as source, target.open("wb") as out:
                    shutil.copyfileobj(source, out, 1 << 20)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as fault:
                raise Unreadable(f"{one.filename}: {fault}") from None
            except OSError as fault:
                if fault.errno is None:
                    raise Unreadable(f"{one.filename}: broken") from None
                raise


def _named(one: zipfile.ZipInfo) -> str:
    """Its name; one that is not marked as UTF-8 is, from a Chinese Windows, GBK."""
    if one.flag_bits & 0x800:
        return one.filename
    raw = one.filename.encode("cp437", "surrogateescape")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return one.filename


def compared(desk: Desk, now: datetime) -> Reconciliation:
    """What is here of this source, counted anew; of a trial run what would be."""
    here: dict[str, Counter[str]] = {name: Counter() for name in desk.ledger.source}
    remaining = 0
    if desk.dry:
        for dimension, counted in desk.ledger.source.items():
            for (_, word), rows in counted.items():
                here[dimension][word] += rows
        return desk.ledger.closed(now, here, desk.ledger.remaining_min)
    codes = {one.id: one.code for one in desk.ground.live("department") if isinstance(one, Department)}
    came = {f"{desk.mapping.name}:{one.old}" for one in desk.ledger.numbers}
    chosen = (cases.c.import_key, cases.c.state, cases.c.class_code, cases.c.department_id, cases.c.deadline_at)
    with desk.ground.db.read_long() as connection:
        prefix = f"{desk.mapping.name}:"
        query = select(*chosen).where(cases.c.import_key.startswith(prefix, autoescape=True))
        for key, state, class_code, department_id, deadline_at in connection.execute(query):
            if key in came:
                here["state"][state] += 1
                here["class"][class_code] += 1
                here["department"][codes.get(department_id, "")] += 1
                remaining += minutes(deadline_at, desk.taken_at)
    return desk.ledger.closed(now, here, remaining)


def summary(report: Reconciliation) -> list[str]:
    """A few lines for people."""
    lines = ["TRIAL RUN: nothing was written"] if report.dry_run else []
    for one in report.tables:
        lines.append(
            f"{one.table}: {one.read:,} read, {one.accepted:,} taken, {one.unchanged:,} there already, "
            f"{one.kept:,} kept as worked on here, {one.refused:,} refused"
        )
    results = Counter(one.result for one in report.files)
    if results:
        lines.append("files: " + ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in results.items()))
    wrong = [one for one in report.balances if one.difference]
    lines.append("source and here agree" if report.agrees else f"{len(wrong):,} counts differ between source and here")
    lines += [f"differs: {one.dimension} {one.word}: {one.source:,} there, {one.here:,} here" for one in wrong[:10]]
    if report.changed:
        lines.append(f"{len(report.changed):,} values are others here than there")
    return lines
