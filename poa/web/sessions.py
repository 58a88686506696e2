"""Signing in and out, and one's own sessions."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user, logout_user

from ..actions import sessions
from ..db import transaction
from ..guards import needs
from ..identity import Identity
from ..policy import Permission

pages = Blueprint("sessions", __name__)


@pages.get("/login")
@needs(Permission.PUBLIC)
def new() -> ResponseReturnValue:
    """The sign-in page."""
    return render_template("sessions/new.html", next=_local(request.args.get("next")))


@pages.post("/login")
@needs(Permission.PUBLIC)
def create() -> ResponseReturnValue:
    """Sign in, or show the page again with what was typed."""
    email, password = request.form.get("email", ""), request.form.get("password", "")
    with transaction():
        token = sessions.sign_in(
            email,
            password,
            kind="browser",
            address=request.remote_addr or "",
            agent=request.user_agent.string,
        )
    target = _local(request.form.get("next"))
    if token is None:
        wrong = "Email and password do not match an account. Check both, or reset the password."
        return render_template("sessions/new.html", email=email, error=wrong, next=target), 422
    held = sessions.lookup(token, "browser")
    if held is None:
        raise RuntimeError("a session that was just begun cannot be found")
    login_user(Identity(token, held))
    return redirect(target or url_for("plans.index"))


@pages.post("/logout")
@needs(Permission.SIGNED_IN)
def delete() -> ResponseReturnValue:
    """End this session here and on the server."""
    with transaction():
        sessions.sign_out(current_user.token)
    logout_user()
    return redirect(url_for("sessions.new"))


def _local(target: str | None) -> str:
    """A path on this site to go to afterwards; anything else is dropped."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")) or "\\" in target:
        return ""
    return target
