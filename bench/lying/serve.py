#!/usr/bin/python3
"""Serves the kit's streams over RTSP, on the system's python3 with gi: whatever comes in is sent to whoever looks.

Standard input: for each picture a head `<H?dI` (stream's number, whether it is a key picture, its time stamp in
seconds, bytes) and an H.264 access unit. Addresses: rtsp://127.0.0.1:PORT/NAME for each name of the command line.
Prints `ready {"port": N}`. Ends when its input closes.
"""

import argparse
import json
import os
import struct
import sys
import threading
from typing import Any

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

Gst.init(None)
HEAD = struct.Struct("<H?dI")


class Factory(GstRtspServer.RTSPMediaFactory):  # type: ignore[misc]
    """One camera; each client has a pipeline of its own and begins with a key picture."""

    def __init__(self) -> None:
        super().__init__()
        self.lock = threading.Lock()
        self.viewers: dict[
            Any, float | None
        ] = {}  # appsrc -> the time stamp it began with, None before its first key picture
        self.set_shared(False)

    def do_create_element(self, _url: object) -> Any:
        return Gst.parse_launch(
            "( appsrc name=src is-live=true format=time max-bytes=2000000 "
            "caps=video/x-h264,stream-format=byte-stream,alignment=au ! "
            "h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )"
        )

    def do_configure(self, media: Any) -> None:
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        media.set_rate_control(False)  # when a picture goes out is the renderer's to say, whatever its stamp is
        source = media.get_element().get_by_name_recurse_up("src")
        with self.lock:
            self.viewers[source] = None
        media.connect("unprepared", lambda _media: self.gone(source))

    def gone(self, source: Any) -> None:
        with self.lock:
            self.viewers.pop(source, None)

    def send(self, key: bool, stamp: float, data: bytes) -> None:
        with self.lock:
            viewers = list(self.viewers.items())
        for source, began in viewers:
            if began is None:
                if not key:
                    continue
                began = self.viewers[source] = stamp
            buffer = Gst.Buffer.new_wrapped(data)
            buffer.pts = buffer.dts = max(0, round((stamp - began) * Gst.SECOND))
            if not key:
                buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
            if source.emit("push-buffer", buffer) not in (Gst.FlowReturn.OK, Gst.FlowReturn.FLUSHING):
                self.gone(source)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="0")
    parser.add_argument("names", nargs="+")
    options = parser.parse_args()
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(options.port)
    pool = GstRtspServer.RTSPThreadPool()
    pool.set_max_threads(96)
    server.set_thread_pool(pool)
    factories = [Factory() for _ in options.names]
    for name, factory in zip(options.names, factories, strict=True):
        server.get_mount_points().add_factory(f"/{name}", factory)
    if not server.attach(None):
        sys.exit(f"port {options.port} is taken")
    loop = GLib.MainLoop()
    GLib.timeout_add(1000, lambda: server.get_session_pool().cleanup() >= 0)

    def read() -> None:
        pipe = sys.stdin.buffer
        while len(head := pipe.read(HEAD.size)) == HEAD.size:
            number, key, stamp, size = HEAD.unpack(head)
            factories[number].send(key, stamp, pipe.read(size))
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    sys.stdout.write("ready " + json.dumps({"port": server.get_bound_port()}) + "\n")
    sys.stdout.flush()
    loop.run()


if __name__ == "__main__":
    main()
