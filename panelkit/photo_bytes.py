"""Bytes that came as a photo into a picture: only what the server takes as photos is ever decoded."""

from __future__ import annotations

import hashlib
import re

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from contract.errors import Code, Refused

_FORMS = (
    (re.compile(rb"\xff\xd8\xff"), b"jpeg"),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), b"png"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), b"webp"),
)
"""What the server takes as photos, and thumbnails."""


def decoded(data: bytes, most_px: int, sha256: str = "") -> QImage:
    """The picture, the right way up, no side longer than `most_px`. Refused(broken_file) where it cannot be read or,
    with `sha256`, where it is not the file that the case's evidence names."""
    if sha256 and hashlib.sha256(data).hexdigest() != sha256:
        raise Refused(Code.BROKEN_FILE, field="sha256", reason="the file is not the one that was attached")
    form = next((form for begins, form in _FORMS if begins.match(data)), None)
    if form is None:
        raise Refused(Code.BROKEN_FILE, field="$", reason="neither JPEG nor PNG nor WebP")
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(form))
    reader.setAutoDetectImageFormat(False)  # Qt would also read SVG, PDF and more, whatever a stranger sent
    reader.setAutoTransform(True)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > most_px:
        wanted = size.scaled(QSize(most_px, most_px), Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(wanted.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        raise Refused(Code.BROKEN_FILE, field="$", reason=reader.errorString())
    return image
