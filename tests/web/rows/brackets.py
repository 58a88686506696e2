"""Brackets."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from poa.actions.choices import Choice
from poa.db import session
from poa.models import Bracket
from tests.actions.desk import places, settle
from tests.cast import clause_of, make_amendment, make_plan

from . import ALL, Row

ROWS = [
    Row("GET", "/plans/{plan}/brackets", ALL, 200),
    Row("POST", "/brackets/{bracket}/lift", "head ally secretariat chair", 422),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A bracket that Japan wants and Viet Nam objects to, in a plan of its own: the text of the other stays."""
    clause = clause_of(make_plan("Another plan"), "Progress")
    make_amendment(clause, clause.revision.text.replace("each", "every"))
    settle(clause, Choice(places(clause)[0].locus, "bracket", None, objecting=("VN",)))
    return {"bracket": session.scalars(select(Bracket).where(Bracket.clause_id == clause.id)).one()}
