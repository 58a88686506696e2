"""Home: what waits for a reader in each plan, the next deadline, how much changed; for one plan and for all at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from ..db import now, session
from ..models import Amendment, AmendmentState, Draft, Event, Plan, Role, Round, User
from ..policy import visible
from . import amendments, changes, silences, visits
from .home_items import Item, ordered
from .home_office import of_office
from .home_party import mentioned, of_party, talk, words_of
from .plans import label_map


@dataclass(frozen=True)
class Deadline:
    """When something ends, or (`opens`) begins, in one of the reader's circles: a round or a silence."""

    kind: str
    name: str
    at: dt.datetime
    opens: bool
    circle: str
    circle_kind: str
    subject: uuid.UUID


@dataclass(frozen=True)
class Headline:
    """One plan in short: how many things wait, what ends next, since when it is compared and what changed since.

    `draft` is the issue that it is compared with where the reader has never been here, by symbol.
    """

    plan: Plan
    items: Sequence[Item]
    deadlines: Sequence[Deadline]
    since: dt.datetime
    draft: str
    visited: bool
    changed: Sequence[changes.Changed]


def headlines(plans: Sequence[Plan], reader: User) -> list[Headline]:
    """The plans in short, in their order; a fixed number of queries, however many plans and however large."""
    ids = [plan.id for plan in plans]
    marked = visits.markers(reader)
    since = _starts(plans, reader, marked)
    items = _items(ids, reader, marked)
    ends = _deadlines(ids, reader)
    changed = changes.by_plan({id: at for id, (at, _symbol) in since.items()}, reader)
    return [
        Headline(
            plan,
            ordered(item for item in items if item.plan_id == plan.id),
            ends.get(plan.id, []),
            since[plan.id][0],
            since[plan.id][1],
            plan.id in marked,
            changed.get(plan.id, []),
        )
        for plan in plans
    ]


def headline(plan: Plan, reader: User) -> Headline:
    """One plan in short, with the labels of its clauses."""
    found = headlines([plan], reader)[0]
    labels = label_map(plan)
    items = [item.labelled(labels) for item in found.items]
    return Headline(**{**vars(found), "items": items})


def _starts(
    plans: Sequence[Plan], reader: User, marked: Mapping[uuid.UUID, dt.datetime]
) -> dict[uuid.UUID, tuple[dt.datetime, str]]:
    """Since when to say what changed: since the reader was here, else since the latest draft, else from the start."""
    query = select(Draft.plan_id, Draft.symbol, Draft.as_of).where(visible(Draft, reader)).order_by(Draft.number)
    drafts = {row.plan_id: (row.as_of, row.symbol) for row in session.execute(query)}
    begun = select(Event.plan_id, Event.at).where(Event.kind == "plan.created", visible(Event, reader))
    brought = {row.plan_id: (row.at, "") for row in session.execute(begun)}
    found = {plan.id: drafts.get(plan.id) or brought.get(plan.id) or (plan.created_at, "") for plan in plans}
    return {id: (marked[id], "") if id in marked else start for id, start in found.items()}


def _items(ids: Sequence[uuid.UUID], reader: User, marked: Mapping[uuid.UUID, dt.datetime]) -> list[Item]:
    if not ids:
        return []
    found = [
        *_amendments(reader),
        *mentioned(ids, reader),
        *talk(ids, reader),
        *of_party(ids, reader, marked),
        *of_office(ids, reader, marked),
    ]
    return [item for item in found if item.plan_id in set(ids)]


def _amendments(reader: User) -> list[Item]:
    """What the pages of the plan call waiting, each by what is to be done about it."""
    return [
        Item(
            row.plan_id,
            _act(row, reader),
            row.id,
            row.clause_id or row.after_id,
            (row.author.name,) if row.party_id == reader.party_id and not row.unconfirmed else (row.proposer.code,),
            row.submitted_at or row.changed_at,
            note=row.kind,
            texts=words_of(row),
        )
        for row in amendments.waiting_anywhere(reader)
    ]


def _act(row: Amendment, reader: User) -> str:
    mine = row.party_id is not None and row.party_id == reader.party_id
    if row.unconfirmed:
        return "confirm" if mine else "unconfirmed"
    if row.stale and (mine or row.sponsor_id is not None):
        return "stale"
    if row.state == AmendmentState.SUBMITTED.value:
        late = row.late and row.admitted_at is None
        return "admit" if late and reader.has(Role.CO_CHAIR) else "late" if late else "table"
    return "clear"


def _deadlines(ids: Sequence[uuid.UUID], reader: User) -> dict[uuid.UUID, list[Deadline]]:
    """What runs out, the next one first: rounds that are open or announced, silences; two queries."""
    found: dict[uuid.UUID, list[Deadline]] = {}
    for plan_id, made in (*_rounds(ids, reader), *_silences(ids, reader)):
        found.setdefault(plan_id, []).append(made)
    return {id: sorted(items, key=lambda item: (item.opens, item.at)) for id, items in found.items()}


def _rounds(ids: Sequence[uuid.UUID], reader: User) -> Iterator[tuple[uuid.UUID, Deadline]]:
    at = now()
    query = select(Round).where(Round.plan_id.in_(ids), Round.closes_at > at, visible(Round, reader))
    for row in session.scalars(query).unique():
        opens, circle = row.opens_at > at, row.circle
        when = row.opens_at if opens else row.closes_at
        yield row.plan_id, Deadline("round", row.name, when, opens, circle.name, circle.kind, row.id)


def _silences(ids: Sequence[uuid.UUID], reader: User) -> Iterator[tuple[uuid.UUID, Deadline]]:
    for row in silences.running(ids, reader):
        circle = row.circle
        yield (
            row.plan_id,
            Deadline("silence", row.draft.symbol, row.expires_at, False, circle.name, circle.kind, row.id),
        )


def by_party(plan: Plan, reader: User) -> dict[str, tuple[int, int]]:
    """Of each proposer what is on the table and what was dealt with, as the reader may know; one query."""
    closed = (AmendmentState.MERGED.value, AmendmentState.SUPERSEDED.value, AmendmentState.BRACKETED.value)
    states = (AmendmentState.TABLED.value, *closed)
    query = select(Amendment).where(
        Amendment.plan_id == plan.id, Amendment.state.in_(states), visible(Amendment, reader)
    )
    found: dict[str, tuple[int, int]] = {}
    for row in session.scalars(query).unique():
        on_table, done = found.get(row.proposer.code, (0, 0))
        is_open = row.state == AmendmentState.TABLED.value
        found[row.proposer.code] = (on_table + is_open, done + (not is_open))
    return found


__all__ = ["Deadline", "Headline", "Item", "by_party", "headline", "headlines"]
