"""Who sees what: the condition under which a row exists for a reader."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from ..db import now, session
from ..models import (
    Adoption,
    AdRef,
    Amendment,
    AmendmentState,
    Bracket,
    Bridge,
    Circle,
    CircleKind,
    Clause,
    Clearance,
    Comment,
    Consultation,
    Corrigendum,
    Decision,
    Document,
    Draft,
    Endorsement,
    Event,
    GroupSettlement,
    Handover,
    Instruction,
    Meeting,
    Minute,
    OneTimeLink,
    Package,
    Plan,
    Position,
    Presence,
    Reopening,
    Reservation,
    Revision,
    Role,
    Round,
    ScrubFlag,
    Session,
    Silence,
    User,
    UserRole,
    circle_desks,
    circle_members,
    desk_members,
)


def _served(reader: User) -> Select[uuid.UUID]:
    """Ids of the circles that the reader's desks serve; nobody's but the secretariat's."""
    desks = [desk.id for desk in reader.desks] if reader.has(Role.SECRETARIAT) else []
    return select(circle_desks.c.circle_id).where(circle_desks.c.desk_id.in_(desks))


def reader_circles(reader: User) -> Select[uuid.UUID]:
    """Ids of the circles the reader is in, as a subquery: by party, by desk or by office."""
    rules: list[ColumnElement[bool]] = []
    if reader.party_id is not None:
        mine = select(circle_members.c.circle_id).where(circle_members.c.party_id == reader.party_id)
        rules.append(Circle.id.in_(mine))
    if reader.has(Role.SECRETARIAT):
        served = _served(reader)
        other = aliased(Circle)
        plans = select(other.plan_id).where(other.id.in_(served))
        rules.append(Circle.id.in_(served))
        rules.append(and_(Circle.kind == CircleKind.ALL.value, Circle.plan_id.in_(plans)))
    if reader.has(Role.OBSERVER, Role.CO_CHAIR):
        rules.append(Circle.kind == CircleKind.ALL.value)
    if reader.has(Role.CO_CHAIR):
        rules.append(Circle.kind == CircleKind.CHAIRS.value)
    return select(Circle.id).where(or_(*rules) if rules and reader.active else false())


def _holds(*roles: Role) -> ColumnElement[bool]:
    """Whether a person holds one of `roles` today."""
    at = now()
    held = UserRole.role.in_([role.value for role in roles])
    today = and_(UserRole.since <= at, or_(UserRole.until.is_(None), UserRole.until > at))
    return User.id.in_(select(UserRole.user_id).where(held, today))


def circle_readers(circle: Circle) -> ColumnElement[bool]:
    """The condition under which a person is in the circle: `reader_circles`, asked the other way round."""
    members = select(circle_members.c.party_id).where(circle_members.c.circle_id == circle.id)
    at_desks = select(desk_members.c.user_id).join(circle_desks, circle_desks.c.desk_id == desk_members.c.desk_id)
    serving = at_desks.where(circle_desks.c.circle_id == circle.id)
    rules = [User.party_id.in_(members), and_(_holds(Role.SECRETARIAT), User.id.in_(serving))]
    if circle.kind == CircleKind.ALL.value:
        of_plan = at_desks.join(Circle, Circle.id == circle_desks.c.circle_id).where(Circle.plan_id == circle.plan_id)
        rules += [and_(_holds(Role.SECRETARIAT), User.id.in_(of_plan)), _holds(Role.OBSERVER, Role.CO_CHAIR)]
    if circle.kind == CircleKind.CHAIRS.value:
        rules.append(_holds(Role.CO_CHAIR))
    return and_(User.active, or_(*rules))


def circles_served(reader: User) -> set[uuid.UUID]:
    """Ids of the circles that the reader's desks serve."""
    return set(session.scalars(_served(reader)))


def reader_plans_served(reader: User) -> set[uuid.UUID]:
    """Ids of the plans whose circle `all` the reader's desks serve."""
    rows = select(Circle.plan_id).where(Circle.kind == CircleKind.ALL.value, Circle.id.in_(_served(reader)))
    return set(session.scalars(rows))


def _reader_plans(reader: User) -> Select[uuid.UUID]:
    return select(Circle.plan_id).where(Circle.kind == CircleKind.ALL.value, Circle.id.in_(reader_circles(reader)))


def _visible_amendments(reader: User) -> ColumnElement[bool]:
    submitted = and_(
        Amendment.state == AmendmentState.SUBMITTED.value,
        Amendment.intended_id.in_(_served(reader)),
    )
    found = or_(Amendment.circle_id.in_(reader_circles(reader)), submitted)
    if not reader.has(Role.CO_CHAIR):
        return found
    mine = Amendment.intended_id.in_(reader_circles(reader))
    return or_(found, and_(Amendment.state == AmendmentState.SUBMITTED.value, Amendment.late, mine))


def _in_circle(model: Any) -> Callable[[User], ColumnElement[bool]]:
    """The rule of what simply has a circle."""
    return lambda reader: model.circle_id.in_(reader_circles(reader))


def _in_plan(model: Any) -> Callable[[User], ColumnElement[bool]]:
    """The rule of what all the plan's members see."""
    return lambda reader: model.plan_id.in_(_reader_plans(reader))


def _visible_silences(reader: User) -> ColumnElement[bool]:
    drafts = select(Draft.id).where(Draft.circle_id.in_(reader_circles(reader)))
    return and_(Silence.circle_id.in_(reader_circles(reader)), Silence.draft_id.in_(drafts))


def _visible_minutes(reader: User) -> ColumnElement[bool]:
    return Minute.meeting_id.in_(select(Meeting.id).where(Meeting.circle_id.in_(reader_circles(reader))))


def _visible_documents(reader: User) -> ColumnElement[bool]:
    drafts = select(Draft.id).where(Draft.circle_id.in_(reader_circles(reader)))
    return and_(Document.draft_id.in_(drafts), or_(Document.against_id.is_(None), Document.against_id.in_(drafts)))


def invitable(reader: User) -> list[Role]:
    """The roles that the reader invites people to; a head only for the own party."""
    found = [Role.HEAD, Role.OBSERVER, Role.SECRETARIAT] if reader.has(Role.SECRETARIAT) else []
    return [*found, *((Role.DELEGATE, Role.OFFICIAL) if reader.has(Role.HEAD) and reader.party_id else ())]


def _visible_links(reader: User) -> ColumnElement[bool]:
    """Invitations, for those who may send the like: they are the desk's or the delegation's, not one person's."""
    mine = and_(OneTimeLink.purpose == "invitation", OneTimeLink.role.in_([role.value for role in invitable(reader)]))
    if reader.party_id is not None:
        return and_(mine, OneTimeLink.party_id == reader.party_id)
    return mine


def _visible_people(reader: User) -> ColumnElement[bool]:
    """The own delegation, all heads, the desks and observers; closed accounts only where the reader manages them."""
    own = and_(User.party_id.is_not(None), User.party_id == reader.party_id)
    seen = or_(own, _holds(Role.HEAD, Role.SECRETARIAT, Role.OBSERVER))
    if reader.has(Role.SECRETARIAT):
        return seen
    return and_(seen, or_(User.active, own)) if reader.has(Role.HEAD) else and_(seen, User.active)


def _visible_presences(reader: User) -> ColumnElement[bool]:
    """One's own delegation's and one's own desk's, in a plan of one's own: where somebody looks tells what is afoot."""
    own = select(User.id).where(User.party_id.is_not(None), User.party_id == reader.party_id)
    desks = [desk.id for desk in reader.desks] if reader.has(Role.SECRETARIAT) else []
    beside = select(desk_members.c.user_id).where(desk_members.c.desk_id.in_(desks))
    return and_(or_(Presence.user_id.in_(own), Presence.user_id.in_(beside)), _in_plan(Presence)(reader))


VISIBLE: dict[type[Any], Callable[[User], ColumnElement[bool]]] = {
    Plan: lambda reader: Plan.id.in_(_reader_plans(reader)),
    Clause: lambda reader: Clause.plan_id.in_(_reader_plans(reader)),
    Revision: lambda reader: Revision.clause_id.in_(select(Clause.id).where(Clause.plan_id.in_(_reader_plans(reader)))),
    Circle: lambda reader: Circle.id.in_(reader_circles(reader)),
    Amendment: _visible_amendments,
    Comment: lambda reader: and_(_in_circle(Comment)(reader), Comment.withdrawn_at.is_(None)),
    Draft: _in_circle(Draft),
    Document: _visible_documents,
    Event: _in_circle(Event),
    Session: lambda reader: Session.user_id == reader.id,
    OneTimeLink: _visible_links,
    User: _visible_people,
    Round: _in_circle(Round),
    Position: _in_circle(Position),
    Presence: _visible_presences,
    Reservation: _in_circle(Reservation),
    Decision: _in_circle(Decision),
    AdRef: _in_circle(AdRef),
    Reopening: _in_plan(Reopening),
    Package: _in_circle(Package),
    Bracket: _in_plan(Bracket),
    Bridge: _in_circle(Bridge),
    Silence: _visible_silences,
    Corrigendum: _in_circle(Corrigendum),
    Meeting: _in_circle(Meeting),
    Minute: _visible_minutes,
    Instruction: _in_circle(Instruction),
    Clearance: _in_circle(Clearance),
    Consultation: _in_circle(Consultation),
    Handover: _in_circle(Handover),
    Endorsement: _in_plan(Endorsement),
    Adoption: _in_plan(Adoption),
    ScrubFlag: _in_plan(ScrubFlag),
    GroupSettlement: _in_circle(GroupSettlement),
}


def visible(model: type[Any], reader: User) -> ColumnElement[bool]:
    """The condition under which a row of `model` exists for `reader`; `KeyError` for a model nobody reads directly."""
    return VISIBLE[model](reader)
