"""The dialogs that are open, on disk: a gateway that was killed hangs up, when it is back, on poles it left in a call.

One line of JSON per step, appended and flushed to the kernel before the step is taken: it outlives the process. When
no dialog is open the file starts anew.
"""

from __future__ import annotations

import logging
import os
from pathlib import Path

import msgspec

log = logging.getLogger(__name__)


class Dialog(msgspec.Struct, frozen=True, kw_only=True):
    """What it takes to end a call (RFC 3261, 12). `early`: not answered yet, only a CANCEL can end it."""

    call_id: str
    sender: str  # From, with our tag
    to: str  # To, with the peer's tag once answered
    target: str  # where requests go
    branch: str  # of the INVITE
    cseq: int
    host: str
    port: int
    routes: tuple[str, ...] = ()
    early: bool = True


class _Line(msgspec.Struct, frozen=True, omit_defaults=True):
    port: int = 0  # our own SIP port
    open: Dialog | None = None
    closed: str = ""


class Journal:
    """`left` are the dialogs that an earlier life did not end, `left_port` its SIP port (0: none)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self.left_port, self.left = _read(path)
        self._open = {dialog.call_id for dialog in self.left}
        self._port = 0
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def serving(self, port: int) -> None:
        """Our SIP port, which late answers of poles come back to."""
        self._port = port
        self._write(_Line(port=port))

    def opened(self, dialog: Dialog) -> None:
        """A call is about to begin, or was answered."""
        self._open.add(dialog.call_id)
        self._write(_Line(open=dialog))

    def closed(self, call_id: str) -> None:
        """A call is over on both sides."""
        if call_id not in self._open:
            return
        self._open.discard(call_id)
        self._write(_Line(closed=call_id))
        if not self._open:
            os.ftruncate(self._file, 0)
            self._write(_Line(port=self._port))

    def close(self) -> None:
        """Release the file."""
        os.close(self._file)

    def _write(self, line: _Line) -> None:
        try:
            os.write(self._file, msgspec.json.encode(line) + b"\n")
        except OSError as error:  # a full disk must not silence a pole
            log.error("dialog journal %s: %s", self._path, error.strerror)


def _read(path: Path) -> tuple[int, list[Dialog]]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        return 0, []
    port, found = 0, dict[str, Dialog]()
    for text in lines:
        try:
            line = msgspec.json.decode(text, type=_Line)
        except msgspec.DecodeError:
            continue  # the end of the file, or the line that the power failure cut
        port = line.port or port
        if line.open is not None:
            found[line.open.call_id] = line.open
        found.pop(line.closed, None)
    return port, list(found.values())
