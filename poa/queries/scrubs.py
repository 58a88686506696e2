"""The log of the legal scrub, and what its checks find in the plan as it stands."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from itertools import groupby, pairwise

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import session
from ..models import Cause, Circle, CircleKind, Clause, Draft, Plan, Revision, ScrubFlag, User
from ..policy import visible
from ..text.terms import Finding, Item, findings
from ..text.weight import weighty_changes
from .plans import clauses_in_order, label_map
from .revisions import standing


@dataclass(frozen=True)
class Scrubbed:
    """A change of the scrub: both texts, what in it carries weight, who flagged it and whether it was taken back."""

    id: uuid.UUID
    clause: uuid.UUID
    label: str
    old: str
    new: str
    reason: str
    by: str
    at: dt.datetime
    warnings: list[str]
    undone: bool
    flag: ScrubFlag | None


@dataclass(frozen=True)
class Check:
    """Something to look at: where it stands in which clause, what kind of thing it is, and what it could be instead."""

    clause: uuid.UUID
    label: str
    start: int
    end: int
    kind: str
    message: str
    suggestion: str | None


def issued_to_all(revision: Revision) -> Draft | None:
    """The first draft issued to everyone since this revision."""
    query = (
        select(Draft)
        .join(Circle, Circle.id == Draft.circle_id)
        .where(
            Draft.plan_id == revision.clause.plan_id,
            Draft.issued_at >= revision.created_at,
            Circle.kind == CircleKind.ALL.value,
        )
    )
    return session.scalars(query.order_by(Draft.number)).first()


def log(plan: Plan, reader: User) -> list[Scrubbed]:
    """Every change of the scrub, the latest first; three queries, however many."""
    scrubbed = select(Revision.clause_id).where(Revision.cause == Cause.SCRUB.value)
    query = (
        select(Revision)
        .join(Clause, Clause.id == Revision.clause_id)
        .where(Clause.plan_id == plan.id, Revision.clause_id.in_(scrubbed), visible(Revision, reader))
        .options(joinedload(Revision.author))
        .order_by(Revision.clause_id, Revision.number)
    )
    flags = select(ScrubFlag).where(ScrubFlag.plan_id == plan.id, visible(ScrubFlag, reader))
    flagged = {flag.revision_id: flag for flag in session.scalars(flags.options(joinedload(ScrubFlag.user))).unique()}
    labels = label_map(plan)
    found = []
    for _clause, group in groupby(session.scalars(query).unique(), key=lambda item: item.clause_id):
        chain = list(group)
        stand = set(standing(chain))
        for before, revision in pairwise(chain):
            if revision.cause == Cause.SCRUB.value:
                flag = flagged.get(revision.id)
                found.append(_shown(before, revision, labels, flag, undone=revision not in stand))
    return sorted(found, key=lambda item: (item.at, str(item.id)), reverse=True)


def _shown(
    before: Revision, revision: Revision, labels: dict[uuid.UUID, str], flag: ScrubFlag | None, *, undone: bool
) -> Scrubbed:
    return Scrubbed(
        id=revision.id,
        clause=revision.clause_id,
        label=labels.get(revision.clause_id, ""),
        old=before.text,
        new=revision.text,
        reason=revision.reason or "",
        by=revision.author.name,
        at=revision.created_at,
        warnings=weighty_changes(before.text, revision.text),
        undone=undone,
        flag=flag,
    )


def checks(plan: Plan) -> list[Check]:
    """What the checks find in the plan as it stands, in its order; two queries."""
    clauses = clauses_in_order(plan.id)
    labels = label_map(plan)
    items = [Item(str(clause.id), clause.kind, clause.revision.text, labels[clause.id]) for clause in clauses]
    return [_check(finding, labels) for finding in findings(items, plan.attributions)]


def _check(finding: Finding, labels: dict[uuid.UUID, str]) -> Check:
    id = uuid.UUID(finding.clause)
    return Check(
        clause=id,
        label=labels[id],
        start=finding.start,
        end=finding.end,
        kind=finding.kind,
        message=finding.message,
        suggestion=finding.suggestion,
    )
