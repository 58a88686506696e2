"""The compilation text."""

from __future__ import annotations

from typing import Any

from . import ALL, Row

ROWS = [Row("GET", "/plans/{plan}/compilation", ALL, 200)]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """Nothing that is not there already."""
    return {}
