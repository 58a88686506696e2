"""Comments: made at the clause or where one reads it, answered, taken back, resolved; who may be mentioned in them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import comments as actions
from ..actions import mentions
from ..db import transaction
from ..errors import Conflict, Invalid
from ..guards import needs, reader
from ..models import Clause, Comment
from ..policy import Permission
from ..queries.circles import circle_named
from ..queries.mentions import belongs, handles, readers
from ..queries.plans import label_of
from . import clauses, threads
from .forms import given

pages = Blueprint("comments", __name__)

FIELDS = ("body", "circle", "quote", "prefix", "suffix")


@pages.get("/clauses/<uuid:clause_id>/comments/new")
@needs(Permission.COMMENT, Clause)
def new(clause: Clause) -> ResponseReturnValue:
    """The form alone, which opens beside the words that it is about; a page of its own without scripts."""
    return _form(clause, {name: request.args.get(name, "") for name in FIELDS})


def _form(clause: Clause, form: dict[str, str], problem: Invalid | Conflict | None = None) -> str:
    return render_template(
        "comments/form.html",
        plan=clause.plan,
        page="plan",
        clause=clause,
        label=label_of(clause),
        circles=threads.circles_offered(clause),
        given=form,
        problem=problem,
    )


@pages.post("/clauses/<uuid:clause_id>/comments")
@needs(Permission.COMMENT, Clause)
def create(clause: Clause) -> ResponseReturnValue:
    """Take a comment, or show the form, alone or on the clause's page, with it still in there."""
    form = given(*FIELDS)
    alone = request.form.get("alone") == "1"
    try:
        with transaction():
            made = _made(clause, form)
    except (Invalid, Conflict) as error:
        page = _form(clause, form, error) if alone else clauses.page(clause, comment=form, problem=error)
        return page, 422 if isinstance(error, Invalid) else 409
    if alone and threads.in_part():
        return render_template("comments/made.html", thread=made, label=label_of(clause)), 201
    return redirect(url_for("clauses.show", clause_id=clause.id, _anchor=f"t-{made.id}"))


def _made(clause: Clause, form: dict[str, str]) -> Comment:
    more: dict[str, Any] = {name: form[name] or None for name in ("quote", "prefix", "suffix")}
    circle = circle_named(clause.plan_id, form["circle"] or "own", reader())
    return actions.comment(reader(), clause, body=form["body"], circle=circle, **more)


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


@pages.post("/comments/<uuid:comment_id>/withdraw")
@needs(Permission.COMMENT_WITHDRAW, Comment)
def withdraw(comment: Comment) -> ResponseReturnValue:
    """Take back what one wrote."""
    with transaction():
        actions.withdraw(reader(), comment)
    flash(_("Taken back: nobody reads it any more. The history says that there was a comment."), "done")
    return redirect(url_for("clauses.show", clause_id=comment.clause_id, _anchor="comments"))


@pages.post("/comments/<uuid:comment_id>/seen")
@needs(Permission.READ, Comment)
def seen(comment: Comment) -> ResponseReturnValue:
    """Where the reader was mentioned in this thread waits no longer."""
    with transaction():
        mentions.seen(reader(), comment)
    return _back(comment)


@pages.get("/clauses/<uuid:clause_id>/mentions")
@needs(Permission.COMMENT, Clause)
def people(clause: Clause) -> ResponseReturnValue:
    """Whom the reader may mention in a circle: names, where they belong, and what to write after the @."""
    default = "own" if reader().party_id else "all"
    circle = circle_named(clause.plan_id, request.args.get("circle") or default, reader())
    found = [person for person in readers(circle, reader()) if person.id != reader().id]
    known = handles(found)
    return {
        "people": [
            {
                "name": one.name,
                "of": belongs(one),
                "handle": one.name if len(known[one.name]) == 1 else f"{one.name} ({belongs(one)})",
            }
            for one in found
        ]
    }


def _back(comment: Comment) -> ResponseReturnValue:
    return redirect(
        url_for("clauses.show", clause_id=comment.clause_id, _anchor=f"t-{comment.thread_id or comment.id}")
    )
