"""Home, what changed, what is cleared one by one, the terms."""

from __future__ import annotations

from typing import Any

from . import ALL, DRAFTERS, EVERYBODY, OURS, Row

ROWS = [
    Row("GET", "/plans/{plan}/home", ALL, 200),
    Row("GET", "/plans/{plan}/changes", ALL, 200),
    Row("POST", "/plans/{plan}/seen", ALL, 302),
    Row("GET", "/plans/{plan}/clearing", DRAFTERS, 200),
    Row("POST", "/clauses/{clause}/clearing", DRAFTERS, 422),
    Row("POST", "/amendments/{own}/clearing", "head", 422, OURS),
    Row("GET", "/help/terms", EVERYBODY, 200),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing more than there is."""
    return {}
