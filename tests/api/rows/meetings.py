"""Meetings: everybody of the circle reads, its desk acts."""

from __future__ import annotations

from ..client import Calls
from . import ALL, DESK, Row

ROWS = [
    Row("GET", "plans/{plan}/meetings", ALL, 200),
    Row("POST", "plans/{plan}/meetings", "secretariat desk", 422),
    Row("GET", "meetings/{meeting}", ALL, 200),
    Row("POST", "meetings/{closed_meeting}/close", DESK, 409),
    Row("POST", "meetings/{meeting}/attendances", DESK, 422),
    Row("POST", "meetings/{meeting}/leave", DESK, 422),
    Row("POST", "meetings/{meeting}/clause", DESK, 422),
    Row("PUT", "meetings/{meeting}/words", DESK, 422),
    Row("POST", "meetings/{meeting}/read-back", DESK, 409),
    Row("POST", "meetings/{meeting}/discard", DESK, 409),
    Row("POST", "meetings/{meeting}/minutes", DESK, 422),
    Row("POST", "minutes/{minute}/done", DESK, 409),
]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """A closed meeting, an open one and an entry of its record."""
    closed = call.post("secretariat", f"plans/{found['plan']}/meetings", name="Session 1")
    call.post("secretariat", f"meetings/{closed['id']}/close")
    meeting = call.post("secretariat", f"plans/{found['plan']}/meetings", name="Session 2")
    minute = call.post("secretariat", f"meetings/{meeting['id']}/minutes", kind="note", text="It rained.")
    return {"closed_meeting": closed["id"], "meeting": meeting["id"], "minute": minute["id"]}
