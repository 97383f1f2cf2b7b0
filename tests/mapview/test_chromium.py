"""The same page in a plain Chromium, without Qt: settings come from boot.json, and the console stays clean."""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from websockets.sync.client import ClientConnection, connect

from mapview import scheme
from mapview.layers import Layers
from panelkit.tokens import DARK
from tests.mapview.conftest import City

_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next((path for name in _NAMES if (path := shutil.which(name))), None)
pytestmark = [pytest.mark.slow, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]


class _Files(http.server.SimpleHTTPRequestHandler):
    """The page's folder and boot.json, with the page's own policy."""

    boot: dict[str, Any] = {}

    def do_GET(self) -> None:
        name = self.path.lstrip("/") or "index.html"
        body = json.dumps(self.boot).encode() if name == "boot.json" else scheme.file_of(name)
        self.send_response(404 if body is None else 200)
        kinds = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".json": "application/json"}
        self.send_header("Content-Type", kinds.get(Path(name).suffix, "text/plain"))
        self.send_header("Content-Security-Policy", scheme.policy(self.boot["api"]))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_words: object) -> None:
        """Quiet."""


class _Tab:
    """One tab over the DevTools protocol."""

    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.errors: list[str] = []
        self.number = 0

    def ask(self, method: str, **params: Any) -> Any:
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": params}))
        while True:
            message = json.loads(self.socket.recv(timeout=20))
            if message.get("id") == self.number:
                return message.get("result")
            if message.get("method") == "Runtime.exceptionThrown":
                self.errors.append(str(message["params"]["exceptionDetails"]))
            if message.get("method") == "Log.entryAdded" and message["params"]["entry"]["level"] == "error":
                self.errors.append(message["params"]["entry"]["text"] + " " + message["params"]["entry"].get("url", ""))

    def state(self) -> dict[str, Any]:
        answer = self.ask("Runtime.evaluate", expression="JSON.stringify(window.STATE || {})")
        return dict(json.loads(answer["result"]["value"]))


@pytest.fixture
def files(city: City) -> Iterator[http.server.ThreadingHTTPServer]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", city.page_port), _Files)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_the_page_needs_no_qt(city: City, files: http.server.ThreadingHTTPServer, tmp_path: Path) -> None:
    admin = city.server.log_in("admin")
    profile = admin.request("GET", "/api/profile").json()
    here = f"http://127.0.0.1:{files.server_port}"
    _Files.boot = {
        "api": city.server.url, "token": admin.token, "bounds": profile["bounds"], "colors": DARK, "theme": "dark",
        "language": "zh", "mode": "desk", "type": 1, "layers": Layers.usual("desk").for_page(), "selection": {},
    }  # fmt: skip
    assert CHROMIUM is not None
    words = [CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0",
             f"--user-data-dir={tmp_path}", "--no-first-run", "about:blank"]  # fmt: skip
    browser = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        with connect(_address(tmp_path), max_size=None) as socket:
            tab = _Tab(socket)
            for domain in ("Runtime", "Log", "Page"):
                tab.ask(f"{domain}.enable")
            tab.ask("Page.navigate", url=here)
            state = _until_drawn(tab)
        assert state["base"]
        assert state["drawn"]["failed"] == 0
        assert state["cases"] > 0
        assert tab.errors == []
    finally:
        browser.terminate()
        browser.wait(15)


def _address(profile: Path) -> str:
    place = profile / "DevToolsActivePort"
    end = time.monotonic() + 20
    while time.monotonic() < end:
        if place.exists() and len(lines := place.read_text().split()) >= 2:
            pages = requests.get(f"http://127.0.0.1:{lines[0]}/json/list", timeout=5).json()
            if found := [page for page in pages if page["type"] == "page"]:
                return str(found[0]["webSocketDebuggerUrl"])
        time.sleep(0.1)
    raise AssertionError("Chromium did not start")


def _until_drawn(tab: _Tab) -> dict[str, Any]:
    end = time.monotonic() + 40
    state: dict[str, Any] = {}
    while time.monotonic() < end:
        state = tab.state()
        drawn = state.get("drawn", {})
        if (
            state.get("link") == "current"
            and drawn.get("features", 0) > 100
            and not drawn["waiting"]
            and state["vehicles"]
        ):
            return state
        time.sleep(0.2)
    raise AssertionError(f"not drawn: {state} {tab.errors}")
