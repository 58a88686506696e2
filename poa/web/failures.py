"""One table from what went wrong to an answer: a page for people, problem+json (RFC 9457) for programs."""

from __future__ import annotations

import traceback

import structlog
from flask import Flask, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from .. import db
from ..errors import NotSignedIn, PoaError, TooMany
from ..identity import is_api
from ..problems import domain_problem, problem, status_of

log = structlog.get_logger()


def _domain(error: PoaError) -> ResponseReturnValue:
    db.session.rollback()
    if is_api(request):
        return domain_problem(error)
    if isinstance(error, NotSignedIn):
        return redirect(url_for("sessions.new", next=request.full_path.rstrip("?")))
    status = status_of(error)
    response = make_response(render_template("errors/domain.html", error=error, status=status), status)
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
        kept = ("Allow", "Retry-After")
        return problem(status, detail, headers={k: v for k, v in error.get_headers() if k in kept})
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
