"""Bytes that come in become structs; what is wrong with them becomes a typed problem naming field and reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeVar
from urllib.parse import parse_qsl

import msgspec

from contract.commands import Envelope
from contract.errors import Code, Refused

T = TypeVar("T")
Q = TypeVar("Q", bound=msgspec.Struct)
_AT = re.compile(r"^(?P<reason>.*) - at `(?P<field>.+)`$", re.DOTALL)
_RANGE = re.compile(r"^Expected `[^`]+` (<|>|<=|>=|of length|matching|that's)")


def read(body: bytes, shape: type[T]) -> T:
    """The struct in a JSON body. Refused(malformed | out_of_range | unknown_command)."""
    if b"\\u0000" in body:
        raise Refused(Code.MALFORMED, field="$", reason="a text holds the character U+0000")
    try:
        return msgspec.json.decode(body, type=shape)
    except msgspec.ValidationError as fault:
        raise _refused(str(fault), shape) from fault
    except msgspec.DecodeError as fault:
        code = Code.OUT_OF_RANGE if "out of range" in str(fault) else Code.MALFORMED
        raise Refused(code, field="$", reason=str(fault)) from fault
    except UnicodeDecodeError as fault:
        raise Refused(Code.MALFORMED, field="$", reason=f"not UTF-8 at byte {fault.start}") from fault
    except RecursionError as fault:
        raise Refused(Code.MALFORMED, field="$", reason="nested too deeply") from fault


@lru_cache(256)
def read_asked(asked: bytes, shape: type[Q]) -> Q:
    """The struct in the raw query of an address, as `read_query`."""
    return _query(parse_qsl(asked.decode("latin-1"), keep_blank_values=True), shape)


def read_query(query: Mapping[str, str], shape: type[Q]) -> Q:
    """The struct in the query of an address (each filter once); texts become numbers and times where it says so."""
    return _query(query.items(), shape)


def _query(pairs: Iterable[tuple[str, str]], shape: type[Q]) -> Q:
    query: dict[str, str] = {}
    for name, value in pairs:
        # Servers between here and the seat need not agree on which of two counts.
        if name in query:
            raise Refused(Code.MALFORMED, field=f"$.{name[:40]}", reason="given twice")
        query[name] = value
    if any("\x00" in value for value in query.values()):
        raise Refused(Code.MALFORMED, field="$", reason="a text holds the character U+0000")
    known = set(shape.__struct_encode_fields__)
    if strange := sorted(query.keys() - known):
        # A filter that is ignored would answer another question than the one that was asked.
        reason = f"no such filter; there are {', '.join(sorted(known))}"
        raise Refused(Code.MALFORMED, field=f"$.{strange[0][:40]}", reason=reason)
    try:
        return msgspec.convert(query, shape, strict=False)
    except msgspec.ValidationError as fault:
        raise _refused(str(fault), shape) from fault


def read_id(text: str, field: str) -> str:
    """An id of an address or a body. Refused(malformed) where it cannot be one."""
    if not is_id(text):
        raise Refused(Code.MALFORMED, field=field, reason="an id is at most 19 decimal digits, below 2^63")
    return text


def is_id(text: str) -> bool:
    """Whether this can be an id."""
    return text.isascii() and text.isdigit() and len(text) <= 19 and int(text) < 1 << 63


def _refused(message: str, shape: type[object]) -> Refused:
    found = _AT.match(message)
    reason, field = (found["reason"], found["field"]) if found else (message, "$")
    if shape is Envelope and field == "$.command.type" and reason.startswith("Invalid value"):
        return Refused(Code.UNKNOWN_COMMAND, field=field, reason=reason)
    code = Code.OUT_OF_RANGE if _RANGE.match(reason) or "out of range" in reason else Code.MALFORMED
    return Refused(code, field=field, reason=reason)
