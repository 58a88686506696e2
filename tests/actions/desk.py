"""The merge desk in a few words, for the tests."""

from __future__ import annotations

import uuid
from typing import Any

from poa.actions import adoptions, revisions, settlements
from poa.actions.choices import Choice
from poa.actions.settlements import Settled
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan, Revision
from poa.queries.overlays import Place

from ..cast import clause_of, make_plan, person

START = "ASEAN and Japan"
SHARE = f"{START} should share all results of common interest each year."


def clause_with(text: str = SHARE, *, more: str = "Each party will name a contact point.") -> Clause:
    """A clause of a fresh plan, alone with another one."""
    plan = make_plan(markdown=f"# A plan\n\n## Areas\n\n{text}\n\n{more}\n")
    return clause_of(plan, text[:20])


def plan_of(clause: Clause) -> Plan:
    return session.get_one(Plan, clause.plan_id)


def places(clause: Clause) -> tuple[Place, ...]:
    """The places that the desk settles."""
    return settlements.desk_overlay(person("secretariat"), clause).places


def base(place: Place, **more: Any) -> Choice:
    return Choice(place.locus, "base", more.pop("basis", "session"), **more)


def variant(place: Place, party: str, **more: Any) -> Choice:
    """The wording of a party at a place."""
    [index] = [index for index, one in enumerate(place.variants) if party in one.parties]
    return Choice(place.locus, "variant", more.pop("basis", "session"), variant=index, **more)


def words(place: Place, text: str, **more: Any) -> Choice:
    """Other words."""
    return Choice(place.locus, "text", more.pop("basis", "session"), text=text, **more)


def settle(clause: Clause, *choices: Choice, revision: uuid.UUID | None = None, by: str = "secretariat") -> Settled:
    """Record these choices on the clause as it stands, or on the revision given."""
    with transaction():
        on = revision or clause.revision.id
        return settlements.record(person(by), clause, revision_id=on, choices=list(choices))


def adopt(amendment: Amendment, basis: str = "session") -> Revision:
    with transaction():
        return adoptions.adopt(person("secretariat"), amendment, basis=basis)


def undo(clause: Clause, reason: str = "It was read wrongly.") -> Revision:
    """Take the last settlement back."""
    with transaction():
        return revisions.undo(person("secretariat"), clause.revision, reason=reason)


def state(amendment: Amendment) -> tuple[str, bool, str]:
    """How an amendment stands: its state, whether it is stale, its text."""
    session.refresh(amendment)
    return amendment.state, amendment.stale, amendment.text


def on_current(amendment: Amendment) -> bool:
    """Whether it stands on the clause's text as it is."""
    assert amendment.clause is not None
    return amendment.revision_id == amendment.clause.revision_id
