"""The map page: CPU per pan frame and per second of moving vehicles, and memory, against an empty Leaflet map.

A real server with a generated city, its vehicles driven by the simulator over JT/T 808; the product's own view. The
empty map (bench/limits/leaflet.py) is panned in the same kind of window, just before, on the same machine. CPU is that
of the window's process and of the page's process together.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import psutil

_ROOT = Path(__file__).resolve().parent.parent
_SIZE = (1440, 960)
_PAN = """window.PANS = 0; window.PANNING = true;
(function step() { if (!window.PANNING) return; window.MAP.panBy([6, 2], {animate: false}); window.PANS += 1;
requestAnimationFrame(step); })();"""


_MANY = """(function () { const layer = Object.values(window.MAP._layers).find(one => one.model), model = layer.model;
const bounds = window.MAP.getBounds(), places = [];
const between = (low, high) => low + Math.random() * (high - low);
for (let n = 1; n <= 5000; n++) {
  model.store.put({kind: 'vehicle', id: 'm' + n, number: n, name: String(n), use: n % 3 ? 'sanitation' : 'muck'});
  places.push({number: n, lon: between(bounds.getWest(), bounds.getEast()), heading: n % 360, speed: 9,
    lat: between(bounds.getSouth(), bounds.getNorth())});
}
setInterval(() => { for (const place of places) place.lon += 1e-4; model.tracks.vehicle.take(places, performance.now());
  layer.now(); }, 1000); })()"""


def figures(quick: bool) -> Iterator[dict[str, Any]]:
    """Yields the figures of docs/map.md; two minutes when `quick` (a city of a quarter), else the whole city."""
    seconds = 6.0 if quick else 20.0
    with _city("0.25" if quick else "1") as town:
        empty = _measure({"seconds": seconds})
        full = _measure({"seconds": seconds, **town})
        walls = _measure({"seconds": seconds, **town, "mode": "wall"})
    yield {
        "figure": "CPU per pan frame, all layers, zoom 17",
        "value": round(full["pan_ms"], 2),
        "unit": "ms",
        "limit": round(empty["pan_ms"], 2),
        "target": "ratio <= 3.0",
        "peers": {"window": round(full["pan_window_ms"], 2), "page": round(full["pan_page_ms"], 2)},
    }
    yield {"figure": "pan frames per second", "value": round(full["pan_rate"], 1), "unit": "1/s",
           "peers": {"Leaflet, flat tiles": round(empty["pan_rate"], 1)}}  # fmt: skip
    yield {"figure": f"CPU with {full['vehicles']} vehicles live, whole city", "value": round(full["live_percent"], 1),
           "unit": "% of a core", "target": "value <= 40",
           "peers": {"Leaflet, still": round(empty["live_percent"], 1)}}  # fmt: skip
    yield {"figure": "CPU with 5,000 vehicles moving at 1 Hz, drawn at 10 Hz", "value": round(full["many_percent"], 1),
           "unit": "% of a core", "target": "value <= 100"}  # fmt: skip
    yield {"figure": "live canvas, time per drawing, 5,000 vehicles", "value": round(full["many_draw_ms"], 2),
           "unit": "ms", "target": "value <= 30"}  # fmt: skip
    yield {"figure": "CPU of a wall's map", "value": round(walls["live_percent"], 1), "unit": "% of a core",
           "target": "value <= 15"}  # fmt: skip
    yield {"figure": "live canvas, time per drawing", "value": round(full["draw_ms"], 2), "unit": "ms",
           "target": "value <= 8"}  # fmt: skip
    yield {"figure": "load to drawn", "value": round(full["drawn_s"], 2), "unit": "s", "target": "value <= 5"}
    yield {"figure": "memory (PSS) window and page", "value": round(full["pss_mb"]), "unit": "MB",
           "limit": round(empty["pss_mb"])}  # fmt: skip
    yield {"figure": "errors on the console", "value": full["errors"] + walls["errors"], "unit": "",
           "target": "value <= 0"}  # fmt: skip


@contextmanager
def _city(scale: str) -> Iterator[dict[str, Any]]:
    """A server with a city of this scale and its vehicles: {api, token, profile}."""
    from tests.backend.server import PASSWORD, running

    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="citywall-bench-")))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            gateway = probe.getsockname()[1]
        data = folder / "data"
        data.mkdir()
        server = stack.enter_context(running(data, environ={"CITYWALL_JT808__PORT": str(gateway)}))
        admin = server.admin()
        key = data / "credentials" / "admin.json"
        key.parent.mkdir(mode=0o700)
        key.touch(mode=0o600)
        key.write_text(json.dumps({"username": "admin", "password": PASSWORD}))
        environ = os.environ | {"CITYWALL_DATA": str(data)}
        town = str(folder / "city")
        for words in (
            ["simulator", "generate", town, "--scale", scale],
            ["backend_client.importing", "city", town, "--url", server.url],
        ):
            subprocess.run([sys.executable, "-m", *words], cwd=_ROOT, env=environ, check=True, capture_output=True)
        words = ["simulator", "live", town, "--api", server.url, "--jt808", f"127.0.0.1:{gateway}", "--speed", "20"]
        people = subprocess.Popen(
            [sys.executable, "-m", *words],
            cwd=_ROOT,
            env=environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        stack.callback(people.wait, 20)
        stack.callback(people.send_signal, signal.SIGTERM)
        profile = admin.request("GET", "/api/profile").json()
        yield {"api": server.url, "token": admin.token, "bounds": profile["bounds"]}


def _measure(task: dict[str, Any]) -> dict[str, Any]:
    environ = {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software", **os.environ}
    if os.geteuid() == 0:
        environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    words = [sys.executable, "-m", "bench.map_live"]
    done = subprocess.run(
        words, input=json.dumps(task), cwd=_ROOT, env=environ, capture_output=True, text=True, timeout=200, check=False
    )
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


class _Window:
    """One window with a page, and what it costs."""

    def __init__(self, task: dict[str, Any]) -> None:
        from mapview import scheme

        scheme.register_scheme()
        from PySide6.QtWidgets import QApplication

        self.app = QApplication([])
        self.seconds = float(task["seconds"])
        self.view: Any
        self.errors: Any = ()
        self.state: dict[str, Any] = {}
        self.folder: Path | None = None
        if "api" in task:
            self._open_map(task)
        else:
            self._open_empty()

    def _open_map(self, task: dict[str, Any]) -> None:
        from PySide6.QtGui import QColor

        from mapview.bridge import Bridge
        from mapview.layers import Layers
        from mapview.page import MapView
        from panelkit.tokens import DARK

        mode = task.get("mode", "desk")
        west, south, east, north = task["bounds"]
        self.center = {"lon": (west + east) / 2, "lat": (south + north) / 2}
        config = {key: task[key] for key in ("api", "token", "bounds")} | {
            "colors": DARK, "theme": "dark", "language": "zh", "mode": mode, "type": 1.0 if mode == "desk" else 1.5,
            "layers": Layers.usual(mode).for_page(), "selection": {}, "view": None,
        }  # fmt: skip
        self.bridge = Bridge(config)
        self.view = MapView(self.bridge, task["api"], QColor(DARK["m-land"]))
        self.view.state_read.connect(self.state.update)
        self.errors = self.view.errors
        self._show()

    def _open_empty(self) -> None:
        from bench.limits import leaflet
        from mapview.setup_page import VENDOR

        self.folder = Path(tempfile.mkdtemp(prefix="citywall-bench-"))
        for name in ("leaflet.js", "leaflet.css"):
            shutil.copyfile(VENDOR / name, self.folder / name)
        self.view = leaflet.open_in(self.folder)
        self._show()

    def _show(self) -> None:
        self.view.resize(*_SIZE)
        self.view.show()

    def spin(self, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
        from PySide6.QtTest import QTest

        began = time.monotonic()
        while time.monotonic() - began < seconds and not until():
            QTest.qWait(20)
        return time.monotonic() - began

    def ask(self, script: str) -> Any:
        answers: list[Any] = []
        (self.view.run if self.folder is None else self.view.page().runJavaScript)(script, answers.append)
        self.spin(10, lambda: bool(answers))
        return answers[0] if answers else None

    def cpu(self) -> tuple[float, float]:
        """Seconds of the window's process, and of the page's."""
        pid = self.view.render_pid() if self.folder is None else self.view.page().renderProcessPid()
        mine, page = psutil.Process().cpu_times(), psutil.Process(pid).cpu_times()
        return mine.user + mine.system, page.user + page.system

    def drawn(self) -> bool:
        if self.folder is not None:
            return bool(self.ask("!!window.MAP"))
        self.view.read_state()
        painted = self.state.get("drawn", {})
        return bool(painted.get("tiles") and not painted["waiting"] and self.state["seq"] is not None)

    def _watch(self, said: dict[str, Any], percent: str, draw_ms: str) -> None:
        """CPU of a while without touching anything, and the time of each drawing in it."""
        before, frames, busy = self.cpu(), self.state.get("frames", 0), self.state.get("busy_ms", 0)
        wall_s = self.spin(self.seconds)
        said[percent] = (sum(self.cpu()) - sum(before)) / wall_s * 100
        if self.folder is None:
            self.drawn()
            self.spin(0.3)
            said[draw_ms] = (self.state["busy_ms"] - busy) / max(self.state["frames"] - frames, 1)

    def measure(self) -> dict[str, Any]:
        drawn_s = self.spin(30, self.drawn)
        said: dict[str, Any] = {"drawn_s": drawn_s}
        if self.folder is None:
            self.spin(40, lambda: bool(self.drawn() and self.state["vehicles"] and self.state["moving"]))
        self.spin(2)
        self._watch(said, "live_percent", "draw_ms")
        if self.folder is None:
            said["vehicles"] = self.state["vehicles"]
            self.bridge.want_view(**self.center, zoom=17)
            self.spin(3)
        self.ask("window.MAP.setZoom(17)")
        before = self.cpu()
        self.ask(_PAN)
        wall_s = self.spin(self.seconds)
        pans = max(self.ask("window.PANNING = false; window.PANS") or 0, 1)
        window_s, page_s = (after - was for after, was in zip(self.cpu(), before, strict=True))
        said |= {"pan_ms": (window_s + page_s) * 1000 / pans, "pan_rate": pans / wall_s,
                 "pan_window_ms": window_s * 1000 / pans, "pan_page_ms": page_s * 1000 / pans}  # fmt: skip
        if self.folder is None:
            self.bridge.want_view(home=True)
            self.spin(2)
            self.ask(_MANY)
            self.spin(2)
            self._watch(said, "many_percent", "many_draw_ms")
        root = psutil.Process()
        said["pss_mb"] = sum(p.memory_full_info().pss for p in (root, *root.children(recursive=True))) / 1e6
        said["errors"] = len(self.errors)
        return said


def main() -> int:
    """One window: the task on stdin, what it cost on stdout."""
    window = _Window(json.loads(sys.stdin.read()))
    print(json.dumps(window.measure()), flush=True)
    if window.folder is not None:
        shutil.rmtree(window.folder, ignore_errors=True)
    os._exit(0)  # the order in which Python and Qt take Chromium apart is no part of what is measured


if __name__ == "__main__":
    sys.exit(main())
