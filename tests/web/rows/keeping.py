"""What the editor keeps while one types."""

from __future__ import annotations

from typing import Any

from . import DRAFTERS, OURS, Row

ROWS = [
    Row("POST", "/clauses/{clause}/draft", DRAFTERS, 422),
    Row("POST", "/plans/{plan}/draft", DRAFTERS, 422),
    Row("POST", "/amendments/{own}/typed", "delegate head", 422, OURS),
    Row("POST", "/amendments/{tabled}/typed", "delegate head", 409),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing more is needed."""
    return {}
