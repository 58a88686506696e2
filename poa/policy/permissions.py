"""Who may do what: one rule for each permission that a route or an action declares."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from ..db import session
from ..errors import NotAllowed
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
from ..phrases import Words
from .visibility import circles_served, invitable, reader_plans_served


class Permission(StrEnum):
    """What a route declares; each has one rule below."""

    PUBLIC = "public"
    SIGNED_IN = "signed_in"
    READ = "read"
    PLAN_CREATE = "plan_create"
    PLAN_EDIT = "plan_edit"
    PEOPLE_READ = "people_read"
    PEOPLE_INVITE = "people_invite"
    PEOPLE_MANAGE = "people_manage"
    INVITATION_WITHDRAW = "invitation_withdraw"
    COMMENT = "comment"
    COMMENT_RESOLVE = "comment_resolve"
    COMMENT_WITHDRAW = "comment_withdraw"
    AMEND = "amend"
    AMENDMENT_EDIT = "amendment_edit"
    AMENDMENT_SUBMIT = "amendment_submit"
    AMENDMENT_RETURN = "amendment_return"
    AMENDMENT_TABLE = "amendment_table"
    AMENDMENT_WITHDRAW = "amendment_withdraw"
    AMENDMENT_REBASE = "amendment_rebase"
    AMENDMENT_SUPPORT = "amendment_support"
    MERGE = "merge"
    UNDO = "undo"
    DRAFT_ISSUE = "draft_issue"
    DOCUMENT_REQUEST = "document_request"
    SIGN = "sign"
    DECIDE = "decide"
    CONVENE = "convene"
    STATUS = "status"
    RECORD = "record"
    RESERVATION_LIFT = "reservation_lift"
    SPEAK = "speak"
    DELEGATION = "delegation"
    MEET = "meet"
    BRIDGE = "bridge"
    CIRCLE_OPEN = "circle_open"
    CIRCLE_LEAD = "circle_lead"
    CIRCLE_SETTLE = "circle_settle"
    AMENDMENT_ENTER = "amendment_enter"
    AMENDMENT_CONFIRM = "amendment_confirm"
    AMENDMENT_SHARE = "amendment_share"
    AMENDMENT_TAKE_OVER = "amendment_take_over"
    SCRUB_FLAG = "scrub_flag"
    BRACKET_LIFT = "bracket_lift"
    PACKAGE = "package"
    PACKAGE_DISSOLVE = "package_dissolve"
    BRIDGE_CONSENT = "bridge_consent"
    BRIDGE_WITHDRAW = "bridge_withdraw"


Rule = Callable[[User, Any], bool]


def _anybody(_reader: User, _subject: Any) -> bool:
    return True


def _secretariat(reader: User, _subject: Any) -> bool:
    return reader.has(Role.SECRETARIAT)


def _serves_plan(reader: User, subject: Any) -> bool:
    """The desk of the plan's circle `all`: the plan, or what belongs to one, is the subject."""
    plan_id = subject.id if isinstance(subject, Plan) else _plan_of(subject)
    return reader.has(Role.SECRETARIAT) and plan_id in reader_plans_served(reader)


def _takes_part(reader: User, _subject: Any) -> bool:
    return reader.has(Role.SECRETARIAT) or _drafts(reader, None)


def _drafts(reader: User, _subject: Any) -> bool:
    return reader.party_id is not None and reader.has(Role.DELEGATE, Role.HEAD)


def _drafts_for(reader: User, amendment: Amendment) -> bool:
    return _drafts(reader, None) and amendment.party_id == reader.party_id


def _heads(reader: User, amendment: Amendment) -> bool:
    """The head of the party that proposes it; what a circle proposes as one is in its desk's hands."""
    if amendment.sponsor_id is not None:
        return amendment.sponsor_id in circles_served(reader)
    return reader.has(Role.HEAD) and amendment.party_id == reader.party_id


def _heads_or_drafted(reader: User, amendment: Amendment) -> bool:
    """A draft is the delegation's; what was submitted is the head's to change."""
    return _heads(reader, amendment) or (
        amendment.state == AmendmentState.DRAFT.value and _drafts_for(reader, amendment)
    )


def _tables(reader: User, amendment: Amendment) -> bool:
    return reader.has(Role.SECRETARIAT) and amendment.intended_id in circles_served(reader)


def _edits(reader: User, amendment: Amendment) -> bool:
    """The delegation that drafts it; what was entered for it, and is before others already, its head alone."""
    return _drafts_for(reader, amendment) and (not amendment.unconfirmed or reader.has(Role.HEAD))


def _supports(reader: User, amendment: Amendment) -> bool:
    """Any other party; one of a circle that proposes as one is behind it already."""
    sponsors = {party.id for party in amendment.sponsor.parties} if amendment.sponsor else set()
    return _speaks(reader, None) and reader.party_id not in {amendment.party_id, *sponsors}


def _takes_over(reader: User, amendment: Amendment) -> bool:
    return _speaks(reader, None) and reader.party_id in {party.id for party in amendment.supporters}


def _speaks(reader: User, _subject: Any) -> bool:
    """A head states positions, lifts brackets, consents, objects, reserves: each for the own party only."""
    return reader.has(Role.HEAD) and reader.party_id is not None


def _confirms(reader: User, amendment: Amendment) -> bool:
    return _speaks(reader, None) and reader.party_id == amendment.party_id


def _decides(reader: User, subject: Any) -> bool:
    """The co-chairs decide; the plan's desk records what they decided."""
    return reader.has(Role.CO_CHAIR) or _serves_plan(reader, subject)


def _convenes(reader: User, subject: Any) -> bool:
    """Rounds, silences and lateness: the co-chairs and the plan's desk, and in a circle the desk that serves it.

    Of a plan or a draft, for which a circle is named later, every desk that serves one of the plan's circles.
    """
    if _decides(reader, subject):
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


def _states(reader: User, subject: Any) -> bool:
    """Who decides, who may open again what was agreed, and the desks that record what a group agreed."""
    served = reader.has(Role.SECRETARIAT) and bool(circles_served(reader))
    return served or _decides(reader, subject) or _speaks(reader, None)


def _opens_circles(reader: User, subject: Any) -> bool:
    return _decides(reader, subject) or _speaks(reader, None)


def _settles_in(reader: User, subject: Any) -> bool:
    """The desk that serves a circle takes to `all` what was settled there: the circle, or what is in it, is judged."""
    circle_id = subject.id if isinstance(subject, Circle) else subject.circle_id
    return reader.has(Role.SECRETARIAT) and circle_id in circles_served(reader)


def _leads(reader: User, circle: Circle) -> bool:
    return reader.id == circle.facilitator_id or _settles_in(reader, circle) or reader.has(Role.CO_CHAIR)


def _meets(reader: User, subject: Any) -> bool:
    """The desk of the circle that meets keeps its screen and its record; asked of a plan, the desk of any circle."""
    if isinstance(subject, Plan):
        circles = select(Circle.id).where(Circle.plan_id == subject.id)
        return reader.has(Role.SECRETARIAT) and not circles_served(reader).isdisjoint(session.scalars(circles))
    meeting = subject.meeting if isinstance(subject, Minute) else subject
    circle_id = meeting.id if isinstance(meeting, Circle) else meeting.circle_id
    return reader.has(Role.SECRETARIAT) and circle_id in circles_served(reader)


def _bridges(reader: User, subject: Any) -> bool:
    return _decides(reader, subject) or _speaks(reader, None)


def _consents(reader: User, bridge: Bridge) -> bool:
    """Who speaks for one of the proponents of what it would replace."""
    return any(_heads(reader, amendment) for amendment in bridge.amendments)


def _withdraws_bridge(reader: User, bridge: Bridge) -> bool:
    """Whose proposal it is: the person, another who speaks for that person's party, the desk of its circle."""
    ours = _speaks(reader, None) and bridge.author.party_id == reader.party_id
    return reader.id == bridge.author_id or ours or _settles_in(reader, bridge)


def _packages(reader: User, _subject: Any) -> bool:
    """Heads of delegation, and a bloc's desk for what the bloc proposes as one."""
    desk = reader.has(Role.SECRETARIAT) and any(item.bloc for item in reader.desks)
    return _speaks(reader, None) or desk


def _dissolves(reader: User, package: Package) -> bool:
    return _packages(reader, package) and package.made_by.party_id == reader.party_id


def _lifts(reader: User, bracket: Bracket) -> bool:
    """A head for the own party; the desk of a bloc that holds it; the co-chairs where it is in nobody's name."""
    held = {*bracket.wanting, *bracket.objecting}
    desk = reader.has(Role.SECRETARIAT) and any(item.bloc in held for item in reader.desks)
    return _speaks(reader, None) or desk or _decides(reader, bracket)


def _flags(reader: User, subject: Any) -> bool:
    return _speaks(reader, None) or _serves_plan(reader, subject)


def _resolves(reader: User, comment: Comment) -> bool:
    """The desk where it serves the circle, otherwise whoever takes part for the party that wrote it."""
    served = {desk.id for desk in comment.circle.desks} & {desk.id for desk in reader.desks}
    if served and reader.has(Role.SECRETARIAT):
        return True
    return _drafts(reader, None) and comment.party_id == reader.party_id


def _wrote(reader: User, comment: Comment) -> bool:
    return comment.author_id == reader.id


def _invites(reader: User, _subject: Any) -> bool:
    return bool(invitable(reader))


def _withdraws(reader: User, link: OneTimeLink) -> bool:
    return link.role in invitable(reader) and reader.party_id in (None, link.party_id)


def _manages(reader: User, person: User) -> bool:
    """Whoever invites such people, never oneself: the secretariat heads, observers and colleagues, a head the own."""
    if person.id == reader.id:
        return False
    heads = person.has(Role.HEAD)
    if reader.has(Role.SECRETARIAT) and (heads or person.party_id is None):
        return True
    return reader.has(Role.HEAD) and not heads and person.party_id is not None and person.party_id == reader.party_id


def _requests(reader: User, _subject: Any) -> bool:
    return reader.has(Role.SECRETARIAT, Role.CO_CHAIR, *PARTY_ROLES)


def _signs(reader: User, draft: Draft) -> bool:
    return reader.has(Role.OFFICIAL) and reader.party_id in {party.id for party in draft.required}


RULES: dict[Permission, Rule] = {
    Permission.PUBLIC: _anybody,
    Permission.SIGNED_IN: _anybody,
    Permission.READ: _anybody,
    Permission.PLAN_CREATE: _secretariat,
    Permission.PLAN_EDIT: _serves_plan,
    Permission.PEOPLE_READ: _anybody,
    Permission.PEOPLE_INVITE: _invites,
    Permission.PEOPLE_MANAGE: _manages,
    Permission.INVITATION_WITHDRAW: _withdraws,
    Permission.COMMENT: _takes_part,
    Permission.COMMENT_RESOLVE: _resolves,
    Permission.COMMENT_WITHDRAW: _wrote,
    Permission.AMEND: _drafts,
    Permission.AMENDMENT_EDIT: _edits,
    Permission.AMENDMENT_SUBMIT: _heads,
    Permission.AMENDMENT_RETURN: _heads,
    Permission.AMENDMENT_TABLE: _tables,
    Permission.AMENDMENT_WITHDRAW: _heads_or_drafted,
    Permission.AMENDMENT_REBASE: _heads_or_drafted,
    Permission.AMENDMENT_SUPPORT: _supports,
    Permission.MERGE: _serves_plan,
    Permission.UNDO: _serves_plan,
    Permission.DRAFT_ISSUE: _serves_plan,
    Permission.DOCUMENT_REQUEST: _requests,
    Permission.SIGN: _signs,
    Permission.DECIDE: _decides,
    Permission.CONVENE: _convenes,
    Permission.STATUS: _states,
    Permission.RECORD: _serves_plan,
    Permission.RESERVATION_LIFT: _confirms,
    Permission.SPEAK: _speaks,
    Permission.DELEGATION: _drafts,
    Permission.MEET: _meets,
    Permission.BRIDGE: _bridges,
    Permission.CIRCLE_OPEN: _opens_circles,
    Permission.CIRCLE_LEAD: _leads,
    Permission.CIRCLE_SETTLE: _settles_in,
    Permission.AMENDMENT_ENTER: _serves_plan,
    Permission.AMENDMENT_CONFIRM: _confirms,
    Permission.AMENDMENT_SHARE: _confirms,
    Permission.AMENDMENT_TAKE_OVER: _takes_over,
    Permission.SCRUB_FLAG: _flags,
    Permission.BRACKET_LIFT: _lifts,
    Permission.PACKAGE: _packages,
    Permission.PACKAGE_DISSOLVE: _dissolves,
    Permission.BRIDGE_CONSENT: _consents,
    Permission.BRIDGE_WITHDRAW: _withdraws_bridge,
}

REFUSALS: dict[Permission, Words] = {
    Permission.AMENDMENT_SUBMIT: Words("Only the head of the delegation that proposes it submits an amendment."),
    Permission.AMENDMENT_TABLE: Words("Only the desk that serves its circle tables an amendment."),
    Permission.AMENDMENT_SUPPORT: Words("Only the head of another delegation supports an amendment."),
    Permission.MERGE: Words("Only the secretariat's desk for this plan settles amendments."),
    Permission.DRAFT_ISSUE: Words("Only the secretariat's desk for this plan issues drafts."),
    Permission.SIGN: Words("Only an official of a party whose sign-off is required signs this draft."),
    Permission.AMEND: Words("Only delegates and heads of delegation propose amendments."),
    Permission.COMMENT: Words("Only delegations and the secretariat comment."),
    Permission.COMMENT_WITHDRAW: Words("Only who wrote a comment takes it back."),
    Permission.DECIDE: Words("Only the co-chairs decide this; the plan's desk records it."),
    Permission.CONVENE: Words("Only the co-chairs decide this in a circle; its desk records it."),
    Permission.STATUS: Words("Only the co-chairs, desks and heads of delegation change the status of a clause."),
    Permission.RESERVATION_LIFT: Words("Only the head of the party that made it lifts a reservation."),
    Permission.RECORD: Words("Only the plan's desk records what came to it in writing."),
    Permission.SPEAK: Words("Only the head of a delegation speaks for its party."),
    Permission.DELEGATION: Words("Only delegates and heads of delegation have a delegation to work in."),
    Permission.MEET: Words("Only the desk keeps the screen and the record of a meeting."),
    Permission.BRIDGE: Words("Only co-chairs, heads of delegation and the plan's desk bring in a bridging proposal."),
    Permission.CIRCLE_OPEN: Words("Only co-chairs, the plan's desk and heads of delegation open a circle."),
    Permission.CIRCLE_LEAD: Words("Only its facilitator, its desk or a co-chair reports for a circle."),
    Permission.CIRCLE_SETTLE: Words("Only the desk that serves a circle takes its text to everyone."),
    Permission.AMENDMENT_ENTER: Words("Only the plan's desk enters a proposal for a party."),
    Permission.AMENDMENT_CONFIRM: Words("Only the head of the party that it was entered for confirms a proposal."),
    Permission.AMENDMENT_SHARE: Words("Only the head of the delegation that drafts it shares an amendment."),
    Permission.AMENDMENT_TAKE_OVER: Words("Only the head of a delegation that supported it takes an amendment over."),
    Permission.BRACKET_LIFT: Words("Only those who hold a bracket lift it: the head of a delegation for its party."),
    Permission.PACKAGE: Words("Only the head of a delegation makes a package of what it proposes."),
    Permission.PACKAGE_DISSOLVE: Words("Only the head of the delegation that made it dissolves a package."),
    Permission.BRIDGE_CONSENT: Words(
        "Only the head of a delegation whose amendment it would replace consents, or not."
    ),
    Permission.BRIDGE_WITHDRAW: Words(
        "Only who brought it in, or the desk of its circle, withdraws a bridging proposal."
    ),
    Permission.SCRUB_FLAG: Words("Only heads of delegation and the plan's desk flag a change of the scrub."),
}


def may(reader: User, permission: Permission, subject: Any = None) -> bool:
    """Whether `reader` may do it to `subject`, which the reader can see (that is `visible`'s question)."""
    return bool(reader.active) and RULES[permission](reader, subject)


def require(reader: User, permission: Permission, subject: Any = None) -> None:
    """Raise `NotAllowed` unless `may`."""
    if not may(reader, permission, subject):
        raise NotAllowed(REFUSALS.get(permission, Words("Your role does not include this.")))


def _plan_of(subject: Any) -> uuid.UUID:
    if isinstance(subject, Revision | Comment):
        return subject.clause.plan_id
    if isinstance(subject, Document):
        return subject.draft.plan_id
    if isinstance(subject, Minute):
        return subject.meeting.plan_id
    plan_id: uuid.UUID = subject.plan_id
    return plan_id
