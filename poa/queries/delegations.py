"""What a delegation keeps to itself: its brief clause by clause, consultations, handovers."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from ..db import session
from ..models import (
    Amendment,
    AmendmentState,
    Circle,
    Clause,
    Clearance,
    Consultation,
    Handover,
    Instruction,
    Plan,
    Revision,
    User,
)
from ..policy import visible
from .circles import circle_own
from .plans import ClauseView, clause_views

Row = TypeVar("Row", Instruction, Clearance)


@dataclass(frozen=True)
class Entry:
    """A clause as the delegation's brief has it: its text now, what the delegation is told, what the capital cleared.

    `chain` are the revisions from the one that was cleared last to the current one; one alone when nothing changed,
    none when nothing was ever cleared.
    """

    id: uuid.UUID
    kind: str
    label: str
    text: str
    status: str
    revision_id: uuid.UUID
    instruction: Instruction | None
    cleared: Clearance | None
    last: Clearance | None
    chain: tuple[Revision, ...]

    @property
    def is_section(self) -> bool:
        """Whether this is a heading."""
        return self.kind == "section"

    @property
    def held(self) -> bool:
        """Whether the capital asked to wait, and has not cleared since."""
        return self.last is not None and self.last.hold

    @property
    def changed(self) -> bool:
        """Whether the text is another one than the capital cleared last."""
        return self.cleared is not None and self.cleared.revision.text != self.text

    @property
    def state(self) -> str:
        """In a word: hold, not cleared, changed or cleared."""
        if self.held:
            return "hold"
        return "not cleared" if self.cleared is None else "changed" if self.changed else "cleared"


def brief(plan: Plan, reader: User, views: Sequence[ClauseView] | None = None) -> list[Entry]:
    """The whole plan as the reader's delegation sees it; a fixed number of queries. `Invalid` for no delegation.

    `views` are the plan's clauses where they have been read already.
    """
    own = circle_own(plan.id, reader)
    told = _latest(Instruction, own)
    last = _latest(Clearance, own)
    cleared = _latest(Clearance, own, Clearance.hold.is_(False))
    chains = _chains(plan, cleared)
    return [
        Entry(
            id=view.id,
            kind=view.kind,
            label=view.label,
            text=view.text,
            status=view.status,
            revision_id=view.revision_id,
            instruction=told.get(view.id),
            cleared=cleared.get(view.id),
            last=last.get(view.id),
            chain=tuple(chains.get(view.id, ())),
        )
        for view in (clause_views(plan, reader) if views is None else views)
    ]


def entry(clause: Clause, reader: User) -> Entry | None:
    """One clause of the brief; None when it has been taken out of the plan."""
    return next((item for item in brief(clause.plan, reader) if item.id == clause.id), None)


def _latest(model: type[Row], own: Circle, *conditions: ColumnElement[bool]) -> dict[uuid.UUID, Row]:
    """The latest row of a delegation on each clause; one query."""
    rows = aliased(model)
    newest = select(model.clause_id, func.max(model.number).label("number")).where(model.circle_id == own.id)
    for condition in conditions:
        newest = newest.where(condition)
    last = newest.group_by(model.clause_id).subquery()
    query = (
        select(rows)
        .join(last, and_(rows.clause_id == last.c.clause_id, rows.number == last.c.number))
        .where(rows.circle_id == own.id)
        .options(joinedload(rows.user))
    )
    if model is Clearance:
        query = query.options(joinedload(rows.revision))
    return {row.clause_id: row for row in session.scalars(query).unique()}


def _chains(plan: Plan, cleared: dict[uuid.UUID, Clearance]) -> dict[uuid.UUID, list[Revision]]:
    """The revisions of each cleared clause from the cleared one on; one query."""
    if not cleared:
        return {}
    query = (
        select(Revision)
        .join(Clause, Clause.id == Revision.clause_id)
        .where(Clause.plan_id == plan.id, Revision.clause_id.in_(cleared))
        .order_by(Revision.clause_id, Revision.number)
    )
    chains: dict[uuid.UUID, list[Revision]] = {}
    for revision in session.scalars(query):
        if revision.number >= cleared[revision.clause_id].revision.number:
            chains.setdefault(revision.clause_id, []).append(revision)
    return chains


def instructions(clause: Clause, reader: User) -> list[Instruction]:
    """Every instruction of the reader's delegation on a clause, the latest first."""
    query = (
        select(Instruction)
        .where(Instruction.clause_id == clause.id, visible(Instruction, reader))
        .options(joinedload(Instruction.user))
        .order_by(Instruction.number.desc())
    )
    return list(session.scalars(query))


def consultations(plan: Plan, reader: User) -> list[Consultation]:
    """The delegation's consultations with what was answered: those that wait first, by the date they are due."""
    query = (
        select(Consultation)
        .where(Consultation.plan_id == plan.id, visible(Consultation, reader))
        .options(selectinload(Consultation.clauses), joinedload(Consultation.user))
        .order_by(Consultation.answered_at.is_not(None), Consultation.due, Consultation.created_at)
    )
    return list(session.scalars(query).unique())


def overdue(consultation: Consultation, today: dt.date) -> bool:
    """Whether an answer is late."""
    waits = consultation.answered_at is None and consultation.withdrawn_at is None
    return waits and consultation.due < today


def handovers(plan: Plan, reader: User) -> list[Handover]:
    """The notes that delegates left for one another, the latest first."""
    query = (
        select(Handover)
        .where(Handover.plan_id == plan.id, visible(Handover, reader))
        .options(joinedload(Handover.giver), joinedload(Handover.taker))
        .order_by(Handover.at.desc())
    )
    return list(session.scalars(query).unique())


def drafts_of(plan: Plan, reader: User) -> list[Amendment]:
    """What the delegation drafted or submitted and that is not before others yet, whoever wrote it."""
    states = (AmendmentState.DRAFT.value, AmendmentState.SUBMITTED.value)
    query = (
        select(Amendment)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.party_id == reader.party_id,
            Amendment.state.in_(states),
            visible(Amendment, reader),
        )
        .options(joinedload(Amendment.author))
        .order_by(Amendment.changed_at.desc())
    )
    return list(session.scalars(query).unique())


def colleagues(reader: User) -> list[User]:
    """The active others of the reader's delegation, by name."""
    query = select(User).where(User.party_id == reader.party_id, User.active, User.id != reader.id)
    return list(session.scalars(query.order_by(User.name)).unique())
