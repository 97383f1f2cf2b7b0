"""The five imports: each reads a file, writes it chunk by chunk and counts as it goes."""

from __future__ import annotations

import hashlib
import itertools
import re
import secrets
from collections.abc import Iterable
from concurrent.futures import Future
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from backend.imports import cases, component_store, entities, geometry, mapping, raw
from backend.imports.case_store import CHUNK, CaseStore, Stored
from backend.imports.cases import BadRow
from backend.imports.components import check
from backend.imports.ground import Ground, Stopped
from backend.imports.osm import archive, features, tiling
from backend.imports.past_reader import PastReader, Task, drafts_of
from backend.imports.past_store import PART, PastStore
from backend.imports.rows import Unreadable
from backend.imports.tables import CsvTable
from backend.map import basemap
from backend.map.census import Rows
from backend.tables import to_ms
from backend.transaction import Transaction
from contract.entities import AnyEntity, Camera

MANY = 20_000
"""Rows of cases from which on a process of its own reads them: it takes a second to start."""


def run_cases(ground: Ground, path: Path, profile_name: str, encoding: str = "") -> None:
    """A table of cases by its profile. Unreadable, UnknownProfile on a file or name that cannot be used."""
    profile = mapping.load("cases", profile_name)
    table = CsvTable(path, encoding or profile.encoding)
    known = ground.classes()
    known |= {one.code for one in profile.classes} if known else frozenset()
    reader = cases.Reader(profile, table.columns, known, ground.report)
    if reader.missing:
        raise Unreadable(f"line 1 lacks the columns {', '.join(reader.missing)}; it has {', '.join(table.columns)}")
    ground.learn_classes(one.named() for one in profile.classes)
    ground.report.expect(table.total)
    store = CaseStore(
        profile_name=profile_name or mapping.DEFAULTS["cases"],
        import_id=ground.report.id,
        departments=dict(ground.known().departments),
        add_departments=profile.departments.add,
        report=ground.report,
        actor=ground.actor,
    )
    if table.total >= MANY:
        _many_cases(
            ground,
            store,
            Task(
                path=path,
                encoding=encoding or profile.encoding,
                total=table.total,
                size=PART,
                profile=profile,
                profile_name=store.profile_name,
                classes=known,
                cells=ground.cell_hits(),
                zone=ground.zone_of_sums(),
                import_id=store.import_id,
                actor_id=ground.actor.person_id,
                postgres=ground.db.name == "postgresql",
            ),
        )
        return
    for block in table.blocks(CHUNK):
        drafts = drafts_of(reader, block, ground.report)
        ground.report.count(read=len(block.faulty) + len(block.lines))
        ground.learn_classes(draft.new_class for draft in drafts if draft.new_class is not None)
        if drafts:
            _settle(ground, store, ground.begin(partial(store.store, drafts=drafts)))


def _many_cases(ground: Ground, store: CaseStore, task: Task) -> None:
    """As another process makes them ready: one chunk is written, the next is made, the one after is read."""
    past = PastStore(store, task.zone, ground.writer)
    reader = PastReader(task)
    writing: Future[Stored] | None = None
    try:
        past.begin(ground)
        reader.ask(past.ids_for_next(), store.departments)
        while (chunk := reader.chunk()) is not None:
            reader.ask(past.ids_for_next(), store.departments)
            before, writing = writing, None
            _settle(ground, store, before)
            for fault in chunk.faults:
                ground.report.refuse(*fault)
            for text, count in chunk.tallies.items():
                ground.report.tally(text, count)
            ground.report.count(read=chunk.read)
            if chunk.classes:
                ground.learn_classes(chunk.classes)
            if chunk.reads:
                writing = ground.begin(partial(past.write, chunk=chunk))
    finally:
        reader.close()
        try:
            _settle(ground, store, writing)
        finally:
            past.end(ground)


def _settle(ground: Ground, store: CaseStore, writing: Future[Stored] | None) -> None:
    if writing is None:
        return
    accepted, unchanged, refusals = writing.result()
    store.keep()
    ground.report.count(accepted=accepted, unchanged=unchanged)
    for line, field, reason in refusals:
        ground.report.refuse(line, field, reason)


def run_components(ground: Ground, data: bytes, profile_name: str, encoding: str = "") -> None:
    """A census, a city's own or a foreign one by its profile."""
    profile = mapping.load("components", profile_name)
    blocks = raw.blocks(data, profile, encoding or profile.encoding, ground.report)
    first = list(itertools.islice(blocks, 1))  # a file that cannot be read teaches nothing
    ground.learn_classes(one.named() for one in profile.classes)
    around = ground.surroundings(profile_name or mapping.DEFAULTS["components"], ground.classes())
    written: list[Rows] = []
    now = datetime.now(UTC).replace(microsecond=0)
    try:
        for block in itertools.chain(first, blocks):
            good = check(block, profile, around, ground.report)
            component_store.save(ground, good, now, written)
    finally:
        ground.atlas.merge(written, to_ms(now))
    if written:
        tell(ground, "components")


def run_cameras(ground: Ground, data: bytes, profile_name: str = "", encoding: str = "") -> None:
    """Cameras from a CSV file or a JSON list, in the words and the coordinate system of a profile."""
    profile = mapping.load("cameras", profile_name)
    needed = [column for name in ("number", "name") for column in profile.named(name)]
    rows = entities.records(data, ground.report, encoding=encoding or profile.encoding, needed=needed)
    drafts: dict[str, Camera] = {}
    for line, record in rows:
        try:
            camera = entities.camera_of(entities.translated(record, profile))
            if str(camera.number) in drafts:
                raise BadRow("number", f"{camera.number} is in this file twice")
            drafts[str(camera.number)] = camera
        except BadRow as bad:
            ground.report.refuse(line, bad.field, bad.reason)
    ground.save("camera.changed", located(ground, drafts.values()), _by_number)


def _by_number(one: AnyEntity) -> str:
    return str(getattr(one, "number", ""))


def located(ground: Ground, drafts: Iterable[AnyEntity]) -> list[AnyEntity]:
    """Cameras and poles with the responsibility grid they stand in."""
    kept = list(drafts)

    def work(tx: Transaction) -> list[AnyEntity]:
        placed: list[AnyEntity] = []
        for one in kept:
            point = getattr(one, "point", None)
            cell = tx.cell_of(point) if point is not None else None
            placed.append(msgspec.structs.replace(one, area_id=cell.area_id) if cell is not None else one)
        return placed

    return ground.write(work) if kept else []


def run_cells(ground: Ground, data: bytes, profile_name: str = "", *, dry: bool = False) -> None:
    """A unit grid by itself. `from14`: codes of 14 digits get their zero. Dry: only what is wrong with it."""
    if geometry.run_cells(ground, data, from_14=profile_name == geometry.FROM_14, dry=dry):
        tell(ground, "geometry")


def run_osm(ground: Ground, path: Path, name: str = "", attribution: str = archive.OSM_ATTRIBUTION) -> None:
    """An OpenStreetMap file into the base map; the served map changes when the new one is complete."""
    report = ground.report
    done = 0

    def progress(read: int) -> None:
        nonlocal done
        if ground.stopping.is_set():
            raise Stopped
        report.count(read=read - done)
        done = read

    target = ground.data_dir / basemap.FOLDER / f"{_file_name(name)}.pmtiles"
    with path.open("rb") as stream:
        source = hashlib.file_digest(stream, "sha256").hexdigest()
    known = archive.made_from(target, source)
    if known is not None:
        target.touch()  # it is the newest again
        report.count(read=known, unchanged=known)
        report.note("the base map was made from this very file already")
        tell(ground, "basemap")
        return
    try:
        found = features.read(path, progress)
        for fault in found.faults:
            report.refuse(0, fault.name, fault.reason)
        label = archive.Label(name or "base map", attribution, found.bounds(), source, len(found.styles))
        tiles = archive.write(target, tiling.tiles(found.geometries, found.styles, lambda _: progress(done)), label)
    except features.NotAMap as fault:
        raise Unreadable(str(fault)) from None
    except ValueError as fault:
        raise Unreadable(f"nothing to draw in this file: {fault}") from None
    report.count(accepted=len(found.styles))
    report.note(f"{found.skipped:,} objects are of no kind that the base map draws")
    report.note(f"{tiles:,} tiles, zoom 10 to 16, {target.stat().st_size / 1e6:.2f} MB")
    tell(ground, "basemap")


def _file_name(name: str) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(name).name.split(".")[0]).strip("-")
    return plain[:60] or f"basemap-{secrets.token_hex(4)}"


def tell(ground: Ground, part: str) -> None:
    """Say that a part of the city is there now: caches read again, seats ask again."""
    ground.write(lambda tx: tx.publish("city.imported", params={"part": part}, actor=ground.actor))
