"""Corrigenda."""

from __future__ import annotations

from ..client import Calls
from . import ALL, DESK, Row

ROWS = [
    Row("GET", "drafts/{draft}/corrigenda", ALL, 200),
    Row("POST", "drafts/{draft}/corrigenda", DESK, 422),
    Row("POST", "corrigenda/{corrigendum}/object", "head ally", 422),
]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """One that is proposed."""
    body = {"clause": found["clause"], "wrong": "energy", "right": "energies", "expires_at": "2999-12-01T10:00:00Z"}
    return {"corrigendum": call.post("secretariat", f"drafts/{found['draft']}/corrigenda", want=201, **body)["id"]}
