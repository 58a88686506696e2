"""The order of a plan's clauses: what moves with a section, where a clause may be put."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ..db import session
from ..errors import Invalid
from ..models import Clause, Kind


def in_order(clause: Clause) -> list[Clause]:
    """Every clause of its plan in order, those that were taken out in their places."""
    query = select(Clause).where(Clause.plan_id == clause.plan_id).order_by(Clause.position)
    return list(session.scalars(query))


def section_of(order: Sequence[Clause], section: Clause) -> list[Clause]:
    """A section and all that stands in it, up to the next section of the same or a higher level."""
    start = list(order).index(section)
    inside = [section]
    for item in order[start + 1 :]:
        if item.kind == Kind.SECTION.value and (item.level or 1) <= (section.level or 1):
            break
        inside.append(item)
    return inside


def put_after(clause: Clause, after: Clause | None) -> None:
    """Put a clause, and with a section all that is in it, after another (None: first). `Invalid` where it cannot stand.

    The plan must be locked.
    """
    order = in_order(clause)
    moving = _moving(order, clause, after)
    rest = [item for item in order if item not in moving]
    index = rest.index(after) + 1 if after else 0
    for position, item in enumerate([*rest[:index], *moving, *rest[index:]], start=1):
        item.position = position
    session.flush()


def check_move(clause: Clause, after: Clause | None) -> None:
    """Raise `Invalid` where the clause cannot stand, or stands already."""
    order = in_order(clause)
    moving = _moving(order, clause, after)
    if after is not None and after.retired_at is not None:
        raise Invalid("The clause to stand after is not in the plan.", field="after")
    if stands_after(order, moving) is after:
        raise Invalid("It stands there already.", field="after")


def stands_after(order: Sequence[Clause], moving: Sequence[Clause]) -> Clause | None:
    """The standing clause before these; None when they are the first."""
    before = order[: list(order).index(moving[0])]
    return next((item for item in reversed(before) if item.retired_at is None), None)


def _moving(order: Sequence[Clause], clause: Clause, after: Clause | None) -> list[Clause]:
    moving = section_of(order, clause) if clause.kind == Kind.SECTION.value else [clause]
    if after is not None and after.plan_id != clause.plan_id:
        raise Invalid("The clause to stand after belongs to another plan.", field="after")
    if after is not None and after in moving:
        raise Invalid("A clause cannot stand after itself or inside what moves with it.", field="after")
    return moving
