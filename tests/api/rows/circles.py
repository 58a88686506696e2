"""Circles: of everyone's, which everybody sees; small groups are in test_circles.py."""

from __future__ import annotations

from typing import Any

from . import ALL, Row

ROWS = [
    Row("POST", "plans/{plan}/circles", "head ally secretariat chair", 422),
    Row("GET", "circles/{everyone}", ALL, 200),
    Row("POST", "circles/{everyone}/report", "secretariat chair", 422),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """The circle `all`."""
    circles = call.items("secretariat", f"plans/{found['plan']}/circles")
    return {"everyone": next(item["id"] for item in circles if item["kind"] == "all")}
