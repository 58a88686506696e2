"""Drafts and their documents, and what a draft freezes."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from ..db import session
from ..models import (
    Circle,
    CircleKind,
    Clause,
    Comment,
    Document,
    Draft,
    Party,
    Plan,
    Revision,
    Signoff,
    User,
)
from ..policy import visible
from .compilations import of_circle
from .plans import clauses_in_order, label_map
from .positions import frozen_reservations
from .revisions import Credits, credits_over
from .statuses import statuses

Content = dict[str, Any]


def drafts(plan: Plan, reader: User) -> list[Draft]:
    """The drafts issued to the reader's circles, the latest first, with their documents."""
    query = (
        select(Draft)
        .where(Draft.plan_id == plan.id, visible(Draft, reader))
        .options(selectinload(Draft.documents), joinedload(Draft.circle))
        .order_by(Draft.number.desc())
    )
    return list(session.scalars(query).unique())


def signoffs(draft: Draft) -> list[Signoff]:
    """Who has signed, in the order they did."""
    return list(session.scalars(select(Signoff).where(Signoff.draft_id == draft.id).order_by(Signoff.at)))


def missing(draft: Draft) -> list[Party]:
    """The required parties that have not signed yet, in the plan's order."""
    signed = {signoff.party_id for signoff in signoffs(draft)}
    return [party for party in draft.required if party.id not in signed]


def document_of(draft: Draft, view: str) -> Document | None:
    """The draft's own rendering of a view that is not compared with another draft."""
    query = select(Document).where(
        Document.draft_id == draft.id,
        Document.view == view,
        Document.against_id.is_(None),
        Document.with_comments.is_(False),
    )
    return session.scalars(query).first()


def content(draft: Draft) -> Content:
    """What the draft froze."""
    frozen: Content = json.loads(draft.content)
    return frozen


def freeze(
    plan: Plan,
    *,
    name: str,
    symbol: str,
    stage: str,
    circle: Circle,
    base: Draft | None,
    as_of: dt.datetime,
    required: Sequence[Party],
    with_comments: bool,
) -> Content:
    """Everything that is printed of the plan as it stands, in the schema of docs/drafts.md."""
    clauses = clauses_in_order(plan.id)
    named = label_map(plan)
    everyone = session.scalars(
        select(Circle).where(Circle.plan_id == plan.id, Circle.kind == CircleKind.ALL.value)
    ).one()
    blocs = select(Circle.name).where(Circle.plan_id == plan.id, Circle.bloc.is_not(None))
    texts = {clause.id: clause.revision.text for clause in clauses}
    known = statuses(plan, texts, {everyone.id, circle.id})
    return {
        "schema": "poa-draft/1",
        "plan": {
            "id": str(plan.id),
            "title": plan.title,
            "abbreviation": plan.abbreviation,
            "illustrative": plan.illustrative,
        },
        "draft": {
            "name": name,
            "symbol": symbol,
            "stage": stage,
            "as_of": as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "marking": plan.marking,
            "circle": circle.name,
            "base": {"symbol": base.symbol, "content_hash": base.content_hash} if base else None,
        },
        "parties": [{"code": party.code, "name": party.name} for party in plan.parties],
        "circles": list(session.scalars(blocs.order_by(Circle.name))),
        "required": [party.code for party in required],
        "clauses": [
            {
                "id": str(clause.id),
                "kind": clause.kind,
                "level": clause.level,
                "label": named[clause.id],
                "revision": str(clause.revision.id),
                "number": clause.revision.number,
                "status": known[clause.id].status,
                "text": clause.revision.text,
            }
            for clause in clauses
        ],
        "compilation": _frozen_compilation(plan, circle),
        "reservations": frozen_reservations(plan, [everyone.id, circle.id]),
        "comments": _frozen_comments(clauses, circle) if with_comments else None,
        "events_head": everyone.chain_head,
    }


def _frozen_compilation(plan: Plan, circle: Circle) -> dict[str, Any]:
    """What is tabled in the draft's circle, and before all, in brackets; the codes that count in them."""
    found = of_circle(plan, circle)
    names = ("kind", "level", "label", "text", "pairs", "inserted")
    return {
        "codes": sorted(found.codes),
        "clauses": [
            {"id": str(item.id), **{name: getattr(item, name) for name in names}, "notes": list(item.notes)}
            for item in found.clauses
        ],
    }


def _frozen_comments(clauses: Sequence[Clause], circle: Circle) -> list[dict[str, Any]]:
    """The open threads of the draft's own circle, by clause; those of no other circle."""
    order = {clause.id: index for index, clause in enumerate(clauses)}
    query = (
        select(Comment)
        .where(
            Comment.circle_id == circle.id,
            Comment.thread_id.is_(None),
            Comment.resolved_at.is_(None),
            Comment.withdrawn_at.is_(None),
            Comment.clause_id.in_(order),
        )
        .options(selectinload(Comment.replies))
    )
    threads = sorted(session.scalars(query).unique(), key=lambda item: (order[item.clause_id], item.created_at))
    return [
        {
            "clause": str(thread.clause_id),
            "circle": circle.name,
            "quote": thread.quote,
            **_said(thread),
            "replies": [_said(reply) for reply in thread.replies],
        }
        for thread in threads
    ]


def _said(comment: Comment) -> dict[str, Any]:
    return {
        "party": comment.party.code if comment.party else "Secretariat",
        "body": comment.body,
        "at": comment.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }


def credits_between(old: Content, new: Content) -> dict[str, Credits]:
    """For each clause whose revision differs: who deleted which words of the old text, who inserted which of the new.

    A clause that is in one draft only is credited from the revisions that brought or took it.
    """
    before = {item["id"]: item["revision"] for item in old["clauses"]}
    after = {item["id"]: item["revision"] for item in new["clauses"]}
    changed = {id for id in before.keys() | after.keys() if before.get(id) != after.get(id)}
    rows = session.scalars(
        select(Revision)
        .where(Revision.clause_id.in_([uuid.UUID(id) for id in changed]))
        .order_by(Revision.clause_id, Revision.number)
    ).all()
    found: dict[str, Credits] = {}
    for id in changed:
        mine = [row for row in rows if str(row.clause_id) == id]
        chain = _chain(mine, before.get(id), after.get(id), new["draft"]["as_of"])
        found[id] = credits_over(chain)
    return found


def _chain(rows: Sequence[Revision], old: str | None, new: str | None, until: str) -> list[Revision]:
    """The revisions between two of a clause: after `old` up to `new`, or up to what stood at `until`."""
    start = next((row.number for row in rows if str(row.id) == old), 0)
    if new is not None:
        end = next(row.number for row in rows if str(row.id) == new)
    else:
        stood = [row.number for row in rows if row.created_at.strftime("%Y-%m-%dT%H:%M:%SZ") <= until]
        end = max(stood, default=start)
    return [row for row in rows if start < row.number <= end]
