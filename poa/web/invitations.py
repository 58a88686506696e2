"""Accepting an invitation: the page behind its link."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import invitations, links
from ..actions import sessions as signing
from ..db import transaction
from ..errors import Closed, Conflict, Invalid
from ..guards import needs
from ..policy import Permission
from .sessions import enter

pages = Blueprint("invitations", __name__)


@pages.get("/invitations/<token>")
@needs(Permission.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """Who invites to what, and the form that makes the account."""
    return _page(token, {})


def _page(token: str, given: dict[str, str], error: Invalid | None = None) -> ResponseReturnValue:
    try:
        link = links.opened("invitation", token)
    except Closed as closed:
        return _closed(closed)
    page = render_template("people/accept.html", link=link, token=token, given=given, error=error)
    return page, 422 if error else 200


def _closed(error: Conflict) -> ResponseReturnValue:
    return render_template("people/closed.html", error=error, purpose="invitation"), 410


@pages.post("/invitations/<token>")
@needs(Permission.PUBLIC)
def accept(token: str) -> ResponseReturnValue:
    """Make the account and sign in, or show the form again with the name that was typed."""
    name, password = request.form.get("name", ""), request.form.get("password", "")
    try:
        with transaction():
            user = invitations.accept(token, name, password)
            session_token = signing.begin(user, kind="browser", agent=request.user_agent.string)
    except Invalid as error:
        return _page(token, {"name": name}, error)
    except Conflict as error:
        return _closed(error)
    enter(session_token)
    flash(_("Welcome, %(name)s. Your account is %(email)s.", name=user.name, email=user.email), "done")
    return redirect(url_for("plans.index"))
