"""What a file is, by its content and never by its name; and which files may be attached as what."""

from __future__ import annotations

import re
import struct
import unicodedata
import wave
from collections.abc import Callable
from typing import BinaryIO

from contract.attachments import PHOTOS, AttachmentKind

JPEG, PNG, WEBP, HEIC = "image/jpeg", "image/png", "image/webp", "image/heic"
WAV, MP3, OGG, MP4, PDF = "audio/wav", "audio/mpeg", "audio/ogg", "video/mp4", "application/pdf"
IMAGES = frozenset({JPEG, PNG, WEBP, HEIC})
ALLOWED: dict[AttachmentKind, frozenset[str]] = {
    **dict.fromkeys(PHOTOS, IMAGES),
    AttachmentKind.SOUND: frozenset({WAV, MP3, OGG}),
    AttachmentKind.CLIP: frozenset({MP4}),
    AttachmentKind.DOCUMENT: IMAGES | {PDF},
}
EXTENSIONS = {
    JPEG: "jpg", PNG: "png", WEBP: "webp", HEIC: "heic", WAV: "wav", MP3: "mp3", OGG: "ogg", MP4: "mp4", PDF: "pdf"
}  # fmt: skip
LONGEST_NAME = 120
HEAD = 4096
_ACTIVE = (b"<script", b"<html", b"<!doctype", b"<svg", b"<?php", b"javascript:")
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")
_MP4 = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"MSNV",
    b"3gp4",
    b"3gp5",
    b"3gp6",
)


class Unfit(Exception):
    """A file that is not taken; the text says why."""


def media_type(head: bytes) -> str | None:
    """The type of a file that begins with these bytes (`HEAD` of them, or all), None for one that is not taken."""
    if head[:3] == b"\xff\xd8\xff":
        return JPEG
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return PNG
    if head[:4] == b"RIFF":
        return {b"WEBP": WEBP, b"WAVE": WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return HEIC if brand in _HEIC else MP4 if brand in _MP4 else None
    if head[:4] == b"OggS" and head[4:5] == b"\0":
        return OGG
    if head[:5] == b"%PDF-":
        return PDF
    if head[:3] == b"ID3" or _mp3_frame(head[:4]):
        return MP3
    return None


def check(stream: BinaryIO, kind: str, size: int) -> None:
    """Read a file through as far as its type can be told broken or double without a decoder. Raises Unfit."""
    stream.seek(0)
    head = stream.read(HEAD)
    found = next((one for one in _ACTIVE if one in head.lower()), None)
    if found is not None and kind != PDF:
        raise Unfit(f"its beginning holds {found.decode()}")
    if kind in _CHECKS:
        _CHECKS[kind](stream, size)


def clean_name(name: str) -> str:
    """A file name without folders, control and direction characters, and leading dots; it may become empty."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in '<>:"|?*')
    return " ".join(shown.split()).lstrip(". ")[:LONGEST_NAME].rstrip(". ")


def _png(stream: BinaryIO, size: int) -> None:
    at = 8
    while at + 12 <= size:
        stream.seek(at)
        length, name = struct.unpack(">I4s", stream.read(8))
        at += 12 + length
        if name == b"IEND":
            if at != size:
                raise Unfit("bytes follow the end of the picture")
            return
    raise Unfit("it is cut short")


def _riff(stream: BinaryIO, size: int) -> None:
    stream.seek(4)
    (said,) = struct.unpack("<I", stream.read(4))
    if said + 8 > size:
        raise Unfit("it is cut short")
    if said + 8 + (said & 1) < size:
        raise Unfit("bytes follow its end")


def _jpeg(stream: BinaryIO, size: int) -> None:
    """What phones append to a picture (a second one, a short film) is theirs; pages and archives are not."""
    stream.seek(0)
    content = stream.read(size)
    end = content.find(b"\xff\xd9", _scan_of(content))
    if end < 0:
        raise Unfit("it is cut short")
    rest = content[end + 2 :]
    if rest.lstrip(b"\0")[:4] in (b"PK\3\4", b"%PDF", b"Rar!", b"\x7fELF") or rest[:2] == b"MZ":
        raise Unfit("another file follows the picture")
    lowered = rest.lower()
    for one in _ACTIVE:
        if one in lowered:
            raise Unfit(f"{one.decode()} follows the picture")
    if b"PK\5\6" in content[-66_000:]:
        raise Unfit("it is an archive too")


def _scan_of(content: bytes) -> int:
    """Where the compressed picture begins: an end marker before it belongs to a preview inside the headers."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF:
        if content[at + 1] == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] == 0xDA:
            return int(at + 2 + length)
        at += 2 + length
    raise Unfit("it has no picture in it")


def _wav(stream: BinaryIO, size: int) -> None:
    _riff(stream, size)
    stream.seek(0)
    try:
        with wave.open(stream, "rb") as sound:
            if sound.getnframes() == 0:
                raise Unfit("it holds no sound")
    except (wave.Error, EOFError, RuntimeError, struct.error) as fault:
        raise Unfit(f"no sound can be read: {fault}") from fault


def _mp3_frame(head: bytes) -> bool:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return False
    return (
        head[1] & 0x18 != 0x08 and head[1] & 0x06 == 0x02 and head[2] & 0xF0 not in (0, 0xF0) and head[2] & 0xC != 0xC
    )


def _mp3(stream: BinaryIO, size: int) -> None:
    stream.seek(0)
    head = stream.read(10)
    at = 0
    if head[:3] == b"ID3" and len(head) == 10:
        at = 10 + sum((byte & 0x7F) << shift for byte, shift in zip(head[6:10], (21, 14, 7, 0), strict=True))
    stream.seek(at)
    near = stream.read(4096)
    if at >= size or not any(_mp3_frame(near[start : start + 4]) for start in range(len(near))):
        raise Unfit("it holds no sound")


def _ogg(stream: BinaryIO, _size: int) -> None:
    stream.seek(0)
    if not any(mark in stream.read(HEAD) for mark in (b"OpusHead", b"\x01vorbis", b"Speex", b"\x7fFLAC")):
        raise Unfit("it holds no sound")


def _mp4(stream: BinaryIO, size: int) -> None:
    at, names = 0, set()
    while at + 8 <= size:
        stream.seek(at)
        length, name = struct.unpack(">I4s", stream.read(8))
        if length == 1:
            wide = stream.read(8)
            length = struct.unpack(">Q", wide)[0] if len(wide) == 8 else 0
        elif length == 0:
            length = size - at
        if length < 8 or not re.fullmatch(rb"[ -~]{4}", name):
            raise Unfit("it is broken")
        names.add(name)
        at += length
    if at != size:
        raise Unfit("it is cut short")
    if b"moov" not in names or not names & {b"mdat", b"moof"}:
        raise Unfit("it holds no film")


def _pdf(stream: BinaryIO, size: int) -> None:
    stream.seek(max(0, size - 2048))
    tail = stream.read()
    if b"%%EOF" not in tail:
        raise Unfit("it is cut short")
    if b"PK\5\6" in tail:
        raise Unfit("it is an archive too")


_CHECKS: dict[str, Callable[[BinaryIO, int], None]] = {
    JPEG: _jpeg, PNG: _png, WEBP: _riff, WAV: _wav, MP3: _mp3, OGG: _ogg, MP4: _mp4, PDF: _pdf
}  # fmt: skip
