"""Meetings: opened and closed by the desk, who is present, what the record says."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from sqlalchemy import func, select

from ..db import now, session
from ..errors import Closed, Conflict, Invalid
from ..models import Attendance, Circle, Clause, Meeting, Minute, Party, Plan, User
from ..policy import Permission, require
from ..queries.meetings import open_in
from ..text import check_text
from . import events

NAME_LIMIT = 200
KINDS = ("statement", "owes", "note")


def open_meeting(actor: User, plan: Plan, *, name: str, circle: Circle, place: str = "") -> Meeting:
    """Open a meeting of a circle. `Conflict` while another of that circle is open."""
    require(actor, Permission.MEET, circle)
    events.lock(plan.id)
    if circle.plan_id != plan.id or not circle.forum:
        raise Invalid("Everyone meets, or a named circle such as a bloc or a small group.", field="circle")
    if (running := open_in(circle)) is not None:
        raise Conflict(
            "%(name)s is still open. A circle has one meeting at a time: close that one first.", name=running.name
        )
    numbers = select(func.max(Meeting.number)).where(Meeting.plan_id == plan.id)
    meeting = Meeting(
        plan=plan,
        circle=circle,
        number=(session.scalar(numbers) or 0) + 1,
        name=check_text(name, "name", NAME_LIMIT).strip(),
        place=check_text(place, "place", NAME_LIMIT).strip() if place.strip() else "",
        opened_by=actor,
        opened_at=now(),
        attendances=[],
    )
    session.add(meeting)
    session.flush()
    tell(actor, meeting, "meeting.opened", name=meeting.name)
    return meeting


def close_meeting(actor: User, meeting: Meeting) -> Meeting:
    """Close it; whoever is present leaves. `Conflict` while words stand that were neither read back nor discarded."""
    require(actor, Permission.MEET, meeting)
    begin(meeting)
    if meeting.words is not None:
        raise Conflict("Words stand that are provisional. Read them back or discard them, then close.")
    meeting.closed_at = now()
    meeting.clause = meeting.clause_id = meeting.revision_id = None
    for attendance in _present(meeting):
        attendance.left_at = meeting.closed_at
    tell(actor, meeting, "meeting.closed", name=meeting.name)
    return meeting


def attend(actor: User, meeting: Meeting, *, party: str, persons: str = "") -> Attendance:
    """Record that a party is present, and with whom; again, to say with whom else."""
    require(actor, Permission.MEET, meeting)
    begin(meeting)
    here = _member(meeting, party)
    persons = check_text(persons, "persons", 2_000).strip() if persons.strip() else ""
    attendance = next((item for item in _present(meeting) if item.party_id == here.id), None)
    if attendance is None:
        attendance = Attendance(party=here, persons=persons, at=now())
        meeting.attendances.append(attendance)
    else:
        attendance.persons = persons
    session.flush()
    tell(actor, meeting, "meeting.attended", party=here.code)
    return attendance


def leave(actor: User, meeting: Meeting, *, party: str) -> Attendance:
    """Record that a party has left. `Conflict` when it is not present."""
    require(actor, Permission.MEET, meeting)
    begin(meeting)
    here = _member(meeting, party)
    attendance = next((item for item in _present(meeting) if item.party_id == here.id), None)
    if attendance is None:
        raise Conflict("%(name)s is not present; only who is present leaves.", name=here.name)
    attendance.left_at = now()
    tell(actor, meeting, "meeting.left", party=here.code)
    return attendance


def minute(
    actor: User,
    meeting: Meeting,
    *,
    kind: str,
    text: str,
    party: str | None = None,
    clause: Clause | None = None,
    due: dt.date | None = None,
) -> Minute:
    """Add to the record, also after the meeting: a party's statement, what text it owes by when, or a note."""
    require(actor, Permission.MEET, meeting)
    events.lock(meeting.plan_id)
    if kind not in KINDS:
        raise Invalid("The record has entries of these kinds: %(choices)s.", field="kind", choices=", ".join(KINDS))
    if kind != "note" and not party:
        raise Invalid("Say whose statement it is, or who owes the text.", field="party")
    if due is not None and kind != "owes":
        raise Invalid("Only what somebody owes has a date.", field="due")
    if due is not None and due < now().date():
        raise Invalid("This date is past.", field="due")
    if clause is not None and clause.plan_id != meeting.plan_id:
        raise Invalid("This clause is not in the plan.", field="clause")
    made = Minute(
        meeting=meeting,
        kind=kind,
        party=_member(meeting, party) if party else None,
        clause=clause,
        text=check_text(text, "text", 20_000).strip(),
        due=due,
        user_id=actor.id,
        at=now(),
    )
    session.add(made)
    session.flush()
    clause_id = clause.id if clause else None
    tell(actor, meeting, "meeting.minuted", clause_id=clause_id, entry=kind, party=party or None)
    return made


def done(actor: User, made: Minute) -> Minute:
    """Record that a text that was owed has come. `Conflict` for another entry, and when it had come already."""
    require(actor, Permission.MEET, made)
    meeting = made.meeting
    events.lock(meeting.plan_id)
    session.refresh(made)
    if made.kind != "owes":
        raise Conflict("This entry is a %(kind)s; only what is owed is done.", kind=made.kind)
    if made.done_at is not None:
        raise Conflict("This is done already; only what is still owed is.")
    made.done_at = now()
    party = made.party.code if made.party else None
    tell(actor, meeting, "meeting.done", clause_id=made.clause_id, party=party)
    return made


def begin(meeting: Meeting) -> None:
    """Take the plan for writing and see that the meeting is open still."""
    events.lock(meeting.plan_id)
    session.refresh(meeting)
    if meeting.closed_at is not None:
        raise Closed("%(name)s is closed. This is done while a meeting is open.", name=meeting.name)


def tell(
    actor: User, meeting: Meeting, kind: str, *, clause_id: uuid.UUID | None = None, **data: str | int | None
) -> None:
    """One event in the meeting's circle."""
    record: Callable[..., object] = events.record
    record(actor, meeting.plan_id, meeting.circle, kind, meeting.id, clause_id=clause_id, **data)


def _present(meeting: Meeting) -> list[Attendance]:
    return [item for item in meeting.attendances if item.left_at is None]


def _member(meeting: Meeting, code: str) -> Party:
    """The party with this code, of the circle that meets."""
    found = next((party for party in meeting.circle.parties if party.code == code), None)
    if found is None:
        raise Invalid("%(code)s is no party of the circle that meets.", field="party", code=repr(code[:20]))
    return found
