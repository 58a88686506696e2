"""What can be recorded as agreed."""

from __future__ import annotations

from typing import Any

from . import DESK, Row

ROWS = [
    Row("GET", "plans/{plan}/agreed", DESK, 200),
    Row("POST", "plans/{plan}/agreed", DESK, 422),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """Nothing that is not there already."""
    return {}
