"""Proposals entered for a party, as they came by mail or from the floor; its head confirms them."""

from __future__ import annotations

import uuid

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentState, Clause, Party, Plan, User
from ..policy import Permission, require
from ..queries.circles import circle_all, circle_chairs
from . import amendments, events
from .revisions import keep
from .steps import begin, expect, expect_current, expect_open_clause, tell
from .wordings import change, new_clause, rationale_of


def enter(
    actor: User,
    clause: Clause,
    *,
    party: str,
    revision_id: uuid.UUID,
    kind: str = "modify",
    text: str | None = None,
    after: Clause | None = None,
    rationale: str = "",
    package: bool = False,
    floor: bool = False,
) -> Amendment:
    """Enter a change of a clause for a party (by code), to be read by its delegation, the co-chairs and the desk.

    Submitted, but tabled only once the party's head has confirmed it. Raises as `amendments.propose` does.
    """
    require(actor, Permission.AMENDMENT_ENTER, clause)
    events.lock(clause.plan_id)
    wanted = change(clause, revision_id=revision_id, kind=kind, text=text, after=after, package=package)
    return _entered(actor, clause.plan, wanted, party, rationale, floor)


def enter_insert(
    actor: User,
    plan: Plan,
    *,
    party: str,
    after: Clause | None,
    text: str,
    rationale: str = "",
    kind: str = "clause",
    floor: bool = False,
) -> Amendment:
    """Enter a new clause for a party, to stand after another (None: first); as `enter` does."""
    require(actor, Permission.AMENDMENT_ENTER, plan)
    events.lock(plan.id)
    return _entered(actor, plan, new_clause(plan, after=after, text=text, kind=kind), party, rationale, floor)


def _entered(actor: User, plan: Plan, made: Amendment, code: str, rationale: str, floor: bool) -> Amendment:
    party = _party(plan, code)
    made.plan_id = plan.id
    made.party = party
    made.circle_id = circle_chairs(plan.id, party.id).id
    made.intended_id = circle_all(plan.id).id
    made.author = made.entered_by = actor
    made.rationale = rationale_of(rationale)
    session.add(made)
    session.flush()
    expect_open_clause(made)
    amendments.send(actor, made, floor=floor)
    keep(actor, made, "drafted")
    tell(actor, made, "amendment.entered")
    return made


def _party(plan: Plan, code: str) -> Party:
    found = next((party for party in plan.parties if party.code == code), None)
    if found is None:
        raise Invalid("%(code)s is no party to this plan.", field="party", code=repr(code[:20]))
    return found


def confirm(actor: User, amendment: Amendment) -> Amendment:
    """The head of the party that it was entered for makes it the party's own; now it can be tabled."""
    require(actor, Permission.AMENDMENT_CONFIRM, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.SUBMITTED)
    if not amendment.unconfirmed:
        raise Conflict("There is nothing to confirm: it is your delegation's own, or was confirmed already.")
    expect_current(amendment)
    amendment.confirmed_at = now()
    keep(actor, amendment, "submitted")
    tell(actor, amendment, "amendment.confirmed")
    return amendment
