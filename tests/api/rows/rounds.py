"""Rounds, and what came after one."""

from __future__ import annotations

from ..client import Calls
from . import ALL, Row

LATER = "2999-12-01T10:00:00Z"
ROWS = [
    Row("GET", "plans/{plan}/rounds", ALL, 200),
    Row("POST", "plans/{plan}/rounds", "secretariat desk chair", 422),
    Row("GET", "rounds/{round}", ALL, 200),
    Row("POST", "rounds/{round}/extend", "secretariat chair", 409, body=(("closes_at", LATER),)),
    Row("POST", "rounds/{round}/close", "secretariat chair", 409),
    Row("POST", "amendments/{tabled}/admit", "secretariat chair", 409),
]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """A round that was closed, and another one that is open."""
    path = f"plans/{found['plan']}/rounds"
    closed = call.post("secretariat", path, want=201, name="First round", closes_at=LATER)
    call.post("secretariat", f"rounds/{closed['id']}/close")
    call.post("secretariat", path, want=201, name="Second round", closes_at=LATER)
    return {"round": closed["id"]}
