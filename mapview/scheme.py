"""`wall://app`: the page's files under an origin of their own. Static files only; everything else is the server's.

The handler runs on the GUI thread, so it reads small files and nothing more.
"""

from __future__ import annotations

import mimetypes
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QBuffer, QByteArray, QFile, QIODevice, QObject
from PySide6.QtWebEngineCore import QWebEngineProfile, QWebEngineUrlRequestJob, QWebEngineUrlScheme
from PySide6.QtWebEngineCore import QWebEngineUrlSchemeHandler as SchemeHandler

SCHEME: Final = b"wall"
ORIGIN: Final = "wall://app"
PAGE: Final = Path(__file__).resolve().parent / "page"
_CHANNEL: Final = "vendor/qwebchannel.js"
_SERVED: Final = ("index.html", "page.css", "src/", "vendor/")
_TYPES: Final = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}


def register_scheme() -> None:
    """Make `wall://` known to Chromium. Before the QApplication; a second call does nothing."""
    if QWebEngineUrlScheme.schemeByName(SCHEME).name() == SCHEME:
        return
    scheme = QWebEngineUrlScheme(SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flags = QWebEngineUrlScheme.Flag
    scheme.setFlags(flags.SecureScheme | flags.CorsEnabled | flags.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)


def policy(base_url: str) -> str:
    """The page's Content-Security-Policy: own files, and this one server."""
    socket = base_url.replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self' {base_url} {socket}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


class PageFiles(SchemeHandler):
    """Answers `wall://app/...` from the page folder; anything else is not found."""

    def __init__(self, base_url: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._policy = policy(base_url).encode()

    def requestStarted(self, job: QWebEngineUrlRequestJob) -> None:
        """One file, whole."""
        if bytes(job.requestMethod().data()) != b"GET" or job.requestUrl().host() != "app":
            job.fail(QWebEngineUrlRequestJob.Error.RequestDenied)
            return
        name = job.requestUrl().path().lstrip("/") or "index.html"
        body = file_of(name)
        if body is None:
            job.fail(QWebEngineUrlRequestJob.Error.UrlNotFound)
            return
        headers: Any = {  # PySide6 takes several values per name; its stub knows one
            QByteArray(b"Content-Security-Policy"): [QByteArray(self._policy)],
            QByteArray(b"X-Content-Type-Options"): [QByteArray(b"nosniff")],
            QByteArray(b"Cache-Control"): [QByteArray(b"no-cache")],
        }
        job.setAdditionalResponseHeaders(headers)
        buffer = QBuffer(job)
        buffer.setData(QByteArray(body))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
        job.reply(QByteArray(kind.encode()), buffer)


def file_of(name: str) -> bytes | None:
    """The bytes of a file of the page; None for everything else."""
    if name == _CHANNEL:
        file = QFile(":/qtwebchannel/qwebchannel.js")
        return bytes(file.readAll().data()) if file.open(QIODevice.OpenModeFlag.ReadOnly) else None
    if not name.startswith(_SERVED) or ".." in name.split("/"):
        return None
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        return None
    return path.read_bytes()


def install(profile: QWebEngineProfile, base_url: str) -> PageFiles:
    """Serve the page in this profile; keep what is returned."""
    files = PageFiles(base_url, profile)
    profile.installUrlSchemeHandler(QByteArray(SCHEME), files)
    return files
