"""What somebody typed and has not sent yet: kept on this machine's disk, so that a crash or a lost line takes nothing.

A draft may hold what a caller said of himself. It is written for its owner alone (0600), is gone once it was sent or
thrown away, forgets the caller after a day and everything after a week.
"""

from __future__ import annotations

import logging
import os
import time
from contextlib import suppress
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)
CALLER_KEPT_S = 24 * 3600.0
KEPT_S = 7 * 24 * 3600.0


class Photo(msgspec.Struct, frozen=True):
    """A file chosen for the case: where it lies, and what it shows (`contract.attachments.AttachmentKind`)."""

    path: str
    kind: str = "scene"


class Draft(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The fields of a form, as they were typed. `command_id` is set from the first try to send it on."""

    saved_at_s: float = 0.0
    command_id: str = ""
    class_code: str = ""
    condition: str = ""
    place: str = ""
    coordinates: str = ""
    component_code: str = ""
    urgency: str = "normal"
    source: str = ""
    description: str = ""
    answer: str = ""  # of a task or a call-back: what was chosen
    on_behalf_of: str = ""
    self_handled: bool = False
    report_kind: str = "problem"
    order_number: str = ""
    caller_phone: str = ""
    caller_name: str = ""
    caller_address: str = ""
    photos: tuple[Photo, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nobody typed anything that would be missed."""
        words = (self.class_code, self.place, self.coordinates, self.description, self.order_number)
        return not any((*words, self.caller_phone, self.caller_name, self.caller_address, self.photos))

    def __repr__(self) -> str:
        return "Draft(***)"


def sweep(folder: Path, now_s: float | None = None) -> None:
    """Let every draft of this machine forget what is over its time, whoever left it and whether they come back."""
    for path in folder.glob("*.json"):
        DraftBox.at(path).load(now_s)


class DraftBox:
    """One person's draft of one form in `folder`."""

    def __init__(self, folder: Path, owner: str, form: str) -> None:
        self._path = folder / f"{form}-{owner}.json"

    @classmethod
    def at(cls, path: Path) -> DraftBox:
        """The draft in this file."""
        form, _, owner = path.stem.rpartition("-")
        return cls(path.parent, owner, form)

    @property
    def path(self) -> Path:
        """The file."""
        return self._path

    def load(self, now_s: float | None = None) -> Draft | None:
        """What was left, or None. A file that cannot be read is put aside and never read again."""
        now_s = time.time() if now_s is None else now_s
        try:
            found = msgspec.json.decode(self._path.read_bytes(), type=Draft)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as fault:
            log.warning("the draft %s cannot be read: %s", self._path.name, type(fault).__name__)
            with suppress(OSError):
                self._path.unlink()
            return None
        age_s = now_s - found.saved_at_s
        if age_s > KEPT_S:
            self.forget()
            return None
        if age_s > CALLER_KEPT_S and (found.caller_phone or found.caller_name or found.caller_address):
            found = msgspec.structs.replace(found, caller_phone="", caller_name="", caller_address="")
            self._write(found)
        return None if found.empty else found

    def save(self, draft: Draft, now_s: float | None = None) -> bool:
        """Keep it; an empty one is forgotten. False where the disk does not take it."""
        if draft.empty:
            return self.forget()
        now_s = time.time() if now_s is None else now_s
        return self._write(msgspec.structs.replace(draft, saved_at_s=now_s))

    def forget(self) -> bool:
        """Sent or thrown away. False where the file stays."""
        try:
            self._path.unlink(missing_ok=True)
        except OSError as fault:
            log.warning("the draft %s cannot be removed: %s", self._path.name, fault.strerror)
            return False
        return True

    def _write(self, draft: Draft) -> bool:
        part = self._path.with_suffix(".part")
        try:
            self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.unlink(missing_ok=True)
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as out:
                out.write(msgspec.json.encode(draft))
                out.flush()
                os.fsync(out.fileno())
            part.replace(self._path)
        except OSError as fault:
            log.warning("the draft %s cannot be kept: %s", self._path.name, fault.strerror)
            return False
        return True
