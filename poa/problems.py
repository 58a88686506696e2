"""Problem details (RFC 9457): the one table from a domain error to an HTTP status, and its JSON for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Response, json

from .errors import Closed, Conflict, Invalid, NotAllowed, NotFound, NotSignedIn, PoaError, Stale, TooMany

MEDIA_TYPE = "application/problem+json"

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


def problem(status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """A problem+json answer; `more` are its extension members."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, **more}
    response = Response(json.dumps(body), status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))
    if status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def domain_problem(error: PoaError) -> Response:
    """The answer to a domain error: the field or line of what was refused, both texts of what was stale."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooMany) else None
    return problem(status_of(error), error.message, headers=headers, **_members(error))


def _members(error: PoaError) -> dict[str, Any]:
    more: dict[str, Any] = {}
    if isinstance(error, Invalid):
        more = {"field": error.field, "line": error.line}
        if several := getattr(error, "errors", ()):
            more["errors"] = [_present({"detail": item.message, "line": item.line}) for item in several]
    if isinstance(error, Stale):
        texts = {"current": error.current, "theirs": error.theirs, "yours": error.yours}
        return texts | _present({"merged": error.merged, "theirs_rationale": error.theirs_rationale})
    return _present(more)


def _present(members: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
