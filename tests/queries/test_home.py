"""Home takes as many queries for a large plan as for a small one; what is due stands first; visits hold still."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from poa.actions import visits as actions
from poa.db import now, transaction
from poa.models import Plan
from poa.queries import changes, clearing, home, progress, visits
from poa.queries.home_items import Item, ordered
from tests.cast import Cast, clause_of, make_amendment, make_draft, make_plan, person
from tests.conftest import Clock
from tests.databases import counted_queries

LARGE = "# L\n\n" + "\n\n".join(f"## Section {n}\n\nClause {n} will stand." for n in range(20))


@pytest.mark.parametrize("who", ["head_jp", "delegate_jp", "official_jp", "secretariat", "asean_desk", "co_chair"])
def test_home_asks_as_much_of_a_large_plan_as_of_a_small_one(cast: Cast, who: str) -> None:
    small, large = make_plan("S", "# S\n\n## A\n\nClause 0 will stand."), make_plan("L", LARGE)
    for plan, many in ((small, 1), (large, 12)):
        make_draft(plan, "Zero", stage="zero", required=["JP"])
        for n in range(many):
            clause = clause_of(plan, f"Clause {n} will")
            make_amendment(clause, f"Clause {n} should stand.", by="vn")
            make_amendment(clause, f"Clause {n} may stand.", state="draft")
            make_amendment(clause, f"Clause {n} shall stand.", by="th", state="submitted")
    counts = []
    for plan in (small, large):
        reader = person(who)
        with counted_queries() as sent:
            home.headline(plan, reader)
            home.by_party(plan, reader)
            progress.steps(plan, reader)
            changes.changed(plan, reader, now() - dt.timedelta(days=1))
            if who in ("head_jp", "delegate_jp"):
                clearing.tasks(plan, reader)
        counts.append(len(sent))
    assert counts[1] <= counts[0]


def test_what_is_due_stands_first_then_what_waits_longest() -> None:
    day = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
    plan, subject = uuid.uuid4(), uuid.uuid4()
    made = [
        Item(plan, "new", subject, since=day),
        Item(plan, "old", subject, since=day - dt.timedelta(days=9)),
        Item(plan, "later", subject, since=day, due=dt.date(2026, 12, 9)),
        Item(plan, "sooner", subject, since=day, due=day + dt.timedelta(hours=1)),
    ]
    assert [item.kind for item in ordered(made)] == ["sooner", "later", "old", "new"]


def test_a_visit_holds_still_and_the_next_begins_where_it_ended(plan: Plan, clock: Clock) -> None:
    def look() -> None:
        with transaction():
            actions.seen(person("observer"), plan, until=now())

    assert visits.markers(person("observer")) == {}
    look()
    first = now()
    assert visits.markers(person("observer")) == {}
    clock.forward(minutes=90)
    assert visits.markers(person("observer")) == {plan.id: first}
    look()
    clock.forward(minutes=30)
    look()
    second = now()
    assert visits.markers(person("observer")) == {plan.id: first}
    clock.forward(minutes=90)
    assert visits.markers(person("observer")) == {plan.id: second}
    assert visits.markers(person("head_jp")) == {}
