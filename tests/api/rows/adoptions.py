"""Confirmations by note, endorsement and adoption."""

from __future__ import annotations

from typing import Any

from . import ALL, DESK, Row

ROWS = [
    Row("POST", "drafts/{draft}/confirmations", DESK, 422),
    Row("GET", "drafts/{noted}/confirmations/{vn}/note", ALL, 200),
    Row("POST", "drafts/{draft}/signoffs/confirm", "official", 422),
    Row("GET", "plans/{plan}/adoption", ALL, 200),
    Row("POST", "plans/{plan}/endorsement", f"{DESK} chair", 422),
    Row("POST", "plans/{plan}/adoption", f"{DESK} chair", 422),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """A draft that Viet Nam confirmed by a note."""
    note = {"party": "VN", "reference": "No. 7/2026", "note": "JVBERi0xLjcK"}
    call.post("secretariat", f"drafts/{found['draft']}/confirmations", **note)
    return {"noted": found["draft"], "vn": "VN"}
