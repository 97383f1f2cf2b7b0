"""Attached files in words: what they are, of which type, how large."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from contract.attachments import AttachmentKind

_TYPES = {
    "audio/wav": "WAV",
    "audio/mpeg": "MP3",
    "audio/ogg": "OGG",
    "video/mp4": "MP4",
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/heic": "HEIC",
    "image/webp": "WebP",
}


def kind_name(kind: AttachmentKind) -> str:
    """现场照片, 处置前照片, 处置后照片, 录音, 视频, 文档."""
    return {
        AttachmentKind.SCENE: QCoreApplication.translate("file_words", "Photo of the scene"),
        AttachmentKind.BEFORE: QCoreApplication.translate("file_words", "Photo before"),
        AttachmentKind.AFTER: QCoreApplication.translate("file_words", "Photo after"),
        AttachmentKind.SOUND: QCoreApplication.translate("file_words", "Sound"),
        AttachmentKind.CLIP: QCoreApplication.translate("file_words", "Clip"),
        AttachmentKind.DOCUMENT: QCoreApplication.translate("file_words", "Document"),
    }[kind]


def type_name(media_type: str) -> str:
    """`MP3` for audio/mpeg; an unknown type as it is."""
    return _TYPES.get(media_type, media_type)


def size_words(size: int) -> str:
    """`830 kB`, `1.2 MB`."""
    return f"{max(1, round(size / 1000))}\u2009kB" if size < 999_500 else f"{size / 1e6:.1f}\u2009MB"
