"""A plan in which nothing has happened yet: each page says what stands there one day, and who does the first act."""

from __future__ import annotations

from collections.abc import Callable

import html5lib
import pytest
from apiflask import APIFlask
from flask import url_for

from poa.actions import plans
from poa.db import transaction
from poa.models import Plan
from poa.queries.plans import clauses_in_order
from tests.cast import make_plan, person
from tests.client import Client

from .checklist import words

People = Callable[[str], Client]

# Pages of a plan whose list is empty then, with words that say what to do, or who does it.
EMPTY = {
    "adoptions.ledger": "its name and the date stand here",
    "adoptions.show": "It is issued when the gate is clear",
    "agreements.show": "once every party has said that it can accept",
    "amendments.index": "propose",
    "brackets.index": "the secretariat puts the words into brackets",
    "bridges.index": "Co-chairs, heads of delegation and the desk bring them in",
    "circles.index": "Small groups that you are asked into stand here",
    "clearing.show": "come here one by one",
    "compilations.show": "What parties table will stand here",
    "consultations.index": "name the ministry and a date",
    "delegation.changes": "Every text that your capital cleared",
    "delegation.handover": "Leave one below for who comes next",
    "delegation.show": "As soon as the secretariat has put clauses into the plan",
    "desk.show": "What heads of delegation submit will stand here",
    "drafts.index": "issue",
    "home.show": "will stand here, with its date",
    "meetings.index": "Here stand the sessions",
    "negotiation.show": "A round gives them a deadline",
    "packages.index": "A head of delegation names amendments of its own here",
    "plans.show": "the first one",
    "plans.structure": "Insert the first one above",
    "positions.index": "Heads of delegation state on the page of each clause",
    "scrubs.index": "They look for words of a treaty",
    "scrubs.preview": "the new numbers are shown here first",
}
FULL = {
    "events.index",
    "home.changed",
    "people.index",
    "editing.new_insert",
    "sharing.new_insert",
}  # never empty, or no list
CLEAR = {"adoptions.gate"}  # that nothing is there is good news
NO_PAGES = {"events.stream", "reading.goto"}
BY_ROLE = {
    ("amendments.index", "delegate_jp"): "Open a clause of the plan",
    ("amendments.index", "secretariat"): "Delegations propose changes",
    ("drafts.index", "delegate_jp"): "The secretariat issues the first draft",
    ("drafts.index", "secretariat"): "Issue the zero draft below",
    ("meetings.index", "delegate_jp"): "The desk opens them",
    ("negotiation.show", "delegate_jp"): "The co-chairs open one",
    ("plans.show", "delegate_jp"): "The secretariat inserts the first one",
    ("plans.show", "secretariat"): "Insert the first one",
}


@pytest.fixture
def fresh(cast: object) -> Plan:
    """A plan without a clause."""
    plan = make_plan(markdown="# A plan\n\nIt begins.\n")
    with transaction():
        desk = person("secretariat")
        for clause in clauses_in_order(plan.id):
            plans.retire_clause(desk, clause, reason="Anew.")
    return plan


def pages(app: APIFlask, plan: Plan) -> dict[str, str]:
    found = [
        rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments == {"plan_id"} and "GET" in rule.methods
    ]
    with app.test_request_context():
        return {
            name: url_for(name, plan_id=plan.id)
            for name in found
            if not url_for(name, plan_id=plan.id).startswith("/api/")
        }


def hollow(text: str) -> list[str]:
    """Lists and tables with nothing in them."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    return [
        one.tag
        for tag in ("ul", "ol", "dl", "tbody")
        for one in tree.iter(tag)
        if not len(one) and "hidden" not in one.attrib
    ]


@pytest.mark.parametrize("who", ["secretariat", "delegate_jp"])
def test_every_list_that_is_empty_says_what_to_do(app: APIFlask, signed_in: People, fresh: Plan, who: str) -> None:
    found = pages(app, fresh)
    assert found.keys() == EMPTY.keys() | FULL | CLEAR | NO_PAGES
    seen, wrong = set(), {}
    for name, path in found.items():
        answer = signed_in(who).get(path, follow_redirects=True)
        if name in NO_PAGES or answer.status_code == 403:
            continue
        seen.add(name)
        assert answer.status_code == 200, name
        wanted = [EMPTY.get(name, ""), BY_ROLE.get((name, who), "")]
        missing = [said for said in wanted if said not in words(answer)]
        if missing or (lists := hollow(answer.text)):
            wrong[name] = missing or lists
    assert wrong == {}
    assert len(seen) > 20
