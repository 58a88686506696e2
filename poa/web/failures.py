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
from ..phrases import Words
from ..problems import domain_problem, problem, status_of
from .forms import page_asked, typed

log = structlog.get_logger()


def _domain(error: PoaError) -> ResponseReturnValue:
    db.session.rollback()
    if is_api(request) or _by_script():
        return domain_problem(error)
    if isinstance(error, NotSignedIn):
        return redirect(url_for("sessions.new", next=page_asked()))
    status = status_of(error)
    response = make_response(render_template("errors/domain.html", error=error, status=status, typed=typed()), status)
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after)
    return response


def _by_script() -> bool:
    """Whether one of our scripts asked for JSON: it is told in the same way as a program."""
    return request.accept_mimetypes.best == "application/json"


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    ours = ""
    if isinstance(error, CSRFError):
        ours = Words("This form was open too long or came from elsewhere. Load its page anew and send it again.")
    if is_api(request):
        detail = ours or error.description or ""
        kept = ("Allow", "Retry-After")
        return problem(status, detail, headers={k: v for k, v in error.get_headers() if k in kept})
    answer = make_response(
        render_template("errors/http.html", status=status, detail=ours, typed=_typed(status)), status
    )
    if allow := error.get_response().headers.get("Allow"):
        answer.headers["Allow"] = allow
    return answer


def _typed(status: int) -> list[tuple[str, str]]:
    """What was typed; nothing of a form that was too large to be read."""
    return [] if status == 413 else typed()


def _unexpected(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    log.error("request.failed", path=request.path, error=repr(error), trace=traceback.format_exc())
    if is_api(request):
        detail = "Something failed on our side. Nothing was half done; try again, and tell the secretariat if it stays."
        return problem(500, detail)
    return render_template("errors/http.html", status=500, typed=typed()), 500


def register(app: Flask) -> None:
    """Install the table."""
    app.register_error_handler(PoaError, _domain)
    app.register_error_handler(HTTPException, _http)
    if not app.testing:
        app.register_error_handler(Exception, _unexpected)
