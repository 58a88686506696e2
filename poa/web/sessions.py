"""Signing in and out; one's own account: its sessions and its password."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_login import current_user, login_user, logout_user

from ..actions import passwords, sessions
from ..db import now, transaction
from ..errors import Invalid, NotSignedIn, PoaError, TooMany
from ..guards import needs, reader
from ..identity import Identity
from ..models import Session
from ..policy import Permission
from ..queries import people
from ..saying import places
from .forms import local
from .languages import ZONE, tongue

pages = Blueprint("sessions", __name__)

# What a browser's own name for itself holds; the first that fits, for each also claims to be those after it.
BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", lazy_gettext("an iPhone")),
    ("iPad", lazy_gettext("an iPad")),
    ("Windows", "Windows"),
    ("Mac OS", lazy_gettext("a Mac")),
    ("Linux", "Linux"),
)


@pages.get("/login")
@needs(Permission.PUBLIC)
def new() -> ResponseReturnValue:
    """The sign-in page."""
    target = local(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(target or url_for("plans.index"))
    return _page(target, "")


def _page(target: str, email: str, error: str = "") -> str:
    return render_template("sessions/new.html", next=target, email=email, error=error)


@pages.post("/login")
@needs(Permission.PUBLIC)
def create() -> ResponseReturnValue:
    """Sign in, or show the page again with the address that was typed."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    target = local(request.form.get("next"))
    try:
        with transaction():
            token = sessions.sign_in(
                email,
                password,
                kind="browser",
                address=request.remote_addr or "",
                agent=request.user_agent.string,
            )
    except TooMany as error:
        return _too_many(error, _page(target, email, error.message))
    if token is None:
        wrong = _("Email and password do not match an account. Check both, or ask for a new password.")
        return _page(target, email, wrong), 422
    enter(token)
    return redirect(target or url_for("plans.index"))


def _too_many(error: TooMany, page: str) -> ResponseReturnValue:
    response = make_response(page, 429)
    response.headers["Retry-After"] = str(error.retry_after)
    return response


def enter(token: str) -> None:
    """Make this browser that of a session just begun; one that it held before ends."""
    if current_user.is_authenticated:
        with suppress(NotSignedIn), transaction():
            sessions.sign_out(current_user.token)
    held = sessions.lookup(token, "browser")
    if held is None:
        raise RuntimeError("a session that was just begun cannot be found")
    login_user(Identity(token, held))


@pages.post("/logout")
@needs(Permission.SIGNED_IN)
def delete() -> ResponseReturnValue:
    """End this session here and on the server."""
    with transaction():
        sessions.sign_out(current_user.token)
    logout_user()
    return redirect(url_for("sessions.new"))


@pages.get("/account")
@needs(Permission.SIGNED_IN)
def index() -> ResponseReturnValue:
    """One's own account: where one is signed in, and the password."""
    return _account()


def _account(error: PoaError | None = None) -> str:
    return render_template(
        "sessions/index.html",
        page="account",
        sessions=[(held, _device(held)) for held in people.live_sessions(reader())],
        current=current_user.session_id,
        error=error,
        zones=places(tongue(), now(), reader().time_zone, request.cookies.get(ZONE)),
        browser_zone=request.cookies.get(ZONE),
    )


def _device(held: Session) -> str:
    """What signed in, as far as it said: Firefox on Windows."""
    if held.kind == "token":
        return str(_("A program, by token"))
    agent = held.agent
    browser = next((words for sign, words in BROWSERS if sign in agent), _("A browser"))
    system = next((words for sign, words in SYSTEMS if sign in agent), "")
    return str(_("%(browser)s on %(system)s", browser=browser, system=system) if system else browser)


@pages.post("/account/sessions/<uuid:session_id>/revoke")
@needs(Permission.SIGNED_IN, Session)
def revoke(session: Session) -> ResponseReturnValue:
    """End one of one's own sessions."""
    ends_this = session.id == current_user.session_id
    with transaction():
        sessions.revoke(reader(), session)
    if ends_this:
        logout_user()
        return redirect(url_for("sessions.new"))
    flash(_("That session has ended."), "done")
    return redirect(url_for("sessions.index"))


@pages.post("/account/sessions/revoke-others")
@needs(Permission.SIGNED_IN)
def revoke_others() -> ResponseReturnValue:
    """End all of one's own sessions and tokens but this one."""
    with transaction():
        ended = sessions.revoke_all(reader(), but=current_user.token)
    nothing = _("No other session was open.")
    flash(ngettext("%(num)s session ended.", "%(num)s sessions ended.", ended) if ended else nothing, "done")
    return redirect(url_for("sessions.index"))


@pages.post("/account/password")
@needs(Permission.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Set a new password, knowing the current one; other sessions end."""
    try:
        with transaction():
            changed = passwords.change_password(
                reader(),
                request.form.get("current", ""),
                request.form.get("password", ""),
                address=request.remote_addr or "",
                keep=current_user.token,
            )
    except Invalid as error:
        return _account(error), 422
    except TooMany as error:
        return _too_many(error, _account(error))
    if not changed:
        return _account(Invalid("This is not your current password.", field="current")), 422
    flash(_("Your new password is set. You are signed out everywhere else."), "done")
    return redirect(url_for("sessions.index"))
