"""Parking of sections."""

from __future__ import annotations

from typing import Any

from . import DESK, Row

ROWS = [
    Row("POST", "clauses/{clause}/park", f"{DESK} chair", 422, body=(("reason", "It is no section."),)),
    Row("POST", "clauses/{clause}/unpark", f"{DESK} chair", 409),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """Nothing that is not there already."""
    return {}
