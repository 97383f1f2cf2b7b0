"""What proves the trail of one case: the hashes of its chain and the checkpoint that covers them (docs/adr/0004)."""

from __future__ import annotations

from datetime import datetime

import msgspec

from contract.entities import Id


class SealedLink(msgspec.Struct, frozen=True, kw_only=True):
    """One link: `seq` of its event (0 for what an import brought), its place over all cases, its hash in hex."""

    number: int
    seq: int
    name: str
    position: int
    hash: str


class CaseSeal(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`GET /api/cases/{id}/seal`. `head` is the hash of the last link; it pins all before it.

    `checkpoint` is the number of the first checkpoint that covers the last link, with its own hash and time; 0 where
    none does yet (the next is made within a minute).
    """

    case_id: Id
    links: tuple[SealedLink, ...]
    head: str = ""
    checkpoint: int = 0
    checkpoint_hash: str = ""
    checkpoint_at: datetime | None = None
