"""The reading room: what stands beside each clause for a reader, and which clauses they asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import aliased

from ..db import session
from ..errors import Invalid
from ..models import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Circle,
    CircleKind,
    Clause,
    Comment,
    Party,
    Plan,
    Revision,
    Support,
    User,
)
from ..policy import Permission, may, visible
from . import amendments, delegations, positions
from .plans import ClauseView, clause_views

OPEN = (AmendmentState.DRAFT.value, AmendmentState.SUBMITTED.value, AmendmentState.TABLED.value)


@dataclass(frozen=True, slots=True)
class AmendmentNote:
    """An open amendment as the margin has it: `base` is the text it starts from, `parties` proposer and supporters."""

    parties: tuple[str, ...]
    id: uuid.UUID
    clause_id: uuid.UUID | None
    after_id: uuid.UUID | None
    kind: str
    clause_kind: str | None
    state: str
    stale: bool
    package: bool
    text: str
    base: str
    revision_id: uuid.UUID | None
    rationale: str
    circle: str
    circle_kind: str


@dataclass(frozen=True, slots=True)
class CommentNote:
    """An open thread as the margin has it."""

    id: uuid.UUID
    clause_id: uuid.UUID
    quote: str | None
    body: str
    at: dt.datetime
    author: str
    party: str | None
    circle: str
    circle_kind: str
    replies: int


@dataclass(frozen=True)
class Margin:
    """All that belongs to one clause: amendments and threads, the reader's own circle first; positions; our brief."""

    amendments: tuple[AmendmentNote, ...] = ()
    comments: tuple[CommentNote, ...] = ()
    positions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    brief: delegations.Entry | None = None
    waits: bool = False

    @property
    def parties(self) -> frozenset[str]:
        """The parties that said something here, as far as the reader knows."""
        behind = {code for item in self.amendments for code in item.parties}
        said = {item.party for item in self.comments if item.party}
        return frozenset(behind | said | {code for _, codes in self.positions for code in codes})


@dataclass(frozen=True)
class Asked:
    """Which clauses a reader wants to see; nothing means all."""

    party: str = ""
    status: str = ""
    area: str = ""
    waiting: bool = False

    def __bool__(self) -> bool:
        return bool(self.party or self.status or self.area or self.waiting)


@dataclass(frozen=True)
class Reading:
    """A plan as its reading room shows it: every clause with its margin, and the ids of those that were asked for."""

    clauses: tuple[ClauseView, ...]
    margins: Mapping[uuid.UUID, Margin]
    shown: frozenset[uuid.UUID]

    @property
    def waiting(self) -> int:
        """How many clauses hold something that waits for the reader."""
        return sum(margin.waits for margin in self.margins.values())


def read(plan: Plan, reader: User, asked: Asked = Asked()) -> Reading:
    """The plan for its reading room; a fixed number of queries, however many clauses.

    `Invalid` for a party, a status or a section that is none of the plan's.
    """
    clauses = clause_views(plan, reader)
    beside = margins(plan, reader, clauses)
    return Reading(tuple(clauses), beside, _chosen(plan, clauses, beside, asked))


def margins(plan: Plan, reader: User, clauses: Sequence[ClauseView]) -> dict[uuid.UUID, Margin]:
    """What stands beside each of the plan's clauses."""
    proposed = _amendments(plan, reader)
    threads = _comments(plan, reader)
    stated = _positions(plan, reader)
    brief = {}
    if may(reader, Permission.DELEGATION, plan):
        brief = {entry.id: entry for entry in delegations.brief(plan, reader, clauses)}
    waits = {item.clause_id or item.after_id for item in amendments.waiting(plan, reader)}
    waits |= {id for id, entry in brief.items() if entry.changed}
    return {
        view.id: Margin(
            amendments=tuple(proposed.get(view.id, ())),
            comments=tuple(threads.get(view.id, ())),
            positions=stated.get(view.id, ()),
            brief=brief.get(view.id),
            waits=view.id in waits,
        )
        for view in clauses
    }


def _amendments(plan: Plan, reader: User) -> dict[uuid.UUID, list[AmendmentNote]]:
    """Open amendments by the clause they change or follow, as plain rows: there may be thousands. Two queries."""
    seen = (Amendment.plan_id == plan.id, Amendment.state.in_(OPEN), visible(Amendment, reader))
    supports = (
        select(Support.amendment_id, Party.code)
        .join(Party, Party.id == Support.party_id)
        .join(Amendment, Amendment.id == Support.amendment_id)
        .where(*seen, Support.withdrawn_at.is_(None))
        .order_by(Support.created_at, Support.id)
    )
    supporters: dict[uuid.UUID, list[str]] = defaultdict(list)
    for id, code in session.execute(supports):
        supporters[id].append(code)
    sponsor = aliased(Circle)
    query = (
        select(
            *(Amendment.id, Amendment.clause_id, Amendment.after_id, Amendment.kind, Amendment.clause_kind),
            *(Amendment.state, Amendment.stale, Amendment.package, Amendment.text, func.coalesce(Revision.text, "")),
            *(Amendment.revision_id, Amendment.rationale, Circle.name, Circle.kind),
            func.coalesce(Party.code, sponsor.name),
        )
        .join(Circle, Circle.id == Amendment.circle_id)
        .outerjoin(Party, Party.id == Amendment.party_id)
        .outerjoin(sponsor, sponsor.id == Amendment.sponsor_id)
        .outerjoin(Revision, Revision.id == Amendment.revision_id)
        .where(*seen)
        .order_by(_own_first(), Amendment.tabled_at, Amendment.created_at, Amendment.id)
    )
    found: dict[uuid.UUID, list[AmendmentNote]] = defaultdict(list)
    rows: Sequence[Any] = session.execute(query).all()
    for row in rows:
        note = AmendmentNote(tuple(dict.fromkeys([row[-1], *supporters[row[0]]])), *row[:-1])
        at = note.after_id if note.kind == AmendmentKind.INSERT.value else note.clause_id
        if at is not None:
            found[at].append(note)
    return found


def _comments(plan: Plan, reader: User) -> dict[uuid.UUID, list[CommentNote]]:
    """Open threads by clause, each with how many replies it has; one query."""
    replies = (
        select(Comment.thread_id, func.count().label("replies"))
        .where(Comment.thread_id.is_not(None), Comment.withdrawn_at.is_(None))
        .group_by(Comment.thread_id)
        .subquery()
    )
    query = (
        select(
            *(Comment.id, Comment.clause_id, Comment.quote, Comment.body, Comment.created_at, User.name, Party.code),
            *(Circle.name, Circle.kind, func.coalesce(replies.c.replies, 0)),
        )
        .join(Clause, Clause.id == Comment.clause_id)
        .join(Circle, Circle.id == Comment.circle_id)
        .join(User, User.id == Comment.author_id)
        .outerjoin(Party, Party.id == Comment.party_id)
        .outerjoin(replies, replies.c.thread_id == Comment.id)
        .where(
            Clause.plan_id == plan.id,
            Comment.thread_id.is_(None),
            Comment.resolved_at.is_(None),
            visible(Comment, reader),
        )
        .order_by(_own_first(), Comment.created_at, Comment.id)
    )
    found: dict[uuid.UUID, list[CommentNote]] = defaultdict(list)
    for row in session.execute(query):
        found[row[1]].append(CommentNote(*row))
    return found


def _own_first() -> ColumnElement[int]:
    """What a delegation keeps to itself before all else."""
    return case((Circle.kind == CircleKind.OWN.value, 0), else_=1)


def _positions(plan: Plan, reader: User) -> dict[uuid.UUID, tuple[tuple[str, tuple[str, ...]], ...]]:
    """By clause: each position that was stated, with the parties that hold it."""
    held: dict[uuid.UUID, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for cell in positions.matrix(plan, reader).cells:
        held[cell.subject][cell.position].append(cell.party)
    return {id: tuple((name, tuple(codes)) for name, codes in said.items()) for id, said in held.items()}


def _chosen(
    plan: Plan, clauses: Sequence[ClauseView], beside: Mapping[uuid.UUID, Margin], asked: Asked
) -> frozenset[uuid.UUID]:
    """The clauses that were asked for, and the headings above them."""
    if not asked:
        return frozenset(view.id for view in clauses)
    if asked.party and asked.party not in {party.code for party in plan.parties}:
        raise Invalid("This is no party to the plan.", field="party")
    if asked.status and asked.status not in STATUSES:
        raise Invalid("No clause has such a status.", field="status")
    found: set[uuid.UUID] = set()
    above: list[ClauseView] = []
    inside = _inside(clauses, asked.area)
    for view in clauses:
        if view.is_section:
            above = [item for item in above if (item.level or 1) < (view.level or 1)] + [view]
        if view.id in inside and _matches(view, beside[view.id], asked):
            found |= {view.id} | {item.id for item in above}
    return frozenset(found)


STATUSES = ("open", "contested", "agreed_in_group", "agreed", "closed")


def _matches(view: ClauseView, margin: Margin, asked: Asked) -> bool:
    if view.is_section and not (margin.amendments or margin.comments or margin.waits):
        return not (asked.party or asked.status or asked.waiting)
    return (
        (not asked.party or asked.party in margin.parties)
        and (not asked.status or (view.status == asked.status and not view.is_section))
        and (not asked.waiting or margin.waits)
    )


def _inside(clauses: Iterable[ClauseView], area: str) -> set[uuid.UUID]:
    """The clauses of a section with its heading; all where none is named."""
    found: set[uuid.UUID] = set()
    level: int | None = None
    for view in clauses:
        if view.is_section and level is not None and (view.level or 1) <= level:
            level = None
        if view.is_section and str(view.id) == area:
            level = view.level or 1
        if not area or level is not None:
            found.add(view.id)
    if area and not found:
        raise Invalid("This is no section of the plan.", field="area")
    return found
