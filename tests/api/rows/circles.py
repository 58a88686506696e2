"""Circles: everyone's, which everybody sees; small groups, shared drafts and ASEAN's desk have tests of their own."""

from __future__ import annotations

import uuid
from typing import Any

from poa.db import session, transaction
from poa.models import Circle, GroupSettlement
from tests.cast import person

from . import ALL, Row

ROWS = [
    Row("POST", "plans/{plan}/circles", "head ally secretariat chair", 422),
    Row("GET", "circles/{everyone}", ALL, 200),
    Row("POST", "circles/{everyone}/report", "secretariat chair", 422),
    Row("POST", "circles/{everyone}/settle", "secretariat", 422),
    Row("POST", "circles/{everyone}/settle/preview", "secretariat", 422),
    Row("GET", "circles/{everyone}/settlements", ALL, 200),
    Row("POST", "amendments/{tabled}/take-to-all", "secretariat", 409),
    Row("POST", "amendments/{tabled}/share", "head", 422),
    Row("POST", "amendments/{tabled}/confirm", "head", 409),
    Row("POST", "amendments/{supported}/take-over", "ally", 409),
]
OWN = [Row("POST", "settlements/{settlement}/undo", "", 0)]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """The circle `all`, what Viet Nam supports, and a settlement in Japan's own circle, such as no desk could make."""
    circles = call.items("head_jp", f"plans/{found['plan']}/circles")
    ids = {item["kind"]: item["id"] for item in circles}
    supported = call.tabled("jp", call.get("secretariat", f"clauses/{found['clause']}"), "joint", "common")
    call.post("head_vn", f"amendments/{supported['id']}/support")
    with transaction():
        circle = session.get_one(Circle, uuid.UUID(ids["own"]))
        kept = {"settlements": [], "effects": [], "user_id": person("asean_desk").id}
        settlement = GroupSettlement(plan_id=circle.plan_id, circle_id=circle.id, **kept)
        session.add(settlement)
    return {"everyone": ids["all"], "supported": supported["id"], "settlement": str(settlement.id)}
