"""The people of a plan: who they are, inviting them, closing accounts."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from .. import letters, work
from ..actions import invitations, passwords
from ..actions import people as actions
from ..db import now, transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import OneTimeLink, Plan, User
from ..policy import Permission, invitable
from ..queries import find, people

pages = Blueprint("people", __name__)


@pages.get("/plans/<uuid:plan_id>/people")
@needs(Permission.PEOPLE_READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """Who takes part, as far as the reader may know."""
    return _page(plan)


def _page(plan: Plan, **more: object) -> str:
    shown = {"given": {}, "error": None, "link": None, "link_for": None} | more
    open_invitations = people.invitations(reader())
    return render_template(
        "people/index.html",
        plan=plan,
        page="people",
        people=people.people(plan, reader()),
        invitations=open_invitations,
        unsent=people.unsent(open_invitations),
        roles=[role.value for role in invitable(reader())],
        mails=letters.mails(),
        now=now(),
        **shown,
    )


@pages.post("/plans/<uuid:plan_id>/people/invitations")
@needs(Permission.PEOPLE_INVITE, Plan)
def invite(plan: Plan) -> ResponseReturnValue:
    """Invite somebody; the link is mailed, or shown this once."""
    given = {name: request.form.get(name, "") for name in ("email", "name", "role", "party", "title")}
    try:
        with transaction():
            link, token = invitations.invite(
                reader(), given["email"], given["name"], given["role"], given["party"] or None, given["title"] or None
            )
            url = letters.dispatch(link, token)
    except Invalid as error:
        return _page(plan, given=given, error=error), 422
    return _sent(plan, link, url, _("The invitation"))


def _sent(plan: Plan, link: OneTimeLink, url: str | None, what: str) -> ResponseReturnValue:
    if url is not None:
        return _page(plan, link=url, link_for=link), 201
    work.wake()
    flash(_("%(what)s is on its way to %(email)s.", what=what, email=link.email), "done")
    return _back(plan.id)


def _back(plan_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("people.index", plan_id=plan_id))


@pages.post("/plans/<uuid:plan_id>/people/invitations/<uuid:onetimelink_id>/withdraw")
@needs(Permission.INVITATION_WITHDRAW, OneTimeLink)
def withdraw(plan_id: uuid.UUID, onetimelink: OneTimeLink) -> ResponseReturnValue:
    """Take an invitation back."""
    find(Plan, plan_id, reader())
    with transaction():
        invitations.withdraw_invitation(reader(), onetimelink)
    flash(_("The invitation of %(name)s is withdrawn; its link no longer works.", name=onetimelink.name), "done")
    return _back(plan_id)


@pages.post("/plans/<uuid:plan_id>/people/<uuid:user_id>/reset-link")
@needs(Permission.PEOPLE_MANAGE, User)
def reset_link(plan_id: uuid.UUID, user: User) -> ResponseReturnValue:
    """Make a link for a new password; mailed, or shown this once."""
    plan = find(Plan, plan_id, reader())
    with transaction():
        link, token = passwords.make_reset_link(reader(), user)
        url = letters.dispatch(link, token)
    return _sent(plan, link, url, _("A link for a new password"))


@pages.post("/plans/<uuid:plan_id>/people/<uuid:user_id>/deactivate")
@needs(Permission.PEOPLE_MANAGE, User)
def deactivate(plan_id: uuid.UUID, user: User) -> ResponseReturnValue:
    """Close an account."""
    find(Plan, plan_id, reader())
    with transaction():
        actions.deactivate(reader(), user)
    flash(
        _("The account of %(name)s is closed, and signed out everywhere. You may open it again.", name=user.name),
        "done",
    )
    return _back(plan_id)


@pages.post("/plans/<uuid:plan_id>/people/<uuid:user_id>/activate")
@needs(Permission.PEOPLE_MANAGE, User)
def activate(plan_id: uuid.UUID, user: User) -> ResponseReturnValue:
    """Open a closed account again."""
    find(Plan, plan_id, reader())
    with transaction():
        actions.activate(reader(), user)
    flash(_("%(name)s may sign in again.", name=user.name), "done")
    return _back(plan_id)
