"""The room: the projected page, and the words as scripts send them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from ..actions import plenary
from ..db import session, transaction
from ..errors import Conflict, Invalid
from ..guards import needs, reader
from ..models import AmendmentKind, Meeting, Revision, User
from ..policy import Permission
from ..problems import domain_problem
from ..queries import events, plans
from ..queries.overlays import clause_overlay, tabled, tabled_on
from ..text import Common
from . import texts
from .forms import given, number, uuid_of

pages = Blueprint("rooms", __name__)


def screen_of(meeting: Meeting, asking: User) -> dict[str, Any]:
    """What the room sees: the clause with the places of what is tabled in its circle, or its provisional words."""
    present = sorted((item.party for item in meeting.attendances if item.left_at is None), key=lambda p: p.position)
    found: dict[str, Any] = {"plan": meeting.plan, "meeting": meeting, "present": present}
    clause = meeting.clause
    if clause is None:
        return found
    base = session.get_one(Revision, meeting.revision_id)
    over = clause_overlay(clause, tabled(clause, asking, circle_id=meeting.circle_id))
    parts = [
        {"common": part.text} if isinstance(part, Common) else {"locus": part.locus, "base": part.base, "number": n}
        for part, n in zip(over.parts, _numbers(over.parts), strict=True)
    ]
    provisional = meeting.words is not None
    return found | {
        "clause": clause,
        "label": plans.label_of(clause),
        "base": base,
        "moved": base.id != clause.revision_id,
        "provisional": provisional,
        "places": over.places,
        "whole": [item for item in tabled_on(clause, meeting.circle_id) if item.kind != AmendmentKind.MODIFY.value],
        "parts": parts if over.places and not provisional else [],
        "html": texts.by_party(meeting.plan, base.text, meeting.words or "", None)
        if provisional
        else texts.clause(meeting.plan, clause.revision.text, f"s-{clause.id}"),
    }


def _numbers(parts: Any) -> list[int]:
    """The number of each place as it is said in the room, 0 for common text."""
    return [0 if isinstance(part, Common) else part.index + 1 for part in parts]


@pages.get("/meetings/<uuid:meeting_id>/screen")
@needs(Permission.READ, Meeting)
def screen(meeting: Meeting) -> ResponseReturnValue:
    """What is projected: one clause in large type, which follows by itself."""
    last = events.count(meeting.plan, reader())
    return render_template("meetings/screen.html", page="screen", last=last, **screen_of(meeting, reader()))


@pages.get("/meetings/<uuid:meeting_id>/words")
@needs(Permission.MEET, Meeting)
def words(meeting: Meeting) -> ResponseReturnValue:
    """The room's words, for the desk's script."""
    return jsonify(_words(meeting))


def _words(meeting: Meeting) -> dict[str, Any]:
    base = session.get(Revision, meeting.revision_id) if meeting.revision_id else None
    stands = base.text if base else ""
    return {
        "words": stands if meeting.words is None else meeting.words,
        "version": meeting.version,
        "clause": str(meeting.clause_id or ""),
        "provisional": meeting.words is not None,
    }


@pages.post("/meetings/<uuid:meeting_id>/words/typed")
@needs(Permission.MEET, Meeting)
def typed(meeting: Meeting) -> ResponseReturnValue:
    """The words as one types them; refused as a program is: with both texts where another screen typed meanwhile."""
    try:
        with transaction():
            type_words(meeting, given("words", "version", "clause", "revision"))
    except (Invalid, Conflict) as error:
        return domain_problem(error)
    return jsonify(_words(meeting))


def type_words(meeting: Meeting, form: dict[str, str]) -> None:
    """Take the words that a form or a script sent."""
    version = number(form["version"])
    if version is None:
        raise Invalid("The form does not say which words it started from. Load the page again.", field="version")
    plenary.type_words(
        reader(),
        meeting,
        words=form["words"],
        version=version,
        clause_id=uuid_of(form["clause"]) if form["clause"] else None,
        revision_id=uuid_of(form["revision"]) if form["revision"] else None,
    )
