"""The whole access table: who sees what, who may do what. Everything not said here is refused.

Seeing is by circle: the reader's party, or a desk of the reader's, is in it. `visible()` is the one rule that feeds
every list, count, feed and look-up; what it leaves out does not exist for the reader. Doing is by role: `may()`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import aliased

from .db import now, session
from .errors import NotAllowed
from .models import (
    PARTY_ROLES,
    Amendment,
    AmendmentState,
    Circle,
    CircleKind,
    Clause,
    Comment,
    Document,
    Draft,
    Event,
    OneTimeLink,
    Plan,
    Revision,
    Role,
    Session,
    User,
    UserRole,
    circle_desks,
    circle_members,
)


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
    return reader.has(Role.HEAD) and amendment.party_id == reader.party_id


def _heads_or_drafted(reader: User, amendment: Amendment) -> bool:
    """A draft is the delegation's; what was submitted is the head's to change."""
    return _heads(reader, amendment) or (
        amendment.state == AmendmentState.DRAFT.value and _drafts_for(reader, amendment)
    )


def _tables(reader: User, amendment: Amendment) -> bool:
    return reader.has(Role.SECRETARIAT) and amendment.intended_id in circles_served(reader)


def _supports(reader: User, amendment: Amendment) -> bool:
    return reader.has(Role.HEAD) and reader.party_id is not None and reader.party_id != amendment.party_id


def _resolves(reader: User, comment: Comment) -> bool:
    """The desk where it serves the circle, otherwise whoever takes part for the party that wrote it."""
    served = {desk.id for desk in comment.circle.desks} & {desk.id for desk in reader.desks}
    if served and reader.has(Role.SECRETARIAT):
        return True
    return _drafts(reader, None) and comment.party_id == reader.party_id


def invitable(reader: User) -> list[Role]:
    """The roles that the reader invites people to; a head only for the own party."""
    found = [Role.HEAD, Role.OBSERVER, Role.SECRETARIAT] if reader.has(Role.SECRETARIAT) else []
    return [*found, *((Role.DELEGATE, Role.OFFICIAL) if reader.has(Role.HEAD) and reader.party_id else ())]


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
    Permission.AMEND: _drafts,
    Permission.AMENDMENT_EDIT: _drafts_for,
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
}

REFUSALS: dict[Permission, str] = {
    Permission.AMENDMENT_SUBMIT: "Only the head of the delegation that proposes it submits an amendment.",
    Permission.AMENDMENT_TABLE: "Only the desk that serves its circle tables an amendment.",
    Permission.AMENDMENT_SUPPORT: "Only the head of another delegation supports an amendment.",
    Permission.MERGE: "Only the secretariat's desk for this plan settles amendments.",
    Permission.DRAFT_ISSUE: "Only the secretariat's desk for this plan issues drafts.",
    Permission.SIGN: "Only an official of a party whose sign-off is required signs this draft.",
    Permission.AMEND: "Only delegates and heads of delegation propose amendments.",
    Permission.COMMENT: "Only delegations and the secretariat comment.",
}


def may(reader: User, permission: Permission, subject: Any = None) -> bool:
    """Whether `reader` may do it to `subject`, which the reader can see (that is `visible`'s question)."""
    return bool(reader.active) and RULES[permission](reader, subject)


def require(reader: User, permission: Permission, subject: Any = None) -> None:
    """Raise `NotAllowed` unless `may`."""
    if not may(reader, permission, subject):
        raise NotAllowed(REFUSALS.get(permission, "Your role does not include this."))


def _plan_of(subject: Any) -> uuid.UUID:
    if isinstance(subject, Revision | Comment):
        return subject.clause.plan_id
    if isinstance(subject, Document):
        return subject.draft.plan_id
    plan_id: uuid.UUID = subject.plan_id
    return plan_id


# --- who reads what -------------------------------------------------------------------------------------------------


def _served(reader: User) -> Select[uuid.UUID]:
    """Ids of the circles that the reader's desks serve; nobody's but the secretariat's."""
    desks = [desk.id for desk in reader.desks] if reader.has(Role.SECRETARIAT) else []
    return select(circle_desks.c.circle_id).where(circle_desks.c.desk_id.in_(desks))


def reader_circles(reader: User) -> Select[uuid.UUID]:
    """Ids of the circles the reader is in, as a subquery: by party, by desk, or `all` for desks and observers."""
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
    if reader.has(Role.OBSERVER):
        rules.append(Circle.kind == CircleKind.ALL.value)
    return select(Circle.id).where(or_(*rules) if rules and reader.active else false())


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
    return or_(Amendment.circle_id.in_(reader_circles(reader)), submitted)


def _visible_documents(reader: User) -> ColumnElement[bool]:
    drafts = select(Draft.id).where(Draft.circle_id.in_(reader_circles(reader)))
    return and_(Document.draft_id.in_(drafts), or_(Document.against_id.is_(None), Document.against_id.in_(drafts)))


def _visible_links(reader: User) -> ColumnElement[bool]:
    """Invitations, for those who may send the like: they are the desk's or the delegation's, not one person's."""
    mine = and_(OneTimeLink.purpose == "invitation", OneTimeLink.role.in_([role.value for role in invitable(reader)]))
    if reader.party_id is not None:
        return and_(mine, OneTimeLink.party_id == reader.party_id)
    return mine


def _visible_people(reader: User) -> ColumnElement[bool]:
    """The own delegation, all heads, the desks and observers; closed accounts only where the reader manages them."""
    at = now()
    known = select(UserRole.user_id).where(
        UserRole.role.in_([Role.HEAD.value, Role.SECRETARIAT.value, Role.OBSERVER.value]),
        UserRole.since <= at,
        or_(UserRole.until.is_(None), UserRole.until > at),
    )
    own = and_(User.party_id.is_not(None), User.party_id == reader.party_id)
    seen = or_(own, User.id.in_(known))
    if reader.has(Role.SECRETARIAT):
        return seen
    return and_(seen, or_(User.active, own)) if reader.has(Role.HEAD) else and_(seen, User.active)


VISIBLE: dict[type[Any], Callable[[User], ColumnElement[bool]]] = {
    Plan: lambda reader: Plan.id.in_(_reader_plans(reader)),
    Clause: lambda reader: Clause.plan_id.in_(_reader_plans(reader)),
    Revision: lambda reader: Revision.clause_id.in_(select(Clause.id).where(Clause.plan_id.in_(_reader_plans(reader)))),
    Circle: lambda reader: Circle.id.in_(reader_circles(reader)),
    Amendment: _visible_amendments,
    Comment: lambda reader: Comment.circle_id.in_(reader_circles(reader)),
    Draft: lambda reader: Draft.circle_id.in_(reader_circles(reader)),
    Document: _visible_documents,
    Event: lambda reader: Event.circle_id.in_(reader_circles(reader)),
    Session: lambda reader: Session.user_id == reader.id,
    OneTimeLink: _visible_links,
    User: _visible_people,
}


def visible(model: type[Any], reader: User) -> ColumnElement[bool]:
    """The condition under which a row of `model` exists for `reader`; `KeyError` for a model nobody reads directly."""
    return VISIBLE[model](reader)
