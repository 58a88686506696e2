"""Brackets."""

from __future__ import annotations

from ..client import Calls, take
from . import ALL, Row

ROWS = [
    Row("GET", "plans/{plan}/brackets", ALL, 200),
    Row("POST", "brackets/{bracket}/lift", "head ally secretariat chair", 422),
]


def made(call: Calls, found: dict[str, str]) -> dict[str, str]:
    """A bracket that Japan wants and Viet Nam objects to, in a plan of its own: the text of the other stays."""
    plan = call.plan()
    clause = plan["clauses"][-1]
    call.tabled("jp", clause, "joint", "shared")
    call.merge(clause, take(call.places(clause)[0]) | {"take": "bracket", "objecting": ["VN"]})
    [bracket] = call.get("observer", f"plans/{plan['id']}/brackets")["items"]
    return {"bracket": bracket["id"]}
