"""How much of a caller a post may see. One function decides for the whole program: `shown`."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from contract.lifecycle import Role
from contract.personal import Caller
from contract.scope import street_of

REVEALS = frozenset({Role.INTAKE, Role.SHIFT_LEADER})
"""May see the plain values of a case, with a purpose, each time written down."""
SEARCHES = REVEALS | {Role.ADMIN}
KEEPS = frozenset({Role.ADMIN})
"""Export and erase at a subject's request."""
_ALL_MASKED = REVEALS
_NAME_MASKED = frozenset({Role.DUTY, Role.DISPATCHER, Role.INSPECTOR, Role.DEPARTMENT})


def shown(caller: Caller, roles: Collection[str]) -> Caller:
    """What these posts see without asking: intake and shift leader everything masked, who works on the case the masked
    name, others that there is a caller."""
    held = frozenset(roles)
    if held & _ALL_MASKED:
        name, phone = masked_name(caller.name), masked_phone(caller.phone)
        return Caller(name=name, phone=phone, address=masked_address(caller.address))
    return Caller(name=masked_name(caller.name)) if held & _NAME_MASKED else Caller()


def masked_name(name: str) -> str:
    """张三丰 -> 张**, Ann Lee -> A**."""
    name = name.strip()
    return name[:1] + "*" * max(1, min(2, len(name) - 1)) if name else ""


def masked_phone(phone: str) -> str:
    """13812345678 -> 138****5678, 021-6385 1234 -> 021****1234, 12345 -> ****5."""
    digits = plain_phone(phone)
    if not digits:
        return ""
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else f"****{digits[-1:]}"


def plain_phone(text: str) -> str:
    """Its digits alone, without the country's prefix before a mobile number: what makes two spellings one phone."""
    digits = "".join(letter for letter in unicodedata.normalize("NFKC", text) if letter in "0123456789")
    for prefix in ("0086", "86"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            return digits.removeprefix(prefix)
    return digits


def masked_address(address: str) -> str:
    """长兴路 86 号 -> 长兴路****."""
    return f"{street_of(address)[:20]}****" if address.strip() else ""
