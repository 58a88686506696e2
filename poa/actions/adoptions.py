"""Deletions, moves, new clauses and alternatives are adopted or left as one, with a basis; never in the overlay."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentKind, AmendmentState, Basis, Cause, Clause, Kind, Package, Revision, User
from ..phrases import Words
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.meetings import in_session
from ..queries.overlays import parties_behind, tabled_on
from ..text import Part, plain_parts
from . import events, ordering, packaging, parking, plans
from .revisions import first, revise
from .settlements import effect_of


def adopt(
    actor: User,
    amendment: Amendment,
    *,
    basis: str,
    revision_id: uuid.UUID | None = None,
    note: str | None = None,
    package: Package | None = None,
) -> Revision:
    """Adopt a tabled deletion, move, new clause or alternative, with its basis; the revision says whose it was.

    What is in a package across clauses is adopted with that `package` only, and not ended by another one's adoption.
    """
    require(actor, Permission.MERGE, amendment)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    if basis not in {item.value for item in Basis}:
        raise Invalid("A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis))
    if amendment.kind == AmendmentKind.MODIFY.value:
        raise Conflict("A change of words is settled place by place at the merge desk.")
    if amendment.state != AmendmentState.TABLED.value:
        raise Conflict("This amendment is %(state)s; only a tabled one is adopted.", state=Words(amendment.state))
    everyone = circle_all(amendment.plan_id)
    if amendment.circle_id != everyone.id:
        raise Conflict("It has been tabled in a circle only. It is adopted once it is before everyone.")
    parking.check(amendment.clause or amendment.after)
    packaging.check_free([amendment, *_ended_with(amendment)], package)
    if amendment.kind == AmendmentKind.INSERT.value:
        revision = _adopt_insert(actor, amendment)
    else:
        adopt_it = {"delete": _adopt_delete, "move": _adopt_move, "alternative": _adopt_alternative}[amendment.kind]
        revision = adopt_it(actor, amendment, _standing(amendment, revision_id))
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
    """Settle a tabled deletion, move, new clause or alternative without it: it is superseded, the text stays."""
    require(actor, Permission.MERGE, amendment)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    if basis not in {item.value for item in Basis}:
        raise Invalid("A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis))
    if amendment.kind == AmendmentKind.MODIFY.value or amendment.state != AmendmentState.TABLED.value:
        raise Conflict("Only a tabled deletion, move, new clause or alternative is left out here.")
    parking.check(amendment.clause or amendment.after)
    packaging.check_free([amendment])
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


def _ended_with(amendment: Amendment) -> list[Amendment]:
    """What its adoption settles besides: with a deletion all that is tabled on the clause, else what is of its kind."""
    if amendment.clause is None:
        return []
    deletes = amendment.kind == AmendmentKind.DELETE.value
    return [item for item in tabled_on(amendment.clause, amendment.circle_id) if deletes or item.kind == amendment.kind]


def _standing(amendment: Amendment, revision_id: uuid.UUID | None) -> Clause:
    """The clause, if it still stands with the text that the desk looked at."""
    clause = session.get_one(Clause, amendment.clause_id)
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out already.")
    if revision_id is not None:
        plans.check_base(clause, revision_id, "")
    return clause


def _adopt_move(actor: User, amendment: Amendment, clause: Clause) -> Revision:
    """The same words in another place; who wants the same move has it, who wants another one may still."""
    after = session.get(Clause, amendment.after_id) if amendment.after_id else None
    if after is not None and after.retired_at is not None:
        raise Conflict("The clause that it was to stand after has been taken out.")
    order = ordering.in_order(clause)
    moving = ordering.section_of(order, clause) if clause.kind == Kind.SECTION.value else [clause]
    stood = ordering.stands_after(order, moving)
    alike = [
        item
        for item in tabled_on(clause, amendment.circle_id)
        if item.kind == AmendmentKind.MOVE.value and item.after_id == amendment.after_id
    ]
    ordering.put_after(clause, after)
    effects = [effect_of(item) for item in alike]
    effects[0]["stood_after"] = str(stood.id) if stood else None
    text = clause.revision.text
    revision = revise(actor, clause, text, (Part(text, text, ()),), Cause.MOVE, effects=effects)
    _close(alike, AmendmentState.MERGED)
    return revision


def _adopt_alternative(actor: User, amendment: Amendment, clause: Clause) -> Revision:
    """The whole other text; of the other alternatives those that say the same are merged, the rest are superseded."""
    others = [
        item
        for item in tabled_on(clause, amendment.circle_id)
        if item.kind == AmendmentKind.ALTERNATIVE.value and item.id != amendment.id
    ]
    agreeing = [item for item in others if item.text == amendment.text]
    credits = parties_behind([amendment, *agreeing])
    revision = revise(
        actor,
        clause,
        amendment.text,
        plain_parts(clause.revision.text, amendment.text, credits),
        Cause.MERGE,
        effects=[effect_of(item) for item in (amendment, *others)],
        carried={item.id for item in (amendment, *others)},
    )
    _close(agreeing, AmendmentState.MERGED)
    _close([item for item in others if item not in agreeing], AmendmentState.SUPERSEDED)
    return revision


def _close(amendments: Sequence[Amendment], state: AmendmentState) -> None:
    for amendment in amendments:
        amendment.state = state.value
        amendment.closed_at = now()


def _adopt_delete(actor: User, amendment: Amendment, clause: Clause) -> Revision:
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
