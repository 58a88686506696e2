"""The numbering of a plan: computed anew by decision, and how what comes in between is numbered meanwhile."""

from __future__ import annotations

from sqlalchemy import update

from ..db import session
from ..errors import Conflict, Invalid
from ..models import Clause, Plan, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.numbering import Renumbered, renumbering
from ..queries.plans import label_map
from . import events, silences
from .statuses import check_not_adopted

STYLES = ("bis", "letter")


def renumber(actor: User, plan: Plan) -> list[Renumbered]:
    """Drop the labels that were frozen at the last issue and compute all anew; no text changes.

    `Conflict` when every label would stay as it is.
    """
    require(actor, Permission.DECIDE, plan)
    events.lock(plan.id)
    check_not_adopted(plan.id)
    changed = renumbering(plan)
    if not changed:
        raise Conflict("Nothing would change: the labels run on already.")
    frozen = update(Clause).where(Clause.plan_id == plan.id).values(frozen_label=None)
    session.execute(frozen, execution_options={"synchronize_session": "fetch"})
    silences.text_moved(actor, plan.id)
    events.record(actor, plan.id, circle_all(plan.id), "plan.renumbered", plan.id, clauses=len(changed))
    return changed


def set_interim_style(actor: User, plan: Plan, style: str) -> Plan:
    """Choose how a clause between two printed numbers is labelled: `5 bis` (bis) or `5A` (letter)."""
    require(actor, Permission.PLAN_EDIT, plan)
    plan = events.lock(plan.id)
    check_not_adopted(plan.id)
    if style not in STYLES:
        raise Invalid("An interim label is one of %(choices)s.", field="interim_style", choices=", ".join(STYLES))
    if style == plan.interim_style:
        raise Conflict("It is so already.")
    before = label_map(plan)
    plan.interim_style = style
    if label_map(plan) != before:
        silences.text_moved(actor, plan.id)
    events.record(actor, plan.id, circle_all(plan.id), "plan.interim_style", plan.id, style=style)
    return plan
