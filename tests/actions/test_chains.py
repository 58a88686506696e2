"""The chains of events: whole over many acts, each circle's its own, and broken when a row is touched."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, func, select, update

from poa.actions import plans
from poa.db import session, transaction
from poa.models import Circle, Event, Plan
from poa.queries.events import count

from ..cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_plan, person
from .scene import Scene, chain, circles, holds

EACH = "Each party will name a contact point."
MAY = EACH.replace("will", "may")


def test_private_acts_do_not_touch_the_chain_of_all(plan: Plan) -> None:
    everyone = next(circle for circle in circles(plan) if circle.kind == "all")
    make_draft(plan)
    session.refresh(everyone)
    before = (everyone.chain_length, everyone.chain_head, count(plan, person("observer")))
    scene = Scene(plan)
    scene.amendment("draft")
    scene.amendment("submitted")
    make_amendment(scene.clause, MAY, by="th", circle="ASEAN")
    make_comment(scene.clause, circle="own")
    make_comment(scene.clause, by="delegate_th", circle="ASEAN")
    session.expire_all()
    assert (everyone.chain_length, everyone.chain_head, count(plan, person("observer"))) == before
    own = next(circle for circle in circles(plan) if circle.name == "JP")
    assert [event.number for event in chain(own)] == [1, 2, 3, 4]
    assert holds(own)


def played() -> Circle:
    """The circle of everyone of a plan on which much was done."""
    plan = make_plan()
    scene = Scene(plan)
    scene.settled()
    scene.retired()
    make_comment(scene.clause)
    return next(circle for circle in circles(plan) if circle.kind == "all")


def test_a_chain_holds_over_many_acts(cast: Cast) -> None:
    circle = played()
    assert len(chain(circle)) == 5
    assert holds(circle)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "clause.moved"},
        {"data": {"number": 3}},
        {"number": 9},
        {"party_id": None, "clause_id": None},
        {"previous_hash": "1" * 64},
        {"hash": "1" * 64},
        "actor",
        "at",
        "gone",
        "the last one gone",
    ],
    ids=str,
)
def test_a_chain_breaks_when_a_row_is_touched(cast: Cast, change: Any) -> None:
    circle = played()
    assert holds(circle)
    rows = chain(circle)
    which = rows[-1] if change == "the last one gone" else rows[2]
    with transaction():
        if change in ("gone", "the last one gone"):
            session.execute(delete(Event).where(Event.id == which.id))
        else:
            values = {
                "actor": {"actor_id": person("observer").id},
                "at": {"at": which.at.replace(microsecond=(which.at.microsecond + 1) % 1_000_000)},
            }
            new = values[change] if isinstance(change, str) else change
            session.execute(update(Event).where(Event.id == which.id).values(**new))
    assert not holds(circle)


def test_what_was_broken_off_leaves_no_event(plan: Plan, cast: Cast) -> None:
    before = session.scalar(select(func.count()).select_from(Event))
    try:
        with transaction():
            plans.move_clause(cast.secretariat, clause_of(plan, "Each party"), after=None)
            raise InterruptedError
    except InterruptedError:
        pass
    assert session.scalar(select(func.count()).select_from(Event)) == before
    make_comment(clause_of(plan, "Each party"))
    assert all(holds(circle) for circle in circles(plan))
