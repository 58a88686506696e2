"""Deletions and new clauses are adopted or left on their own, each with its basis; never in the overlay."""

from __future__ import annotations

import uuid

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentKind, AmendmentState, Basis, Cause, Clause, Kind, Revision, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.meetings import in_session
from ..queries.overlays import parties_behind, tabled_on
from ..text import Part
from . import events, plans
from .revisions import first, revise
from .settlements import effect_of


def adopt(
    actor: User, amendment: Amendment, *, basis: str, revision_id: uuid.UUID | None = None, note: str | None = None
) -> Revision:
    """Adopt a tabled deletion or a tabled new clause, with its basis; the new revision says whose it was."""
    require(actor, Permission.MERGE, amendment)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    if basis not in {item.value for item in Basis}:
        raise Invalid(f"A basis is one of {', '.join(item.value for item in Basis)}.", field="basis")
    if amendment.kind == AmendmentKind.MODIFY.value:
        raise Conflict("A change of words is settled place by place at the merge desk.")
    if amendment.state != AmendmentState.TABLED.value:
        raise Conflict(f"This amendment is {amendment.state}; only a tabled one is adopted.")
    everyone = circle_all(amendment.plan_id)
    if amendment.circle_id != everyone.id:
        raise Conflict("It has been tabled in a circle only. It is adopted once it is before everyone.")
    if amendment.kind == AmendmentKind.DELETE.value:
        revision = _adopt_delete(actor, amendment, revision_id)
    else:
        revision = _adopt_insert(actor, amendment)
    revision.basis, revision.reason = basis, note
    revision.meeting_id = in_session(amendment.plan_id, [basis])
    amendment.state = AmendmentState.MERGED.value
    amendment.closed_at = now()
    session.flush()
    events.record(
        actor,
        amendment.plan_id,
        everyone,
        "amendment.adopted",
        amendment.id,
        clause_id=revision.clause_id,
        party=amendment.proposer.code,
        change=amendment.kind,
        bases=[basis],
    )
    return revision


def leave(actor: User, amendment: Amendment, *, basis: str, note: str | None = None) -> Amendment:
    """Settle a tabled deletion or new clause without it: the text stays, the amendment is superseded."""
    require(actor, Permission.MERGE, amendment)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    if basis not in {item.value for item in Basis}:
        raise Invalid(f"A basis is one of {', '.join(item.value for item in Basis)}.", field="basis")
    if amendment.kind == AmendmentKind.MODIFY.value or amendment.state != AmendmentState.TABLED.value:
        raise Conflict("Only a tabled deletion or a tabled new clause is left out here.")
    amendment.state = AmendmentState.SUPERSEDED.value
    amendment.closed_at = now()
    events.record(
        actor,
        amendment.plan_id,
        amendment.circle,
        "amendment.left",
        amendment.id,
        clause_id=amendment.clause_id or amendment.after_id,
        party=amendment.proposer.code,
        change=amendment.kind,
        bases=[basis],
        note=note,
    )
    return amendment


def _adopt_delete(actor: User, amendment: Amendment, revision_id: uuid.UUID | None) -> Revision:
    clause = session.get_one(Clause, amendment.clause_id)
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out already.")
    if revision_id is not None:
        plans.check_base(clause, revision_id, "")
    others = [item for item in tabled_on(clause, circle_all(clause.plan_id).id) if item.id != amendment.id]
    agreeing = [item for item in others if item.kind == AmendmentKind.DELETE.value]
    text = clause.revision.text
    revision = revise(
        actor,
        clause,
        "",
        (Part(text, "", parties_behind([amendment, *agreeing])),),
        Cause.ADOPT_DELETE,
        effects=[effect_of(item) for item in (amendment, *others)],
        carried={item.id for item in (amendment, *others)},
    )
    clause.retired_at = now()
    for other in others:
        other.state = (AmendmentState.MERGED if other in agreeing else AmendmentState.SUPERSEDED).value
        other.closed_at = now()
    return revision


def _adopt_insert(actor: User, amendment: Amendment) -> Revision:
    after = session.get(Clause, amendment.after_id) if amendment.after_id else None
    clause = plans.place(amendment.plan, after, amendment.clause_kind or Kind.CLAUSE.value)
    revision = first(actor, clause, amendment.text, Cause.ADOPT_INSERT, parties_behind([amendment]))
    revision.effects = [effect_of(amendment)]
    return revision
