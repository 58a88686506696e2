"""Meetings: everybody of the circle reads, its desk acts."""

from __future__ import annotations

from typing import Any

from poa.actions import meetings
from poa.db import transaction
from poa.queries.circles import circle_all
from tests.cast import person

from . import ALL, Row

DESK = "secretariat"
ROWS = [
    Row("GET", "/plans/{plan}/meetings", ALL, 200),
    Row("POST", "/plans/{plan}/meetings", "secretariat desk", 422),
    Row("GET", "/meetings/{meeting}", ALL, 200),
    Row("GET", "/meetings/{meeting}/record.md", ALL, 200),
    Row("GET", "/meetings/{meeting}/screen", ALL, 200),
    Row("GET", "/meetings/{meeting}/desk", DESK, 200),
    Row("GET", "/meetings/{meeting}/words", DESK, 200),
    Row("POST", "/meetings/{meeting}/words", DESK, 422),
    Row("POST", "/meetings/{meeting}/words/typed", DESK, 422),
    Row("POST", "/meetings/{meeting}/read-back", DESK, 409),
    Row("POST", "/meetings/{meeting}/discard", DESK, 409),
    Row("POST", "/meetings/{closed_meeting}/clause", DESK, 409),
    Row("POST", "/meetings/{closed_meeting}/close", DESK, 409),
    Row("POST", "/meetings/{meeting}/attendances", DESK, 422),
    Row("POST", "/meetings/{meeting}/leave", DESK, 422),
    Row("POST", "/meetings/{meeting}/minutes", DESK, 422),
    Row("POST", "/minutes/{minute}/done", DESK, 409),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A closed meeting, an open one and an entry of its record."""
    plan = found["plan"]
    with transaction():
        desk, everyone = person("secretariat"), circle_all(plan.id)
        closed = meetings.open_meeting(desk, plan, name="Session 1", circle=everyone)
        meetings.close_meeting(desk, closed)
        running = meetings.open_meeting(desk, plan, name="Session 2", circle=everyone)
        minute = meetings.minute(desk, running, kind="note", text="It rained.")
    return {"closed_meeting": closed, "meeting": running, "minute": minute}
