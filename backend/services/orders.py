"""The clocks of an order of the hotline (12345) beside those of its case, as they stand."""

from __future__ import annotations

from sqlalchemy import Connection, select

from backend import course as courses
from backend.records import whole_ms
from backend.rules.orders import order_clocks
from backend.rules.workdays import calendar_of
from backend.tables import cases
from contract.entities import CaseState, Id
from contract.figures import OrderShown
from contract.profile import CityProfile

UNSIGNED = frozenset({CaseState.UNCONFIRMED, CaseState.REPORTED})
"""States in which an order waits for its signature (签收): it is signed for when the case is accepted."""


def order_of(connection: Connection, profile: CityProfile, case_id: Id) -> OrderShown | None:
    """Number and clocks of the order from which a case came; None where it came from none."""
    columns = (cases.c.course, cases.c.state, cases.c.urgency, cases.c.reported_at)
    row = connection.execute(select(*columns).where(cases.c.id == case_id)).first()
    course = courses.read(row.course) if row is not None else courses.PLAIN
    if row is None or not course.order_number:
        return None
    clocks = order_clocks(calendar_of(profile), profile.rules.orders, row.urgency, row.reported_at)
    sign, back, answer = (None if at is None else whole_ms(at) for at in clocks)
    return OrderShown(
        number=course.order_number,
        sign_by_at=sign,
        send_back_by_at=back,
        answer_by_at=answer,
        signed=row.state not in UNSIGNED and course.order_back != "granted",
        back=course.order_back,
        back_asked_at=course.order_back_at,
        answered_at=course.replied_at,
    )
