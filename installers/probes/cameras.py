"""Asks each camera that is entered whether it answers: resolved, connected, and what it says to RTSP DESCRIBE.

No picture is taken, no password is printed. Cameras are read from the database file, so that the doctor works while the
server is down.
"""

from __future__ import annotations

import json
import socket
import sqlite3
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from installers.findings import Finding, Level, Words

_TIMEOUT_S = 3.0
_LISTED = 10
_WORDS: dict[str, Words] = {
    "200": Words("answers", "有应答"),
    "401": Words("wants a log-in or refuses this one", "要求登录，或拒绝此用户名密码"),
    "404": Words("has no such stream", "没有这一路"),
    "unresolved": Words("its name is not resolved", "地址解析不到"),
    "refused": Words("its port is closed", "端口未开"),
    "silent": Words("does not answer within 3 s", "3 秒内不应答"),
    "not_rtsp": Words("answers, but not RTSP", "有应答，但不是 RTSP"),
}


def ask(url: str) -> str:
    """One of the keys of `_WORDS`, or another RTSP status code."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 554
    bare = parts._replace(netloc=f"{host}:{port}").geturl()
    request = f"DESCRIBE {bare} RTSP/1.0\r\nCSeq: 1\r\nAccept: application/sdp\r\nUser-Agent: CityWall doctor\r\n\r\n"
    try:
        with socket.create_connection((host, port), timeout=_TIMEOUT_S) as connection:
            connection.settimeout(_TIMEOUT_S)
            connection.sendall(request.encode())
            words = connection.recv(200).decode("latin-1").split()
    except socket.gaierror:
        return "unresolved"
    except ConnectionRefusedError:
        return "refused"
    except OSError:
        return "silent"
    return words[1] if len(words) > 1 and words[0].startswith("RTSP/") else "not_rtsp"


def _entered(folder: Path) -> list[tuple[int, str, str]]:
    path = folder / "citywall.db"
    if not path.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)) as connection:
            rows = connection.execute("SELECT body FROM entities WHERE kind = 'camera'").fetchall()
    except sqlite3.Error:
        return []
    bodies = [json.loads(body) for (body,) in rows]
    cameras = [(body["number"], body["name"], body.get("sub_url") or body.get("main_url") or "") for body in bodies]
    return sorted(camera for camera in cameras if camera[2].startswith("rtsp://"))


def cameras(folder: Path) -> Iterator[Finding]:
    """A sum, then each camera that does not answer (ten are named)."""
    subject = Words("Cameras", "摄像机")
    entered = _entered(folder)
    if not entered:
        yield Finding(
            subject,
            Level.LOOK,
            Words("none entered", "尚未录入"),
            Words("./citywall import cameras FILE", "./citywall import cameras FILE"),
        )
        return
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(ask, [url for _, _, url in entered]))
    good = Counter(answers)["200"]
    yield Finding(
        subject,
        Level.GOOD if good == len(entered) else Level.LOOK,
        Words(f"{good} of {len(entered)} answer", f"{len(entered)} 路中 {good} 路应答"),
    )
    silent = [(camera, answer) for camera, answer in zip(entered, answers, strict=True) if answer != "200"]
    for (number, name, _), answer in silent[:_LISTED]:
        what = _WORDS.get(answer) or Words(f"answers {answer}", f"应答 {answer}")
        yield Finding(Words(f"Camera {number} {name}", f"摄像机 {number} {name}"), Level.LOOK, what)
    if len(silent) > _LISTED:
        rest = len(silent) - _LISTED
        yield Finding(subject, Level.LOOK, Words(f"{rest} more do not answer", f"另有 {rest} 路无应答"))
