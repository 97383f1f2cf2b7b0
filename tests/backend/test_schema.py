"""Every route under schemathesis: what its own description promises holds for made-up requests, good and bad."""

from __future__ import annotations

import os

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.backend.server import Backend

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]
EXAMPLES = int(os.environ.get("CITYWALL_SCHEMA_EXAMPLES", "10"))
ENDS_THE_SESSION = ("/api/logout", "/api/sessions/end")
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
]


def test_every_route_keeps_its_description(server: Backend) -> None:
    document = requests.get(f"{server.url}/api/openapi.json", timeout=10).json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=server.url)
    headers = server.admin().headers
    broken: list[str] = []
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.path not in ENDS_THE_SESSION:
            asked += 1
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                broken += _broken(operation, mode, headers)
    assert asked >= 15
    assert not broken, "\n\n".join(broken)
    assert requests.get(f"{server.url}/api/cases", headers=headers, timeout=10).ok, "something ended the session"


def _broken(operation: APIOperation, mode: GenerationMode, headers: dict[str, str]) -> list[str]:
    """What did not hold, in words."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def holds(case: Case) -> None:
        case.call_and_validate(headers=headers, checks=CHECKS, timeout=30)

    try:
        holds()
    except Unsatisfiable:
        return []  # nothing can be wrong in a request without a body and parameters
    except FailureGroup as fault:
        return [f"{operation.method.upper()} {operation.path} ({mode.name.lower()}):\n{fault}"]
    return []
