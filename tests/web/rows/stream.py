"""The stream of a plan's events for the pages, and who is at the plan."""

from __future__ import annotations

from typing import Any

from . import ALL, Row

TAB = (("tab", "00000000-0000-4000-8000-000000000001"),)
ROWS = [
    Row("GET", "/plans/{plan}/stream", ALL, 200),
    Row("POST", "/plans/{plan}/presence", ALL, 200, data=TAB),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing that is not there already."""
    return {}
