"""In which language the pages speak to whom. The plan's own text is never translated."""

from __future__ import annotations

from flask import Flask, request
from flask_babel import Babel, get_locale

# Code and own name of each language that the interface has; the first one is that of the strings in the code.
LANGUAGES = {"en": "English", "ja": "日本語"}
COOKIE = "poa_language"


def language() -> str:
    """The language of this request: what the reader chose, else the best of what the browser asks for."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES) or "en"


def register(app: Flask) -> None:
    """Install Flask-Babel and what pages need of it: `_`, `ngettext` and `language`."""
    Babel(app, locale_selector=language, default_translation_directories="translations")
    app.context_processor(lambda: {"language": str(get_locale() or "en"), "languages": LANGUAGES})
