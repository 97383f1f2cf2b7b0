"""SOAP 1.2 as ONVIF devices speak it: envelopes with a password digest, answers, faults. Pure.

Written for the ten operations that steering needs. A general client (onvif-zeep-async 4.3: zeep, lxml, aiohttp, and
1.5 MB of WSDL) would bring four further packages into the server and read every device's WSDL types at the first call.

Sources: WS-Security UsernameToken Profile 1.1 (OASIS, 2006), 3.1: digest = Base64(SHA-1(nonce + created + password));
ONVIF Core Specification, 5.9 (digest, and HTTP digest), 8.1 (namespaces); ONVIF PTZ Service Specification.
"""

from __future__ import annotations

import base64
import hashlib
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

SOAP = "http://www.w3.org/2003/05/soap-envelope"
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
DEVICE = "http://www.onvif.org/ver10/device/wsdl"
MEDIA = "http://www.onvif.org/ver10/media/wsdl"
PTZ = "http://www.onvif.org/ver20/ptz/wsdl"
SCHEMA = "http://www.onvif.org/ver10/schema"
_WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
_WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
_PROFILE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0"
_MESSAGE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-soap-message-security-1.0"
MOST_BYTES = 512 * 1024
_NAME = re.compile(r"^\{[^}]*\}")


class NotSoap(Exception):
    """An answer that is no SOAP message; the text says what it is instead."""


class Fault(Exception):
    """The device refused. `code`: its innermost subcode without the prefix (NotAuthorized, ActionNotSupported, ...)."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason or code)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Login:
    """Who asks. `nonce` is 16 fresh bytes, `created` the moment by the device's clock."""

    user: str
    password: str
    nonce: bytes
    created: datetime


def digest(login: Login) -> str:
    """The password digest of a UsernameToken, Base64."""
    created = stamp(login.created).encode()
    return base64.b64encode(
        hashlib.sha1(login.nonce + created + login.password.encode(), usedforsecurity=False).digest()
    ).decode()


def stamp(at: datetime) -> str:
    """A moment as xs:dateTime in UTC, with milliseconds where there are any."""
    ms = at.microsecond // 1000
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") + (f".{ms:03d}Z" if ms else "Z")


def envelope(body: str, login: Login | None = None) -> bytes:
    """A request. `body` is XML; what people typed stands in it escaped."""
    head = "" if login is None else f"<s:Header>{_security(login)}</s:Header>"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="{SOAP}">{head}<s:Body>{body}</s:Body></s:Envelope>'
    ).encode()


def _security(login: Login) -> str:
    nonce = base64.b64encode(login.nonce).decode()
    return (
        f'<Security s:mustUnderstand="1" xmlns="{_WSSE}"><UsernameToken>'
        f"<Username>{escape(login.user)}</Username>"
        f'<Password Type="{_PROFILE}#PasswordDigest">{digest(login)}</Password>'
        f'<Nonce EncodingType="{_MESSAGE}#Base64Binary">{nonce}</Nonce>'
        f'<Created xmlns="{_WSU}">{stamp(login.created)}</Created>'
        "</UsernameToken></Security>"
    )


def answer(data: bytes) -> ET.Element:
    """The first element of the body of an answer. Fault; NotSoap."""
    if len(data) > MOST_BYTES:
        raise NotSoap("an answer of more than 512 KiB")
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotSoap("an answer with a document type of its own")
    try:
        root = ET.fromstring(data)
    except (ET.ParseError, LookupError, ValueError) as error:
        raise NotSoap("the answer is no XML") from error
    space = root.tag.removeprefix("{").partition("}")[0]
    body = root.find(f"{{{space}}}Body") if space in (SOAP, SOAP_11) else None
    if body is None or len(body) == 0:
        raise NotSoap("the answer is no SOAP message")
    if local(body[0]) == "Fault":
        raise _fault(body[0])
    return body[0]


def local(element: ET.Element) -> str:
    """The name without its namespace."""
    return _NAME.sub("", element.tag)


def text(element: ET.Element, *path: str) -> str:
    """The text at the end of a path of local names; empty where there is none. Devices differ in their namespaces."""
    at: ET.Element | None = element
    for name in path:
        at = None if at is None else next((child for child in at if local(child) == name), None)
    return "" if at is None or at.text is None else at.text.strip()


def each(element: ET.Element, name: str) -> list[ET.Element]:
    """All elements of this local name, at any depth."""
    return [one for one in element.iter() if local(one) == name]


def _fault(fault: ET.Element) -> Fault:
    codes = [one.text.strip() for one in each(fault, "Value") if one.text]
    code = codes[-1] if codes else text(fault, "faultcode")
    reason = text(fault, "Reason", "Text") or text(fault, "faultstring")
    return Fault(code.rpartition(":")[2], reason[:200])


# --- requests -------------------------------------------------------------------------------------------------------


def get_clock() -> str:
    """What time the device has; the one question that needs no password."""
    return f'<GetSystemDateAndTime xmlns="{DEVICE}"/>'


def get_capabilities() -> str:
    """Where its services are."""
    return f'<GetCapabilities xmlns="{DEVICE}"><Category>All</Category></GetCapabilities>'


def get_profiles() -> str:
    """Its media profiles."""
    return f'<GetProfiles xmlns="{MEDIA}"/>'


def move(profile: str, pan: float, tilt: float, zoom: float, timeout_s: float | None) -> str:
    """Move on until told otherwise, at most for `timeout_s`. Speeds -1..1 in the generic space, the default one.

    An axis at 0 is told to stand still only where the other one moves: a device without zoom refuses to be told of it.
    """
    parts = ""
    if pan or tilt:
        parts += f'<PanTilt xmlns="{SCHEMA}" x={quoteattr(_number(pan))} y={quoteattr(_number(tilt))}/>'
    if zoom:
        parts += f'<Zoom xmlns="{SCHEMA}" x={quoteattr(_number(zoom))}/>'
    limit = "" if timeout_s is None else f"<Timeout>PT{timeout_s:g}S</Timeout>"
    return f'<ContinuousMove xmlns="{PTZ}">{_profile(profile)}<Velocity>{parts}</Velocity>{limit}</ContinuousMove>'


def stop(profile: str) -> str:
    """Stand still."""
    return f'<Stop xmlns="{PTZ}">{_profile(profile)}<PanTilt>true</PanTilt><Zoom>true</Zoom></Stop>'


def get_presets(profile: str) -> str:
    """The positions it keeps."""
    return f'<GetPresets xmlns="{PTZ}">{_profile(profile)}</GetPresets>'


def go(profile: str, token: str) -> str:
    """Go to one of them."""
    return f'<GotoPreset xmlns="{PTZ}">{_profile(profile)}<PresetToken>{escape(token)}</PresetToken></GotoPreset>'


def save(profile: str, token: str, name: str) -> str:
    """Keep where it looks now, under a name, in the place of `token` where that is given."""
    named = f"<PresetName>{escape(name)}</PresetName>" if name else ""
    placed = f"<PresetToken>{escape(token)}</PresetToken>" if token else ""
    return f'<SetPreset xmlns="{PTZ}">{_profile(profile)}{named}{placed}</SetPreset>'


def go_home(profile: str) -> str:
    """Go to its home position."""
    return f'<GotoHomePosition xmlns="{PTZ}">{_profile(profile)}</GotoHomePosition>'


def _profile(token: str) -> str:
    return f"<ProfileToken>{escape(token)}</ProfileToken>"


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


# --- answers --------------------------------------------------------------------------------------------------------


def clock_of(found: ET.Element) -> datetime | None:
    """The device's own time in UTC; None where it does not say."""
    for utc in each(found, "UTCDateTime"):
        parts = [text(utc, "Date", name) for name in ("Year", "Month", "Day")]
        parts += [text(utc, "Time", name) for name in ("Hour", "Minute", "Second")]
        try:
            year, month, day, hour, minute, second = (int(part) for part in parts)
            return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        except (ValueError, OverflowError):
            return None
    return None


def addresses_of(found: ET.Element) -> dict[str, str]:
    """`Media`, `PTZ` -> address of the service."""
    return {local(one): where for one in found.iter() if (where := text(one, "XAddr"))}


def profile_of(found: ET.Element) -> str:
    """The token of the first profile with a PTZ configuration; empty where none has one."""
    for profile in each(found, "Profiles"):
        if any(local(child) == "PTZConfiguration" for child in profile):
            return profile.get("token", "")
    return ""


def presets_of(found: ET.Element) -> list[tuple[str, str]]:
    """Token and name of every preset."""
    return [(one.get("token", ""), text(one, "Name")) for one in each(found, "Preset") if one.get("token")]
