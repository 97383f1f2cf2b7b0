"""A file that came in, looked at by its content, whichever way it came."""

from __future__ import annotations

from backend.rules.media import HEAD, IMAGES, Unfit, check, clean_name, media_type
from backend.services.attachments import Found, fits
from backend.services.filestore import FileStore, Incoming
from backend.services.pictures import Picture, examine
from backend.settings import Files
from contract.attachments import PHOTOS, AttachmentKind
from contract.errors import Code, Refused


def most_bytes(kind: AttachmentKind, limits: Files) -> int:
    """How large a file of a kind may be."""
    if kind in PHOTOS:
        return limits.max_photo_bytes
    return {
        AttachmentKind.SOUND: limits.max_sound_bytes,
        AttachmentKind.CLIP: limits.max_clip_bytes,
        AttachmentKind.DOCUMENT: limits.max_document_bytes,
    }[kind]


def look(
    store: FileStore, incoming: Incoming, wanted: AttachmentKind, name: str, limits: Files, *, keep: bool
) -> Found:
    """What was received; with `keep` it has its name in the store afterwards. Refused(unsupported | broken_file)."""
    stream = incoming.end()
    stream.seek(0)
    kind = fits(wanted, media_type(stream.read(HEAD)))
    picture: Picture | None = None
    try:
        check(stream, kind, incoming.size)
        if kind in IMAGES:
            picture = examine(incoming.path, kind, limits.max_pixels)
    except Unfit as fault:
        raise Refused(Code.BROKEN_FILE, field="$", reason=str(fault)) from fault
    if keep:
        if picture is not None:
            store.put_thumbnail(incoming.sha256, picture.thumbnail)
        store.take(incoming)
    return Found(wanted, clean_name(name), kind, incoming.size, incoming.sha256, picture)
