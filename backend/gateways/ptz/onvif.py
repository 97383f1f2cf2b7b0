"""One ONVIF device: its clock, its services, its profile, and the operations of steering, over HTTP."""

from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from types import TracebackType
from urllib.parse import SplitResult, unquote, urlsplit, urlunsplit
from xml.etree.ElementTree import Element

import httpx

from backend.gateways.ptz import soap

log = logging.getLogger(__name__)
CONNECT_S, ANSWER_S = 2.0, 4.0
HOLD_S = 3.0
"""A device stops by itself where it hears nothing for so long: the second guard, should this server die."""
_NO_PRESET = frozenset({"NoToken", "InvalidArgVal", "PresetExist", "TooManyPresets", "InvalidPresetName"})


class DeviceFault(Exception):
    """What a device could not do. `code`: address, unreachable, silent, login, refused, not_steerable, no_preset."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Onvif:
    """Steers one device. Every method may raise DeviceFault, whose text holds no password."""

    def __init__(self, address: str, *, connect_s: float = CONNECT_S, answer_s: float = ANSWER_S) -> None:
        """`address`: of the device service, user and password in it. DeviceFault(address)."""
        try:
            parts = urlsplit(address)
            host, port = parts.hostname or "", parts.port
        except ValueError as error:
            raise DeviceFault("address", "the address is none") from error
        if parts.scheme not in ("http", "https") or not host:
            raise DeviceFault("address", "the address of the device service begins with http:// or https://")
        self._user, self._password = unquote(parts.username or ""), unquote(parts.password or "")
        self._place = (parts.scheme, f"[{host}]" if ":" in host else host, port)
        self._device = self._there(parts.path or "/onvif/device_service")
        auth = httpx.DigestAuth(self._user, self._password) if self._user else None
        self._http = httpx.AsyncClient(
            auth=auth,
            timeout=httpx.Timeout(answer_s, connect=connect_s),
            trust_env=False,
            # Devices show certificates that nobody signed; what is told them is a digest, never the password.
            verify=False,
            limits=httpx.Limits(max_connections=2, max_keepalive_connections=1),
        )
        self._ahead = timedelta()  # the device's clock, less ours
        self._ptz = ""
        self._profile = ""
        self._limits_moves = True

    async def __aenter__(self) -> Onvif:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Drop the connections."""
        await self._http.aclose()

    async def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Move with these speeds (-1..1) until told otherwise, or for HOLD_S."""
        await self._meet()
        if self._limits_moves:
            try:
                await self._ask(self._ptz, "ContinuousMove", soap.move(self._profile, pan, tilt, zoom, HOLD_S))
                return
            except DeviceFault as fault:
                if fault.code != "refused":
                    raise
                # Some refuse any Timeout, though the standard has it; the dead man's rule still holds.
                await self._ask(self._ptz, "ContinuousMove", soap.move(self._profile, pan, tilt, zoom, None))
                self._limits_moves = False
                return
        await self._ask(self._ptz, "ContinuousMove", soap.move(self._profile, pan, tilt, zoom, None))

    async def stop(self) -> None:
        """Stand still."""
        await self._meet()
        await self._ask(self._ptz, "Stop", soap.stop(self._profile))

    async def home(self) -> None:
        """Go to the home position."""
        await self._meet()
        await self._ask(self._ptz, "GotoHomePosition", soap.go_home(self._profile))

    async def presets(self) -> list[tuple[str, str]]:
        """Token and name of every position it keeps."""
        await self._meet()
        return soap.presets_of(await self._ask(self._ptz, "GetPresets", soap.get_presets(self._profile)))

    async def go(self, token: str) -> None:
        """Go to a position it keeps. DeviceFault(no_preset)."""
        await self._meet()
        await self._ask(self._ptz, "GotoPreset", soap.go(self._profile, token))

    async def save(self, token: str, name: str) -> str:
        """Keep where it looks; in the place of `token` where that is given. Returns the token."""
        await self._meet()
        found = await self._ask(self._ptz, "SetPreset", soap.save(self._profile, token, name))
        return soap.text(found, "PresetToken") or token

    # --- getting to know it -----------------------------------------------------------------------------------------

    async def _meet(self) -> None:
        """Its clock, its services and the profile that can be steered, once."""
        if self._profile:
            return
        await self._set_clock()
        found = soap.addresses_of(await self._ask(self._device, "GetCapabilities", soap.get_capabilities()))
        if "PTZ" not in found:
            raise DeviceFault("not_steerable", "the device says that it cannot be steered")
        media = self._there(found.get("Media", "")) if found.get("Media") else self._device
        profile = soap.profile_of(await self._ask(media, "GetProfiles", soap.get_profiles(), soap.MEDIA))
        if not profile:
            raise DeviceFault("not_steerable", "no stream of the device can be steered")
        self._ptz, self._profile = self._there(found["PTZ"]), profile

    async def _set_clock(self) -> None:
        try:
            theirs = soap.clock_of(await self._ask(self._device, "GetSystemDateAndTime", soap.get_clock(), login=False))
        except DeviceFault as fault:
            if fault.code not in ("refused", "login"):
                raise
            theirs = None  # some want a password even for this: then our clock has to do
        self._ahead = timedelta() if theirs is None else theirs - datetime.now(UTC)

    def _there(self, address: str) -> str:
        """A service's path at the host that the administrator gave: what a device says of itself may name the inside
        of a network, or somebody else who would then be told our digest."""
        scheme, host, port = self._place
        said = urlsplit(address)
        return urlunsplit(SplitResult(scheme, host if port is None else f"{host}:{port}", said.path, said.query, ""))

    # --- the wire -----------------------------------------------------------------------------------------------------

    async def _ask(self, address: str, operation: str, body: str, space: str = "", *, login: bool = True) -> Element:
        who = None
        if login and self._user:
            who = soap.Login(self._user, self._password, os.urandom(16), datetime.now(UTC) + self._ahead)
        space = space or (soap.DEVICE if address == self._device else soap.PTZ)
        headers = {"Content-Type": f'application/soap+xml; charset=utf-8; action="{space}/{operation}"'}
        try:
            response = await self._http.post(address, content=soap.envelope(body, who), headers=headers)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise DeviceFault("unreachable", "nobody answers at its address") from error
        except httpx.TimeoutException as error:
            raise DeviceFault("silent", "it does not answer in time") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise DeviceFault("unreachable", "the connection broke") from error
        try:
            return soap.answer(response.content)
        except soap.Fault as fault:
            raise _device_fault(fault) from fault
        except soap.NotSoap as error:
            if response.status_code in (401, 403):
                raise DeviceFault("login", "it refuses user or password") from error
            raise DeviceFault("refused", f"HTTP {response.status_code}: {error}") from error


def _device_fault(fault: soap.Fault) -> DeviceFault:
    said = f"{fault.code}: {fault.reason}" if fault.reason else fault.code
    if fault.code in ("NotAuthorized", "FailedAuthentication", "InvalidSecurity", "FailedCheck"):
        return DeviceFault("login", "it refuses user or password")
    if fault.code in _NO_PRESET:
        return DeviceFault("no_preset", said)
    if fault.code in ("ActionNotSupported", "PTZNotSupported", "NoPTZProfile"):
        return DeviceFault("not_steerable", said)
    return DeviceFault("refused", said)
