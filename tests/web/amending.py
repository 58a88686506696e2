"""What the tests of amendments on the pages share: a clause, what its editor sends, what the desk does meanwhile."""

from __future__ import annotations

from sqlalchemy import select

from poa.actions import plans
from poa.db import session, transaction
from poa.models import Amendment, Clause
from tests.cast import person

RESULTS = "ASEAN and Japan should share all results of common interest."
MINE = RESULTS.replace("should", "will")


def form(clause: Clause, text: str = MINE, **more: str) -> dict[str, str]:
    """What the editor sends."""
    return {"text": text, "revision": str(clause.revision_id), "kind": "modify", "rationale": "It binds.", **more}


def edit(clause: Clause, text: str) -> None:
    """The desk changes the text under everybody's hands."""
    with transaction():
        desk = person("secretariat")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="Style.")


def only() -> Amendment:
    """The one amendment there is."""
    return session.scalars(select(Amendment)).unique().one()
