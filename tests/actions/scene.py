"""Something of each kind to act upon, and whether the chains of events hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from poa.actions import amendments, comments, events, plans, settlements
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.models import Amendment, Circle, Clause, Comment, Event, Plan

from ..cast import clause_of, make_amendment, make_comment, person
from .desk import places

EACH = "Each party will name a contact point."
MAY = EACH.replace("will", "may")


def chain(circle: Circle) -> list[Event]:
    rows = select(Event).where(Event.circle_id == circle.id).order_by(Event.number)
    return list(session.scalars(rows).unique())


def holds(circle: Circle) -> bool:
    """Whether a circle's chain is whole: numbered without gaps, each sealed over what came before, up to its head."""
    session.expire_all()
    head, number = "0" * 64, 0
    for event in chain(circle):
        number += 1
        if (event.number, event.previous_hash) != (number, head) or events.sealed(event) != event.hash:
            return False
        head = event.hash
    session.refresh(circle)
    return (circle.chain_length, circle.chain_head) == (number, head)


def circles(plan: Plan) -> list[Circle]:
    return list(session.scalars(select(Circle).where(Circle.plan_id == plan.id)))


class Scene:
    """A plan with something of each kind to act upon."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.clause: Clause = clause_of(plan, "Each party")
        self.other: Clause = clause_of(plan, "Progress")

    def amendment(self, state: str = "tabled", **more: Any) -> Amendment:
        return make_amendment(self.clause, MAY, state=state, **more)

    def resolved(self) -> Comment:
        made = make_comment(self.clause)
        with transaction():
            comments.resolve(person("head_jp"), made)
        return made

    def settled(self) -> Clause:
        self.amendment()
        with transaction():
            choice = Choice(places(self.clause)[0].locus, "base", "session")
            settlements.record(
                person("secretariat"), self.clause, revision_id=self.clause.revision.id, choices=[choice]
            )
        return self.clause

    def supported(self) -> Amendment:
        made = self.amendment()
        with transaction():
            amendments.support(person("head_vn"), made)
        return made

    def stale(self) -> Amendment:
        made = self.amendment("draft")
        with transaction():
            plans.edit_clause(
                person("secretariat"),
                self.clause,
                revision_id=self.clause.revision.id,
                text=EACH.replace("will", "can"),
                reason="x",
            )
        return made

    def retired(self) -> Clause:
        with transaction():
            plans.retire_clause(person("secretariat"), self.other, reason="x")
        return self.other
