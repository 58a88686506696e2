"""Reservations: recorded by a head for its party, printed with the text until they are lifted."""

from __future__ import annotations

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Clause, Plan, Reservation, ReservationKind, User
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..text import check_text
from . import events
from .statuses import check_not_adopted, check_own

TEXT_LIMIT = 4_000


def reserve(
    actor: User, plan: Plan, *, clause: Clause | None, kind: str, text: str = "", party: str | None = None
) -> Reservation:
    """Record a reservation of the own party on a clause, or on the whole text; without words it has the usual ones."""
    require(actor, Permission.SPEAK, plan)
    check_own(actor, party)
    events.lock(plan.id)
    check_not_adopted(plan.id)
    if kind not in {item.value for item in ReservationKind}:
        raise Invalid(
            "A reservation is one of %(choices)s.",
            field="kind",
            choices=", ".join(item.value for item in ReservationKind),
        )
    if clause is not None and clause.plan_id != plan.id:
        raise Invalid("This clause is not in the plan.", field="clause")
    everyone = circle_all(plan.id)
    if actor.party_id not in {item.id for item in everyone.parties}:
        raise Invalid("Your party is no party to the plan.", field="party")
    made = Reservation(
        plan_id=plan.id,
        clause_id=clause.id if clause else None,
        party=actor.party,
        circle_id=everyone.id,
        kind=kind,
        text=check_text(text, "text", TEXT_LIMIT).strip() if text.strip() else "",
        user_id=actor.id,
        at=now(),
    )
    session.add(made)
    session.flush()
    events.record(actor, plan.id, everyone, "reservation.made", made.id, clause_id=made.clause_id, reservation=kind)
    return made


def lift(actor: User, reservation: Reservation) -> Reservation:
    """Lift it: that it stood stays on record, and in the drafts that were issued with it."""
    require(actor, Permission.RESERVATION_LIFT, reservation)
    events.lock(reservation.plan_id)
    session.refresh(reservation)
    if reservation.lifted_at is not None:
        raise Conflict("This reservation has been lifted; that is possible while it stands.")
    reservation.lifted_at, reservation.lifted_by_id = now(), actor.id
    everyone = circle_all(reservation.plan_id)
    events.record(
        actor, reservation.plan_id, everyone, "reservation.lifted", reservation.id, clause_id=reservation.clause_id
    )
    return reservation
