"""Addresses of devices without their passwords: what may be shown, stored and sent, and whether anything was taken out.

A password stands before the `@` (RFC 3986, 3.2.1), or, with many recorders, as a parameter of the path or the query
(`user=admin&password=x`, `user=admin_password=x_channel=1`). Where it cannot be told (a password may hold `/`, a path
may hold `@`), too much is taken out rather than too little: who plays the stream gets the whole address anyway.
"""

from __future__ import annotations

import re

_USERINFO = re.compile(r"^([a-z][a-z0-9+.-]*:(?://)?)(?:([^/?#]*)|([^@]*:.*))@", re.IGNORECASE | re.DOTALL)
_PARAMETER = re.compile(
    r"(?i)(?<![a-z])((?:password|passwd|pass|pwd|token|auth|key|secret)=)[^&;/?#\s]*?(?=_[a-z]+=|[&;/?#\s]|$)"
)


def shown(address: str) -> str:
    """The address without user, password and tokens; the same text where there is none of them.

    The user of a SIP address is the pole's own number and stays; its password goes.
    """
    return _PARAMETER.sub(r"\1", _USERINFO.sub(_without_password, address, count=1))


def holds_secret(address: str) -> bool:
    """Whether something in this address is for devices only."""
    return shown(address) != address


def _without_password(found: re.Match[str]) -> str:
    scheme, info = found[1], found[2] if found[2] is not None else found[3]
    if scheme.lower() in ("sip:", "sips:"):
        return f"{scheme}{info.partition(':')[0]}@"
    return scheme
