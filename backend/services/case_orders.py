"""退单: an order of the hotline (12345) goes back to it instead of being signed for."""

from __future__ import annotations

from datetime import datetime

from backend.outcome import Actor, Outcome
from backend.rules.orders import may_send_back, order_clocks
from backend.rules.worktime import calendar_of
from backend.services.case_hands import asking
from backend.services.case_step import begin
from backend.transaction import Transaction
from contract import commands as c


def ask_order_return(tx: Transaction, command: c.AskOrderReturn, by: Actor, at: datetime) -> Outcome:
    """申请退单, within its time (R30): until it is decided nothing else is done with the case (R31)."""
    stand = begin(tx, command, by, at)
    record = stand.record
    clocks = order_clocks(calendar_of(tx.profile), tx.profile.rules.orders, record.urgency, record.reported_at)
    if not may_send_back(clocks, False, at):
        raise stand.refuse("R30", "the time to send it back is over")
    return stand.done(
        "case.order_return_asked", course={"order_back": "asked", "order_back_at": at, **asking(stand.powers)}
    )


def decide_order_return(tx: Transaction, command: c.DecideOrderReturn, by: Actor, at: datetime) -> Outcome:
    """退单审批: granted, the case has ended here; rejected, it is signed for like any other order."""
    stand = begin(tx, command, by, at)
    stand.apart_from_asking()
    over = {"asked_by": (), "asked_body": None}
    if command.approved:
        return stand.done("case.order_returned", course={"order_back": "granted", **over})
    return stand.done("case.order_return_rejected", answer=False, course={"order_back": "rejected", **over})
