"""Positions, reservations and the gate."""

from __future__ import annotations

from typing import Any

from . import ALL, Row

ROWS = [
    Row("GET", "plans/{plan}/positions", ALL, 200),
    Row("GET", "clauses/{clause}/positions", ALL, 200),
    Row("POST", "clauses/{clause}/positions", "head ally", 422),
    Row("POST", "amendments/{tabled}/positions", "head ally", 422),
    Row("GET", "plans/{plan}/reservations", ALL, 200),
    Row("POST", "plans/{plan}/reservations", "head ally", 422, body=(("kind", "loud"),)),
    Row("POST", "reservations/{reservation}/lift", "head", 409),
    Row("GET", "plans/{plan}/gate", ALL, 200),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """A reservation of Japan's that has been lifted."""
    made = call.post("head_jp", f"plans/{found['plan']}/reservations", kind="scrutiny")
    call.post("head_jp", f"reservations/{made['id']}/lift")
    return {"reservation": made["id"]}
