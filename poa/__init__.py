"""The tool in which governments draft a plan of action together; `create_app` wires it."""

from __future__ import annotations

from typing import Any

from apiflask import APIFlask

from . import assets, db, guards
from .config import Settings, load


def create_app(settings: Settings | None = None, **overrides: Any) -> APIFlask:
    """The application for `settings` (default: from the environment); `overrides` go into Flask's config."""
    from . import api, log, web

    settings = settings or load()
    log.configure(settings.log_format)
    app = APIFlask(
        __name__,
        title="Plan of Action",
        version="1",
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
        template_folder=str(assets.folder("templates")),
        static_folder=str(assets.folder("static")),
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME="poa_session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
        POA_SETTINGS=settings,
    )
    app.config.update(overrides)
    settings.data.mkdir(parents=True, exist_ok=True)
    db.configure(settings.database_url)
    web.register(app)
    for blueprint in api.register(app):
        web.csrf.exempt(blueprint)
    guards.declare_public(app, "static", "openapi.spec")
    app.before_request(guards.deny_undeclared)
    app.teardown_appcontext(_release)
    return app


def _release(_error: BaseException | None) -> None:
    db.session.remove()
