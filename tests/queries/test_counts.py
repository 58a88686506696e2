"""What a page reads takes as many queries for many clauses as for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poa.db import session
from poa.models import Plan
from poa.queries import amendments, boards, comments, documents, drafts, events, plans

from ..cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_plan, person
from ..databases import counted_queries

READS: dict[str, Callable[[Plan, Any], object]] = {
    "clause views": plans.clause_views,
    "labels": lambda plan, _: plans.label_map(plan),
    "plans": lambda _, reader: [plan.codes for plan in plans.plans(reader)],
    "amendments": lambda plan, reader: [
        (item.party.code, item.author.name, item.circle.name, item.revision, item.clause, item.supporters)
        for item in amendments.of_plan(plan, reader)
    ],
    "queue": boards.queue,
    "events": lambda plan, reader: [
        (event.actor.name, event.party and event.party.code, event.circle.name) for event in events.events(plan, reader)
    ],
    "drafts": lambda plan, reader: [
        (draft.circle.name, [document.view for document in draft.documents], draft.required)
        for draft in drafts.drafts(plan, reader)
    ],
    "documents": lambda plan, reader: documents.documents([d.id for d in drafts.drafts(plan, reader)], reader),
    "threads": lambda plan, reader: [
        (thread.author.name, thread.party, [reply.author.name for reply in thread.replies])
        for thread in comments.threads(clause_of(plan, "ASEAN and Japan will do thing 0."), reader)
    ],
}


def grow(plan: Plan, start: int, end: int) -> None:
    """Amendments, comments and drafts on the clauses from `start` to `end`."""
    first = clause_of(plan, "ASEAN and Japan will do thing 0.")
    for number in range(start, end):
        clause = clause_of(plan, f"ASEAN and Japan will do thing {number}.")
        text = clause.revision.text.replace("will", "may")
        make_amendment(clause, text, by=("jp", "th", "vn")[number % 3])
        make_comment(first, f"Remark {number}.", by=("delegate_jp", "delegate_th", "head_vn")[number % 3])
        make_draft(plan, f"Rev.{number}")


def plan_again(plan: Plan) -> Plan:
    """The plan in a fresh session."""
    session.remove()
    return session.get_one(Plan, plan.id)


def sent(read: Callable[[Plan, Any], object], plan: Plan) -> int:
    """How many queries a fresh session sends for this reading."""
    plan = plan_again(plan)
    reader = person("head_jp")
    with counted_queries() as queries:
        read(plan, reader)
    return len(queries)


@pytest.fixture
def long_plan(cast: Cast) -> Plan:
    lines = [f"ASEAN and Japan will do thing {number}." for number in range(9)]
    return make_plan(markdown="# A plan\n\n" + "\n\n".join(lines) + "\n")


def test_no_reading_takes_more_queries_for_more(long_plan: Plan) -> None:
    grow(plan_again(long_plan), 0, 3)
    few = {name: sent(read, long_plan) for name, read in READS.items()}
    grow(plan_again(long_plan), 3, 9)
    many = {name: sent(read, long_plan) for name, read in READS.items()}
    assert many == few
    assert few["clause views"] <= 8


def test_a_longer_plan_takes_no_more(cast: Cast) -> None:
    short = make_plan(markdown="# A plan\n\nOne.\n")
    lines = "\n\n".join(f"Clause {number}." for number in range(60))
    long = make_plan(markdown=f"# A plan\n\n{lines}\n")
    assert sent(plans.clause_views, long) == sent(plans.clause_views, short)
    assert len(plans.clause_views(long, person("observer"))) == 60
