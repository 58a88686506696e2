"""The language that one reads in, and the zone of the times."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from ..actions import preferences
from ..db import transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..policy import Permission
from ..saying import LANGUAGES
from .forms import local
from .languages import LANGUAGE

pages = Blueprint("preferences", __name__)

YEAR = 31_536_000


@pages.post("/language")
@needs(Permission.PUBLIC)
def language() -> ResponseReturnValue:
    """Speak another language from the next page on: in this browser, and to this person if somebody is signed in."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        raise Invalid("There is no such language here.", field="language")
    if current_user.is_authenticated:
        with transaction():
            preferences.choose_language(reader(), chosen)
    response = redirect(local(request.form.get("next")) or url_for("plans.index"))
    response.set_cookie(
        LANGUAGE,
        chosen,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


@pages.post("/account/time-zone")
@needs(Permission.SIGNED_IN)
def time_zone() -> ResponseReturnValue:
    """Tell the times in another zone."""
    with transaction():
        preferences.choose_zone(reader(), request.form.get("time_zone", ""))
    flash(_("Times are in the zone that you chose."), "done")
    return redirect(url_for("sessions.index"))
