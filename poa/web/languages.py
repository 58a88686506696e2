"""In which language and zone the pages speak to whom. The plan's own text is never translated."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import Flask, g, has_request_context, request
from flask_babel import Babel
from flask_login import current_user
from werkzeug.urls import iri_to_uri

from ..identity import is_api
from ..phrases import Words
from ..saying import LANGUAGES, Tongue, zone
from .forms import page_asked

LANGUAGE, ZONE = "poa_language", "poa_zone"


def language() -> str:
    """The language of this request: what was chosen in this browser, else by this person, else what is asked for."""
    if not has_request_context() or is_api(request):
        return "en"
    for chosen in (request.cookies.get(LANGUAGE), getattr(_reader(), "language", None)):
        if chosen in LANGUAGES:
            return str(chosen)
    return request.accept_languages.best_match(LANGUAGES) or "en"


def time_zone() -> dt.tzinfo | None:
    """The zone that the reader chose, else that of the browser; None while neither is known."""
    return zone(getattr(_reader(), "time_zone", None)) or zone(request.cookies.get(ZONE))


def tongue() -> Tongue:
    """How to speak to the reader of this request."""
    if not has_request_context() or is_api(request):
        return Tongue()
    if "tongue" not in g:
        g.tongue = Tongue(language(), time_zone() or dt.UTC)
    held: Tongue = g.tongue
    return held


def said(value: Any) -> Any:
    """A phrase of the domain in the reader's language; anything else as it is. Whatever a template prints goes here."""
    return tongue().say(value) if isinstance(value, Words) else value


def _reader() -> Any:
    return current_user.user if current_user and current_user.is_authenticated else None


def register(app: Flask) -> None:
    """Install Flask-Babel and what pages need of it: `_`, `ngettext`, `language`, and dates in words."""
    Babel(app, locale_selector=language, default_translation_directories="translations")
    app.jinja_env.finalize = said
    app.add_template_filter(said)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.context_processor(lambda: {"language": language(), "languages": LANGUAGES, "here": iri_to_uri(page_asked())})
