"""The status of clauses, from what was decided of them, the amendments before everyone and the brackets in the text."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from ..db import now, session
from ..models import (
    AdRef,
    Amendment,
    AmendmentState,
    Circle,
    CircleKind,
    Clause,
    Decision,
    Party,
    Plan,
    Reopening,
    Status,
    User,
)
from ..phrases import Words
from ..policy import reader_circles, visible
from ..text import all_brackets, parse_brackets

Seen = Select[uuid.UUID] | Iterable[uuid.UUID]
WORDS = {status.value: status.value.replace("_", " ") for status in Status}


@dataclass(frozen=True)
class ClauseStatus:
    """How far a clause is agreed, as known in some circles; `circle_id` is where that was decided, if it was."""

    status: str = Status.OPEN.value
    ad_refs: tuple[str, ...] = ()
    circle_id: uuid.UUID | None = None

    @property
    def label(self) -> str:
        """In words: `agreed, ad ref MY, TH`."""
        qualifier = f", ad ref {', '.join(self.ad_refs)}" if self.ad_refs else ""
        return WORDS[self.status] + qualifier

    @property
    def words(self) -> Words:
        """The same, to be said in another language."""
        status = Words(WORDS[self.status])
        if not self.ad_refs:
            return status
        return Words("%(status)s, ad ref %(codes)s", status=status, codes=", ".join(self.ad_refs))


@dataclass(frozen=True)
class _Decided:
    """The latest decision of a circle on a clause."""

    circle_id: uuid.UUID
    for_all: bool
    status: str
    at: dt.datetime


def contested(plan_id: uuid.UUID) -> set[uuid.UUID]:
    """Ids of the clauses with an amendment before everyone that is not settled yet."""
    query = (
        select(Amendment.clause_id)
        .join(Circle, Circle.id == Amendment.circle_id)
        .where(
            Amendment.plan_id == plan_id,
            Amendment.state == AmendmentState.TABLED.value,
            Amendment.clause_id.is_not(None),
            Circle.kind == CircleKind.ALL.value,
        )
    )
    return {id for id in session.scalars(query) if id is not None}


def statuses(plan: Plan, texts: Mapping[uuid.UUID, str], seen: Seen) -> dict[uuid.UUID, ClauseStatus]:
    """The status of clauses by id, given their texts, as known in the circles `seen`; three queries.

    An agreement of a group counts only there, and only after what was last decided before everyone.
    """
    disputed = contested(plan.id)
    decided = _decided(plan.id, seen)
    qualified = _ad_refs(plan.id, seen)
    codes = plan.attributions
    found = {}
    for id, text in texts.items():
        standing = _standing(decided.get(id, ()))
        refs = qualified.get(id, ())
        if standing is not None:
            found[id] = ClauseStatus(standing.status, refs, standing.circle_id)
        elif id in disputed or has_brackets(text, codes):
            found[id] = ClauseStatus(Status.CONTESTED.value, refs)
        else:
            found[id] = ClauseStatus(ad_refs=refs)
    return found


def has_brackets(text: str, codes: frozenset[str]) -> bool:
    """Whether a text holds words in square brackets; most hold none, which is seen at once."""
    return "[" in text and any(True for _ in all_brackets(parse_brackets(text, codes)))


def _decided(plan_id: uuid.UUID, seen: Seen) -> dict[uuid.UUID, list[_Decided]]:
    query = (
        select(Decision.clause_id, Decision.circle_id, Circle.kind, Decision.status, Decision.at)
        .join(Circle, Circle.id == Decision.circle_id)
        .where(Decision.plan_id == plan_id, Decision.circle_id.in_(seen))
        .order_by(Decision.number)
    )
    latest: dict[tuple[uuid.UUID, uuid.UUID], _Decided] = {}
    for clause_id, circle_id, kind, status, at in session.execute(query):
        latest[clause_id, circle_id] = _Decided(circle_id, kind == CircleKind.ALL.value, status, at)
    found: dict[uuid.UUID, list[_Decided]] = {}
    for (clause_id, _), decided in latest.items():
        found.setdefault(clause_id, []).append(decided)
    return found


def _standing(latest: Iterable[_Decided]) -> _Decided | None:
    """The decision that holds, if any does: everyone's, else the last one of a group that came after it."""
    everyones = next((item for item in latest if item.for_all), None)
    if everyones is not None and everyones.status != Status.OPEN.value:
        return everyones
    groups = [item for item in latest if not item.for_all and item.status == Status.AGREED_IN_GROUP.value]
    later = [item for item in groups if everyones is None or item.at > everyones.at]
    return max(later, key=lambda item: item.at, default=None)


def _ad_refs(plan_id: uuid.UUID, seen: Seen) -> dict[uuid.UUID, tuple[str, ...]]:
    query = (
        select(AdRef.clause_id, Party.code)
        .join(Party, Party.id == AdRef.party_id)
        .where(AdRef.plan_id == plan_id, AdRef.circle_id.in_(seen), AdRef.ended_at.is_(None))
        .order_by(Party.position)
    )
    found: dict[uuid.UUID, tuple[str, ...]] = {}
    for clause_id, code in session.execute(query):
        if code not in found.get(clause_id, ()):
            found[clause_id] = (*found.get(clause_id, ()), code)
    return found


def status_of(clause: Clause, reader: User) -> ClauseStatus:
    """One clause's status as the reader knows it."""
    return statuses(clause.plan, {clause.id: clause.revision.text}, reader_circles(reader))[clause.id]


def decisions(clause: Clause, reader: User) -> list[Decision]:
    """What was decided of a clause in the reader's circles, the latest first."""
    query = (
        select(Decision)
        .where(Decision.clause_id == clause.id, visible(Decision, reader))
        .options(joinedload(Decision.user))
        .order_by(Decision.at.desc(), Decision.number.desc())
    )
    return list(session.scalars(query).unique())


def reopenings(plan: Plan, reader: User, *, clause: Clause | None = None) -> list[Reopening]:
    """Requests to reopen closed clauses, those not decided yet first; of one clause when asked."""
    query = select(Reopening).where(Reopening.plan_id == plan.id, visible(Reopening, reader))
    if clause is not None:
        query = query.where(Reopening.clause_id == clause.id)
    found = session.scalars(query.order_by(Reopening.at.desc())).unique()
    return sorted(found, key=lambda item: item.decided_at is not None)


@dataclass(frozen=True)
class AdRefLine:
    """One line of the ledger; `state` is open, overdue, confirmed, not_confirmed or reopened."""

    id: uuid.UUID
    clause_id: uuid.UUID
    party: str
    party_name: str
    until: dt.date | None
    at: dt.datetime
    ended_at: dt.datetime | None
    state: str


def ad_refs(plan: Plan, reader: User, *, clause: Clause | None = None) -> list[AdRefLine]:
    """The ledger of ad refs in the reader's circles, the open ones first, by due date; one query."""
    query = (
        select(AdRef, Party.code, Party.name)
        .join(Party, Party.id == AdRef.party_id)
        .where(AdRef.plan_id == plan.id, visible(AdRef, reader))
    )
    if clause is not None:
        query = query.where(AdRef.clause_id == clause.id)
    lines = [
        AdRefLine(row.id, row.clause_id, code, name, row.until, row.at, row.ended_at, _state(row))
        for row, code, name in session.execute(query.order_by(AdRef.at, Party.position)).unique()
    ]
    return sorted(lines, key=lambda line: (line.ended_at is not None, line.until or dt.date.max))


def _state(row: AdRef) -> str:
    if row.ended_at is not None:
        return row.outcome or "confirmed"
    return "overdue" if row.until is not None and row.until < now().date() else "open"
