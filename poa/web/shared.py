"""What every page has: who reads it, the built assets, dates in words, the headers that keep it safe."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, request, url_for
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context

from .. import assets
from ..models import Comment, Plan, User
from ..policy import Permission, may
from ..queries import events, mentions
from ..queries.plans import label_map
from ..text.rewordings import rewordings
from . import texts, threads

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


def register(app: Flask) -> None:
    """Install context, filters and headers."""
    app.context_processor(_context)
    app.add_template_filter(_plain, "plain")
    app.add_template_global(rewordings)
    app.after_request(_headers)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def _context() -> dict[str, Any]:
    me = current_user.user if current_user and current_user.is_authenticated else None
    return {
        "me": me,
        "asset": asset,
        "in_part": threads.in_part(),
        "came_from": _came_from,
        "mentioned": lambda plan=None: [] if me is None else _mentioned(me, plan),
        "settles": lambda plan: me is not None and may(me, Permission.MERGE, plan),
        "heard": lambda plan: 0 if me is None else events.count(plan, me),
        "in_delegation": lambda plan: me is not None and may(me, Permission.DELEGATION, plan),
    }


def _came_from() -> str:
    """The page of ours from which this was asked, where it can be opened again; empty for none."""
    sent_from = urlsplit(request.referrer or "")
    ours = current_app.create_url_adapter(request)
    known = sent_from.netloc == request.host and ours is not None and ours.test(sent_from.path, "GET")
    return sent_from.path if known and (request.method, sent_from.path) != ("GET", request.path) else ""


def _mentioned(me: User, plan: Plan | None) -> list[tuple[Comment, str]]:
    """The comments in which the reader was mentioned and that wait, with their clauses' labels."""
    found = [mention.comment for mention in mentions.waiting(me, plan)]
    labels = {at: label_map(at) for at in {comment.clause.plan for comment in found}}
    return [(comment, labels[comment.clause.plan].get(comment.clause_id, "")) for comment in dict.fromkeys(found)]


def asset(name: str) -> str:
    """The URL of a built file in static/dist, with a part of its hash so that it may be kept for ever."""
    return url_for("static", filename=f"dist/{name}", v=_version(assets.folder("static") / "dist" / name))


@cache
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "unbuilt"


@pass_context
def _plain(context: Context, text: str) -> str:
    """The words of a clause of the page's plan."""
    return texts.plain(context.get("plan"), text)


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    if request.endpoint != "static":
        headers.setdefault("Cache-Control", "private, no-store")
    elif "v" in request.args or "/assets/" in request.path:
        headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
