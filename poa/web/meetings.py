"""Meetings: the list, the record, the desk's page, the acts of the desk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ..actions import meetings as actions
from ..actions import plenary
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError, Stale
from ..guards import needs, reader
from ..models import Meeting, Minute, Plan, Revision
from ..policy import Permission, may
from ..queries import events, plans
from ..queries import meetings as queries
from ..queries.circles import circle_named, circles
from . import texts
from .forms import given, number
from .rooms import screen_of, type_words

pages = Blueprint("meetings", __name__)


@pages.get("/plans/<uuid:plan_id>/meetings")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The meetings of a plan, the latest first."""
    return _index(plan, {})


def _index(plan: Plan, form: dict[str, str], problem: PoaError | None = None) -> str:
    mine = circles(plan.id, reader()) if (opens := may(reader(), Permission.MEET, plan)) else []
    return render_template(
        "meetings/index.html",
        plan=plan,
        page="negotiation",
        meetings=queries.meetings(plan, reader()),
        circles=[circle for circle in mine if circle.forum and may(reader(), Permission.MEET, circle)],
        may_open=opens,
        given=form,
        problem=problem,
    )


@pages.post("/plans/<uuid:plan_id>/meetings")
@needs(Permission.MEET, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Open a meeting."""
    form = given("name", "place", "circle")
    try:
        with transaction():
            circle = circle_named(plan.id, form["circle"], reader())
            made = actions.open_meeting(reader(), plan, name=form["name"], place=form["place"], circle=circle)
    except (Invalid, Conflict) as error:
        return _index(plan, form, error), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("meetings.desk", meeting_id=made.id))


def _record(meeting: Meeting) -> dict[str, Any]:
    """What the record of a meeting says."""
    minutes = queries.minutes(meeting)
    return {
        "plan": meeting.plan,
        "meeting": meeting,
        "labels": plans.label_map(meeting.plan),
        "settled": [(item, _changes(meeting.plan, before, item)) for before, item in queries.settled(meeting)],
        "owed": [item for item in minutes if item.kind == "owes"],
        "statements": [item for item in minutes if item.kind == "statement"],
        "notes": [item for item in minutes if item.kind == "note"],
    }


def _changes(plan: Plan, before: Revision | None, since: Revision) -> Markup:
    """What a settlement changed, with who wanted it."""
    if before is None:
        return texts.clause(plan, since.text, f"m-{since.id}")
    return texts.between(plan, [before, since])


@pages.get("/meetings/<uuid:meeting_id>")
@needs(Permission.READ, Meeting)
def show(meeting: Meeting) -> ResponseReturnValue:
    """The record of a meeting."""
    desk = may(reader(), Permission.MEET, meeting)
    return render_template("meetings/show.html", page="negotiation", may_meet=desk, **_record(meeting))


@pages.get("/meetings/<uuid:meeting_id>/record.md")
@needs(Permission.READ, Meeting)
def markdown(meeting: Meeting) -> ResponseReturnValue:
    """The record as plain Markdown, to be sent round."""
    text = render_template("meetings/record.md", **_record(meeting))
    response = Response(text, content_type="text/markdown; charset=utf-8")
    name = f"{meeting.plan.abbreviation}_meeting-{meeting.number}_record.md"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@pages.get("/meetings/<uuid:meeting_id>/desk")
@needs(Permission.MEET, Meeting)
def desk(meeting: Meeting) -> ResponseReturnValue:
    """Where the desk keeps the screen and the record while the room speaks."""
    return _desk(meeting, {})


def _desk(meeting: Meeting, form: dict[str, str], problem: PoaError | None = None) -> str:
    last = events.count(meeting.plan, reader())
    return render_template(
        "meetings/desk.html",
        page="negotiation",
        last=last,
        order=plans.clause_views(meeting.plan, reader()),
        given=form,
        problem=problem,
        **(_record(meeting) | screen_of(meeting, reader())),
    )


def _act(meeting: Meeting, fields: tuple[str, ...], act: Callable[[dict[str, str]], object]) -> ResponseReturnValue:
    """Do one act of the desk and come back to it; refused, with what was typed and why."""
    form = given(*fields)
    try:
        with transaction():
            act(form)
    except (Invalid, Conflict) as error:
        return _desk(meeting, form, error), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("meetings.desk", meeting_id=meeting.id))


@pages.post("/meetings/<uuid:meeting_id>/close")
@needs(Permission.MEET, Meeting)
def close(meeting: Meeting) -> ResponseReturnValue:
    """Close the meeting and show its record."""
    answer = _act(meeting, (), lambda form: actions.close_meeting(reader(), meeting))
    if isinstance(answer, tuple):
        return answer
    flash(_("%(name)s is closed. This is its record.", name=meeting.name), "done")
    return redirect(url_for("meetings.show", meeting_id=meeting.id))


@pages.post("/meetings/<uuid:meeting_id>/attendances")
@needs(Permission.MEET, Meeting)
def attend(meeting: Meeting) -> ResponseReturnValue:
    """Record that a party is present."""
    return _act(
        meeting,
        ("party", "persons"),
        lambda form: actions.attend(reader(), meeting, party=form["party"], persons=form["persons"]),
    )


@pages.post("/meetings/<uuid:meeting_id>/leave")
@needs(Permission.MEET, Meeting)
def leave(meeting: Meeting) -> ResponseReturnValue:
    """Record that a party has left."""
    return _act(meeting, ("party",), lambda form: actions.leave(reader(), meeting, party=form["party"]))


@pages.post("/meetings/<uuid:meeting_id>/clause")
@needs(Permission.MEET, Meeting)
def discuss(meeting: Meeting) -> ResponseReturnValue:
    """Put a clause under discussion."""
    return _act(
        meeting,
        ("clause",),
        lambda form: plenary.discuss(reader(), meeting, plans.standing_clause(meeting.plan, form["clause"])),
    )


@pages.post("/meetings/<uuid:meeting_id>/read-back")
@needs(Permission.MEET, Meeting)
def read_back(meeting: Meeting) -> ResponseReturnValue:
    """Record the words as they were read to the room."""
    return _act(
        meeting, ("version",), lambda form: plenary.read_back(reader(), meeting, version=number(form["version"]))
    )


@pages.post("/meetings/<uuid:meeting_id>/discard")
@needs(Permission.MEET, Meeting)
def discard(meeting: Meeting) -> ResponseReturnValue:
    """Drop the provisional words."""
    return _act(meeting, (), lambda form: plenary.discard(reader(), meeting))


@pages.post("/meetings/<uuid:meeting_id>/minutes")
@needs(Permission.MEET, Meeting)
def minute(meeting: Meeting) -> ResponseReturnValue:
    """Add an entry to the record."""
    return _act(meeting, ("kind", "text", "party", "about", "due"), lambda form: _minute(meeting, form))


def _minute(meeting: Meeting, form: dict[str, str]) -> Minute:
    return actions.minute(
        reader(),
        meeting,
        kind=form["kind"],
        text=form["text"],
        party=form["party"] or None,
        clause=plans.standing_clause(meeting.plan, form["about"]),
        due=_day(form["due"]),
    )


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text.strip() else None
    except ValueError as error:
        raise Invalid("This is no date. A date looks like 2026-12-01.", field="due") from error


@pages.post("/minutes/<uuid:minute_id>/done")
@needs(Permission.MEET, Minute)
def done(minute: Minute) -> ResponseReturnValue:
    """Record that a text that was owed has come."""
    with transaction():
        actions.done(reader(), minute)
    flash(_("Recorded: the text has come."), "done")
    return redirect(url_for("meetings.show", meeting_id=minute.meeting_id))


@pages.post("/meetings/<uuid:meeting_id>/words")
@needs(Permission.MEET, Meeting)
def words(meeting: Meeting) -> ResponseReturnValue:
    """The room's text, by the form's button; scripts send it as one types (`rooms.typed`)."""
    form = given("words", "version", "clause", "revision")
    try:
        with transaction():
            type_words(meeting, form)
    except Stale as error:
        return _desk(meeting, form | {"version": error.current}, error), 409
    except (Invalid, Conflict) as error:
        return _desk(meeting, form, error), 422 if isinstance(error, Invalid) else 409
    return redirect(url_for("meetings.desk", meeting_id=meeting.id))
