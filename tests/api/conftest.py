"""Fixtures of the API's tests: `call`, a small plan, one of its clauses, work that nobody is woken for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask

from ..client import Client
from .client import Calls


class Queue:
    """Counts how often a worker was woken; the tests do the work themselves."""

    woken = 0

    def wake(self) -> None:
        """Note it."""
        self.woken += 1


@pytest.fixture(autouse=True)
def queue(request: pytest.FixtureRequest) -> Iterator[Queue | None]:
    """What the application wakes instead of a worker."""
    if "database" not in request.fixturenames:
        yield None
        return
    app: APIFlask = request.getfixturevalue("app")
    app.extensions["poa_work"] = made = Queue()
    yield made
    del app.extensions["poa_work"]


@pytest.fixture
def call(api: Callable[[str], Client], client: Client) -> Calls:
    """Calls by members of the cast."""
    return Calls(api, client)


@pytest.fixture
def whole(call: Calls) -> Any:
    """A small plan, read whole."""
    return call.plan()


@pytest.fixture
def clause(call: Calls, whole: Any) -> Any:
    """`ASEAN and Japan will promote joint research in energy and joint research in health.`"""
    return call.clause(whole)
