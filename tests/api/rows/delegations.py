"""What a delegation keeps to itself."""

from __future__ import annotations

from ..client import Calls
from . import Row

DRAFTERS = "delegate head ally"
ROWS = [
    Row("GET", "clauses/{clause}/instructions", DRAFTERS, 200),
    Row("POST", "clauses/{clause}/instructions", DRAFTERS, 422),
    Row("POST", "clauses/{clause}/clearances", DRAFTERS, 422),
    Row("GET", "plans/{plan}/brief", DRAFTERS, 200),
    Row("GET", "plans/{plan}/consultations", DRAFTERS, 200),
    Row("POST", "plans/{plan}/consultations", DRAFTERS, 422),
    Row("GET", "plans/{plan}/handovers", DRAFTERS, 200),
    Row("POST", "plans/{plan}/handovers", DRAFTERS, 422),
]
OWN = [Row("POST", "consultations/{asked_no_more}/withdraw", "delegate head", 409)]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """A consultation of Japan's that is withdrawn."""
    body = {"ministry": "Finance", "email": "a@b.example", "due": "2999-12-01", "clauses": [found["clause"]]}
    asked = call.post("delegate_jp", f"plans/{found['plan']}/consultations", want=201, **body)
    call.post("delegate_jp", f"consultations/{asked['id']}/withdraw")
    return {"asked_no_more": asked["id"]}
