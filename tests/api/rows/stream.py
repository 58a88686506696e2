"""The stream of a plan's events."""

from __future__ import annotations

from ..client import Calls
from . import ALL, Row

ROWS = [Row("GET", "plans/{plan}/stream", ALL, 200)]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """Nothing that is not there already."""
    return {}
