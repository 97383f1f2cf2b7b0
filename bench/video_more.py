"""The lines of `bench video` beyond 9 and 16 tiles: many tiles, mains with subs, glass to glass, keys, reconnects,
the lying-camera kit, and a peer in the same run."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil

_ROOT = Path(__file__).resolve().parent.parent


def figures(quick: bool, source: Any) -> Iterator[dict[str, Any]]:
    """`source`: the RTSP server of `video_live`."""
    seconds = 8.0 if quick else 30.0
    for count in (36,) if quick else (36, 64):
        shown = _child("many", str(seconds), *source.urls(count))
        late = 20 if count == 36 else 30
        yield _figure(f"slowest tiles (p5), {count} tiles at 15/s", shown["p5"], "pictures/s", "value >= 13.5")
        yield _figure(f"GUI timer late, p99, {count} tiles", shown["timer_ms"], "ms", f"value <= {late}")
        yield _figure(f"all {count} first pictures", shown["all_s"], "s", "value <= 2.5")
        yield _figure(f"memory (PSS) window and workers, {count} tiles", shown["pss_mb"], "MB", "value <= 400")
    mains = [f"rtsp://127.0.0.1:{source.port}/full/{n}" for n in range(1, 7)]
    shown = _child("mixed", str(seconds), *mains, *source.urls(16))
    yield _figure("6 mains 1080p25 and 16 subs", shown["cores"], "cores", "value <= 1.5")
    glass = _child("glass", str(seconds), *source.urls(15))
    yield _figure("glass to glass (drawn to painted), p50, 16 tiles", glass["p50_ms"], "ms", "value <= 135")
    yield _figure("glass to glass (drawn to painted), p95, 16 tiles", glass["p95_ms"], "ms", "value <= 180")
    key = _child("keys", "6" if quick else "40", *source.urls(16))
    yield _figure("key press to picture of a camera that is open, p95", key["warm_s"], "s", "value <= 0.3")
    yield _figure("key press to picture of a camera that is not, p95", key["cold_s"], "s", "value <= 1.0")
    grown = _child("reconnect", "20" if quick else "200", *source.urls(16))
    yield _figure("memory grown by reconnects, 16 tiles", grown["grown_mb"], "MB", "value <= 2")
    yield _figure("threads and descriptors more", grown["more"], "", "value <= 0")
    yield from _peer(source.urls(16), seconds)
    yield from _kit(quick)


def _figure(figure: str, value: float | None, unit: str, target: str) -> dict[str, Any]:
    rounded = None if value is None else round(value, 2)
    return {"figure": figure, "value": rounded, "unit": unit, "target": target}


def _child(*words: str) -> dict[str, float]:
    argv = [sys.executable, "-m", "bench.video_rooms", *words]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=600, check=True, cwd=_ROOT)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _peer(urls: list[str], seconds: float) -> Iterator[dict[str, Any]]:
    """One program a stream, without a window: what of it decodes and converts is counted, its painting is not."""
    programs = {
        "mpv": ["mpv", "--no-config", "--vo=null", "--ao=null", "--rtsp-transport=tcp", "--profile=low-latency"],
        "ffplay": ["ffplay", "-loglevel", "quiet", "-rtsp_transport", "tcp", "-fflags", "nobuffer"],
    }
    for name, words in programs.items():
        if shutil.which(words[0]) is None:
            yield {"figure": f"CPU per picture, sixteen {name}", "value": None, "unit": "not installed here"}
            continue
        environment = {"SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy", "PATH": "/usr/bin:/bin"}
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        began = [subprocess.Popen([*words, url], env=environment, **quiet) for url in urls]  # type: ignore[call-overload]
        try:
            time.sleep(6)
            watched = [psutil.Process(one.pid) for one in began if one.poll() is None]
            before = sum(sum(one.cpu_times()[:2]) for one in watched)
            time.sleep(seconds)
            cpu_s = sum(sum(one.cpu_times()[:2]) for one in watched) - before
        finally:
            for one in began:
                one.kill()
                one.wait()
        yield {
            "figure": f"CPU per picture at 15/s, sixteen {name} (no window)",
            "value": round(cpu_s * 1000 / (len(watched) * 15 * seconds), 3) if watched else None,
            "unit": "ms",
        }


def _kit(quick: bool) -> Iterator[dict[str, Any]]:
    """Twelve lies and healthy real-clip tiles beside them, judged by pictures of the wall."""
    with tempfile.TemporaryDirectory(prefix="citywall-kit-") as folder:
        seconds = "110" if quick else "3700"
        words = [sys.executable, "-m", "bench.lying.ours", folder, "--seconds", seconds, "--onset", "40"]
        words += ["--healthy", "3" if quick else "16"]
        done = subprocess.run(words, capture_output=True, text=True, timeout=4000, check=True, cwd=_ROOT)
        found = json.loads(done.stdout.splitlines()[-1])
    clips = "real clips" if found["real_clips"] else "a drawn city: ../shared/realdata/video is missing"
    yield _figure("lies marked in time, of 12", found["marked"], "", "value >= 12")
    figure = f"false marks on {found['healthy']} healthy tiles ({clips}) in {seconds} s"
    yield _figure(figure, found["false_marks"], "", "value <= 0")
