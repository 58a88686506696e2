"""Who may do what, as rules: each says of a reader, and of what is acted on, whether it may be."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from ..db import session
from ..models import (
    PARTY_ROLES,
    Amendment,
    AmendmentState,
    Bracket,
    Bridge,
    Circle,
    Comment,
    Document,
    Draft,
    Minute,
    OneTimeLink,
    Package,
    Plan,
    Revision,
    Role,
    User,
)
from .visibility import circles_served, invitable, reader_plans_served

Rule = Callable[[User, Any], bool]


def anybody(_reader: User, _subject: Any) -> bool:
    """Everybody who has come so far: seeing is judged elsewhere."""
    return True


def secretariat(reader: User, _subject: Any) -> bool:
    """A desk, whichever."""
    return reader.has(Role.SECRETARIAT)


def serves_plan(reader: User, subject: Any) -> bool:
    """The desk of the plan's circle `all`: the plan, or what belongs to one, is the subject."""
    plan_id = subject.id if isinstance(subject, Plan) else _plan_of(subject)
    return reader.has(Role.SECRETARIAT) and plan_id in reader_plans_served(reader)


def takes_part(reader: User, _subject: Any) -> bool:
    """The desks, and those who write for a party."""
    return reader.has(Role.SECRETARIAT) or drafts(reader, None)


def drafts(reader: User, _subject: Any) -> bool:
    """Delegates and heads write for their party; officials and observers read."""
    return reader.party_id is not None and reader.has(Role.DELEGATE, Role.HEAD)


def drafts_for(reader: User, amendment: Amendment) -> bool:
    """Who writes for the party whose amendment it is."""
    return drafts(reader, None) and amendment.party_id == reader.party_id


def heads(reader: User, amendment: Amendment) -> bool:
    """The head of the party that proposes it; what a circle proposes as one is in its desk's hands."""
    if amendment.sponsor_id is not None:
        return amendment.sponsor_id in circles_served(reader)
    return reader.has(Role.HEAD) and amendment.party_id == reader.party_id


def heads_or_drafted(reader: User, amendment: Amendment) -> bool:
    """A draft is the delegation's; what was submitted is the head's to change."""
    return heads(reader, amendment) or (amendment.state == AmendmentState.DRAFT.value and drafts_for(reader, amendment))


def tables(reader: User, amendment: Amendment) -> bool:
    """The desk that serves the circle that it is meant for."""
    return reader.has(Role.SECRETARIAT) and amendment.intended_id in circles_served(reader)


def edits(reader: User, amendment: Amendment) -> bool:
    """The delegation that drafts it; what was entered for it, and is before others already, its head alone."""
    return drafts_for(reader, amendment) and (not amendment.unconfirmed or reader.has(Role.HEAD))


def supports(reader: User, amendment: Amendment) -> bool:
    """Any other party; one of a circle that proposes as one is behind it already."""
    sponsors = {party.id for party in amendment.sponsor.parties} if amendment.sponsor else set()
    return speaks(reader, None) and reader.party_id not in {amendment.party_id, *sponsors}


def takes_over(reader: User, amendment: Amendment) -> bool:
    """Who speaks for a party that supported it."""
    return speaks(reader, None) and reader.party_id in {party.id for party in amendment.supporters}


def speaks(reader: User, _subject: Any) -> bool:
    """A head states positions, lifts brackets, consents, objects, reserves: each for the own party only."""
    return reader.has(Role.HEAD) and reader.party_id is not None


def confirms(reader: User, amendment: Amendment) -> bool:
    """Who speaks for the party in whose name it stands."""
    return speaks(reader, None) and reader.party_id == amendment.party_id


def decides(reader: User, subject: Any) -> bool:
    """The co-chairs decide; the plan's desk records what they decided."""
    return reader.has(Role.CO_CHAIR) or serves_plan(reader, subject)


def convenes(reader: User, subject: Any) -> bool:
    """Rounds, silences and lateness: the co-chairs and the plan's desk, and in a circle the desk that serves it.

    Of a plan or a draft, for which a circle is named later, every desk that serves one of the plan's circles.
    """
    if decides(reader, subject):
        return True
    served = circles_served(reader)
    if isinstance(subject, Plan | Draft):
        plan_id = subject.id if isinstance(subject, Plan) else subject.plan_id
        return (
            session.scalars(select(Circle.id).where(Circle.plan_id == plan_id, Circle.id.in_(served))).first()
            is not None
        )
    if isinstance(subject, Amendment):
        return subject.intended_id in served
    return (subject.id if isinstance(subject, Circle) else subject.circle_id) in served


def states(reader: User, subject: Any) -> bool:
    """Who decides, who may open again what was agreed, and the desks that record what a group agreed."""
    served = reader.has(Role.SECRETARIAT) and bool(circles_served(reader))
    return served or decides(reader, subject) or speaks(reader, None)


def decides_or_speaks(reader: User, subject: Any) -> bool:
    """The co-chairs, the desk of the plan, and heads of delegation."""
    return decides(reader, subject) or speaks(reader, None)


def settles_in(reader: User, subject: Any) -> bool:
    """The desk that serves a circle takes to `all` what was settled there: the circle, or what is in it, is judged."""
    circle_id = subject.id if isinstance(subject, Circle) else subject.circle_id
    return reader.has(Role.SECRETARIAT) and circle_id in circles_served(reader)


def leads(reader: User, circle: Circle) -> bool:
    """Its facilitator, its desk, the co-chairs."""
    return reader.id == circle.facilitator_id or settles_in(reader, circle) or reader.has(Role.CO_CHAIR)


def meets(reader: User, subject: Any) -> bool:
    """The desk of the circle that meets keeps its screen and its record; asked of a plan, the desk of any circle."""
    if isinstance(subject, Plan):
        circles = select(Circle.id).where(Circle.plan_id == subject.id)
        return reader.has(Role.SECRETARIAT) and not circles_served(reader).isdisjoint(session.scalars(circles))
    meeting = subject.meeting if isinstance(subject, Minute) else subject
    circle_id = meeting.id if isinstance(meeting, Circle) else meeting.circle_id
    return reader.has(Role.SECRETARIAT) and circle_id in circles_served(reader)


def consents(reader: User, bridge: Bridge) -> bool:
    """Who speaks for one of the proponents of what it would replace."""
    return any(heads(reader, amendment) for amendment in bridge.amendments)


def withdraws_bridge(reader: User, bridge: Bridge) -> bool:
    """Whose proposal it is: the person, another who speaks for that person's party, the desk of its circle."""
    ours = speaks(reader, None) and bridge.author.party_id == reader.party_id
    return reader.id == bridge.author_id or ours or settles_in(reader, bridge)


def packages(reader: User, _subject: Any) -> bool:
    """Heads of delegation, and a bloc's desk for what the bloc proposes as one."""
    desk = reader.has(Role.SECRETARIAT) and any(item.bloc for item in reader.desks)
    return speaks(reader, None) or desk


def dissolves(reader: User, package: Package) -> bool:
    """Who may make packages, of the party that made this one."""
    return packages(reader, package) and package.made_by.party_id == reader.party_id


def lifts(reader: User, bracket: Bracket) -> bool:
    """A head for the own party; the desk of a bloc that holds it; the co-chairs where it is in nobody's name."""
    held = {*bracket.wanting, *bracket.objecting}
    desk = reader.has(Role.SECRETARIAT) and any(item.bloc in held for item in reader.desks)
    return speaks(reader, None) or desk or decides(reader, bracket)


def flags(reader: User, subject: Any) -> bool:
    """Heads of delegation and the desk of the plan."""
    return speaks(reader, None) or serves_plan(reader, subject)


def resolves(reader: User, comment: Comment) -> bool:
    """The desk where it serves the circle, otherwise whoever takes part for the party that wrote it."""
    served = {desk.id for desk in comment.circle.desks} & {desk.id for desk in reader.desks}
    if served and reader.has(Role.SECRETARIAT):
        return True
    return drafts(reader, None) and comment.party_id == reader.party_id


def wrote(reader: User, comment: Comment) -> bool:
    """Its author."""
    return comment.author_id == reader.id


def invites(reader: User, _subject: Any) -> bool:
    """Who may invite somebody at all."""
    return bool(invitable(reader))


def withdraws(reader: User, link: OneTimeLink) -> bool:
    """Who could have sent the invitation; whoever belongs to a party, for that one only."""
    return link.role in invitable(reader) and reader.party_id in (None, link.party_id)


def manages(reader: User, person: User) -> bool:
    """Whoever invites such people, never oneself: the secretariat heads, observers and colleagues, a head the own."""
    if person.id == reader.id:
        return False
    is_head = person.has(Role.HEAD)
    if reader.has(Role.SECRETARIAT) and (is_head or person.party_id is None):
        return True
    return reader.has(Role.HEAD) and not is_head and person.party_id is not None and person.party_id == reader.party_id


def requests(reader: User, _subject: Any) -> bool:
    """All but observers."""
    return reader.has(Role.SECRETARIAT, Role.CO_CHAIR, *PARTY_ROLES)


def signs(reader: User, draft: Draft) -> bool:
    """An official of a party whose sign-off this draft requires."""
    return reader.has(Role.OFFICIAL) and reader.party_id in {party.id for party in draft.required}


def _plan_of(subject: Any) -> uuid.UUID:
    if isinstance(subject, Revision | Comment):
        return subject.clause.plan_id
    if isinstance(subject, Document):
        return subject.draft.plan_id
    if isinstance(subject, Minute):
        return subject.meeting.plan_id
    plan_id: uuid.UUID = subject.plan_id
    return plan_id
