"""Who waits to be called back: `GET /api/call-backs`, for the seat that answers callers (回复、回访)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from contract.entities import Case


class CallBackQuery(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Of cases that ended in the last `days`, the longest waiting first."""

    days: Annotated[int, msgspec.Meta(ge=1, le=366)] = 30
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 100


class CallBack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case with a caller who left a number and was not asked yet whether he is content.

    No number stands here: `POST /api/cases/{id}/reveal` gives it, with a purpose.
    """

    case: Case
    since_at: datetime  # when it ended; for one that was refused, when it was reported
    replied_at: datetime | None = None  # 回复: he was told
    order_number: str = ""  # of 12345


class CallBacks(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`more`: there are more than were asked for."""

    waiting: tuple[CallBack, ...] = ()
    more: bool = False
