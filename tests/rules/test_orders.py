"""Orders of the hotline keep their own clocks: to sign, to send back, to answer."""

from __future__ import annotations

from backend.rules.orders import NONE, may_send_back, order_clocks
from contract.limits import Limit, OrderLimits
from tests.rules.test_worktime import calendar, local

LINES = (
    OrderLimits(sign=Limit(2, "work_hour"), send_back=Limit(4, "work_hour"), answer=Limit(5, "work_day")),
    OrderLimits(urgency="urgent", sign=Limit(0.5, "urgent_hour"), answer=Limit(24, "urgent_hour")),
)


def test_an_order_has_three_clocks_counted_from_its_receipt() -> None:
    clocks = order_clocks(calendar(), LINES, "normal", local("2026-11-20 19:00"))
    # Sending back must be inside the time to sign, whatever longer time the profile names for it.
    assert clocks == (local("2026-11-21 09:00"), local("2026-11-21 09:00"), local("2026-11-27 19:00"))


def test_an_urgent_order_has_its_own() -> None:
    clocks = order_clocks(calendar(), LINES, "urgent", local("2026-11-20 19:00"))
    assert clocks == (local("2026-11-20 19:30"), local("2026-11-20 19:30"), local("2026-11-21 19:00"))
    assert order_clocks(calendar(), LINES, "major", local("2026-11-20 19:00")).answer_at == local("2026-11-27 19:00")


def test_a_profile_without_orders_has_no_such_clocks() -> None:
    assert order_clocks(calendar(), (), "normal", local("2026-11-20 19:00")) == NONE


def test_an_order_goes_back_only_unsigned_and_in_time() -> None:
    clocks = order_clocks(calendar(), LINES, "urgent", local("2026-11-20 19:00"))
    assert may_send_back(clocks, False, local("2026-11-20 19:30"))
    assert not may_send_back(clocks, False, local("2026-11-20 19:31"))
    assert not may_send_back(clocks, True, local("2026-11-20 19:10"))
    assert may_send_back(NONE, False, local("2026-11-20 19:31"))
