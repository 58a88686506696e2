"""What is proposed, checked before anybody's name is put to it: a change of a clause, or a new clause."""

from __future__ import annotations

import uuid

from ..db import session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentKind, Clause, Kind, Plan
from ..text import check_text
from . import ordering
from .plans import check_base

RATIONALE_LIMIT = 10_000
NEW_KINDS = (Kind.PREAMBLE.value, Kind.CLAUSE.value, Kind.ACTION.value, Kind.ANNEX.value)


def change(
    clause: Clause,
    *,
    revision_id: uuid.UUID,
    kind: str = "modify",
    text: str | None = None,
    after: Clause | None = None,
    package: bool = False,
) -> Amendment:
    """Other words of a clause, another text of the whole clause (`alternative`), its deletion, or its move to stand
    after another (`after` None: first); still nobody's, and not kept. The plan must be locked.

    Raises `Stale` when `revision_id` is not the current one, `Invalid` when nothing is changed.
    """
    session.refresh(clause)
    if kind == AmendmentKind.INSERT.value or kind not in {item.value for item in AmendmentKind}:
        raise Invalid(
            "An amendment to a clause modifies, deletes or moves it, or is an alternative to it.", field="kind"
        )
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    wanted = _wanted(kind, text)
    check_base(clause, revision_id, wanted)
    if kind == AmendmentKind.MOVE.value:
        ordering.check_move(clause, after)
    elif wanted == clause.revision.text:
        raise Invalid("Nothing was changed: the text is the clause as it stands.", field="text")
    return Amendment(
        clause_id=clause.id,
        kind=kind,
        revision_id=clause.revision_id,
        text=wanted,
        after_id=after.id if after is not None and kind == AmendmentKind.MOVE.value else None,
        package=bool(package),
    )


def _wanted(kind: str, text: str | None) -> str:
    if AmendmentKind(kind).wordless:
        return ""
    return check_text(text if text is not None else "", "text")


def new_clause(plan: Plan, *, after: Clause | None, text: str, kind: str = "clause") -> Amendment:
    """A new clause, to stand after another (None: first); still nobody's, and not kept."""
    if after is not None and (after.plan_id != plan.id or after.retired_at is not None):
        raise Invalid("The clause to stand after is not in this plan.", field="after")
    if kind not in NEW_KINDS:
        raise Invalid("A new clause is a preamble, clause, action or annex.", field="kind")
    return Amendment(
        after_id=after.id if after else None,
        kind=AmendmentKind.INSERT.value,
        clause_kind=kind,
        text=check_text(text, "text"),
    )


def rationale_of(text: str) -> str:
    """The reasons as they are kept; empty for none."""
    return check_text(text, "rationale", RATIONALE_LIMIT) if text.strip() else ""
