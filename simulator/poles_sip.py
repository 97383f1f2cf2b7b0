"""What a loudspeaker pole needs of SIP (RFC 3261) and SDP (RFC 4566): reading a request, writing its answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

_START = re.compile(r"^([A-Z]+) (\S+) SIP/2\.0$")
_SHORT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact", "l": "content-length"}
_REASONS = {200: "OK", 401: "Unauthorized", 404: "Not Found", 481: "Call/Transaction Does Not Exist"}
_REASONS |= {486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here", 603: "Decline"}
PAYLOADS = {0: "PCMU", 8: "PCMA"}


@dataclass(frozen=True)
class Asked:
    """A request as it came. `headers` keeps the order and repeats; names are lower case."""

    method: str
    uri: str
    headers: tuple[tuple[str, str], ...]
    body: str

    def one(self, name: str) -> str:
        """The first header of this name, empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")

    @property
    def call_id(self) -> str:
        return self.one("call-id")

    @property
    def transaction(self) -> tuple[str, str]:
        """(branch, method): the same for a retransmission."""
        branch = re.search(r"branch=([^;,\s]+)", self.one("via"))
        return (branch.group(1) if branch else self.call_id + self.one("cseq"), self.method)

    @property
    def number(self) -> int | None:
        """The user part of the address as a pole's number."""
        found = re.match(r"^sips?:(\d{1,6})@", self.uri)
        return int(found.group(1)) if found else None


def read(data: bytes) -> Asked | None:
    """A request, or None for an answer, a keep-alive or rubbish."""
    head, _, body = data.decode("utf-8", "replace").partition("\r\n\r\n")
    first, *lines = re.sub(r"\r\n[ \t]+", " ", head).split("\r\n")
    start = _START.match(first)
    if start is None:
        return None
    headers = []
    for line in lines:
        name, colon, value = line.partition(":")
        if colon:
            key = name.strip().lower()
            headers.append((_SHORT.get(key, key), value.strip()))
    asked = Asked(start.group(1), start.group(2), tuple(headers), body)
    return asked if asked.call_id and asked.one("cseq") and asked.one("via") else None


def answer(asked: Asked, status: int, tag: str, *extra: str, body: str = "") -> bytes:
    """An answer with the headers that must come back; `tag` names this end of the dialog."""
    to = asked.one("to")
    lines = [f"SIP/2.0 {status} {_REASONS[status]}"]
    lines += [f"Via: {value}" for key, value in asked.headers if key == "via"]
    lines += [f"From: {asked.one('from')}", f"To: {to if 'tag=' in to else f'{to};tag={tag}'}"]
    lines += [f"Call-ID: {asked.call_id}", f"CSeq: {asked.one('cseq')}", *extra]
    if body:
        lines.append("Content-Type: application/sdp")
    lines.append(f"Content-Length: {len(body.encode())}")
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


def chosen_payload(offer: str) -> int | None:
    """The first payload type of the offered audio that a pole can play, None where there is none."""
    media = re.search(r"^m=audio \d+ \S+ ([\d ]+)", offer, re.MULTILINE)
    types = [int(word) for word in media.group(1).split()] if media else []
    return next((number for number in types if number in PAYLOADS), None)


def sdp(host: str, port: int, payload: int) -> str:
    """The pole's answer: it hears and speaks `payload` at `host`:`port`."""
    lines = ["v=0", f"o=pole 1 1 IN IP4 {host}", "s=pole", f"c=IN IP4 {host}", "t=0 0"]
    lines += [f"m=audio {port} RTP/AVP {payload}", f"a=rtpmap:{payload} {PAYLOADS[payload]}/8000", "a=sendrecv"]
    return "\r\n".join(lines) + "\r\n"
