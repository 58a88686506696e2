"""What comes after the final draft: confirmations, endorsement, adoption, and what its publication says of them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..db import session
from ..models import Adoption, Circle, CircleKind, Draft, Endorsement, Plan, Signoff, Stage, User
from ..policy import visible
from .corrigenda import standing
from .drafts import content, signoffs
from .plans import clauses_in_order, label_map


@dataclass(frozen=True)
class Progress:
    """How far a plan is on its way out: `state` is negotiating, cleared, confirmed, endorsed or adopted.

    Of the final draft, once there is one: who has not confirmed it, and who did so subject to the capital's word.
    """

    state: str
    draft: Draft | None
    missing: Sequence[str]
    ad_ref: Sequence[str]
    signoffs: Sequence[Signoff]
    endorsement: Endorsement | None
    adoption: Adoption | None


def adoption(plan_id: uuid.UUID) -> Adoption | None:
    """The plan's adoption, once there is one."""
    return session.scalars(select(Adoption).where(Adoption.plan_id == plan_id)).one_or_none()


def endorsement(draft: Draft) -> Endorsement | None:
    """The endorsement of a draft, once there is one."""
    return session.scalars(select(Endorsement).where(Endorsement.draft_id == draft.id)).one_or_none()


def final_draft(plan: Plan, reader: User) -> Draft | None:
    """The last final draft that was issued to everyone."""
    query = (
        select(Draft)
        .join(Circle, Circle.id == Draft.circle_id)
        .where(
            Draft.plan_id == plan.id,
            Draft.stage == Stage.FINAL.value,
            Circle.kind == CircleKind.ALL.value,
            visible(Draft, reader),
        )
        .order_by(Draft.number.desc())
    )
    return session.scalars(query).first()


def progress(plan: Plan, reader: User) -> Progress:
    """How far the plan is on its way out; a fixed number of queries."""
    adopted = adoption(plan.id)
    draft = adopted.draft if adopted else final_draft(plan, reader)
    if draft is None:
        return Progress("negotiating", None, (), (), (), None, None)
    given = signoffs(draft)
    confirmed = {item.party_id for item in given}
    missing = [party.code for party in draft.required if party.id not in confirmed]
    pending = [item.party.code for item in given if item.kind == "signed_ad_ref" and item.confirmed_at is None]
    endorsed = endorsement(draft)
    state = "cleared" if missing or pending else "endorsed" if endorsed else "confirmed"
    return Progress("adopted" if adopted else state, draft, missing, pending, given, endorsed, adopted)


def moved_on(draft: Draft) -> bool:
    """Whether the plan's text is no longer what the draft froze."""
    frozen = [item["revision"] for item in content(draft)["clauses"]]
    return frozen != [str(clause.revision_id) for clause in clauses_in_order(draft.plan_id)]


def published(draft: Draft) -> dict[str, Any]:
    """What a publication copy prints besides the text: the adoption, and the corrigenda that stand by now."""
    adopted = adoption(draft.plan_id)
    if adopted is None:
        return {}
    labels = label_map(draft.plan)
    return {
        "adopted": {
            "body": adopted.body,
            "meeting": adopted.meeting,
            "place": adopted.place,
            "date": adopted.date.isoformat(),
        },
        "corrigenda": [
            {"label": labels.get(item.clause_id, ""), "wrong": item.wrong, "right": item.right}
            for item in standing(draft)
        ],
    }
