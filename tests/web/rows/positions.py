"""Positions, statuses, reservations, the gate and adoption."""

from __future__ import annotations

from typing import Any

from poa.actions import reopenings, reservations, statuses
from poa.db import session, transaction
from poa.models import Clause, Plan
from tests.cast import clause_of, person

from . import ALL, Row

HEADS = "head ally"
DECIDERS = "secretariat chair"
ROWS = [
    Row("GET", "/plans/{plan}/positions", ALL, 200),
    Row("GET", "/clauses/{clause}/positions", ALL, 200),
    Row("POST", "/clauses/{clause}/positions", HEADS, 422),
    Row("POST", "/amendments/{tabled}/positions", HEADS, 422),
    Row("POST", "/clauses/{clause}/status", f"{HEADS} desk {DECIDERS}", 422),
    Row("POST", "/clauses/{clause}/ad-refs", HEADS, 422, data=(("until", "2001-01-01"),)),
    Row("POST", "/clauses/{clause}/ad-refs/confirm", HEADS, 409),
    Row("POST", "/clauses/{clause}/reopenings", HEADS, 422),
    Row("POST", "/clauses/{clause}/reservations", HEADS, 422),
    Row("POST", "/plans/{plan}/reservations", HEADS, 422),
    Row("POST", "/reservations/{lifted}/lift", "head", 409),
    Row("POST", "/reopenings/{decided}/decide", DECIDERS, 409),
    Row("GET", "/plans/{plan}/ad-refs", ALL, 200),
    Row("GET", "/plans/{plan}/gate", ALL, 200),
    Row("GET", "/plans/{plan}/adoption", ALL, 200),
    Row("POST", "/plans/{plan}/endorsement", DECIDERS, 422),
    Row("POST", "/plans/{plan}/adoption", DECIDERS, 422),
    Row("POST", "/drafts/{draft}/confirmations", "secretariat", 422),
    Row("GET", "/drafts/{draft}/confirmations/{draft}/note", "", 0, ""),
    Row("POST", "/drafts/{draft}/signoffs/confirm", "official", 403),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A lifted reservation of Japan's, and a request to reopen that was decided."""
    plan = session.get_one(Plan, found["plan"].id)
    clause = session.get_one(Clause, clause_of(plan, "Progress").id)
    with transaction():
        lifted = reservations.reserve(person("head_jp"), plan, clause=None, kind="general")
        reservations.lift(person("head_jp"), lifted)
        for status in ("agreed", "closed"):
            statuses.decide(person("co_chair"), clause, status=status)
        decided = reopenings.ask(person("head_jp"), clause, reason="One word.")
        reopenings.decide(person("co_chair"), decided, granted=False)
    return {"lifted": lifted, "decided": decided}
