"""The city folder of a run: generated once or brought by the caller, checked, packed and imported."""

from __future__ import annotations

import csv
import json
import re
import shutil
import tarfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from wall import report
from wall.identity import Identity, open_to
from wall.progress import Progress, Stop
from wall.server import Server

ABSENT = "absent"
_POLL_S = 0.3
_FILES = ("city.json", "profile.json", "cameras.csv", "areas.geojson")
_OWN_FILES = (
    *_FILES, "basemap.osm.pbf", "cells.geojson", "departments.csv", "people.csv", "units.csv", "vehicles.csv",
    "poles.csv", "components.csv", "cases.csv", "clips.csv", "streets.geojson",
)  # fmt: skip
_ENDS = {".json": b"}", ".geojson": b"}", ".csv": b"\n"}
_ADDRESSED = ("cameras.csv", "poles.csv")
_RTSP = re.compile(r"(?<=rtsp://127\.0\.0\.1:)\d+(?=/\d+/(?:main|sub)\b)")
_SIP = re.compile(r"(?<=@127\.0\.0\.1:)\d+\b")


def fault(city: Path, *, own: bool = False) -> str | None:
    """Why a folder is no readable city, None if it is one, ABSENT where nothing is there.

    A city from outside may leave parts out; our `own` has them all, and none of its files is cut off.
    """
    if not city.exists():
        return ABSENT
    try:
        head = json.loads((city / "city.json").read_text(encoding="utf-8"))
        if head.get("format") != 1:
            return f"city.json: format {head.get('format')!r}"
        json.loads((city / "profile.json").read_text(encoding="utf-8"))
        for name in _FILES:
            if not (city / name).exists():
                return f"{name} missing"
        with (city / "cameras.csv").open(encoding="utf-8", newline="") as rows:
            if [int(row["number"]) for row in csv.DictReader(rows)] == []:
                return "cameras.csv is empty"
        return next((f"{name} is cut off" for name in _OWN_FILES if _cut_off(city / name)), None) if own else None
    except (OSError, ValueError, AttributeError, KeyError, TypeError, csv.Error) as error:
        return f"{type(error).__name__}: {error}"[:160]


def _cut_off(path: Path) -> bool:
    """Whether a file that was written whole does not end as it did. OSError where it is missing."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 16))
        rest = file.read()
    ending = _ENDS.get(path.suffix, b"")
    return not rest or not (rest if ending == b"\n" else rest.rstrip()).endswith(ending)


def readdress(city: Path, rtsp_port: int, sip_port: int) -> None:
    """Give the demo cameras and poles of a generated city the ports of this run; other addresses stay."""
    for name, pattern, port in (("cameras.csv", _RTSP, rtsp_port), ("poles.csv", _SIP, sip_port)):
        was = (city / name).read_text(encoding="utf-8")
        text = pattern.sub(str(port), was)
        if text != was:
            part = city / f"{name}.part"
            part.write_text(text, encoding="utf-8", newline="")
            part.replace(city / name)


def put_aside(path: Path) -> Path:
    """Move a broken folder or file next to itself, out of the way; where it is now."""
    aside = path.with_name(f"{path.name}.broken-{datetime.now().astimezone():%Y%m%d-%H%M%S}")
    path.rename(aside)
    return aside


def signature(city: Path) -> str:
    """What tells one city from another."""
    head = json.loads((city / "city.json").read_text(encoding="utf-8"))
    return "/".join(str(head.get(key, "")) for key in ("name", "division", "seed", "scale", "generator"))


def title(city: Path) -> str:
    """The city's name."""
    return str(json.loads((city / "city.json").read_text(encoding="utf-8")).get("name", city.name))


def unpack(source: Path, data: Path, progress: Progress) -> Path:
    """The city folder of `--city`: a folder as it is, a tar unpacked into the data folder. Stop where it is none."""
    city = source
    if source.is_file():
        city = data / f"city-{source.name.split('.')[0]}"
        part = city.with_name(city.name + ".part")
        shutil.rmtree(part, ignore_errors=True)
        try:
            with tarfile.open(source) as tar:
                _extract(tar, part)
        except (OSError, tarfile.TarError) as error:
            shutil.rmtree(part, ignore_errors=True)
            raise Stop(progress.words("no_city", path=source, reason=str(error))) from error
        inner = [path.parent for path in part.glob("**/city.json")]
        root = inner[0] if inner else part
        shutil.rmtree(city, ignore_errors=True)
        root.rename(city)
        shutil.rmtree(part, ignore_errors=True)
    if reason := fault(city):
        raise Stop(progress.words("no_city", path=source, reason=reason))
    return city


def _extract(tar: tarfile.TarFile, into: Path) -> None:
    """Plain files only, none outside `into`. Python 3.11 before 3.11.4, Debian 12's, has no extraction filters."""
    for member in tar:
        place = (into / member.name).resolve()
        source = tar.extractfile(member) if member.isfile() else None
        if source is None or not place.is_relative_to(into.resolve()):
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as out:
            shutil.copyfileobj(source, out)


def within_reach(place: Path, data: Path, who: Identity) -> Path:
    """The folder itself where the children's user can read it, else a copy of it in the data folder."""
    if who.uid is None or who.gid is None:
        return place
    if not place.is_relative_to(data):
        barred = [
            part for part in (*reversed(place.parents), place, *place.rglob("*")) if not open_to(part, who.uid, who.gid)
        ]
        if not barred:
            return place
        copy = data / f"city-{place.name}"
        shutil.copytree(place, copy, dirs_exist_ok=True)
        place = copy
    who.own(place)
    return place


def held(data: Path, key: str = "signature") -> str:
    """Signature (or `addresses`) of the city that the server already has, empty if none or not known."""
    try:
        return str(json.loads((data / "imported.json").read_text(encoding="utf-8"))[key])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def forget_held(data: Path) -> None:
    """The server is new: it has no city."""
    (data / "imported.json").unlink(missing_ok=True)


def bring_in(
    server: Server,
    city: Path,
    data: Path,
    progress: Progress,
    tell: Callable[[dict[str, Any]], None],
    addresses: str = "",
) -> None:
    """Pack the folder, send it, and wait until the server has read it. Stop where it failed. Blocks.

    Of a city that the server has already, only what bears the `addresses` of this run's ports is sent.
    """
    parts = ("city.json", "profile.json", *_ADDRESSED) if held(data) == signature(city) else ()
    tar_path = data / "city.tar"
    try:
        with tarfile.open(tar_path, "w") as tar:
            for path in sorted(city.rglob("*")):
                if parts and path.name not in parts:
                    continue
                tar.add(path, arcname=str(path.relative_to(city)), recursive=False)
        said = server.begin_import(tar_path, title(city))
    except OSError as error:
        raise Stop(progress.words("import_failed", reason=str(error)), 1) from error
    finally:
        tar_path.unlink(missing_ok=True)
    while said.get("state") not in ("done", "failed"):
        time.sleep(_POLL_S)
        said = server.import_progress(str(said["id"]))
        tell(said)
    if said["state"] == "failed":
        raise Stop(progress.words("import_failed", reason=said.get("reason", "")), 1)
    tell({**said, "part": ""})
    mark = {"signature": signature(city), "city": str(city), "addresses": addresses}
    report.write(data / "imported.json", mark)
