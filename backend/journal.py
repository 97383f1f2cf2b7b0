"""The server's log: one line format for every library, and no secret in it.

Secrets travel in headers and bodies, which nobody logs, with one exception: a browser's socket can send no header, so
its ticket is in the address, and libraries log addresses. Scrubbing the finished line, tracebacks included, holds for
libraries that we have not read.
"""

from __future__ import annotations

import logging
import re

_LINE = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_IN_QUERY = re.compile(r"(?i)\b((?:setup_)?token|ticket|password)=[^&\s\"'<>]+")
_IN_HEADER = re.compile(r"(?i)\bbearer\s+[A-Za-z0-9._~+/=-]{8,}")
_IN_ADDRESS = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://[^\s:/@]*):[^\s/@]+@")


def scrubbed(text: str) -> str:
    """`text` without tickets, tokens and passwords of addresses and headers."""
    text = _IN_QUERY.sub(r"\1=***", text)
    text = _IN_HEADER.sub("Bearer ***", text)
    return _IN_ADDRESS.sub(r"\1:***@", text)


class ScrubbingFormatter(logging.Formatter):
    """Formats a record, then takes the secrets out."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, and the traceback where there is one."""
        return scrubbed(super().format(record))


def begin(level: int = logging.INFO) -> None:
    """Log to stderr from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(ScrubbingFormatter(_LINE))
    logging.basicConfig(level=level, handlers=[handler])
