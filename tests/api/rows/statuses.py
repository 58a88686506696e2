"""Clause status, ad refs and reopenings."""

from __future__ import annotations

from typing import Any

from . import ALL, DESK, Row

ROWS = [
    Row("GET", "clauses/{clause}/status", ALL, 200),
    Row("POST", "clauses/{clause}/status", "head ally secretariat desk chair", 422),
    Row("POST", "clauses/{clause}/reopenings", "head ally", 422),
    Row("POST", "clauses/{clause}/ad-refs", "head ally", 422, body=(("until", "2001-01-01"),)),
    Row("POST", "clauses/{clause}/ad-refs/confirm", "head ally", 422),
    Row("POST", "reopenings/{reopening}/decide", f"{DESK} chair", 422),
    Row("GET", "plans/{plan}/ad-refs", ALL, 200),
]


def made(call: Any, found: dict[str, str]) -> dict[str, str]:
    """A closed clause that Japan asks to be opened again."""
    plan = call.get("secretariat", f"plans/{found['plan']}")
    closed = call.clause(plan, "Set up")
    for status in ("agreed", "closed"):
        call.post("co_chair", f"clauses/{closed['id']}/status", status=status)
    asked = call.post("head_jp", f"clauses/{closed['id']}/reopenings", reason="One word is missing.")
    return {"closed": closed["id"], "reopening": asked["id"]}
