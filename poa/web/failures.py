"""One table from what went wrong to an answer: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import traceback
from http import HTTPStatus
from typing import Any

import structlog
from flask import Flask, Response, json, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from .. import db
from ..errors import Closed, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, PoaError, Stale, TooMany
from ..identity import is_api

log = structlog.get_logger()

STATUS: dict[type[PoaError], int] = {
    Invalid: 422,
    NotSignedIn: 401,
    NotFound: 404,
    NotAllowed: 403,
    Stale: 409,
    Closed: 409,
    Conflict: 409,
    TooMany: 429,
}


def status_of(error: PoaError) -> int:
    """The HTTP status of a domain error."""
    for kind in type(error).__mro__:
        if kind in STATUS:
            return STATUS[kind]
    return 500


def problem(status: int, detail: str, **more: Any) -> Response:
    """A problem+json answer."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    response = Response(json.dumps(body), status=status, content_type="application/problem+json")
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _domain(error: PoaError) -> ResponseReturnValue:
    db.session.rollback()
    status = status_of(error)
    if is_api(request):
        return _domain_problem(error, status)
    if isinstance(error, NotSignedIn):
        return redirect(url_for("sessions.new", next=request.full_path.rstrip("?")))
    response = make_response(render_template("errors/domain.html", error=error, status=status), status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _domain_problem(error: PoaError, status: int) -> Response:
    more: dict[str, Any] = {}
    if isinstance(error, Invalid):
        more = {k: v for k, v in (("field", error.field), ("line", error.line)) if v is not None}
    if isinstance(error, Stale):
        more = {"current": error.current, "theirs": error.theirs, "yours": error.yours}
        if error.merged is not None:
            more["merged"] = error.merged
    response = problem(status, error.message, **more)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    detail = error.description or ""
    if isinstance(error, CSRFError):
        detail = (
            "This form was open too long or came from elsewhere. "
            "What you typed is still in it: go back and send it again."
        )
    if is_api(request):
        return problem(status, detail)
    return render_template("errors/http.html", status=status, detail=detail), status


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("request.failed", path=request.path, error=repr(error), trace=traceback.format_exc())
    detail = "Something failed on our side. Nothing was half done; try again, and tell the secretariat if it stays."
    if is_api(request):
        return problem(500, detail)
    return render_template("errors/http.html", status=500, detail=detail), 500


def register(app: Flask) -> None:
    """Install the table."""
    app.register_error_handler(PoaError, _domain)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
