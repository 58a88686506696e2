"""Comments from the clause page: made, answered, resolved, reopened."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from ..actions import comments as actions
from ..db import transaction
from ..errors import Conflict, Invalid
from ..guards import needs, reader
from ..models import Clause, Comment
from ..policy import Permission
from ..queries.circles import circle_named
from . import clauses
from .forms import given

pages = Blueprint("comments", __name__)


@pages.post("/clauses/<uuid:clause_id>/comments")
@needs(Permission.COMMENT, Clause)
def create(clause: Clause) -> ResponseReturnValue:
    """Take a comment, or show the clause again with it still in the form."""
    form = given("body", "circle", "quote", "prefix", "suffix")
    try:
        with transaction():
            made = actions.comment(
                reader(),
                clause,
                body=form["body"],
                circle=circle_named(clause.plan_id, form["circle"] or "own", reader()),
                quote=form["quote"] or None,
                prefix=form["prefix"] or None,
                suffix=form["suffix"] or None,
            )
    except (Invalid, Conflict) as error:
        return clauses.page(clause, comment=form, problem=error), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("clauses.show", clause_id=clause.id, _anchor=f"t-{made.id}"))


@pages.post("/comments/<uuid:comment_id>/reply")
@needs(Permission.READ, Comment)
def reply(comment: Comment) -> ResponseReturnValue:
    """Answer a thread, or show the clause again with the answer still in its form."""
    body = given("body")["body"]
    try:
        with transaction():
            actions.reply(reader(), comment, body=body)
    except (Invalid, Conflict) as error:
        thread_id = comment.thread_id or comment.id
        status = 422 if isinstance(error, Invalid) else 409
        return clauses.page(comment.clause, reply=(thread_id, body), problem=error), status
    return _back(comment)


@pages.post("/comments/<uuid:comment_id>/resolve")
@needs(Permission.COMMENT_RESOLVE, Comment)
def resolve(comment: Comment) -> ResponseReturnValue:
    """Mark a thread as dealt with."""
    with transaction():
        actions.resolve(reader(), comment)
    return _back(comment)


@pages.post("/comments/<uuid:comment_id>/reopen")
@needs(Permission.COMMENT_RESOLVE, Comment)
def reopen(comment: Comment) -> ResponseReturnValue:
    """Take up a resolved thread again."""
    with transaction():
        actions.reopen(reader(), comment)
    return _back(comment)


def _back(comment: Comment) -> ResponseReturnValue:
    return redirect(
        url_for("clauses.show", clause_id=comment.clause_id, _anchor=f"t-{comment.thread_id or comment.id}")
    )
