"""Where a page of a list ended: opaque to readers, and of use only with the query and the scope that it came from."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from backend.tables import to_ms
from contract.entities import Id
from contract.errors import Code, Refused
from contract.query import CaseQuery
from contract.scope import Scope

_TIMES = range(to_ms(datetime.min.replace(tzinfo=UTC)), to_ms(datetime.max.replace(tzinfo=UTC)) + 1)


@dataclass(frozen=True)
class Place:
    """After the case `case_id`, whose key in the order of the list is `key`; None: among those without one."""

    key: int | str | None
    case_id: Id


class _Stored(msgspec.Struct, array_like=True):
    mark: bytes
    key: int | str | None
    case_id: int


def text_of(place: Place, query: CaseQuery, scope: Scope) -> str:
    """The cursor."""
    return text_at(mark_of(query, scope), place.key, int(place.case_id))


def text_at(mark: bytes, key: int | str | None, case_id: int) -> str:
    """The same, of a list whose mark is known."""
    stored = msgspec.msgpack.encode(_Stored(mark, key, case_id))
    return base64.urlsafe_b64encode(stored).decode().rstrip("=")


def read(query: CaseQuery, scope: Scope) -> Place | None:
    """The place that the query's cursor names. Refused(malformed) for one of another query, or none at all."""
    text = query.cursor
    if not text:
        return None
    try:
        stored = msgspec.msgpack.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=_Stored)
    except (ValueError, binascii.Error, msgspec.DecodeError) as fault:
        raise Refused(Code.MALFORMED, field="$.cursor", reason="no cursor of this list") from fault
    whole = {"reported": int, "deadline": int, "number": str}[query.sort]
    legal = isinstance(stored.key, whole) or (stored.key is None and query.sort == "deadline")
    # The mark is no seal: whoever reads this program can make a cursor of his own.
    legal &= "\0" not in stored.key if isinstance(stored.key, str) else stored.key is None or stored.key in _TIMES
    if not legal or not 0 <= stored.case_id < 1 << 63:
        raise Refused(Code.MALFORMED, field="$.cursor", reason="no cursor of this list")
    if stored.mark != mark_of(query, scope):
        raise Refused(Code.MALFORMED, field="$.cursor", reason="a cursor of another query")
    return Place(stored.key, str(stored.case_id))


def mark_of(query: CaseQuery, scope: Scope) -> bytes:
    """Stands for everything that chooses and orders the cases."""
    bare = msgspec.structs.replace(query, cursor="", limit=1, total=False)
    return hashlib.sha256(msgspec.msgpack.encode((bare, scope))).digest()[:8]
