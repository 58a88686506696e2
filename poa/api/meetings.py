"""Meetings: the clause under discussion and its provisional words, who is present, the record."""

from __future__ import annotations

import uuid
from typing import Any

from apiflask import Schema, fields
from marshmallow import validate

from ..actions import meetings as actions
from ..actions import plenary
from ..db import transaction
from ..guards import needs, reader
from ..models import Clause, Meeting, Plan, Revision
from ..policy import Permission
from ..queries import find, plans
from ..queries import meetings as queries
from ..queries.circles import circle_named
from . import minutes
from .base import Limit, Out, Text, Time, items, listing, many, noun

api = noun("meetings")
VERSION = validate.Range(0, 2**31 - 1)


class AttendanceOut(Out):
    """A party's presence: `state` is present or left."""

    id = fields.UUID()
    state = Text()
    party = Text()
    persons = Text()
    at = Time()
    left_at = Time(allow_none=True)


class AttendanceMade(AttendanceOut):
    """A party's presence, as it was just recorded."""


class SettledOut(Out):
    """A text that was settled in the meeting."""

    clause = fields.UUID()
    label = Text()
    revision = fields.UUID()
    number = fields.Integer()
    text = Text()
    at = Time()


class MeetingOut(Out):
    """A meeting: `state` is open or closed, `words` the room's text of `clause`, provisional until read back.

    `text` is what the clause says without them, `revision` the one that the words are set against.
    """

    id = fields.UUID()
    state = Text()
    plan = fields.UUID()
    circle = Text()
    number = fields.Integer()
    name = Text()
    place = Text()
    opened_at = Time()
    closed_at = Time(allow_none=True)
    clause = fields.UUID(allow_none=True)
    label = Text()
    text = Text()
    revision = fields.UUID(allow_none=True)
    words = Text(allow_none=True)
    version = fields.Integer()
    attendances = many(AttendanceOut)


class MeetingWhole(MeetingOut):
    """A meeting with its record."""

    minutes = many(minutes.MinuteOut)
    settled = many(SettledOut)


class MeetingIn(Schema):
    """What the meeting is called; `circle` is who meets."""

    name = Text(required=True)
    place = Text(load_default="")
    circle = Text(load_default="all")


class AttendIn(Schema):
    """A party and, when wanted, who sits for it."""

    party = Text(required=True, longest=20)
    persons = Text(load_default="")


class LeaveIn(Schema):
    """A party."""

    party = Text(required=True, longest=20)


class ClauseIn(Schema):
    """The clause to discuss; null for none."""

    clause = fields.UUID(required=True, allow_none=True)


class WordsIn(Schema):
    """The text of the clause under discussion as the room has it; `version` is the one it was typed upon."""

    words = Text(required=True)
    version = fields.Integer(required=True, strict=True, validate=VERSION)
    clause = fields.UUID(load_default=None, allow_none=True)
    revision = fields.UUID(load_default=None, allow_none=True)


class ReadBackIn(Schema):
    """The version that was read."""

    version = fields.Integer(load_default=None, allow_none=True, strict=True, validate=VERSION)


def shown(meeting: Meeting, labels: dict[uuid.UUID, str]) -> dict[str, Any]:
    """A meeting as a list shows it."""
    names = ("id", "number", "name", "place", "opened_at", "closed_at", "words", "version")
    clause = meeting.clause
    return {
        **{name: getattr(meeting, name) for name in names},
        "state": "closed" if meeting.closed_at else "open",
        "plan": meeting.plan_id,
        "circle": meeting.circle.name,
        "clause": meeting.clause_id,
        "label": labels.get(meeting.clause_id, "") if meeting.clause_id else "",
        "text": clause.revision.text if clause else "",
        "revision": meeting.revision_id,
        "attendances": [_attendance(item) for item in meeting.attendances],
    }


def _whole(meeting: Meeting) -> dict[str, Any]:
    labels = plans.label_map(meeting.plan)
    return {
        **shown(meeting, labels),
        "minutes": [minutes.shown(item) for item in queries.minutes(meeting)],
        "settled": [_settled(item, labels) for _before, item in queries.settled(meeting)],
    }


def _attendance(item: Any) -> dict[str, Any]:
    names = ("id", "persons", "at", "left_at")
    state = "left" if item.left_at else "present"
    return {**{name: getattr(item, name) for name in names}, "state": state, "party": item.party.code}


def _settled(revision: Revision, labels: dict[uuid.UUID, str]) -> dict[str, Any]:
    return {
        "clause": revision.clause_id,
        "label": labels.get(revision.clause_id, ""),
        "revision": revision.id,
        "number": revision.number,
        "text": revision.text,
        "at": revision.created_at,
    }


@api.get("/plans/<uuid:plan_id>/meetings")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(MeetingOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The meetings of a plan in the reader's circles, the latest first"""
    labels = plans.label_map(plan)
    return items([shown(meeting, labels) for meeting in queries.meetings(plan, reader())], query)


@api.post("/plans/<uuid:plan_id>/meetings")
@needs(Permission.MEET, Plan)
@api.input(MeetingIn, arg_name="body")
@api.output(MeetingWhole, status_code=201)
@api.doc(responses=[409])
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Open a meeting of a circle"""
    with transaction():
        circle = circle_named(plan.id, body["circle"], reader())
        made = actions.open_meeting(reader(), plan, name=body["name"], place=body["place"], circle=circle)
    return _whole(made)


@api.get("/meetings/<uuid:meeting_id>")
@needs(Permission.READ, Meeting)
@api.output(MeetingWhole)
def show(meeting: Meeting) -> dict[str, Any]:
    """A meeting with its record"""
    return _whole(meeting)


@api.post("/meetings/<uuid:meeting_id>/close")
@needs(Permission.MEET, Meeting)
@api.output(MeetingWhole)
@api.doc(responses=[409])
def close(meeting: Meeting) -> dict[str, Any]:
    """Close a meeting"""
    with transaction():
        actions.close_meeting(reader(), meeting)
    return _whole(meeting)


@api.post("/meetings/<uuid:meeting_id>/attendances")
@needs(Permission.MEET, Meeting)
@api.input(AttendIn, arg_name="body")
@api.output(AttendanceMade, status_code=201)
@api.doc(responses=[409])
def attend(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Record that a party is present, and with whom"""
    with transaction():
        made = actions.attend(reader(), meeting, party=body["party"], persons=body["persons"])
    return _attendance(made)


@api.post("/meetings/<uuid:meeting_id>/leave")
@needs(Permission.MEET, Meeting)
@api.input(LeaveIn, arg_name="body")
@api.output(AttendanceMade)
@api.doc(responses=[409])
def leave(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Record that a party has left"""
    with transaction():
        return _attendance(actions.leave(reader(), meeting, party=body["party"]))


@api.post("/meetings/<uuid:meeting_id>/clause")
@needs(Permission.MEET, Meeting)
@api.input(ClauseIn, arg_name="body")
@api.output(MeetingWhole)
@api.doc(responses=[409])
def discuss(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Put a clause under discussion"""
    with transaction():
        clause = find(Clause, body["clause"], reader()) if body["clause"] else None
        plenary.discuss(reader(), meeting, clause)
    return _whole(meeting)


@api.put("/meetings/<uuid:meeting_id>/words")
@needs(Permission.MEET, Meeting)
@api.input(WordsIn, arg_name="body")
@api.output(MeetingWhole)
@api.doc(responses={409: "Another screen typed meanwhile: both texts, `current` is the version that stands"})
def words(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Show the room the clause's text as it has it by now; provisional"""
    with transaction():
        plenary.type_words(
            reader(),
            meeting,
            words=body["words"],
            version=body["version"],
            clause_id=body["clause"],
            revision_id=body["revision"],
        )
    return _whole(meeting)


@api.post("/meetings/<uuid:meeting_id>/read-back")
@needs(Permission.MEET, Meeting)
@api.input(ReadBackIn, arg_name="body")
@api.output(MeetingWhole)
@api.doc(responses={409: "Somebody typed after this version, or the clause was settled elsewhere: both texts"})
def read_back(meeting: Meeting, body: dict[str, Any]) -> dict[str, Any]:
    """Record the words, as they were read to the room, as the clause's text, in session"""
    with transaction():
        plenary.read_back(reader(), meeting, version=body["version"])
    return _whole(meeting)


@api.post("/meetings/<uuid:meeting_id>/discard")
@needs(Permission.MEET, Meeting)
@api.output(MeetingWhole)
@api.doc(responses=[409])
def discard(meeting: Meeting) -> dict[str, Any]:
    """Drop the provisional words"""
    with transaction():
        plenary.discard(reader(), meeting)
    return _whole(meeting)
