"""The clocks of an order of the 12345 hotline, beside ours: to sign for it, to send it back, to answer it.

All are counted from its receipt. Sending back (退单) is possible only while it may still be signed for (practice).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from backend.rules.workdays import Calendar
from backend.rules.worktime import add
from contract.limits import Limit, OrderLimits


class OrderClocks(NamedTuple):
    """Until when; None: there is no such limit."""

    sign_at: datetime | None
    send_back_at: datetime | None
    answer_at: datetime | None


NONE = OrderClocks(None, None, None)


def order_limits(lines: Sequence[OrderLimits], urgency: str) -> OrderLimits | None:
    """The line for this urgency, else the one for any; None where the profile has neither."""
    found = None
    for one in lines:
        if one.urgency == urgency:
            return one
        if one.urgency == "" and found is None:
            found = one
    return found


def order_clocks(calendar: Calendar, lines: Sequence[OrderLimits], urgency: str, received_at: datetime) -> OrderClocks:
    """The clocks of an order that came at `received_at`. ValueError as `worktime.add`."""
    line = order_limits(lines, urgency)
    if line is None:
        return NONE

    def until(limit: Limit | None) -> datetime | None:
        return None if limit is None else add(calendar, received_at, limit)

    sign, back = until(line.sign), until(line.send_back)
    if sign is not None:
        back = sign if back is None else min(back, sign)
    return OrderClocks(sign, back, until(line.answer))


def may_send_back(clocks: OrderClocks, signed: bool, now: datetime) -> bool:
    """Whether an order may still go back to the hotline."""
    return not signed and (clocks.send_back_at is None or now <= clocks.send_back_at)
