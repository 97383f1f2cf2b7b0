"""What proves a case's trail, over the wire: its own chain, the checkpoint over it, and only for who sees the case."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.entities import CaseState
from contract.errors import Refused
from contract.figures import CaseDetail
from contract.scope import Scope, View
from contract.seal import CaseSeal
from tests.backend.city import Hall
from tests.backend.postgres import cluster
from tests.backend.server import Backend, running


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def backend(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backend]:
    data: Path = tmp_path_factory.mktemp("data")
    often = {"CITYWALL_EVIDENCE__CHECKPOINT_S": "1"}
    if request.param == "sqlite":
        with running(data, environ=often) as one:
            yield one
    else:
        with cluster() as url, running(data, environ=often | {"CITYWALL_DATABASE__URL": url}) as one:
            yield one


@pytest.fixture(scope="module")
def hall(backend: Backend) -> Hall:
    return Hall(backend)


def test_the_seal_names_every_link_of_the_trail_and_soon_its_checkpoint(hall: Hall) -> None:
    case_id = hall.case_at(CaseState.DISPATCHED)

    def seal() -> CaseSeal:
        return hall.dispatcher.get(f"/api/cases/{case_id}/seal", CaseSeal)

    detail = hall.dispatcher.get(f"/api/cases/{case_id}", CaseDetail)
    found = seal()
    assert [(one.seq, one.name) for one in found.links] == [(one.seq, one.name) for one in detail.trail]
    assert [one.number for one in found.links] == list(range(1, len(found.links) + 1))
    assert len({one.hash for one in found.links}) == len(found.links)
    assert all(len(one.hash) == 64 for one in found.links)
    assert found.head == found.links[-1].hash
    until = time.monotonic() + 60
    while not (found := seal()).checkpoint and time.monotonic() < until:
        time.sleep(0.1)
    assert found.checkpoint >= 1
    assert len(found.checkpoint_hash) == 64
    assert found.checkpoint_at is not None


def test_whoever_may_not_see_the_case_gets_no_hash_of_it(backend: Backend, hall: Hall) -> None:
    case_id = hall.case_at(CaseState.FILED)
    scopes = (Scope(view=View.DEPARTMENT, department_id=hall.new_department()), Scope(area_ids=("4711",)))
    seats = [backend.account("department", scope=scopes[0]), backend.account("dispatcher", scope=scopes[1])]
    seats.append(backend.account("kiosk", scope=Scope(view=View.PUBLIC)))
    for seat in seats:
        with pytest.raises(Refused) as refused:
            seat.get(f"/api/cases/{case_id}/seal", CaseSeal)
        assert refused.value.problem.code in ("not_found", "wrong_role")
