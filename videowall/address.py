"""Addresses of streams: which are files, where their host is, and how to print one without its password."""

from __future__ import annotations

import re
import socket
from pathlib import Path
from urllib.parse import unquote, urlsplit

_USERINFO = re.compile(r"(?<=://)[^\s'\"<>]*@")
_DEFAULT_PORT = {"rtsp": 554, "rtsps": 322, "http": 80, "https": 443}
_NETWORK = ("rtsp", "rtsps", "http", "https", "udp", "rtp", "tcp")


def scrub(text: str) -> str:
    """`text` with every user and password of an address replaced; safe to log or show."""
    return _USERINFO.sub("***@", text)


def file_of(url: str) -> Path | None:
    """The file an address names (`/clips/a.mp4`, `a.mp4`, `file:///clips/a.mp4`), or None for a network address."""
    scheme, colon, rest = url.partition(":")
    if not colon:
        return Path(url)
    if scheme.lower() == "file":
        path = rest[2:] if rest.startswith("//") else rest
        return Path(unquote(path))
    if scheme.lower() in _NETWORK or "//" in rest[:2]:
        return None
    return Path(url)


def endpoint(url: str) -> tuple[str, int] | None:
    """Host and port of a network address; None where it names none. ValueError for a port out of range."""
    parts = urlsplit(url)
    if not parts.hostname:
        return None
    return parts.hostname, parts.port or _DEFAULT_PORT.get(parts.scheme.lower(), 554)


def resolve(host: str, port: int) -> None:
    """OSError where the host's name leads nowhere."""
    socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def answers(host: str, port: int, timeout_s: float = 1.0) -> bool:
    """Whether somebody takes a TCP connection there. OSError, ConnectionRefusedError or TimeoutError say why not."""
    with socket.create_connection((host, port), timeout=timeout_s):
        return True
