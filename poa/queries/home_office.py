"""What waits for an office: the co-chairs, a desk of the secretariat, observers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..db import session
from ..models import (
    AdRef,
    Circle,
    Clause,
    Document,
    DocumentState,
    Draft,
    Meeting,
    Minute,
    Party,
    Plan,
    Reopening,
    Revision,
    Role,
    Signoff,
    User,
)
from ..policy import circles_served, reader_plans_served, visible
from ..text import parse_brackets, placeholders
from . import silences
from .home_items import Item
from .home_party import Ids, Since, consents, held


def of_office(ids: Ids, reader: User, since: Since) -> Iterator[Item]:
    """What waits in these plans for the reader as one of an office; a fixed number of queries."""
    if reader.has(Role.CO_CHAIR):
        yield from _reopenings(ids, reader)
        if not reader.has(Role.HEAD):
            yield from held(ids, reader, set())
    if reader.has(Role.CO_CHAIR, Role.HEAD):
        yield from _silences(ids, reader)
    if reader.has(Role.SECRETARIAT):
        yield from _desk(ids, reader)
    if reader.has(Role.OBSERVER, Role.OFFICIAL):
        yield from _issued(ids, reader, since)


def _reopenings(ids: Ids, reader: User) -> Iterator[Item]:
    query = select(Reopening).where(
        Reopening.plan_id.in_(ids), Reopening.decided_at.is_(None), visible(Reopening, reader)
    )
    for row in session.scalars(query).unique():
        yield Item(row.plan_id, "reopening", row.clause_id, row.clause_id, (row.party.code,), row.at, note=row.reason)


def _silences(ids: Ids, reader: User) -> Iterator[Item]:
    """Those that run: until when one may object."""
    for row in silences.running(ids, reader):
        yield Item(row.plan_id, "silence", row.id, None, (), row.started_at, row.expires_at, row.draft.symbol)


def _desk(ids: Ids, reader: User) -> Iterator[Item]:
    served = circles_served(reader)
    blocs = {desk.bloc for desk in reader.desks if desk.bloc}
    mine = [id for id in ids if id in reader_plans_served(reader)] if ids else []
    if blocs:
        yield from held(ids, reader, blocs)
        yield from consents(ids, reader, blocs)
    yield from _meetings(ids, served)
    yield from _owed(ids, served)
    yield from _failed(ids, reader)
    yield from _placeholders(mine)
    yield from _ad_refs(mine, reader)
    yield from _unsigned(mine, reader)


def _meetings(ids: Ids, served: set[uuid.UUID]) -> Iterator[Item]:
    """Meetings whose record is open."""
    query = select(Meeting).where(Meeting.plan_id.in_(ids), Meeting.closed_at.is_(None), Meeting.circle_id.in_(served))
    for row in session.scalars(query).unique():
        yield Item(row.plan_id, "meeting", row.id, None, (), row.opened_at, note=row.name)


def _owed(ids: Ids, served: set[uuid.UUID]) -> Iterator[Item]:
    """Texts that somebody owes, by the records the desk keeps."""
    query = (
        select(Minute, Meeting)
        .join(Meeting, Meeting.id == Minute.meeting_id)
        .where(
            Meeting.plan_id.in_(ids),
            Meeting.circle_id.in_(served),
            Minute.kind == "owes",
            Minute.done_at.is_(None),
        )
    )
    for row, meeting in session.execute(query).unique():
        who = (row.party.code,) if row.party else ()
        yield Item(meeting.plan_id, "owed", meeting.id, row.clause_id, who, row.at, row.due, row.text)


def _failed(ids: Ids, reader: User) -> Iterator[Item]:
    """Documents that could not be made."""
    query = (
        select(Document, Draft)
        .join(Draft, Draft.id == Document.draft_id)
        .where(Draft.plan_id.in_(ids), Document.state == DocumentState.FAILED.value, visible(Document, reader))
    )
    for row, draft in session.execute(query).unique():
        yield Item(draft.plan_id, "failed", draft.id, None, (), row.created_at, note=row.file_name)


def _placeholders(ids: Ids) -> Iterator[Item]:
    """What is still missing in the text, with its owner and date; only texts that hold one are read."""
    query = (
        select(Clause, Revision)
        .join(Revision, Revision.id == Clause.revision_id)
        .where(Clause.plan_id.in_(ids), Clause.retired_at.is_(None), Revision.text.contains("{placeholder"))
        .options(joinedload(Clause.plan).selectinload(Plan.parties))
    )
    for clause, revision in session.execute(query).unique():
        for found in placeholders(parse_brackets(revision.text, clause.plan.attributions)):
            who = (found.owner,) if found.owner else ()
            at, due = revision.created_at, _day(found.due)
            yield Item(clause.plan_id, "placeholder", clause.id, clause.id, who, at, due, found.what)


def _day(written: str | None) -> dt.date | None:
    """The day that a placeholder names, if it is one."""
    try:
        return dt.date.fromisoformat(written or "")
    except ValueError:
        return None


def _ad_refs(ids: Ids, reader: User) -> Iterator[Item]:
    """Capitals that have still to confirm."""
    query = (
        select(AdRef)
        .join(Party, Party.id == AdRef.party_id)
        .where(AdRef.plan_id.in_(ids), AdRef.ended_at.is_(None), visible(AdRef, reader))
        .order_by(Party.position)
    )
    for row in session.scalars(query).unique():
        yield Item(row.plan_id, "capital", row.id, row.clause_id, (row.party.code,), row.at, row.until)


def _unsigned(ids: Ids, reader: User) -> Iterator[Item]:
    """The latest draft of each plan that has to be confirmed, while a required confirmation is missing."""
    query = (
        select(Draft)
        .where(Draft.plan_id.in_(ids), visible(Draft, reader))
        .options(selectinload(Draft.required))
        .order_by(Draft.number)
    )
    wanted = {row.plan_id: row for row in session.scalars(query).unique() if row.required}
    signed = select(Signoff.draft_id, Signoff.party_id).where(Signoff.draft_id.in_([row.id for row in wanted.values()]))
    given = {(draft_id, party_id) for draft_id, party_id in session.execute(signed)}
    for row in wanted.values():
        missing = tuple(party.code for party in row.required if (row.id, party.id) not in given)
        if missing:
            yield Item(row.plan_id, "unsigned", row.id, None, missing, row.issued_at, note=row.symbol)


def _issued(ids: Ids, reader: User, since: Since) -> Iterator[Item]:
    """The latest draft, unless it was there when the reader was last here."""
    query = (
        select(Draft)
        .join(Circle, Circle.id == Draft.circle_id)
        .where(Draft.plan_id.in_(ids), visible(Draft, reader))
        .order_by(Draft.number)
    )
    latest = {row.plan_id: row for row in session.scalars(query).unique()}
    for row in latest.values():
        if row.plan_id not in since or row.issued_at > since[row.plan_id]:
            yield Item(row.plan_id, "issued", row.id, None, (), row.issued_at, note=row.symbol)
