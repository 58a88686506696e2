"""Permissions that a route or an action declares: the rule for each, and what a refusal says."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from ..errors import NotAllowed
from ..models import (
    User,
)
from ..phrases import Words
from . import rules


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


RULES: dict[Permission, rules.Rule] = {
    Permission.PUBLIC: rules.anybody,
    Permission.SIGNED_IN: rules.anybody,
    Permission.READ: rules.anybody,
    Permission.PLAN_CREATE: rules.secretariat,
    Permission.PLAN_EDIT: rules.serves_plan,
    Permission.PEOPLE_READ: rules.anybody,
    Permission.PEOPLE_INVITE: rules.invites,
    Permission.PEOPLE_MANAGE: rules.manages,
    Permission.INVITATION_WITHDRAW: rules.withdraws,
    Permission.COMMENT: rules.takes_part,
    Permission.COMMENT_RESOLVE: rules.resolves,
    Permission.COMMENT_WITHDRAW: rules.wrote,
    Permission.AMEND: rules.drafts,
    Permission.AMENDMENT_EDIT: rules.edits,
    Permission.AMENDMENT_SUBMIT: rules.heads,
    Permission.AMENDMENT_RETURN: rules.heads,
    Permission.AMENDMENT_TABLE: rules.tables,
    Permission.AMENDMENT_WITHDRAW: rules.heads_or_drafted,
    Permission.AMENDMENT_REBASE: rules.heads_or_drafted,
    Permission.AMENDMENT_SUPPORT: rules.supports,
    Permission.MERGE: rules.serves_plan,
    Permission.UNDO: rules.serves_plan,
    Permission.DRAFT_ISSUE: rules.serves_plan,
    Permission.DOCUMENT_REQUEST: rules.requests,
    Permission.SIGN: rules.signs,
    Permission.DECIDE: rules.decides,
    Permission.CONVENE: rules.convenes,
    Permission.STATUS: rules.states,
    Permission.RECORD: rules.serves_plan,
    Permission.RESERVATION_LIFT: rules.confirms,
    Permission.SPEAK: rules.speaks,
    Permission.DELEGATION: rules.drafts,
    Permission.MEET: rules.meets,
    Permission.BRIDGE: rules.decides_or_speaks,
    Permission.CIRCLE_OPEN: rules.decides_or_speaks,
    Permission.CIRCLE_LEAD: rules.leads,
    Permission.CIRCLE_SETTLE: rules.settles_in,
    Permission.AMENDMENT_ENTER: rules.serves_plan,
    Permission.AMENDMENT_CONFIRM: rules.confirms,
    Permission.AMENDMENT_SHARE: rules.confirms,
    Permission.AMENDMENT_TAKE_OVER: rules.takes_over,
    Permission.SCRUB_FLAG: rules.flags,
    Permission.BRACKET_LIFT: rules.lifts,
    Permission.PACKAGE: rules.packages,
    Permission.PACKAGE_DISSOLVE: rules.dissolves,
    Permission.BRIDGE_CONSENT: rules.consents,
    Permission.BRIDGE_WITHDRAW: rules.withdraws_bridge,
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
