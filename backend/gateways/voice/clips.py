"""The city's clips on this machine's disk, ready to be sent: what was fetched once plays without the case server."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import msgspec

from backend.gateways.voice.case_server import Away, CaseServer
from backend.gateways.voice.sound import Sound, read_wav
from contract.errors import Code, Refused

log = logging.getLogger(__name__)
_KEEP = 32


class Title(msgspec.Struct, frozen=True, kw_only=True):
    """One of `GET /api/clips`, as far as it matters here."""

    id: str
    text: str = ""


@dataclass(frozen=True)
class Clip:
    """A clip that can be played."""

    id: str
    text: str
    sound: Sound


class Clips:
    """Every method that says so blocks; `find` is for the event loop."""

    def __init__(self, folder: Path, server: CaseServer) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._server = server
        self._texts = _texts(folder / "clips.json")
        self._ready: dict[str, Sound] = {}

    async def find(self, clip_id: str) -> Clip:
        """From memory, disk or server. Refused(not_found | unavailable) where none of them has it."""
        if not clip_id:
            raise Refused(Code.NOT_FOUND, field="$.clip", reason="no clip was named")
        sound = self._ready.get(clip_id)
        if sound is None:
            sound = await asyncio.to_thread(self._load, clip_id)
            while len(self._ready) >= _KEEP:
                del self._ready[next(iter(self._ready))]
            self._ready[clip_id] = sound
        return Clip(clip_id, self._texts.get(clip_id, ""), sound)

    def refresh(self) -> int:
        """Fetch the list and every clip; how many. Blocks. Away, Refused or OSError where it fails."""
        titles = msgspec.json.decode(self._server.request("GET", "/api/clips"), type=list[Title])
        for title in titles:
            path = self._path(title.id)
            data = self._fetch(title.id)
            if not path.exists() or path.read_bytes() != data:
                _write(path, data)
                self._ready.pop(title.id, None)
        self._texts = {title.id: title.text for title in titles}
        _write(self._folder / "clips.json", msgspec.json.encode(titles))
        return len(titles)

    def _load(self, clip_id: str) -> Sound:
        path = self._path(clip_id)
        try:
            if not path.exists():
                _write(path, self._fetch(clip_id))
            return read_wav(path.read_bytes())
        except Away as fault:
            raise Refused(Code.UNAVAILABLE, field="$.clip", reason="not fetched yet, and no case server") from fault
        except Refused as fault:
            raise Refused(Code.NOT_FOUND, field="$.clip", reason="no such clip") from fault
        except ValueError as fault:
            raise Refused(Code.NOT_FOUND, field="$.clip", reason=f"cannot be played: {fault}") from fault
        except OSError as fault:
            raise Refused(Code.DISK_FULL, field="$.clip", reason=fault.strerror or "disk") from fault

    def _fetch(self, clip_id: str) -> bytes:
        return self._server.request("GET", f"/api/clips/{quote(clip_id, safe='')}.wav")

    def _path(self, clip_id: str) -> Path:
        return self._folder / f"{quote(clip_id, safe='')[:200]}.wav"


def _texts(path: Path) -> dict[str, str]:
    try:
        return {title.id: title.text for title in msgspec.json.decode(path.read_bytes(), type=list[Title])}
    except (OSError, msgspec.DecodeError):
        return {}


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
