"""Dialogs and what is written in them (RFC 3261, 8.1 and 12): requests of ours, the dialog that an answer confirms."""

from __future__ import annotations

import logging
import secrets

from msgspec.structs import replace

from backend.gateways.voice import sip
from backend.gateways.voice.journal import Dialog
from backend.gateways.voice.sip import Message, Uri
from backend.gateways.voice.transactions import Address, local_address, new_branch

log = logging.getLogger(__name__)
AGENT = "CityWall"
Header = tuple[str, str]


def auto_answer(dialog: Dialog) -> tuple[Header, ...]:
    """What asks a device to take the call by itself: every form that loudspeakers of the market understand."""
    return (
        ("Call-Info", f"<sip:{dialog.host}>;answer-after=0"),
        ("Alert-Info", "<http://127.0.0.1>;info=alert-autoanswer;delay=0"),
        ("Answer-Mode", "Auto"),
        ("Priv-Answer-Mode", "Auto"),
    )


def new_dialog(uri: Uri, to: Address, port: int) -> Dialog:
    """A dialog that has not begun; `port` is our own. OSError where there is no way to the peer."""
    here = local_address(to)
    return Dialog(
        call_id=f"{secrets.token_hex(12)}@{here}",
        sender=f"<sip:citywall@{here}:{port}>;tag={secrets.token_hex(6)}",
        to=f"<{uri}>",
        target=str(uri),
        branch=new_branch(),
        cseq=secrets.randbits(16) + 1,
        host=to[0],
        port=to[1],
    )


def request_of(
    dialog: Dialog, port: int, method: str, branch: str, *extra: Header, cseq: int = 0, body: str = ""
) -> bytes:
    """A request in a dialog; `cseq` where it is not the dialog's own."""
    here = local_address((dialog.host, dialog.port))
    headers = [
        ("Via", f"{sip.VERSION}/UDP {here}:{port};branch={branch};rport"),
        ("Max-Forwards", "70"),
        *(("Route", route) for route in dialog.routes),
        ("From", dialog.sender),
        ("To", dialog.to),
        ("Call-ID", dialog.call_id),
        ("CSeq", f"{cseq or dialog.cseq} {method}"),
        ("Contact", f"<sip:citywall@{here}:{port}>"),
        ("User-Agent", AGENT),
        *extra,
    ]
    if body:
        headers.append(("Content-Type", "application/sdp"))
    return sip.build(f"{method} {dialog.target} {sip.VERSION}", headers, body)


def confirmed_by(dialog: Dialog, answer: Message) -> Dialog:
    """The dialog after a yes: the peer's tag, its Contact as target, the proxies that want to stay in the way."""
    routes = tuple(reversed(answer.all("record-route")))
    target, host, port = dialog.target, dialog.host, dialog.port
    try:
        found = sip.uri_of(answer.one("contact"))
    except sip.SipError:
        log.warning("%s answered without a usable Contact", dialog.to)
    else:
        target = str(found)
        if not routes and _is_address(found.host):
            host, port = found.host, found.port
    return replace(dialog, to=answer.one("to"), target=target, routes=routes, host=host, port=port, early=False)


def proof_of(answer: Message, uri: Uri, method: str, target: str) -> Header | None:
    """The header that answers a 401 or 407; None where nothing is asked, or there is no password."""
    if answer.status not in (401, 407) or not uri.password:
        return None
    proxy = answer.status == 407
    challenge = sip.challenge_of(answer.one("proxy-authenticate" if proxy else "www-authenticate"))
    try:
        value = sip.digest(challenge, uri.user, uri.password, method, target, secrets.token_hex(8))
    except sip.SipError as fault:
        log.warning("%s: %s", target, fault)
        return None
    return "Proxy-Authorization" if proxy else "Authorization", value


def tag_of(header: str) -> str:
    """The tag of a From or To."""
    _, _, tag = header.partition("tag=")
    return tag.partition(";")[0].strip()


def _is_address(host: str) -> bool:
    parts = host.split(".")
    return len(parts) == 4 and all(part.isdecimal() and int(part) < 256 for part in parts)
