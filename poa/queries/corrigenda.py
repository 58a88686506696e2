"""Corrigenda of a draft: those proposed, those that stand, and what the text reads with them."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import now, session
from ..models import Corrigendum, Draft
from .drafts import content


def corrigenda(draft: Draft) -> list[Corrigendum]:
    """A draft's corrigenda by number; whoever reads the draft reads them."""
    query = select(Corrigendum).where(Corrigendum.draft_id == draft.id).options(joinedload(Corrigendum.objector))
    return list(session.scalars(query.order_by(Corrigendum.number)).unique())


def standing(draft: Draft) -> list[Corrigendum]:
    """Those whose time is over and to which nobody objected."""
    query = select(Corrigendum).where(
        Corrigendum.draft_id == draft.id, Corrigendum.objected_at.is_(None), Corrigendum.expires_at <= now()
    )
    return list(session.scalars(query.order_by(Corrigendum.number)).unique())


def frozen_text(draft: Draft, clause_id: object) -> str | None:
    """What the draft froze of a clause; None when it is not in it."""
    return next((item["text"] for item in content(draft)["clauses"] if item["id"] == str(clause_id)), None)


def corrected(draft: Draft) -> dict[str, str]:
    """By the clause's id, the text of each clause that reads otherwise by the corrigenda that stand.

    Their places do not touch (`actions.corrigenda` sees to that), so they are put in from the last to the first.
    """
    found: dict[str, str] = {}
    by_clause: dict[str, list[Corrigendum]] = {}
    for item in standing(draft):
        by_clause.setdefault(str(item.clause_id), []).append(item)
    for clause in content(draft)["clauses"]:
        text = clause["text"]
        for item in sorted(by_clause.get(clause["id"], ()), key=lambda item: -clause["text"].index(item.wrong)):
            at = clause["text"].index(item.wrong)
            text = text[:at] + item.right + text[at + len(item.wrong) :]
            found[clause["id"]] = text
    return found
