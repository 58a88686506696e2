"""What the merge desk works on: what is tabled in a circle, what of it is stale, what was settled last."""

from __future__ import annotations

import re
import uuid

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Cause, Circle, Clause, Plan, Revision, User
from ..policy import visible
from .circles import circle_all
from .overlays import ClauseOverlay, Place
from .revisions import in_force, issued_on


def before_everyone(plan: Plan, reader: User) -> dict[uuid.UUID, list[Amendment]]:
    """The changes of words before everyone on the current texts, by clause, the oldest first; a few queries."""
    return tabled_in(circle_all(plan.id), reader)


def tabled_in(circle: Circle, reader: User) -> dict[uuid.UUID, list[Amendment]]:
    """The changes of words tabled in a circle on the current texts, by clause, the oldest first; a few queries."""
    by_clause: dict[uuid.UUID, list[Amendment]] = {}
    query = _tabled(circle, reader).where(Amendment.stale.is_(False))
    for amendment in session.scalars(query.order_by(Amendment.tabled_at, Amendment.id)).unique():
        if amendment.clause_id is not None:
            by_clause.setdefault(amendment.clause_id, []).append(amendment)
    return by_clause


def stale_in(circle: Circle, reader: User) -> dict[uuid.UUID, list[Amendment]]:
    """The changes of words tabled in a circle whose base has moved without a clean rebase, by clause."""
    by_clause: dict[uuid.UUID, list[Amendment]] = {}
    for amendment in session.scalars(_tabled(circle, reader).where(Amendment.stale)).unique():
        if amendment.clause_id is not None:
            by_clause.setdefault(amendment.clause_id, []).append(amendment)
    return by_clause


def _tabled(circle: Circle, reader: User) -> Select[Amendment]:
    return select(Amendment).where(
        Amendment.plan_id == circle.plan_id,
        Amendment.kind == AmendmentKind.MODIFY.value,
        Amendment.state == AmendmentState.TABLED.value,
        Amendment.circle_id == circle.id,
        visible(Amendment, reader),
    )


def stale(clause: Clause, reader: User, circle: Circle | None = None) -> list[Amendment]:
    """The tabled amendments to a clause whose base has moved without a clean rebase; those of one circle when asked."""
    query = (
        select(Amendment)
        .where(
            Amendment.clause_id == clause.id,
            Amendment.state == AmendmentState.TABLED.value,
            Amendment.stale,
            visible(Amendment, reader),
        )
        .options(joinedload(Amendment.revision))
        .order_by(Amendment.tabled_at)
    )
    if circle is not None:
        query = query.where(Amendment.circle_id == circle.id)
    return list(session.scalars(query).unique())


def last_settlement(clause: Clause, reader: User) -> Revision | None:
    """The last settlement of a clause that stands, when it can still be undone."""
    last = in_force(clause.id)[-1]
    if last.cause not in (Cause.MERGE.value, Cause.ADOPT_DELETE.value, Cause.ADOPT_INSERT.value, Cause.MOVE.value):
        return None
    return None if issued_on(last, clause.plan_id, reader) else last


def just_settled(plan: Plan, id: uuid.UUID | None, reader: User) -> Revision | None:
    """The settlement of this id, when it is the last of its clause and can still be undone."""
    found = session.get(Revision, id) if id else None
    if found is None or found.clause.plan_id != plan.id:
        return None
    last = last_settlement(found.clause, reader)
    return found if last is not None and last.id == found.id else None


def sentence(over: ClauseOverlay, place: Place, words: str) -> str:
    """The whole sentence around a place as it would read with these words, the other places as they stand."""
    base = over.revision.text
    before, behind = base[: place.start], base[place.start + len(place.base) :]
    start = max((match.end() for match in re.finditer(r"[.;:!?。]\s+|\n+", before)), default=0)
    end = re.search(r"[.;!?。](?=\s|$)|\n", behind)
    return before[start:] + words + behind[: end.end() if end else len(behind)]
