"""The form of the evidence: what a link of a case's chain holds, how it is hashed, how checkpoints cover it.

Version 1 (docs/adr/0004). A link's hash is SHA-256 over the hash before it in the same case (32 zero bytes at first)
and the bytes of its body as stored; a stored body is never parsed and written again to be hashed. A checkpoint holds
the Merkle root (RFC 6962, section 2.1) over the hashes of all links since the checkpoint before it, in order of
position, and its own hash covers that of the one before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import pairwise
from operator import itemgetter
from typing import Annotated, Any, Literal

import msgspec

VERSION = 1
NOTHING = bytes(32)
"""What comes before the first link of a case, and before the first checkpoint."""


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of a link, in this order. `row` is the digest of the case's whole row after the act (`digest`)."""

    v: int
    position: int  # 1.. over all cases, without a gap
    case_id: str
    number: int  # 1.. within the case
    name: str  # case.filed
    recorded_at: int  # ms: when the server wrote it
    happened_at: int  # ms: when it was done
    state: str  # of the case after the act
    row: str  # hex
    seq: int = 0  # of the outbox; 0 for acts that an import brought
    actor_id: str | None = None
    actor_name: str = ""
    opinion: str = ""
    params: dict[str, str] = {}
    changed: dict[str, Any] = {}  # column of the case -> its value after the act (`Plain`)
    subject_id: str | None = None  # whose personal fields these are
    personal: dict[str, str] = {}  # field -> salted commitment, hex
    files: tuple[str, ...] = ()  # SHA-256 of what was attached, hex
    moved: bool = False  # taken over from before the chain began


Plain = str | int | None
"""A column's value in the evidence: ids, enums and coordinates as text, times as epoch milliseconds."""


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """A checkpoint as it is published outside, one JSON line; `hash` is over the line without it."""

    number: int  # 1..
    made_at: int  # ms
    first: int  # position
    last: int
    root: str  # hex
    prev: str  # hash of the checkpoint before
    hash: str = ""


class LogHead(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the security log as it is published outside, among the heads of checkpoints: it pins all before it.

    It lacks what a `Head` must have: a verifier that knows only those counts it as a line that it cannot read.
    """

    kind: Literal["security_log"] = "security_log"
    v: Literal[1] = 1
    line: Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]  # its number
    at: int  # ms: when it was written
    line_hash: str  # hex: `log_link`
    hash: str = ""  # over all of the above


_encode = msgspec.json.Encoder().encode
_fact: msgspec.json.Decoder[Fact] = msgspec.json.Decoder(Fact)
_head: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)
_log_head: msgspec.json.Decoder[LogHead] = msgspec.json.Decoder(LogHead)


def encoded(fact: Fact) -> bytes:
    """The body."""
    return _encode(fact)


def fact_of(body: str | bytes) -> Fact:
    """What a body says. msgspec.DecodeError."""
    return _fact.decode(body)


def link(prev: bytes, body: bytes) -> bytes:
    """The hash of a link."""
    return hashlib.sha256(prev + body).digest()


def log_link(prev: bytes, line: Sequence[Plain]) -> bytes:
    """The hash of a line of the security log: number, id, at (ms), what, result, person, name, address, about,
    detail."""
    return hashlib.sha256(b"citywall security log 1\0" + prev + _encode(line)).digest()


def digest(columns: Sequence[str], values: Sequence[Plain]) -> str:
    """The digest of a case's row, hex; columns that hold nothing do not count, so that new ones may come."""
    return digest_of(zip(columns, values, strict=True))


def digest_of(row: Iterable[tuple[str, Plain]]) -> str:
    """The same of the pairs of a row, in its order."""
    return hashlib.sha256(_encode(list(filter(_value, row)))).hexdigest()


_value = itemgetter(1)


def commitment(salt: bytes, field: str, value: str) -> str:
    """Hex; says nothing about the value without its salt (32 random bytes, kept under the subject's key)."""
    return hashlib.sha256(b"citywall commitment 1\0" + salt + field.encode() + b"\0" + value.encode()).hexdigest()


def merkle_root(leaves: Iterable[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, section 2.1. Pairing level by level, the odd one going up, is its tree."""
    sha256 = hashlib.sha256
    level = [sha256(b"\0" + one).digest() for one in leaves]
    if not level:
        return sha256().digest()
    while len(level) > 1:
        pairs = [sha256(b"\1" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        if len(level) % 2:
            pairs.append(level[-1])
        level = pairs
    return level[0]


def sealed(head: Head) -> Head:
    """The head with its hash."""
    return msgspec.structs.replace(head, hash=head_hash(head).hex())


def head_hash(head: Head) -> bytes:
    """SHA-256 over the JSON of everything but the hash."""
    bare = msgspec.structs.asdict(head)
    del bare["hash"]
    return hashlib.sha256(b"citywall checkpoint 1\0" + _encode(bare)).digest()


def head_line(head: Head | LogHead) -> bytes:
    """The line that is published, with its end."""
    return _encode(head) + b"\n"


def head_in(line: bytes) -> Head | LogHead | None:
    """What a published line says; None: it was cut short, or is of a newer program."""
    with suppress(msgspec.DecodeError):
        return _head.decode(line)
    with suppress(msgspec.DecodeError):
        return _log_head.decode(line)
    return None


def log_head(line: int, at: int, line_hash: bytes) -> LogHead:
    """The head over the security log up to a line."""
    bare = LogHead(line=line, at=at, line_hash=line_hash.hex())
    return msgspec.structs.replace(bare, hash=log_head_hash(bare).hex())


def log_head_hash(head: LogHead) -> bytes:
    """SHA-256 over the JSON of everything but the hash."""
    bare = msgspec.structs.asdict(head)
    del bare["hash"]
    return hashlib.sha256(b"citywall security log head 1\0" + _encode(bare)).digest()


def head_fault(heads: Sequence[Head]) -> tuple[Head, str] | None:
    """The first of some consecutive checkpoints that does not follow from the one before, and why; None: all do."""
    for one in heads:
        if head_hash(one).hex() != one.hash:
            return one, "its hash is not that of what it says"
    for before, one in pairwise(heads):
        if one.number != before.number + 1:
            return one, f"checkpoint {before.number + 1} is missing"
        if one.prev != before.hash:
            return one, "it does not follow from the checkpoint before"
        if one.first != before.last + 1:
            return one, "it does not begin where the checkpoint before ends"
    return None
