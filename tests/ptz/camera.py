"""An ONVIF camera that can be turned, over real HTTP: a device service, a media service and a PTZ service.

It keeps the standard where our client could be wrong without noticing: it computes the password digest for itself, from
the bytes that came, refuses a used nonce and a time more than five seconds off its own clock, wants every element in
its own namespace, and turns for real: position, limits, speeds, presets, time-outs. Faults are those of the ONVIF Core
and PTZ specifications. No package of PyPI, npm or Debian holds such a device, as far as one can see.
"""

from __future__ import annotations

import base64
import hashlib
import threading
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType

S = "{http://www.w3.org/2003/05/soap-envelope}"
WSSE = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd}"
WSU = "{http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd}"
TDS = "{http://www.onvif.org/ver10/device/wsdl}"
TRT = "{http://www.onvif.org/ver10/media/wsdl}"
TPTZ = "{http://www.onvif.org/ver20/ptz/wsdl}"
TT = "{http://www.onvif.org/ver10/schema}"
_SPACES = (
    'xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:er="http://www.onvif.org/ver10/error" '
    'xmlns:tds="http://www.onvif.org/ver10/device/wsdl" xmlns:trt="http://www.onvif.org/ver10/media/wsdl" '
    'xmlns:tptz="http://www.onvif.org/ver20/ptz/wsdl" xmlns:tt="http://www.onvif.org/ver10/schema"'
)
OFF = timedelta(seconds=5)


class _Refusal(Exception):
    def __init__(self, subcode: str, reason: str, status: int = 400) -> None:
        super().__init__(reason)
        self.subcode, self.reason, self.status = subcode, reason, status


@dataclass
class Motion:
    """Where the head is: pan and tilt -1..1, zoom 0..1, and how fast it turns, in the same units a second."""

    place: dict[str, float] = field(default_factory=lambda: {"x": 0.0, "y": 0.0, "z": 0.0})
    speed: dict[str, float] = field(default_factory=lambda: {"x": 0.0, "y": 0.0, "z": 0.0})
    since: float = field(default_factory=time.monotonic)
    until: float | None = None

    def settle(self) -> None:
        """Bring the place up to now."""
        now = time.monotonic()
        ends = now if self.until is None else min(now, self.until)
        for axis, least in (("x", -1.0), ("y", -1.0), ("z", 0.0)):
            moved = self.place[axis] + self.speed[axis] * 0.2 * max(ends - self.since, 0.0)
            self.place[axis] = min(max(moved, least), 1.0)
        self.since = now
        if self.until is not None and now >= self.until:
            self.speed, self.until = dict.fromkeys("xyz", 0.0), None


class Camera:
    """`with Camera() as camera: ... camera.address`. What it was told stands in `heard`, oldest first."""

    def __init__(
        self, *, user: str = "operator", password: str = "p&ss<w>örd", ahead: timedelta = timedelta(), zoom: bool = True
    ) -> None:
        self.user, self.password, self.ahead, self.zoom = user, password, ahead, zoom
        self.motion = Motion()
        self.presets: dict[str, tuple[str, dict[str, float]]] = {"1": ("东门", {"x": 0.5, "y": 0.1, "z": 0.0})}
        self.home = {"x": 0.0, "y": 0.0, "z": 0.0}
        self.heard: list[str] = []
        self.slow_s: dict[str, float] = {}  # operation -> how long its answer takes
        self.broken: dict[str, Callable[[], tuple[int, bytes]]] = {}  # operation -> what it answers instead
        self.no_timeouts = False
        self.fixed = False
        self.digest_only = False  # HTTP digest, as some are set to; WS-Security is ignored then
        self._nonces: set[bytes] = set()
        self._lock = threading.Lock()
        self._quiet = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="onvif-camera")

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def address(self) -> str:
        """Of the device service, without user and password."""
        return f"http://127.0.0.1:{self.port}/onvif/device_service"

    def with_login(self, user: str = "operator", password: str = "p%26ss%3Cw%3E%C3%B6rd") -> str:
        """The address as an administrator may paste it."""
        return self.address.replace("http://", f"http://{user}:{password}@")

    def __enter__(self) -> Camera:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, tb: TracebackType | None) -> None:
        self._quiet.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def moving(self) -> bool:
        """Whether the head turns or zooms right now."""
        with self._lock:
            self.motion.settle()
            return any(self.motion.speed.values())

    def place(self) -> dict[str, float]:
        """Where it looks."""
        with self._lock:
            self.motion.settle()
            return dict(self.motion.place)

    def count(self, operation: str) -> int:
        """How often it was told this."""
        return self.heard.count(operation)

    # --- answers ----------------------------------------------------------------------------------------------------

    def answer(self, data: bytes, digest_ok: bool) -> tuple[int, bytes]:
        """The status and the body of the answer to a request."""
        try:
            root = ET.fromstring(data)
            body = root.find(f"{S}Body")
            assert root.tag == f"{S}Envelope"
            assert body is not None
            asked = body[0]
        except (ET.ParseError, AssertionError, IndexError):
            return _fault(_Refusal("WellFormed", "not well formed"))
        operation = asked.tag.rpartition("}")[2]
        self.heard.append(operation)
        if operation in self.broken:
            return self.broken[operation]()
        self._quiet.wait(self.slow_s.get(operation, 0.0))
        try:
            if operation != "GetSystemDateAndTime" and not (self.digest_only and digest_ok):
                self._check(root)
            with self._lock:
                self.motion.settle()
                return 200, _envelope(self._do(asked))
        except _Refusal as refusal:
            return _fault(refusal)

    def _check(self, root: ET.Element) -> None:
        token = root.find(f"{S}Header/{WSSE}Security/{WSSE}UsernameToken")
        if token is None:
            raise _Refusal("NotAuthorized", "Sender not authorized")
        nonce = base64.b64decode(token.findtext(f"{WSSE}Nonce") or "")
        created = token.findtext(f"{WSU}Created") or ""
        kind = token.find(f"{WSSE}Password")
        assert kind is not None
        assert kind.get("Type", "").endswith("#PasswordDigest")
        hashed = base64.b64encode(hashlib.sha1(nonce + created.encode() + self.password.encode()).digest()).decode()
        at = datetime.fromisoformat(created)
        fresh = abs(at - (datetime.now(UTC) + self.ahead)) <= OFF
        known = token.findtext(f"{WSSE}Username") == self.user and kind.text == hashed
        with self._lock:
            used = nonce in self._nonces or len(nonce) < 16
            self._nonces.add(nonce)
        if not (known and fresh) or used:
            raise _Refusal("NotAuthorized", "Sender not authorized")

    def _do(self, asked: ET.Element) -> str:
        match asked.tag:
            case "{http://www.onvif.org/ver10/device/wsdl}GetSystemDateAndTime":
                return self._time()
            case "{http://www.onvif.org/ver10/device/wsdl}GetCapabilities":
                return self._capabilities()
            case "{http://www.onvif.org/ver10/media/wsdl}GetProfiles":
                ptz = (
                    ""
                    if self.fixed
                    else '<tt:PTZConfiguration token="ptz0"><tt:Name>ptz</tt:Name></tt:PTZConfiguration>'
                )
                return (
                    '<trt:GetProfilesResponse><trt:Profiles token="meta" fixed="true"><tt:Name>meta</tt:Name>'
                    f'</trt:Profiles><trt:Profiles token="main&amp;1" fixed="true"><tt:Name>main</tt:Name>{ptz}'
                    "</trt:Profiles></trt:GetProfilesResponse>"
                )
            case _ if asked.tag.startswith(TPTZ):
                return self._steer(asked)
            case _:
                raise _Refusal("ActionNotSupported", "Optional Action Not Implemented", 500)

    def _time(self) -> str:
        at = datetime.now(UTC) + self.ahead
        return (
            "<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
            f"<tt:UTCDateTime><tt:Time><tt:Hour>{at.hour}</tt:Hour><tt:Minute>{at.minute}</tt:Minute>"
            f"<tt:Second>{at.second}</tt:Second></tt:Time><tt:Date><tt:Year>{at.year}</tt:Year>"
            f"<tt:Month>{at.month}</tt:Month><tt:Day>{at.day}</tt:Day></tt:Date></tt:UTCDateTime>"
            "</tds:SystemDateAndTime></tds:GetSystemDateAndTimeResponse>"
        )

    def _capabilities(self) -> str:
        # The inside of another network, as devices behind a translation of addresses say it.
        inside = "http://192.0.2.7:80/onvif"
        ptz = "" if self.fixed else f"<tt:PTZ><tt:XAddr>{inside}/ptz_service</tt:XAddr></tt:PTZ>"
        return (
            f"<tds:GetCapabilitiesResponse><tds:Capabilities><tt:Device><tt:XAddr>{inside}/device_service</tt:XAddr>"
            f"</tt:Device><tt:Media><tt:XAddr>{inside}/media_service</tt:XAddr></tt:Media>{ptz}"
            "</tds:Capabilities></tds:GetCapabilitiesResponse>"
        )

    def _steer(self, asked: ET.Element) -> str:
        name = asked.tag.removeprefix(TPTZ)
        if asked.findtext(f"{TPTZ}ProfileToken") != "main&1":
            raise _Refusal("NoProfile", "The requested profile token does not exist")
        motion, still = self.motion, dict.fromkeys("xyz", 0.0)
        match name:
            case "ContinuousMove":
                self._move(asked)
            case "Stop":
                motion.speed, motion.until = still, None
            case "GotoHomePosition":
                motion.place, motion.speed = dict(self.home), still
            case "GotoPreset":
                motion.place, motion.speed = dict(self._preset(asked)[1]), still
            case "GetPresets":
                rows = "".join(
                    f'<tptz:Preset token="{token}"><tt:Name>{title}</tt:Name></tptz:Preset>'
                    for token, (title, _) in self.presets.items()
                )
                return f"<tptz:GetPresetsResponse>{rows}</tptz:GetPresetsResponse>"
            case "SetPreset":
                token = asked.findtext(f"{TPTZ}PresetToken")
                if token is not None:
                    self._preset(asked)
                token = token or str(len(self.presets) + 1)
                self.presets[token] = (asked.findtext(f"{TPTZ}PresetName") or token, dict(motion.place))
                return f"<tptz:SetPresetResponse><tptz:PresetToken>{token}</tptz:PresetToken></tptz:SetPresetResponse>"
            case _:
                raise _Refusal("ActionNotSupported", "Optional Action Not Implemented", 500)
        return f"<tptz:{name}Response/>"

    def _preset(self, asked: ET.Element) -> tuple[str, dict[str, float]]:
        found = self.presets.get(asked.findtext(f"{TPTZ}PresetToken") or "")
        if found is None:
            raise _Refusal("NoToken", "The requested preset token does not exist")
        return found

    def _move(self, asked: ET.Element) -> None:
        velocity = asked.find(f"{TPTZ}Velocity")
        limit = asked.findtext(f"{TPTZ}Timeout")
        if velocity is None:
            raise _Refusal("InvalidArgVal", "no velocity")
        if limit is not None and self.no_timeouts:
            raise _Refusal("TimeoutNotSupported", "The specified timeout argument is not within the supported range")
        turn, zoom = velocity.find(f"{TT}PanTilt"), velocity.find(f"{TT}Zoom")
        if zoom is not None and not self.zoom:
            raise _Refusal("InvalidVelocity", "The requested velocity is not supported")
        speed = dict(self.motion.speed)
        if turn is not None:
            speed |= {"x": float(turn.get("x", "")), "y": float(turn.get("y", ""))}
        if zoom is not None:
            speed |= {"z": float(zoom.get("x", ""))}
        if any(abs(one) > 1 for one in speed.values()):
            raise _Refusal("InvalidVelocity", "The requested velocity is out of bounds")
        self.motion.speed = speed
        seconds = None if limit is None else float(limit.removeprefix("PT").removesuffix("S"))
        self.motion.until = None if seconds is None else time.monotonic() + seconds


def _envelope(body: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><e:Envelope {_SPACES}><e:Body>{body}</e:Body></e:Envelope>'.encode()


def _fault(refusal: _Refusal) -> tuple[int, bytes]:
    return refusal.status, _envelope(
        "<e:Fault><e:Code><e:Value>e:Sender</e:Value><e:Subcode><e:Value>er:InvalidArgVal</e:Value><e:Subcode>"
        f"<e:Value>er:{refusal.subcode}</e:Value></e:Subcode></e:Subcode></e:Code>"
        f'<e:Reason><e:Text xml:lang="en">{refusal.reason}</e:Text></e:Reason></e:Fault>'
    )


def _handler(camera: Camera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10

        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            said = self.headers.get("Authorization", "")
            if camera.digest_only and not said and b"GetSystemDateAndTime" not in data:
                challenge = 'Digest realm="camera", nonce="b1946ac92492d2347c6235b4d2611184", qop="auth", algorithm=MD5'
                self._send(401, b"", {"WWW-Authenticate": challenge})
                return
            status, body = camera.answer(data, camera.digest_only and _digest_holds(said, self.path, camera))
            self._send(status, body, {})

        def _send(self, status: int, body: bytes, more: dict[str, str]) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/soap+xml; charset=utf-8", **more}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the library
            """Nothing on the terminal."""

    return Handler


def _digest_holds(said: str, path: str, camera: Camera) -> bool:
    """RFC 7616 with MD5 and qop=auth, computed here and not by the library that the client uses."""
    parts = dict(one.strip().split("=", 1) for one in said.removeprefix("Digest ").split(",") if "=" in one)
    given = {name: value.strip('"') for name, value in parts.items()}
    if given.get("username") != camera.user or given.get("uri") != path:
        return False
    first = hashlib.md5(f"{camera.user}:camera:{camera.password}".encode()).hexdigest()
    second = hashlib.md5(f"POST:{path}".encode()).hexdigest()
    whole = ":".join((first, given["nonce"], given["nc"], given["cnonce"], "auth", second))
    return hashlib.md5(whole.encode()).hexdigest() == given.get("response")
