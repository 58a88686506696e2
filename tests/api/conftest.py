"""Fixtures of the API's tests: `call`, a small plan, one of its clauses, work that nobody is woken for."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from apiflask import APIFlask

from ..client import Client
from ..databases import Database
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
def begun(database: Database, call: Calls) -> tuple[Any, Any]:
    """A small plan and one of its clauses, made and read once a database."""

    def begin() -> tuple[Any, Any]:
        plan = call.plan()
        return plan, call.clause(plan)

    return copy.deepcopy(database.once("plan of the API", begin))


@pytest.fixture
def whole(begun: tuple[Any, Any]) -> Any:
    """A small plan, read whole."""
    return begun[0]


@pytest.fixture
def clause(begun: tuple[Any, Any]) -> Any:
    """`ASEAN and Japan will promote joint research in energy and joint research in health.`"""
    return begun[1]
