"""What the merge desk works on: the queue of clauses by what is easiest to settle, and what is stale."""

from __future__ import annotations

import re
import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Cause, Clause, Plan, Revision, User
from ..policy import visible
from ..text import Locus, overlay
from .circles import circle_all
from .overlays import ClauseOverlay, Place
from .plans import clauses_in_order, label_map, parked
from .revisions import in_force, issued_on


@dataclass(frozen=True)
class Waiting:
    """A clause in the queue: how many places, how many amendments by which parties."""

    clause: uuid.UUID
    label: str
    text: str
    places: int
    amendments: int
    parties: tuple[str, ...]
    disputed: bool


def queue(plan: Plan, reader: User, *, in_parked: bool = False) -> list[Waiting]:
    """The clauses with amendments before everyone on their current text: the undisputed and shortest ones first.

    Those of parked sections are left out; with `in_parked`, they alone are given.
    """
    waits = parked(plan)
    by_clause = before_everyone(plan, reader)
    named = label_map(plan)
    found = [
        waiting_on(clause, named[clause.id], by_clause[clause.id])
        for clause in clauses_in_order(plan.id)
        if clause.id in by_clause and (clause.id in waits) is in_parked
    ]
    return sorted(found, key=lambda item: (item.disputed, item.places))


def before_everyone(plan: Plan, reader: User) -> dict[uuid.UUID, list[Amendment]]:
    """The changes of words before everyone on the current texts, by clause, the oldest first; a few queries."""
    by_clause: dict[uuid.UUID, list[Amendment]] = {}
    query = (
        select(Amendment)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.kind == AmendmentKind.MODIFY.value,
            Amendment.state == AmendmentState.TABLED.value,
            Amendment.stale.is_(False),
            Amendment.circle_id == circle_all(plan.id).id,
            visible(Amendment, reader),
        )
        .order_by(Amendment.tabled_at, Amendment.id)
    )
    for amendment in session.scalars(query).unique():
        if amendment.clause_id is not None:
            by_clause.setdefault(amendment.clause_id, []).append(amendment)
    return by_clause


def waiting_on(clause: Clause, label: str, amendments: list[Amendment]) -> Waiting:
    """A clause with what is laid over it."""
    raw = overlay(clause.revision.text, {str(item.id): item.text for item in amendments})
    loci = [part for part in raw if isinstance(part, Locus)]
    return Waiting(
        clause=clause.id,
        label=label,
        text=clause.revision.text[:80],
        places=len(loci),
        amendments=len(amendments),
        parties=tuple(dict.fromkeys(item.proposer.code for item in amendments)),
        disputed=any(len(locus.variants) > 1 for locus in loci),
    )


def stale(clause: Clause, reader: User) -> list[Amendment]:
    """The tabled amendments to a clause whose base has moved without a clean rebase."""
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
    return list(session.scalars(query).unique())


def last_settlement(clause: Clause, reader: User) -> Revision | None:
    """The last settlement of a clause that stands, when it can still be undone."""
    last = in_force(clause.id)[-1]
    if last.cause not in (Cause.MERGE.value, Cause.ADOPT_DELETE.value, Cause.ADOPT_INSERT.value, Cause.MOVE.value):
        return None
    return None if issued_on(last, clause.plan_id, reader) else last


def sentence(over: ClauseOverlay, place: Place, words: str) -> str:
    """The whole sentence around a place as it would read with these words, the other places as they stand."""
    base = over.revision.text
    before, behind = base[: place.start], base[place.start + len(place.base) :]
    start = max((match.end() for match in re.finditer(r"[.;:!?。]\s+|\n+", before)), default=0)
    end = re.search(r"[.;!?。](?=\s|$)|\n", behind)
    return before[start:] + words + behind[: end.end() if end else len(behind)]
