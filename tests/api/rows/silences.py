"""Silences."""

from __future__ import annotations

from ..client import Calls
from . import ALL, Row

LATER = "2999-12-01T10:00:00Z"
ROWS = [
    Row("GET", "plans/{plan}/silences", ALL, 200),
    Row("POST", "drafts/{draft}/silence", "secretariat desk chair", 422),
    Row("GET", "silences/{silence}", ALL, 200),
    Row("POST", "silences/{silence}/object", "head ally", 409, body=(("reason", "No."),)),
    Row("POST", "silences/{silence}/extend", "secretariat chair", 409, body=(("expires_at", LATER),)),
    Row("POST", "silences/{silence}/withdraw", "secretariat chair", 409),
]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """A silence that was withdrawn."""
    silence = call.post("secretariat", f"drafts/{found['draft']}/silence", want=201, expires_at=LATER)
    call.post("secretariat", f"silences/{silence['id']}/withdraw")
    return {"silence": silence["id"]}
