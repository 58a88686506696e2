"""Clause status: decided in a circle, opened again with a reason or by what happens to the text."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from .. import reasons
from ..db import now, session
from ..errors import Closed, Conflict, Invalid, NotAllowed
from ..models import (
    AdRef,
    Amendment,
    Basis,
    Cause,
    Circle,
    CircleKind,
    Clause,
    Decision,
    Party,
    Revision,
    Status,
    User,
)
from ..phrases import Listed, Words
from ..policy import Permission, circles_served, may, require
from ..queries.adoptions import adoption
from ..queries.circles import circle_all
from ..queries.gate import standing_on
from ..queries.statuses import ClauseStatus, status_of, statuses
from ..text import check_text
from . import events

DECIDED = (Status.OPEN, Status.AGREED_IN_GROUP, Status.AGREED, Status.CLOSED)
REASON_LIMIT = 2_000
# What changes a closed text without opening it: the legal scrub, which is editorial only, and putting a clause back.
_QUIET = (Cause.SCRUB, Cause.RESTORE)


@dataclass(frozen=True)
class Pending:
    """A party, by its code, that agreed subject to its capital's word, by a date."""

    party: str
    until: dt.date | None = None


def decide(
    actor: User,
    clause: Clause,
    *,
    status: str,
    reason: str = "",
    basis: str | None = None,
    circle: Circle | None = None,
    ad_refs: Sequence[Pending] = (),
) -> Decision:
    """Record how far a clause is agreed: open, agreed_in_group (in `circle`), agreed or closed.

    Raises `Conflict` saying which states allow it or what still stands, `Closed` for a head who would open what is
    closed, `Invalid` for an unknown status, a missing reason or an ad ref that cannot be.
    """
    require(actor, Permission.STATUS, clause)
    if status not in {item.value for item in DECIDED}:
        raise Invalid(
            "A status is one of %(choices)s.", field="status", choices=", ".join(item.value for item in DECIDED)
        )
    if basis is not None and basis not in {item.value for item in Basis}:
        raise Invalid("A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis))
    if ad_refs and status not in (Status.AGREED.value, Status.AGREED_IN_GROUP.value):
        raise Invalid("An ad ref qualifies what is agreed.", field="ad_ref")
    said = check_text(reason, "reason", REASON_LIMIT).strip() if reason.strip() else ""
    if status == Status.OPEN.value:
        return reopen(actor, clause, reason=said)
    where = _where(actor, clause, status, circle)
    begin(clause)
    known = statuses(clause.plan, {clause.id: clause.revision.text}, [where.id, circle_all(clause.plan_id).id])[
        clause.id
    ]
    again = bool(ad_refs) and known.status == status and known.circle_id == where.id
    if not again:
        _expect(known, status)
        _expect_clear(clause, known, status)
    pending = [(member(where, item.party), due_date(item.until, "ad_ref")) for item in ad_refs]
    decision = record(actor, clause, where, status, said, basis, ad_ref=[party.code for party, _ in pending])
    for party, until in pending:
        add_ad_ref(actor, clause, where, party, until)
    return decision


def _where(actor: User, clause: Clause, status: str, circle: Circle | None) -> Circle:
    """The circle in which this is decided: everyone's, or the group whose desk records it."""
    if status != Status.AGREED_IN_GROUP.value:
        require(actor, Permission.DECIDE, clause)
        return circle_all(clause.plan_id)
    if circle is None:
        served = select(Circle).where(
            Circle.plan_id == clause.plan_id,
            Circle.kind == CircleKind.NAMED.value,
            Circle.id.in_(circles_served(actor)),
        )
        groups = session.scalars(served).all()
        if not groups and not may(actor, Permission.DECIDE, clause):
            raise NotAllowed("Only the desk of a circle records what was agreed in it.")
        if len(groups) != 1:
            raise Invalid("Say in which circle it was agreed.", field="circle")
        circle = groups[0]
    require(actor, Permission.CIRCLE_SETTLE, circle)
    if circle.kind != CircleKind.NAMED.value:
        raise Invalid("It is agreed in a group that settles among itself, such as ASEAN.", field="circle")
    return circle


def begin(clause: Clause) -> None:
    """Take the plan for writing; a clause that was taken out, or a plan that was adopted, has no status to change."""
    events.lock(clause.plan_id)
    session.refresh(clause)
    check_not_adopted(clause.plan_id)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")


def check_not_adopted(plan_id: uuid.UUID) -> None:
    """`Closed` once the plan has been adopted."""
    if adoption(plan_id) is not None:
        raise Closed("This plan has been adopted. Its text stands; a typing error is mended by a corrigendum.")


def check_own(actor: User, party: str | None) -> None:
    """`NotAllowed` when a party is named that is not the own one."""
    if party is not None and (actor.party is None or party != actor.party.code):
        raise NotAllowed("The head of a delegation speaks for its own party only.")


def _expect(known: ClauseStatus, status: str) -> None:
    before = {
        Status.AGREED_IN_GROUP.value: (Status.OPEN, Status.CONTESTED),
        Status.AGREED.value: (Status.OPEN, Status.CONTESTED, Status.AGREED_IN_GROUP),
        Status.CLOSED.value: (Status.AGREED,),
    }[status]
    if known.status not in {item.value for item in before}:
        allowed = Listed([Words(item.value.replace("_", " ")) for item in before], "or")
        raise Conflict(
            "This clause is %(label)s; that is possible while it is %(allowed)s.", label=known.words, allowed=allowed
        )


def _expect_clear(clause: Clause, known: ClauseStatus, status: str) -> None:
    if status == Status.AGREED.value and (still := standing_on(clause)):
        raise Conflict("It cannot be agreed yet. Still standing: %(names)s.", names=Listed(still[:5], "items"))
    if status == Status.CLOSED.value and known.ad_refs:
        raise Conflict("It cannot be closed yet: it is agreed ad ref %(codes)s.", codes=", ".join(known.ad_refs))


def reopen(actor: User, clause: Clause, *, reason: str) -> Decision:
    """Open a clause again: agreed by any party's head, in a group by its members, closed by the co-chairs."""
    require(actor, Permission.STATUS, clause)
    if not reason.strip():
        raise Invalid("Say why it is opened again; the reason is recorded.", field="reason")
    begin(clause)
    known = status_of(clause, actor)
    if known.status == Status.CLOSED.value and not may(actor, Permission.DECIDE, clause):
        raise Closed("This clause is closed. Ask for it to be reopened: the co-chairs put that to the room.")
    if known.circle_id is None:
        raise Conflict(
            "This clause is %(label)s; that is possible while it is agreed in group, agreed or closed.",
            label=known.words,
        )
    where = session.get_one(Circle, known.circle_id)
    decides = may(actor, Permission.DECIDE, clause) if where.kind == CircleKind.ALL.value else _settles(actor, where)
    if not decides and not _speaks_in(actor, where):
        raise NotAllowed("Only heads of delegation, or who decides, open a clause again.")
    return record(actor, clause, where, Status.OPEN.value, reason)


def _settles(actor: User, circle: Circle) -> bool:
    return may(actor, Permission.CIRCLE_SETTLE, circle)


def _speaks_in(actor: User, circle: Circle) -> bool:
    return may(actor, Permission.SPEAK, circle) and actor.party_id in {party.id for party in circle.parties}


def record(
    actor: User,
    clause: Clause,
    where: Circle,
    status: str,
    reason: str = "",
    basis: str | None = None,
    *,
    ad_ref: Sequence[str] = (),
) -> Decision:
    """Append a decision. Its number counts in its circle, so that no gap tells of another one."""
    before = select(func.count()).where(Decision.clause_id == clause.id, Decision.circle_id == where.id)
    decision = Decision(
        plan_id=clause.plan_id,
        clause_id=clause.id,
        revision_id=clause.revision_id,
        circle=where,
        status=status,
        reason=reason,
        basis=basis,
        user=actor,
        number=1 + (session.scalar(before) or 0),
        at=now(),
    )
    session.add(decision)
    session.flush()
    if status == Status.OPEN.value:
        _end_ad_refs(actor, clause, where)
    events.record(
        actor,
        clause.plan_id,
        where,
        "clause.reopened" if status == Status.OPEN.value else "clause.decided",
        decision.id,
        clause_id=clause.id,
        status=status,
        reason=reason,
        ad_ref=list(ad_ref),
    )
    return decision


def _end_ad_refs(actor: User, clause: Clause, where: Circle | None) -> None:
    """What was agreed ad ref is open again, so nothing is left for a capital to confirm; None: in every circle."""
    query = select(AdRef).where(AdRef.clause_id == clause.id, AdRef.ended_at.is_(None))
    if where is not None:
        query = query.where(AdRef.circle_id == where.id)
    for row in session.scalars(query).unique():
        row.ended_at, row.outcome, row.ended_by_id = now(), "reopened", actor.id
    session.flush()


# --- what happens to a status by itself -------------------------------------------------------------------------------


def expect_open(clause: Clause, cause: Cause | None = None) -> None:
    """`Closed` when the text of a closed clause would change, or the plan has been adopted."""
    check_not_adopted(clause.plan_id)
    if cause not in _QUIET and latest(clause, circle_all(clause.plan_id).id) == Status.CLOSED.value:
        raise Closed("This clause is closed. It is reopened by the co-chairs before anything changes in it.")


def text_changed(actor: User, clause: Clause, cause: Cause) -> None:
    """Other words are not what was agreed: open the clause again wherever it was, with a recorded decision."""
    if cause in _QUIET:
        return
    known = select(Decision.circle_id).where(Decision.clause_id == clause.id).distinct()
    for circle_id in session.scalars(known).all():
        if latest(clause, circle_id) != Status.OPEN.value:
            where = session.get_one(Circle, circle_id)
            record(actor, clause, where, Status.OPEN.value, reasons.TEXT_CHANGED)
    _end_ad_refs(actor, clause, None)


def decided_on(revision: Revision) -> bool:
    """Whether a circle decided of a clause while this was its text."""
    return session.scalars(select(Decision.id).where(Decision.revision_id == revision.id).limit(1)).first() is not None


def amendment_tabled(actor: User, amendment: Amendment) -> None:
    """A proposal on what a circle had agreed opens it there again."""
    if amendment.clause is None or latest(amendment.clause, amendment.circle_id) in (None, Status.OPEN.value):
        return
    where = session.get_one(Circle, amendment.circle_id)
    reason = Words(reasons.CHANGE_PROPOSED.template, code=amendment.proposer.code)
    record(actor, amendment.clause, where, Status.OPEN.value, reason)


def latest(clause: Clause, circle_id: uuid.UUID) -> str | None:
    """What a circle last decided of a clause, if it ever did."""
    query = select(Decision.status).where(Decision.clause_id == clause.id, Decision.circle_id == circle_id)
    return session.scalars(query.order_by(Decision.number.desc()).limit(1)).first()


def member(where: Circle, code: str) -> Party:
    """The party of this code in the circle; `Invalid` when there is none."""
    found = next((party for party in where.parties if party.code == code), None)
    if found is None:
        raise Invalid("%(code)s is not a party of this circle.", field="ad_ref", code=code[:20])
    return found


def due_date(until: dt.date | None, field: str) -> dt.date | None:
    """The date, if it has not passed; else `Invalid`."""
    if until is not None and until < now().date():
        raise Invalid("This date is in the past.", field=field)
    return until


def add_ad_ref(actor: User, clause: Clause, where: Circle, party: Party, until: dt.date | None) -> AdRef:
    """Write an ad ref down; `Conflict` when the party has one already."""
    open_ones = select(AdRef.id).where(
        AdRef.clause_id == clause.id,
        AdRef.circle_id == where.id,
        AdRef.party_id == party.id,
        AdRef.ended_at.is_(None),
    )
    if session.scalars(open_ones).first() is not None:
        raise Conflict("%(code)s has an open ad ref on this clause already.", code=party.code)
    made = AdRef(
        plan_id=clause.plan_id,
        clause_id=clause.id,
        party=party,
        circle_id=where.id,
        until=until,
        user_id=actor.id,
        at=now(),
    )
    session.add(made)
    session.flush()
    return made
