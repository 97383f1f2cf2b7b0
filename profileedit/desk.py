"""What is being changed in a profile outlives its panel: kept in memory and, for a wall that ends, on this machine."""

from __future__ import annotations

import contextlib
import logging
import os
import zlib
from pathlib import Path

import msgspec

from contract.profile_files.schema import Row
from contract.profile_files.wire import ProfileTables
from profileedit.sheet import Sheet

log = logging.getLogger(__name__)
_Tables = dict[str, tuple[Row, ...]]


Place = tuple[str, int, int]
"""Table, row and column."""
_places: dict[str, Place] = {}


class _Kept(msgspec.Struct, frozen=True):
    given: ProfileTables
    tables: _Tables


class EditDesk:
    """One person's unfinished changes. `folder` is this machine's; without one they live as long as the program."""

    def __init__(self, folder: Path | None, person_id: str) -> None:
        self.folder, self._who = folder, person_id
        self._file = folder / f"profile-{person_id}.draft" if folder is not None else None

    @property
    def place(self) -> Place:
        """Where the cursor was: a new profile makes every panel of the wall anew."""
        return _places.get(self._who, ("settings", 0, 1))

    @place.setter
    def place(self, place: Place) -> None:
        _places[self._who] = place

    def load(self) -> Sheet | None:
        """What was left, or None. A file that cannot be read is put aside."""
        if self._file is None or not self._file.is_file():
            return None
        try:
            kept = msgspec.json.decode(zlib.decompress(self._file.read_bytes()), type=_Kept)
        except (OSError, zlib.error, msgspec.DecodeError) as fault:
            log.warning("unfinished changes of the profile cannot be read: %s", fault)
            with contextlib.suppress(OSError):
                self._file.rename(self._file.with_suffix(".unreadable"))
            return None
        sheet = Sheet(kept.given)
        sheet.replace(kept.tables)
        return sheet

    def keep(self, sheet: Sheet | None) -> None:
        """Keep what is unfinished, or forget it. A full disk keeps nobody from editing."""
        if self._file is None:
            return
        try:
            if sheet is None or not sheet.is_changed:
                self._file.unlink(missing_ok=True)
                return
            given = ProfileTables(version=sheet.version, base=sheet.base, tables=sheet.original)
            tables = {name: sheet.rows(name) for name in sheet.original}
            data = zlib.compress(msgspec.json.encode(_Kept(given, tables)))
            self._file.parent.mkdir(parents=True, exist_ok=True)
            scratch = self._file.with_suffix(".part")
            with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
                out.write(data)
            scratch.replace(self._file)
        except OSError as fault:
            log.warning("unfinished changes of the profile cannot be kept: %s", fault.strerror)
