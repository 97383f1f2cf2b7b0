"""Pictures that strangers sent: decoded once under a limit of pixels, made small, and what their camera noted.

The original is evidence and stays as it came; only the thumbnail is turned the right way up.
"""

from __future__ import annotations

import io
import struct
import threading
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps
from PIL.Image import DecompressionBombError, DecompressionBombWarning

from backend.rules.media import HEIC, JPEG, PNG, WEBP, Unfit

EDGE = 320
_FORMATS = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP", HEIC: "HEIF"}
_EXIF_PART, _GPS_PART, _TAKEN, _ZONE = 0x8769, 0x8825, 0x9003, 0x9011
_decoding = threading.Semaphore(1)
"""One picture at a time: a decoded one takes four bytes a pixel."""


@dataclass(frozen=True)
class Picture:
    """What is known of a picture; `width` and `height` as it is seen, turned."""

    width: int
    height: int
    thumbnail: bytes  # WebP
    taken_at: str = ""
    lon: float | None = None
    lat: float | None = None


def decodes(media_type: str) -> bool:
    """Whether this server can look at pictures of a type."""
    Image.init()
    return _FORMATS.get(media_type) in Image.OPEN


def examine(path: Path, media_type: str, most_pixels: int) -> Picture:
    """Decode a picture whole. Raises Unfit for one that is broken, cut short, too large or of no format known here."""
    form = _FORMATS[media_type]
    if not decodes(media_type):
        raise Unfit(f"{form} cannot be decoded here; send JPEG")
    with _decoding, warnings.catch_warnings():
        warnings.simplefilter("ignore", DecompressionBombWarning)  # our own limit is below
        try:
            with Image.open(path, formats=[form]) as image:
                if image.width * image.height > most_pixels:
                    raise Unfit(f"{image.width} x {image.height} are more than {most_pixels:,} pixels")
                return _examined(image)
        except DecompressionBombError as fault:
            raise Unfit(f"more than {most_pixels:,} pixels") from fault
        except (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, TypeError) as fault:
            raise Unfit(f"the picture cannot be decoded: {str(fault)[:120]}") from fault


def _examined(image: Image.Image) -> Picture:
    width, height = image.size
    noted = _noted(image)
    image.draft("RGB", (EDGE * 2, EDGE * 2))  # a JPEG is read through all the same, into less memory
    image.load()
    turned = ImageOps.exif_transpose(image)
    if (turned.width > turned.height) != (width > height) and turned.width != turned.height:
        width, height = height, width
    small = turned.convert("RGBA" if turned.mode in ("RGBA", "LA", "PA") or "transparency" in turned.info else "RGB")
    small.thumbnail((EDGE, EDGE))
    out = io.BytesIO()
    small.save(out, "WEBP", quality=80, method=2, exif=b"", icc_profile=b"")
    return Picture(width=width, height=height, thumbnail=out.getvalue(), **noted)


def _noted(image: Image.Image) -> dict[str, Any]:
    """Time and place as the camera wrote them; a camera may write anything."""
    try:
        exif = image.getexif()
        part = exif.get_ifd(_EXIF_PART)
        taken = " ".join(str(part[one]).strip("\0 ")[:40] for one in (_TAKEN, _ZONE) if part.get(one))
        place = exif.get_ifd(_GPS_PART)
        lat, lon = _degrees(place.get(2), place.get(1), "S"), _degrees(place.get(4), place.get(3), "W")
    except Exception:  # noqa: BLE001 - a picture with odd notes is a picture
        return {}
    inside = lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180
    printable = "".join(letter for letter in taken if letter.isprintable())
    return {"taken_at": printable, "lat": lat if inside else None, "lon": lon if inside else None}


def _degrees(parts: Any, side: Any, negative: str) -> float | None:
    if not parts or len(parts) != 3:
        return None
    value = float(parts[0]) + float(parts[1]) / 60 + float(parts[2]) / 3600
    if value != value:  # a fraction 0/0
        return None
    return -value if str(side).strip("\0 ") == negative else value
