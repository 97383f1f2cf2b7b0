#!/usr/bin/python3
"""An RTSP server for the tests, on the system's python3 with gi: encodes once, sends the same units to each client.

    /cam/N   640x360@15, key frame each 2 s, begins on one      /large/N  1280x720@15
    /h265/1  640x360@15 in H.265, with --h265                 /film/1  an H.264 film as it is, with --film
    /slow/N  no key frame for the first 3 seconds                /never/N  never a key frame
    /full/N  1920x1080@25, where asked for (--full)
    /cam/1 of the port `guarded` asks for a password (guard, s3cret); anything else: 404

Prints `ready {"port": N, "guarded": M}`. Ends on SIGTERM, or when its standard input closes.
"""

import argparse
import json
import signal
import sys
import threading

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstApp", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)
FPS = 15
GOP = 30


H264 = (
    "x264enc speed-preset=veryfast tune=zerolatency bitrate=700 sliced-threads=false "
    f"key-int-max={GOP} bframes=0 option-string=scenecut=0 ! video/x-h264,profile=main"
)
H265 = f"x265enc speed-preset=ultrafast tune=zerolatency bitrate=700 key-int-max={GOP} option-string=scenecut=0"


def encode(width, height, pattern, coder=H264, kind="h264"):
    """Two GOPs of access units as (bytes, is_key)."""
    pipeline = Gst.parse_launch(
        f"videotestsrc num-buffers={GOP * 2} pattern={pattern} animation-mode=frames ! "
        f"video/x-raw,format=I420,width={width},height={height},framerate={FPS}/1 ! "
        f"{coder} ! {kind}parse config-interval=-1 ! "
        f"video/x-{kind},stream-format=byte-stream,alignment=au ! appsink name=out sync=false"
    )
    return units_of(pipeline)


def film(path):
    """The access units of an H.264 film."""
    return units_of(
        Gst.parse_launch(
            f'filesrc location="{path}" ! qtdemux ! h264parse config-interval=-1 ! '
            "video/x-h264,stream-format=byte-stream,alignment=au ! appsink name=out sync=false"
        )
    )


def units_of(pipeline):
    """What a pipeline puts out, as (bytes, is_key)."""
    out = pipeline.get_by_name("out")
    pipeline.set_state(Gst.State.PLAYING)
    units = []
    while (sample := out.emit("pull-sample")) is not None:
        buffer = sample.get_buffer()
        units.append((buffer.extract_dup(0, buffer.get_size()), not buffer.has_flags(Gst.BufferFlags.DELTA_UNIT)))
    pipeline.set_state(Gst.State.NULL)
    return units


def parameters(unit):
    """The parameter sets (NAL types 7 and 8) of a key unit."""
    parts = unit.replace(b"\0\0\0\1", b"\0\0\1").split(b"\0\0\1")
    return b"".join(b"\0\0\0\1" + part for part in parts if part and part[0] & 31 in (7, 8))


class Feed:
    """Sends one client the units, again and again."""

    def __init__(self, appsrc, units, keyless_s, fps=FPS):
        self.units, self.keyless, self.fps = units, keyless_s * fps, fps
        self.n = 0
        appsrc.connect("need-data", self.need)

    def need(self, appsrc, _length):
        data, key = self.units[self.n % len(self.units)]
        if key and self.n < self.keyless:
            # As a camera joined between two key frames: its parameters are known, its pictures are not.
            data, key = parameters(data) + self.units[(self.n + 1) % len(self.units)][0], False
        buffer = Gst.Buffer.new_wrapped(data)
        buffer.pts = buffer.dts = self.n * Gst.SECOND // self.fps
        buffer.duration = Gst.SECOND // self.fps
        if not key:
            buffer.set_flags(Gst.BufferFlags.DELTA_UNIT)
        self.n += 1
        appsrc.emit("push-buffer", buffer)


class Factory(GstRtspServer.RTSPMediaFactory):
    """One kind of stream; every client gets a pipeline of its own."""

    def __init__(self, units, keyless_s=0.0, kind="h264", fps=FPS):
        super().__init__()
        self.fps = fps
        self.units, self.keyless_s, self.kind = units, keyless_s, kind
        self.set_shared(False)

    def do_create_element(self, _url):
        return Gst.parse_launch(
            "( appsrc name=src is-live=true format=time block=true max-bytes=200000 "
            f"caps=video/x-{self.kind},stream-format=byte-stream,alignment=au,framerate={self.fps}/1 ! "
            "identity sync=true ! "
            f"{self.kind}parse config-interval=-1 ! rtp{self.kind}pay name=pay0 pt=96 )"
        )

    def do_configure(self, media):
        GstRtspServer.RTSPMediaFactory.do_configure(self, media)
        source = media.get_element().get_by_name_recurse_up("src")
        media.feed = Feed(source, self.units, self.keyless_s, self.fps)


def serve(port, factories, threads=96):
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    server.props.backlog = 128
    pool = GstRtspServer.RTSPThreadPool()
    pool.set_max_threads(threads)
    server.set_thread_pool(pool)
    for path, factory in factories.items():
        server.get_mount_points().add_factory(path, factory)
    if not server.attach(None):
        sys.exit(f"port {port} is taken")
    return server


def guard(server, factories):
    """Every path of this server asks for the password."""
    auth = GstRtspServer.RTSPAuth()
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "guard")
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic("guard", "s3cret"), token)
    server.set_auth(auth)
    for factory in factories.values():
        permissions = GstRtspServer.RTSPPermissions()
        permissions.add_role("guard")
        for right in ("access", "construct"):
            permissions.add_permission_for_role("guard", f"media.factory.{right}", True)
        factory.set_permissions(permissions)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="0")
    parser.add_argument("--cameras", type=int, default=16)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--udp-only", action="store_true")
    parser.add_argument("--h265", action="store_true")
    parser.add_argument("--film")
    options = parser.parse_args()
    small = encode(640, 360, "smpte")
    large = encode(1280, 720, "ball")
    factories = {f"/cam/{n}": Factory(small) for n in range(1, options.cameras + 1)}
    for n in range(1, 5):
        factories[f"/large/{n}"] = Factory(large)
        factories[f"/never/{n}"] = Factory(small, 1e9)
        factories[f"/slow/{n}"] = Factory(small, 3.0)
    if options.h265:
        factories["/h265/1"] = Factory(encode(640, 360, "smpte", H265, "h265"), kind="h265")
    if options.film:
        factories["/film/1"] = Factory(film(options.film))
    if options.full:
        full = encode(1920, 1080, "ball")  # the same pictures, sent faster
        factories |= {f"/full/{n}": Factory(full, fps=25) for n in range(1, 7)}
    if options.udp_only:
        for factory in factories.values():
            factory.set_protocols(GstRtsp.RTSPLowerTrans.UDP)
    server = serve(options.port, factories)
    behind = {"/cam/1": Factory(small)}
    guarded = serve("0", behind)
    guard(guarded, behind)
    loop = GLib.MainLoop()
    signal.signal(signal.SIGTERM, lambda *_: loop.quit())
    GLib.timeout_add(200, lambda: True)  # lets Python see its signals
    GLib.timeout_add(1000, lambda: server.get_session_pool().cleanup() >= 0)

    def watch():
        sys.stdin.read()
        loop.quit()

    threading.Thread(target=watch, daemon=True).start()
    sys.stdout.write(
        "ready " + json.dumps({"port": server.get_bound_port(), "guarded": guarded.get_bound_port()}) + "\n"
    )
    sys.stdout.flush()
    loop.run()


if __name__ == "__main__":
    main()
