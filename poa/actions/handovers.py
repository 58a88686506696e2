"""A delegate hands the file on: drafts and instructions are the delegation's anyway, this is the note beside them."""

from __future__ import annotations

from ..db import session
from ..errors import Invalid
from ..models import Handover, Plan, User
from ..policy import Permission, require
from ..queries.circles import circle_own
from ..text import check_text
from . import events


def hand_over(actor: User, plan: Plan, *, note: str, to: User | None = None) -> Handover:
    """Leave a note for a colleague (None: for whoever comes next); `Invalid` for somebody of another delegation."""
    require(actor, Permission.DELEGATION, plan)
    events.lock(plan.id)
    own = circle_own(plan.id, actor)
    if to is not None and (to.party_id != actor.party_id or to.id == actor.id or not to.active):
        raise Invalid("A file is handed over to a colleague of the own delegation.", field="to")
    made = Handover(plan_id=plan.id, circle_id=own.id, giver=actor, taker=to, note=check_text(note, "note", 20_000))
    session.add(made)
    session.flush()
    events.record(actor, plan.id, own, "handover.written", made.id, to=to.name if to else None)
    return made
