"""Recording as agreed: in one transaction all places that every party can accept, or that have a basis."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from ..db import session
from ..errors import Conflict, Invalid
from ..models import Clause, Plan, User
from ..policy import Permission, require
from ..queries.agreements import agreements
from ..queries.plans import label_map
from . import events, settlements
from .choices import Choice
from .settlements import Settled


@dataclass(frozen=True)
class Wanted:
    """A clause, on the revision that was seen: all its agreed places, or those named, and choices with a basis."""

    clause: Clause
    revision_id: uuid.UUID
    places: tuple[str, ...] | None = None
    choices: tuple[Choice, ...] = ()


def record(actor: User, plan: Plan, *, wanted: Sequence[Wanted], basis: str, note: str | None = None) -> list[Settled]:
    """Record these clauses as agreed: what every party accepts, and what the desk chose with a basis of its own.

    `Conflict`, with nothing recorded, that names the clauses that moved or have a place that is not agreed any more.
    """
    require(actor, Permission.MERGE, plan)
    events.lock(plan.id)
    if not wanted:
        raise Invalid("Name at least one clause.", field="clauses")
    if len({item.clause.id for item in wanted}) < len(wanted):
        raise Invalid("One clause was named twice.", field="clauses")
    for item in wanted:
        session.refresh(item.clause)
    known = {item.clause.id: item for item in agreements(plan, actor).items}
    found: dict[uuid.UUID, list[Choice]] = {}
    moved: list[Clause] = []
    for item in wanted:
        agreed = known.get(item.clause.id)
        places = {answer.place.locus for answer in agreed.places} if agreed else set()
        named = set(item.places) if item.places is not None else places if not item.choices else set()
        if item.revision_id != item.clause.revision_id or not named <= places or not (named or item.choices):
            moved.append(item.clause)
            continue
        taken = [Choice(locus, "variant", basis, variant=0, note=note) for locus in sorted(named)]
        found[item.clause.id] = [*taken, *item.choices]
    if moved:
        _refuse(plan, moved)
    return [
        settlements.record(actor, item.clause, revision_id=item.revision_id, choices=found[item.clause.id])
        for item in wanted
    ]


def _refuse(plan: Plan, moved: Sequence[Clause]) -> None:
    labels = label_map(plan)
    names = ", ".join(labels.get(clause.id) or f"“{clause.revision.text[:40]}”" for clause in moved)
    raise Conflict(
        "No longer as you saw it, or not agreed by every party: %(names)s. Nothing was recorded; "
        "look at the list again.",
        names=names,
    )
