"""SIP messages (RFC 3261), digest answers (RFC 2617, 7616) and a few lines of SDP (RFC 4566). Pure: text and bytes."""

from __future__ import annotations

import hashlib
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

VERSION = "SIP/2.0"
MOST_BYTES = 65_535
_REQUEST = re.compile(r"^([A-Z]{1,20}) (\S{1,500}) SIP/2\.0$")
_STATUS = re.compile(r"^SIP/2\.0 ([1-6][0-9]{2})(?: (.*))?$")
_COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}
_COMPACT |= {"c": "content-type", "k": "supported", "s": "subject", "e": "content-encoding"}
_URI = re.compile(
    r"^<?(sips?):(?:([^@:;>\s]+)(?::([^@>\s]*))?@)?(\[[0-9A-Fa-f:.]+\]|[^:;>\s\[\]@]+)(?::(\d{1,5}))?(?=[;>?\s]|$)"
)
_TAG = re.compile(r";\s*tag=([^;>\s]+)", re.IGNORECASE)
_PAIR = re.compile(r'(\w+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')


class SipError(ValueError):
    """Bytes that are no SIP message, or an address that is none."""


Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Message:
    """A request (`method`, `uri`) or an answer (`status`, `reason`). Header names are lower case, in order."""

    headers: Headers
    body: str = ""
    method: str = ""
    uri: str = ""
    status: int = 0
    reason: str = ""

    def one(self, name: str) -> str:
        """The first header of this name; empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    def all(self, name: str) -> list[str]:
        """Every header of this name, in order."""
        return [value for key, value in self.headers if key == name]

    @property
    def call_id(self) -> str:
        return self.one("call-id")

    @property
    def cseq(self) -> tuple[int, str]:
        """(number, method); (0, "") where it is malformed."""
        found = re.match(r"^(\d{1,10})\s+([A-Z]+)$", self.one("cseq"))
        return (int(found[1]), found[2]) if found else (0, "")

    @property
    def branch(self) -> str:
        """The transaction id of the topmost Via."""
        found = re.search(r";\s*branch=([^;,\s]+)", self.one("via"))
        return found[1] if found else ""

    @property
    def to_tag(self) -> str:
        found = _TAG.search(self.one("to"))
        return found[1] if found else ""

    @property
    def from_tag(self) -> str:
        found = _TAG.search(self.one("from"))
        return found[1] if found else ""


def parse(data: bytes) -> Message:
    """The message of one datagram. SipError where it is none; keep-alives are none."""
    if len(data) > MOST_BYTES:
        raise SipError("too large")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as fault:
        raise SipError("not UTF-8") from fault
    head, _, body = text.partition("\r\n\r\n")
    first, *lines = re.sub(r"\r\n[ \t]+", " ", head.lstrip("\r\n")).split("\r\n")
    headers: list[tuple[str, str]] = []
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            raise SipError(f"no header: {line[:40]!r}")
        if "\r" in line or "\n" in line:  # it would come back in a request of ours
            raise SipError("a line break inside a header")
        key = name.strip().lower()
        headers.append((_COMPACT.get(key, key), value.strip()))
    if request := _REQUEST.match(first):
        message = Message(tuple(headers), body, method=request[1], uri=request[2])
    elif answer := _STATUS.match(first):
        message = Message(tuple(headers), body, status=int(answer[1]), reason=answer[2] or "")
    else:
        raise SipError(f"no start line: {first[:40]!r}")
    if not message.call_id or not message.cseq[1] or not message.one("via"):
        raise SipError("Call-ID, CSeq or Via is missing")
    return message


def build(first: str, headers: Iterable[tuple[str, str]], body: str = "") -> bytes:
    """A message with its Content-Length. SipError for a header that would begin a new line."""
    lines = [first, *(f"{name}: {value}" for name, value in headers), f"Content-Length: {len(body.encode())}"]
    if any("\r" in line or "\n" in line for line in lines):
        raise SipError("a header holds a line break")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def answer(request: Message, status: int, reason: str, tag: str, *extra: tuple[str, str]) -> bytes:
    """An answer to a request with the headers that RFC 3261 8.2.6 copies."""
    to = request.one("to")
    headers = [("Via", value) for value in request.all("via")]
    headers += [("From", request.one("from")), ("To", to if _TAG.search(to) else f"{to};tag={tag}")]
    headers += [("Call-ID", request.call_id), ("CSeq", request.one("cseq")), *extra]
    return build(f"{VERSION} {status} {reason}", headers)


@dataclass(frozen=True)
class Uri:
    """`sip:user:password@host:port`. The password goes into a digest only and is never sent."""

    user: str
    host: str
    port: int = 5060
    password: str = ""

    def __str__(self) -> str:
        user = f"{self.user}@" if self.user else ""
        return f"sip:{user}{self.host}" + (f":{self.port}" if self.port != 5060 else "")


def uri_of(text: str) -> Uri:
    """The address in a Contact, a Record-Route or an entity. SipError where there is none."""
    inner = text[text.index("<") :] if "<" in text else text.strip()
    found = _URI.match(inner)
    port = int(found[5] or 5060) if found else 0
    if found is None or not 0 < port < 65536:
        raise SipError(f"no SIP address: {re.sub(r':[^:@]*@', ':***@', text)[:80]!r}")
    return Uri(found[2] or "", found[4].strip("[]"), port, found[3] or "")


def challenge_of(header: str) -> dict[str, str]:
    """The parameters of a WWW-Authenticate or Proxy-Authenticate header; empty where it is no Digest."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() != "digest":
        return {}
    return {name.lower(): quoted or plain for name, quoted, plain in _PAIR.findall(rest)}


def digest(challenge: dict[str, str], user: str, password: str, method: str, uri: str, cnonce: str) -> str:
    """The Authorization value. SipError for an algorithm that we do not speak."""
    algorithm = challenge.get("algorithm", "MD5")
    hashes = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}
    if algorithm.upper() not in hashes:
        raise SipError(f"digest algorithm {algorithm}")

    def mixed(*parts: str) -> str:
        return hashes[algorithm.upper()](":".join(parts).encode()).hexdigest()

    realm, nonce = challenge.get("realm", ""), challenge.get("nonce", "")
    first, second = mixed(user, realm, password), mixed(method, uri)
    values = {"username": user, "realm": realm, "nonce": nonce, "uri": uri}
    plain = {"algorithm": algorithm}
    if "auth" in [word.strip() for word in challenge.get("qop", "").split(",")]:
        values |= {"cnonce": cnonce, "response": mixed(first, nonce, "00000001", cnonce, "auth", second)}
        plain |= {"qop": "auth", "nc": "00000001"}
    else:
        values["response"] = mixed(first, nonce, second)
    if "opaque" in challenge:
        values["opaque"] = challenge["opaque"]
    parts = [f'{name}="{value}"' for name, value in values.items()] + [f"{k}={v}" for k, v in plain.items()]
    return "Digest " + ", ".join(parts)


def offer(host: str, port: int, payloads: dict[int, str], direction: str, session: int) -> str:
    """SDP that offers audio at host:port; `payloads` is payload type -> name, preferred first."""
    family = "IP6" if ":" in host else "IP4"
    lines = ["v=0", f"o=citywall {session} 1 IN {family} {host}", "s=broadcast", f"c=IN {family} {host}", "t=0 0"]
    lines.append(f"m=audio {port} RTP/AVP {' '.join(str(number) for number in payloads)}")
    lines += [f"a=rtpmap:{number} {name}/8000" for number, name in payloads.items()]
    return "\r\n".join([*lines, "a=ptime:20", f"a={direction}"]) + "\r\n"


@dataclass(frozen=True)
class Media:
    """Where a peer hears, and the payload types that it takes, preferred first."""

    host: str
    port: int
    payload_types: tuple[int, ...]


def _is_place(text: str) -> bool:
    try:
        return int(ipaddress.IPv4Address(text)) > 0
    except ValueError:
        return False


def media_of(body: str) -> Media:
    """The audio of an SDP. SipError where there is none or it is refused (port 0)."""
    media = re.search(r"^m=audio (\d{1,5})(?:/\d+)? RTP/AVP((?: \d{1,3})+)\s*$", body, re.MULTILINE)
    if media is None or not 0 < int(media[1]) < 65536:
        raise SipError("no audio in the SDP")
    after = re.search(r"^c=IN IP[46] ([^\s/]+)", body[media.end() :].partition("\nm=")[0], re.MULTILINE)
    place = after or re.search(r"^c=IN IP[46] ([^\s/]+)", body[: media.start()], re.MULTILINE)
    if place is None or not _is_place(place[1]):  # a name would be looked up for each packet, 0.0.0.0 hears nothing
        raise SipError("no IPv4 address in the SDP")
    return Media(place[1], int(media[1]), tuple(int(word) for word in media[2].split()))
