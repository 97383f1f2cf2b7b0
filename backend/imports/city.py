"""A city folder (docs/city-folder.md), sent as one tar: each part in the order in which others point at it."""

from __future__ import annotations

import io
import tarfile
import wave
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from sqlalchemy import select

from backend.imports import entities, geometry, runs
from backend.imports.cases import BadRow
from backend.imports.entities import Known, Record
from backend.imports.ground import Ground
from backend.imports.osm import archive
from backend.imports.rows import Unreadable
from backend.records import natural_key
from backend.tables import clips
from backend.transaction import Transaction
from contract.entities import AnyEntity, Person
from contract.profile import CityProfile

FORMAT = 1
_FILES = frozenset(
    {
        "city.json",
        "profile.json",
        "basemap.osm.pbf",
        "areas.geojson",
        "cells.geojson",
        "departments.csv",
        "people.csv",
        "units.csv",
        "vehicles.csv",
        "cameras.csv",
        "poles.csv",
        "components.csv",
        "cases.csv",
        "clips.csv",
    }
)
_SOUND_MOST = 16_000_000
_BYTES_PER_FEATURE = 20  # of a compressed base map


class About(msgspec.Struct, frozen=True, kw_only=True):
    """city.json."""

    format: int
    name: str = ""
    name_en: str = ""
    generator: str = ""


def unpack(path: Path, into: Path) -> Path:
    """The folder in a tar, written below `into`; only the files of a city folder are taken.

    Unreadable where it is none. Links, devices, absolute paths and names with `..` are never followed.
    """
    try:
        _refuse_cut(path)
        with tarfile.open(path) as tar:
            members = [member for member in tar if member.isfile()]
            roots = [PurePosixPath(m.name).parent for m in members if PurePosixPath(m.name).name == "city.json"]
            if not roots:
                raise Unreadable("no city folder: there is no city.json in it")
            root = min(roots, key=lambda one: len(one.parts))
            for member in members:
                name = PurePosixPath(member.name)
                if not name.is_relative_to(root) or ".." in name.parts:
                    continue
                inside = name.relative_to(root)
                is_clip = len(inside.parts) == 2 and inside.parts[0] == "clips" and inside.suffix == ".wav"
                if str(inside) in _FILES or is_clip:
                    _take(tar, member, into / inside)
    except (tarfile.TarError, EOFError) as fault:
        raise Unreadable(f"no tar file, or cut short: {fault}") from None
    return into


def _refuse_cut(path: Path) -> None:
    """A plain tar ends with two blocks of zeros; tarfile itself takes one that ends after any whole member."""
    with path.open("rb") as stream:
        head = stream.read(512)
        stream.seek(max(path.stat().st_size - 1024, 0))
        if head[257:262] == b"ustar" and any(stream.read()):
            raise Unreadable("the tar file is cut short")


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    stream = tar.extractfile(member)
    if stream is None:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        while block := stream.read(1 << 20):
            out.write(block)


def run(ground: Ground, folder: Path) -> None:
    """Load everything in the folder. A part that cannot be read is refused with its reason; the others still come."""
    about = _about(folder)
    ground.report.expect(sum(_rows_in(folder / name) for name in _FILES))
    _profile(ground, folder)
    steps: list[tuple[str, Callable[[bytes], object]]] = [
        ("areas.geojson", lambda data: geometry.run_areas(ground, data)),
        ("cells.geojson", lambda data: geometry.run_cells(ground, data)),
        ("departments.csv", lambda data: _departments(ground, data)),
        ("people.csv", lambda data: _people(ground, data)),
        (
            "units.csv",
            lambda data: _numbered(ground, data, "unit.changed", entities.unit_of, ("number", "name", "role")),
        ),
        (
            "vehicles.csv",
            lambda data: _numbered(ground, data, "vehicle.changed", entities.vehicle_of, ("number", "name", "use")),
        ),
        ("cameras.csv", lambda data: runs.run_cameras(ground, data)),
        ("poles.csv", lambda data: _numbered(ground, data, "pole.changed", entities.pole_of, ("number", "name"))),
        ("clips.csv", lambda data: _clips(ground, data, folder / "clips")),
        ("cases.csv", lambda _data: runs.run_cases(ground, folder / "cases.csv", "")),
        ("basemap.osm.pbf", lambda _data: _base_map(ground, folder / "basemap.osm.pbf", about)),
        # The census comes last: it is by far the largest, and a wall can be complete without it.
        ("components.csv", lambda data: runs.run_components(ground, data, "")),
    ]
    for name, step in steps:
        if (folder / name).is_file():
            ground.report.enter(name)
            try:
                step((folder / name).read_bytes())
            except Unreadable as fault:
                ground.report.refuse(0, "", str(fault))
            if name == "cells.geojson":
                runs.tell(ground, "geometry")  # the rows to come look for their cells
    ground.report.enter("")
    runs.tell(ground, "city")


def _base_map(ground: Ground, path: Path, about: About) -> None:
    said = archive.GENERATED_ATTRIBUTION if about.generator else archive.OSM_ATTRIBUTION
    runs.run_osm(ground, path, about.name_en or about.name or "city", said)


def _rows_in(path: Path) -> int:
    """How many rows a file has, so that progress has an end from the start; of a base map a guess."""
    if not path.is_file():
        return 0
    match path.suffix:
        case ".csv":
            data = path.read_bytes()
            return max(data.count(b"\n") + (not data.endswith(b"\n")) - 1, 0)
        case ".geojson":
            return path.read_bytes().count(b'"geometry"')
        case ".pbf":
            return path.stat().st_size // _BYTES_PER_FEATURE
        case _:
            return 0


def _about(folder: Path) -> About:
    try:
        about = msgspec.json.decode((folder / "city.json").read_bytes(), type=About)
    except msgspec.DecodeError as fault:
        raise Unreadable(f"city.json: {fault}") from None
    if about.format != FORMAT:
        raise Unreadable(f"city.json: format {about.format}; this server reads format {FORMAT}")
    return about


def _profile(ground: Ground, folder: Path) -> None:
    path = folder / "profile.json"
    if not path.is_file():
        return
    try:
        said = msgspec.json.decode(path.read_bytes(), type=CityProfile)
    except msgspec.DecodeError as fault:
        raise Unreadable(f"profile.json: {fault}") from None
    try:
        ZoneInfo(said.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Unreadable(f"profile.json: {said.timezone[:40]!r} is no time zone") from None
    if not (len(said.division) == 6 and said.division.isascii() and said.division.isdigit()):
        raise Unreadable(f"profile.json: division {said.division[:40]!r} is not six digits")
    old = ground.profile()
    known = {one.code for one in said.classes}
    # Classes that other imports taught the profile stay as long as their cases do.
    learnt = tuple(one for one in old.classes if one.code not in known)
    fresh = msgspec.structs.replace(said, classes=(*said.classes, *learnt))
    if fresh != old:
        ground.save_profile(fresh)


def _rows(
    ground: Ground, data: bytes, needed: tuple[str, ...], make: Callable[[Record], AnyEntity], key: Any
) -> list[Any]:
    drafts: dict[str, AnyEntity] = {}
    for line, record in entities.records(data, ground.report, needed=needed):
        try:
            one = make(record)
            if key(one) in drafts:
                raise BadRow(needed[0], f"{record.get(needed[0], '')[:40]!r} is in this file twice")
            drafts[key(one)] = one
        except BadRow as bad:
            ground.report.refuse(line, bad.field, bad.reason)
    return list(drafts.values())


def _departments(ground: Ground, data: bytes) -> None:
    drafts = _rows(ground, data, ("code", "name"), entities.department_of, natural_key)
    ground.save("department.saved", drafts, lambda one: natural_key(one) or "")


def _people(ground: Ground, data: bytes) -> None:
    known = ground.known()

    def key(one: AnyEntity) -> str:
        return "|".join((one.name, one.department_id or "", one.area_id or "")) if isinstance(one, Person) else one.id

    drafts = _rows(ground, data, ("name", "roles"), lambda record: entities.person_of(record, known), key)
    ground.save("person.saved", drafts, key)


def _numbered(
    ground: Ground,
    data: bytes,
    event: str,
    make: Callable[[Record, Known], AnyEntity],
    needed: tuple[str, ...],
) -> None:
    known = ground.known()
    drafts = _rows(ground, data, needed, lambda record: make(record, known), natural_key)
    if event == "pole.changed":
        drafts = runs.located(ground, drafts)
    ground.save(event, drafts, lambda one: natural_key(one) or "")


def _clips(ground: Ground, data: bytes, sounds: Path) -> None:
    rows: dict[str, dict[str, Any]] = {}
    for line, record in entities.records(data, ground.report, needed=("id", "title", "ladder")):
        try:
            row = _clip(record, sounds)
            if row["id"] in rows:
                raise BadRow("id", f"{row['id']!r} is in this file twice")
            rows[row["id"]] = row
        except BadRow as bad:
            ground.report.refuse(line, bad.field, bad.reason)

    def work(tx: Transaction) -> int:
        there = {row["id"]: dict(row) for row in tx.connection.execute(select(clips)).mappings()}
        fresh = [row for row in rows.values() if there.get(row["id"]) != row]
        if fresh:
            tx.connection.execute(clips.delete().where(clips.c.id.in_([row["id"] for row in fresh])))
            tx.connection.execute(clips.insert(), fresh)
        return len(fresh)

    accepted = ground.write(work)
    ground.report.count(accepted=accepted, unchanged=len(rows) - accepted)


def _clip(record: Record, sounds: Path) -> dict[str, Any]:
    name, ladder = record.get("id", ""), record.get("ladder", "")
    if not name or not all(letter.isascii() and (letter.isalnum() or letter in "-_") for letter in name):
        raise BadRow("id", f"{name[:40]!r} is no name: letters, digits, - and _")
    if ladder not in ("1", "2", "3", "4"):
        raise BadRow("ladder", f"{ladder[:40]!r} is not one of 1 (remind) to 4 (send)")
    path = sounds / f"{name}.wav"
    if not path.is_file():
        raise BadRow("id", f"clips/{name}.wav is missing")
    if path.stat().st_size > _SOUND_MOST:
        raise BadRow("id", f"clips/{name}.wav is larger than {_SOUND_MOST:,} bytes")
    sound = path.read_bytes()
    try:
        with wave.open(io.BytesIO(sound)) as stream:
            form = stream.getframerate(), stream.getnchannels(), stream.getsampwidth()
    except (wave.Error, EOFError) as fault:
        raise BadRow("id", f"clips/{name}.wav: {fault or 'cut short'}") from None
    if form != (16_000, 1, 2):
        raise BadRow("id", f"clips/{name}.wav is {form[0]} Hz, {form[1]} channels; it must be 16,000 Hz mono 16 bit")
    return {
        "id": name,
        "title": record.get("title", ""),
        "title_en": record.get("title_en", ""),
        "ladder": int(ladder),
        "text": record.get("text", ""),
        "sound": sound,
    }
