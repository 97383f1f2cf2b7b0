"""Seats against a real backend, and a toy server that can be told to misbehave."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backend.server import Backend, running
from tests.client.toy import Toy


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    """One server for tests that do not break it, with a city to act in."""
    with running() as server:
        yield server


@pytest.fixture
def toy() -> Iterator[Toy]:
    """A small server of our own that behaves until told otherwise."""
    server = Toy()
    try:
        yield server
    finally:
        server.close()
