"""What every act on an amendment begins and ends with: it is taken for writing, its state is asked, the act is told."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from ..db import now, session
from ..errors import Conflict, Stale
from ..models import Amendment, AmendmentState, Circle, User
from ..phrases import Listed, Words
from ..text import merge
from . import events
from .statuses import check_not_adopted, expect_open


def begin(amendment: Amendment) -> None:
    """Take its plan for writing and read it anew."""
    events.lock(amendment.plan_id)
    session.refresh(amendment)


def expect(amendment: Amendment, *states: AmendmentState) -> None:
    """`Conflict`, which says when it is possible, unless it is in one of these states."""
    if amendment.state not in {state.value for state in states}:
        allowed = Listed([Words(state.value) for state in states], "or")
        raise Conflict(
            "This amendment is %(state)s; that is possible while it is %(allowed)s.",
            state=Words(amendment.state),
            allowed=allowed,
        )


def expect_open_clause(amendment: Amendment) -> None:
    """Nothing is proposed on a closed clause or to an adopted plan."""
    if amendment.clause is None:
        check_not_adopted(amendment.plan_id)
    else:
        expect_open(amendment.clause)


def expect_current(amendment: Amendment) -> None:
    """`Stale`, with both texts, when its clause stands in another text than the one it was written on."""
    clause = amendment.clause
    if clause is None:
        return
    moved = amendment.revision_id != clause.revision_id
    if amendment.stale or moved:
        base = amendment.revision
        merged = merge(base.text, amendment.text, clause.revision.text).text if base else None
        raise Stale(
            "The clause has moved on since this was drafted. Rebase it first; both texts are here.",
            current=str(clause.revision_id),
            theirs=clause.revision.text,
            yours=amendment.text,
            merged=merged,
        )


def end_supports(amendment: Amendment, *, but: Collection[uuid.UUID] = ()) -> None:
    """End what other parties said of it, but for these: they do not read it any more, or supported other words."""
    for given in amendment.supports:
        if given.withdrawn_at is None and given.party_id not in but:
            given.withdrawn_at = now()


def tell(actor: User, amendment: Amendment, kind: str, circle: Circle | None = None, **more: object) -> None:
    """Record the event where the amendment can be read, or in the circle named."""
    circle = circle or session.get_one(Circle, amendment.circle_id)
    events.record(
        actor,
        amendment.plan_id,
        circle,
        kind,
        amendment.id,
        clause_id=amendment.clause_id or amendment.after_id,
        party=amendment.proposer.code,
        change=amendment.kind,
        **more,
    )
