"""Rounds, silences and corrigenda: each of a kind that nothing can be done with any more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from poa.actions import corrigenda, rounds, silences
from poa.db import transaction
from poa.queries.circles import circle_all

from ...cast import make_draft, person
from . import ALL, Row

LATER = dt.datetime(2999, 12, 1, 10, tzinfo=dt.UTC)
TYPED = (("closes_at", "2999-12-01T10:00"), ("expires_at", "2999-12-01T10:00"))
DECIDE = "secretariat chair"
ROWS = [
    Row("POST", "/plans/{plan}/rounds", DECIDE + " desk", 422),
    Row("POST", "/rounds/{round}/extend", DECIDE, 409, data=TYPED),
    Row("POST", "/rounds/{round}/close", DECIDE, 409),
    Row("POST", "/amendments/{tabled}/admit", DECIDE, 409),
    Row("GET", "/drafts/{draft}/silence", DECIDE + " desk", 200),
    Row("POST", "/drafts/{draft}/silence", DECIDE + " desk", 422),
    Row("GET", "/silences/{silence}", ALL, 200),
    Row("POST", "/silences/{silence}/object", "head ally", 409, data=(("reason", "No."),)),
    Row("POST", "/silences/{silence}/extend", DECIDE, 409, data=TYPED),
    Row("POST", "/silences/{silence}/withdraw", DECIDE, 409),
    Row("GET", "/drafts/{draft}/corrigenda", ALL, 200),
    Row("POST", "/drafts/{draft}/corrigenda", "secretariat", 422),
    Row("POST", "/corrigenda/{corrigendum}/object", "head ally", 422),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A round that was closed and one that is open, a silence that was withdrawn, a corrigendum that is proposed."""
    plan, desk = found["plan"], person("secretariat")
    draft = make_draft(plan, "Rev.9")
    everyone = circle_all(plan.id)
    with transaction():
        closed = rounds.open_round(desk, plan, circle=everyone, name="First round", closes_at=LATER)
        rounds.close(desk, closed)
        rounds.open_round(desk, plan, circle=everyone, name="Second round", closes_at=LATER)
        silence = silences.put(desk, draft, expires_at=LATER)
        silences.withdraw(desk, silence)
        mended = corrigenda.propose(
            desk, draft, clause_id=found["clause"].id, wrong="results", right="Results", expires_at=LATER
        )
    return {"round": closed, "silence": silence, "corrigendum": mended}
