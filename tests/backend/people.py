"""What tests of people and rights share: a refusal that is expected, an act without an answer, an account."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from contract.errors import Code, Refused
from contract.people import Account, SecurityPage
from tests.backend.server import Caller


@contextlib.contextmanager
def refused(code: Code, field: str | None = None) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    problem = caught.value.problem
    assert problem.code is code, problem
    assert field in (None, problem.field), problem


def act(seat: Caller, path: str, **body: object) -> None:
    seat.post(path, body, type(None))


def account_of(admin: Caller, seat: Caller) -> Account:
    found = admin.get("/api/accounts", list[Account])
    return next(one for one in found if one.person_id == seat.session.person_id)


def lines(auditor: Caller, **filters: object) -> list[tuple[str, str]]:
    page = auditor.get("/api/security/log", SecurityPage, **filters)
    return [(one.what, one.result) for one in page.lines]
