#!/usr/bin/python3
"""The RTSP server of the simulated cameras: sends encoded loops, begins every client on a key picture.

Runs on the system's python3 (Debian's gi with GStreamer's RTSP server), started by `simulator cameras`; standard
library and gi only. Talks in JSON lines.

In, first line: `{"host", "port", "cameras": [1, 2], "rate": 12.5, "user"?, "password"?}`; then for every loop
`{"camera", "profile", "path", "units", "done"}`: so many access units of the file may be sent. Out:
`{"want": [37, "sub"]}` when a client asks for a loop that is not there yet, `{"ready": PORT}`, `{"fault": TEXT}`.
A loop file holds records of `u32 length` (top bit: key picture) and bytes, little endian.

For tests a client can ask for a bad camera in the address: `?stall=4` sends nothing more after 4 s, `?freeze=4` repeats
one picture from then on, `?keyless=3` has no key picture for 3 s.
Ends when its standard input does.
"""

from __future__ import annotations

import json
import signal
import struct
import sys
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

_LENGTH = struct.Struct("<I")
_KEY = 0x80000000
GROUP = 25  # pictures from one key picture to the next
_MOST_WAITING = 1_500_000  # bytes in a client's queue before pictures are left out
_LAUNCH = (
    "( appsrc name=src is-live=true format=time stream-type=stream max-bytes=8000000 block=false "
    "caps=video/x-h264,stream-format=byte-stream,alignment=au,framerate={rate} ! "
    "rtph264pay name=pay0 pt=96 mtu=1400 )"
)


def say(**what: Any) -> None:
    """One line to the program that started this one."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class Loop:
    """The access units of one camera's profile, growing until done."""

    def __init__(self) -> None:
        self.units: list[tuple[bytes, bool]] = []
        self.usable = 0
        self.done = False
        self._path = ""
        self._offset = 0

    def grow(self, path: str, units: int, done: bool) -> None:
        """Read what was added. A file of another name replaces nothing: only the unread rest of it is read."""
        self._path = path
        with Path(path).open("rb") as file:
            file.seek(self._offset)
            while len(self.units) < units:
                head = file.read(4)
                (word,) = _LENGTH.unpack(head)
                data = file.read(word & ~_KEY)
                self.units.append((data, bool(word & _KEY)))
            self._offset = file.tell()
        self.usable, self.done = len(self.units), done


class Feed:
    """Sends one client its pictures."""

    def __init__(self, source: Any, loop: Loop, rate: float, words: dict[str, list[str]]) -> None:
        self.source, self.loop, self.rate = source, loop, rate
        self.sent = 0
        self.index = -1
        self.began = 0.0
        self.waited = 0.0
        self.skipping = False
        self.stall_s = float(words.get("stall", ["inf"])[0])
        self.freeze_s = float(words.get("freeze", ["inf"])[0])
        self.keyless_s = float(words.get("keyless", ["0"])[0])

    def push(self, now: float) -> None:
        """Send what is due."""
        if not self.loop.usable:
            return
        if self.index < 0:
            self.index, self.began = self._first(now), now
        while self.sent <= (now - self.began) * self.rate:
            if self.index >= self.loop.usable < GROUP and not self.loop.done:
                # The first pictures are still being made: later is better than the same ones again. The time that
                # passes counts in the time stamps, as with a camera that skips: they are this moment's pictures.
                pause = now - self.sent / self.rate - self.began
                self.began += pause
                self.waited += pause
                return
            self._one(self.sent / self.rate)
            self.sent += 1

    def _first(self, now: float) -> int:
        """The key picture of this moment: whoever looks at a camera sees the same of it."""
        if not self.loop.done:
            return 0
        keys = [index for index, unit in enumerate(self.loop.units) if unit[1]]
        moment = int(now * self.rate) % self.loop.usable
        return max(index for index in keys if index <= moment)

    def _one(self, at_s: float) -> None:
        if at_s >= self.stall_s:
            return
        if self.index >= self.loop.usable:
            self.index = 0
        data, key = self.loop.units[self.index]
        if at_s < self.keyless_s and key:
            data, key = _parameters(data) + self.loop.units[(self.index + 1) % self.loop.usable][0], False
        if at_s < self.freeze_s or not key:
            self.index += 1
        if at_s >= self.freeze_s and not key:
            return  # from the next key picture on, that picture again and again
        waiting = self.source.get_property("current-level-bytes")
        if waiting > _MOST_WAITING:
            self.skipping = True
        if self.skipping and not (key and waiting < _MOST_WAITING // 2):
            return
        self.skipping = False
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = buffer.dts = int((self.sent / self.rate + self.waited) * Gst.SECOND)
        buffer.duration = int(Gst.SECOND / self.rate)
        if not key:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        self.source.emit("push-buffer", buffer)


def _parameters(unit: bytes) -> bytes:
    """The parameter sets (NAL types 7 and 8) of a key unit."""
    parts = unit.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return b"".join(b"\0\0\0\1" + part for part in parts if part and part[0] & 31 in (7, 8))


class Source:
    """All loops and all clients."""

    def __init__(self, rate: float) -> None:
        self.rate = rate
        self.loops: dict[tuple[int, str], Loop] = {}
        self._feeds: dict[int, Feed] = {}
        self._lock = threading.Lock()

    def loop(self, camera: int, profile: str) -> Loop:
        """The loop of a camera's profile; asked for where it is not there."""
        with self._lock:
            loop = self.loops.setdefault((camera, profile), Loop())
        if not loop.usable:
            say(want=[camera, profile])
        return loop

    def began(self, feed: Feed, media: Any) -> None:
        """A client's media was made."""
        with self._lock:
            self._feeds[id(feed)] = feed
        media.connect("unprepared", lambda _media: self._ended(feed))

    def _ended(self, feed: Feed) -> None:
        with self._lock:
            self._feeds.pop(id(feed), None)

    def run(self) -> None:
        """Send for ever, fifty times a second."""
        while True:
            now = time.monotonic()
            with self._lock:
                feeds = list(self._feeds.values())
            for feed in feeds:
                feed.push(now)
            time.sleep(max(0.001, 0.02 - (time.monotonic() - now)))


class Factory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc]  # gi ships no types
    """One camera's profile; every client gets a pipeline of its own."""

    def __init__(self, source: Source, camera: int, profile: str) -> None:
        super().__init__()
        self._source, self._key = source, (camera, profile)
        self.set_shared(False)
        self.set_buffer_size(524_288)

    def do_gen_key(self, url: Any) -> str:
        """Never shared."""
        return f"{url.abspath}?{url.query or ''}"

    def do_create_element(self, url: Any) -> Any:
        """The client's own pipeline; what its address asked for goes along."""
        element = Gst.parse_launch(_LAUNCH.format(rate=f"{int(self._source.rate * 2)}/2"))
        element.words = parse_qs(url.query or "")
        return element

    def do_configure(self, media: Any) -> None:
        """Begin to feed it."""
        element = media.get_element()
        source = element.get_by_name_recurse_up("src")
        feed = Feed(source, self._source.loop(*self._key), self._source.rate, getattr(element, "words", {}))
        self._source.began(feed, media)


def guard(server: Any, factories: list[Factory], user: str, password: str) -> None:
    """Ask for a name and a password (digest) on every path."""
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth.add_digest(user, password, token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_role("viewer")
    for right in ("access", "construct"):
        permissions.add_permission_for_role("viewer", f"media.factory.{right}", True)
    for factory in factories:
        factory.set_permissions(permissions)


def _listen(source: Source, loop: Any) -> None:
    for line in sys.stdin:
        said = json.loads(line)
        try:
            grown = source.loops.setdefault((said["camera"], said["profile"]), Loop())
            grown.grow(said["path"], said["units"], said["done"])
        except (OSError, struct.error) as error:
            say(fault=f"{said.get('path')}: {error}")
    loop.quit()


def main() -> int:
    """0 after its standard input ended, 1 where the port is taken."""
    Gst.init(None)
    words = json.loads(sys.stdin.readline())
    source = Source(float(words["rate"]))
    server = GstRtspServer.RTSPServer()
    server.set_address(words["host"])
    server.set_service(str(words["port"]))
    server.props.backlog = 128
    pool = GstRtspServer.RTSPThreadPool()
    pool.set_max_threads(128)  # with fewer, clients are served one after another
    server.set_thread_pool(pool)
    factories = []
    for camera in words["cameras"]:
        for profile in ("main", "sub"):
            factory = Factory(source, camera, profile)
            factories.append(factory)
            server.get_mount_points().add_factory(f"/{camera}/{profile}", factory)
    if words.get("user"):
        guard(server, factories, words["user"], words.get("password", ""))
    if not server.attach(None):
        say(fault=f"port {words['port']} is taken")
        return 1
    loop = GLib.MainLoop()
    signal.signal(signal.SIGTERM, lambda *_: loop.quit())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the program that started this one decides
    GLib.timeout_add(500, lambda: True)  # lets Python see its signals
    GLib.timeout_add(1000, lambda: server.get_session_pool().cleanup() >= 0)
    threading.Thread(target=source.run, name="feeds", daemon=True).start()
    threading.Thread(target=_listen, args=(source, loop), name="orders", daemon=True).start()
    say(ready=server.get_bound_port())
    loop.run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
