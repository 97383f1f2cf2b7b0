"""Filters of the queue that a person kept by name, on this machine: one small file per person."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from casequeue.queue_filter import Filter

log = logging.getLogger(__name__)
MOST = 24
"""Names that one person may keep."""
NAME_LENGTH = 24


class _Kept(msgspec.Struct, omit_defaults=True):
    filters: dict[str, Filter] = {}


class SavedFilters:
    """`folder` None: kept for this session only. A file that cannot be read is set aside and said in the log."""

    def __init__(self, folder: Path | None, person_id: str) -> None:
        safe = person_id if person_id.isdigit() else "nobody"
        self._path = folder / f"filters-{safe}.json" if folder is not None else None
        self._filters = self._read()

    def names(self) -> tuple[str, ...]:
        """In the order in which they were kept."""
        return tuple(self._filters)

    def get(self, name: str) -> Filter | None:
        """One of them."""
        return self._filters.get(name)

    def put(self, name: str, kept: Filter) -> bool:
        """Keep a filter under a name, over an old one of that name. False: no name, or no room for another one."""
        name = " ".join(name.split())[:NAME_LENGTH]
        if not name or (name not in self._filters and len(self._filters) >= MOST):
            return False
        self._filters[name] = kept
        self._write()
        return True

    def drop(self, name: str) -> None:
        """Forget one."""
        if self._filters.pop(name, None) is not None:
            self._write()

    def _read(self) -> dict[str, Filter]:
        if self._path is None:
            return {}
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Kept).filters
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.MsgspecError) as fault:
            log.warning("the kept filters in %s cannot be read: %s", self._path.name, fault)
            try:
                self._path.replace(self._path.with_suffix(".unread"))
            except OSError:
                self._path = None  # kept for this session only, rather than written over what may be mended
            return {}

    def _write(self) -> None:
        if self._path is None:
            return
        fresh = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(msgspec.json.format(msgspec.json.encode(_Kept(filters=self._filters)), indent=1))
            fresh.replace(self._path)
        except OSError as fault:
            log.warning("the kept filters cannot be written: %s", fault)
