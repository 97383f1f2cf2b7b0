"""Evidence on disk: the file, what is known of it, and a manifest that `sha256sum -c` accepts, in a folder of its own.

`FOLDER/20261122T041530Z-12-clip/` holds `20261122T041530Z-12-clip.mp4` (or `.jpg`), `facts.json` and `SHA256SUMS`. It
is there whole or not at all: made under another name, written through to the disk, then renamed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

import msgspec

from videowall.clip import NotKept, cut, jpeg, mux, still
from videowall.orders import Lack, Take, Taken
from videowall.ring_files import RingFault, fault_of, private

MANIFEST = "SHA256SUMS"
FACTS = "facts.json"
_UNSAFE = re.compile(r"[^0-9A-Za-z]+")
ABANDONED_S = 3600.0
STALE_NS = 5_000_000_000
"""A picture that is older than this is none of the moment that is asked for."""


class Kind(StrEnum):
    CLIP = "clip"
    SNAPSHOT = "snapshot"


def moment(at_ns: int) -> datetime:
    """A unix time in ns as aware UTC."""
    return datetime.fromtimestamp(at_ns / 1e9, UTC)


def take(order: Take) -> Taken:
    """Cut, write and hash what is asked for; what goes wrong is in the answer, and nothing half done is left."""
    try:
        return _clip(order) if order.kind == Kind.CLIP else _snapshot(order)
    except NotKept as lack:
        return Taken(job=order.job, lack=Lack(str(lack)))
    except OSError as error:
        fault = fault_of(error)
        return Taken(job=order.job, lack=Lack.FULL if fault is RingFault.FULL else Lack.UNWRITABLE)


def _clip(order: Take) -> Taken:
    piece = cut(Path(order.ring), order.streams, order.since_ns, order.until_ns)
    facts: dict[str, object] = {
        "encoded_anew": False,
        "packets": len(piece.records),
        "from": moment(piece.since_ns),
        "to": moment(piece.until_ns),
        "gaps": [{"after": moment(at), "seconds": round(length, 3)} for at, length in piece.gaps],
    }
    return _keep(order, ".mp4", lambda path: mux(piece, path), facts, (piece.since_ns, piece.until_ns), piece.head)


def _snapshot(order: Take) -> Taken:
    piece = cut(Path(order.ring), order.streams, order.until_ns - STALE_NS, order.until_ns)
    at_ns, frame = still(piece, order.until_ns)
    data = jpeg(frame)
    facts: dict[str, object] = {"encoded_anew": True, "from": moment(at_ns), "to": moment(at_ns)}
    return _keep(order, ".jpg", lambda path: path.write_bytes(data), facts, (at_ns, at_ns), piece.head)


def _keep(
    order: Take,
    suffix: str,
    write: Callable[[Path], object],
    facts: dict[str, object],
    span: tuple[int, int],
    head: object,
) -> Taken:
    base = Path(order.folder)
    private(base)
    sweep(base)
    name = f"{moment(order.until_ns):%Y%m%dT%H%M%SZ}-{_UNSAFE.sub('-', order.label)}-{order.kind}"
    work = base / f".{_UNSAFE.sub('-', order.job)}.part"
    shutil.rmtree(work, ignore_errors=True)  # of a worker that was killed over the same job
    try:
        work.mkdir(mode=0o700)
        film = work / (name + suffix)
        write(film)
        digest = _hash(film)
        stream, codec = getattr(head, "stream", ""), getattr(head, "codec", "")
        known = {"file": film.name, "sha256": digest, "kind": order.kind, "stream": stream, "codec": codec}
        known["job"] = order.job
        (work / FACTS).write_bytes(msgspec.json.format(msgspec.json.encode(known | facts | {"asked": order.facts})))
        sums = "".join(f"{_hash(work / one)}  {one}\n" for one in (film.name, FACTS))
        (work / MANIFEST).write_text(sums, encoding="ascii")
        for path in work.iterdir():
            path.chmod(0o600)
            _through(path)
        _through(work)
        place = _free(base, name)
        work.rename(place)
        _through(base)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return Taken(
        job=order.job,
        path=str(place / film.name),
        sha256=digest,
        size=(place / film.name).stat().st_size,
        since_ns=span[0],
        until_ns=span[1],
    )


def _free(base: Path, name: str) -> Path:
    number = 1
    place = base / name
    while place.exists():
        number += 1
        place = base / f"{name}-{number}"
    return place


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _through(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> None:
    """Delete what was left unfinished an hour ago: its worker was killed, and nobody asked again."""
    for work in folder.glob(".*.part"):
        with contextlib.suppress(OSError):
            if time.time() - work.stat().st_mtime > ABANDONED_S:
                shutil.rmtree(work)
