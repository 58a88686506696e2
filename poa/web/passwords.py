"""New passwords: asking for a link, and the page behind it."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from .. import letters, work
from ..actions import links, passwords
from ..db import transaction
from ..errors import Closed, Invalid, TooMany
from ..guards import needs
from ..policy import Permission

pages = Blueprint("passwords", __name__)


@pages.get("/reset")
@needs(Permission.PUBLIC)
def new() -> ResponseReturnValue:
    """Where one asks for a new password."""
    return render_template("sessions/reset.html", email=request.args.get("email", ""), mails=letters.mails())


@pages.post("/reset")
@needs(Permission.PUBLIC)
def create() -> ResponseReturnValue:
    """Ask for a link. The answer is the same whether or not there is such an account."""
    email = request.form.get("email", "")
    if "@" not in email:
        wrong = Invalid("Give the address that you sign in with.", field="email")
        return render_template("sessions/reset.html", email=email, mails=letters.mails(), error=wrong), 422
    try:
        with transaction():
            made = passwords.request_reset(email, request.remote_addr or "")
            if made is not None and letters.mails():
                letters.dispatch(*made)
    except TooMany as error:
        page = render_template("sessions/reset.html", email=email, mails=letters.mails(), error=error)
        response = make_response(page, 429)
        response.headers["Retry-After"] = str(error.retry_after)
        return response
    if letters.mails():
        work.wake()
    return render_template("sessions/asked.html", email=email, mails=letters.mails())


@pages.get("/reset/<token>")
@needs(Permission.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """The form for the new password."""
    return _page(token)


def _page(token: str, error: Invalid | None = None) -> ResponseReturnValue:
    try:
        link = links.opened("reset", token)
    except Closed as closed:
        return _closed(closed)
    page = render_template("sessions/password.html", link=link, token=token, error=error)
    return page, 422 if error else 200


def _closed(error: Closed) -> ResponseReturnValue:
    return render_template("people/closed.html", error=error, purpose="reset"), 410


@pages.post("/reset/<token>")
@needs(Permission.PUBLIC)
def update(token: str) -> ResponseReturnValue:
    """Set the new password and end all sessions of the account."""
    try:
        with transaction():
            passwords.reset(token, request.form.get("password", ""))
    except Invalid as error:
        return _page(token, error)
    except Closed as error:
        return _closed(error)
    flash(_("Your new password is set, and you are signed out everywhere. Sign in with it."), "done")
    return redirect(url_for("sessions.new"))
