"""What a delegation keeps to itself."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from poa.actions import consultations
from poa.db import now, transaction
from tests.cast import person

from . import DRAFTERS, OURS, Row

ROWS = [
    Row("GET", "/plans/{plan}/delegation", DRAFTERS, 200),
    Row("GET", "/plans/{plan}/delegation/changes", DRAFTERS, 200),
    Row("GET", "/plans/{plan}/handover", DRAFTERS, 200),
    Row("POST", "/plans/{plan}/handover", DRAFTERS, 422),
    Row("GET", "/plans/{plan}/consultations", DRAFTERS, 200),
    Row("POST", "/plans/{plan}/consultations", DRAFTERS, 422),
    Row("POST", "/consultations/{asked_no_more}/withdraw", "delegate head", 409, OURS),
    Row("GET", "/clauses/{clause}/brief", DRAFTERS, 200),
    Row("POST", "/clauses/{clause}/brief", DRAFTERS, 422),
    Row("POST", "/clauses/{clause}/clearances", DRAFTERS, 422),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A consultation of Japan's that is withdrawn."""
    asker = person("delegate_jp")
    with transaction():
        asked, _token = consultations.consult(
            asker,
            found["plan"],
            ministry="Ministry of Finance",
            email="budget@mof.example",
            due=now().date() + dt.timedelta(days=3),
            clauses=[found["clause"]],
        )
        consultations.withdraw(asker, asked)
    return {"asked_no_more": SimpleNamespace(id=asked.id)}
