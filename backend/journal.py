"""The server's log: one format for every library, as text or as JSON lines, and no secret in it.

Secrets travel in headers and bodies, which nobody logs, with one exception: a browser's socket can send no header, so
its ticket is in the address, and libraries log addresses. Scrubbing the finished line, tracebacks included, holds for
libraries that we have not read. Names, phones and texts of people are never logged: ids are.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered, for the log."""

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


class JsonFormatter(logging.Formatter):
    """One JSON object a line: at, level, from, text, request, and traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """The object; secrets are taken out before it is encoded, or a quotation mark of JSON would hide their end."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "from": record.name,
            "text": scrubbed(record.getMessage()),
        }
        if one := request_id.get():
            line["request"] = one
        if record.exc_info:
            line["traceback"] = scrubbed(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)


def begin(level: int | str = logging.INFO, *, as_json: bool = False) -> None:
    """Log to stderr from now on; called again, it changes level and form."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter() if as_json else ScrubbingFormatter(_LINE))
    logging.basicConfig(level=level, handlers=[handler], force=True)
