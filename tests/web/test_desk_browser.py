"""In Chromium: a clause settled at the merge desk with the keyboard only; choices undone, and kept until recorded."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from poa.actions import positions
from poa.db import session, transaction
from poa.models import Clause, Plan
from tests.cast import CODES, clause_of, make_amendment, person

from .accessibility import problems

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
RESULTS = "ASEAN and Japan should share all results of common interest."
REVIEW = "Progress is reviewed each year."
POINT = "Each party will name a contact point."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """A clause with one place and two wordings, before another in the queue."""
    found = clause_of(plan, RESULTS)
    make_amendment(found, RESULTS.replace("should", "will"), by="jp", rationale="It binds.")
    make_amendment(found, RESULTS.replace("should", "may"), by="vn")
    make_amendment(
        clause_of(plan, POINT), POINT.replace("name", "appoint").replace("a contact", "one contact"), by="my"
    )
    return found


def test_a_clause_is_settled_without_a_mouse_and_taken_back(visit: Visit, plan: Plan, clause: Clause) -> None:
    page = visit("secretariat", f"/clauses/{clause.id}/merge")
    assert problems(page) == []
    page.keyboard.press("1")
    expect(page.get_by_role("group", name=re.compile("Place 1 of 1.*should"))).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name=re.compile("may.*variant by Viet Nam"))).to_be_checked()
    expect(page.locator("#result ins")).to_contain_text("may")
    page.keyboard.press("Control+z")
    expect(page.locator("#result ins")).to_have_count(0)
    page.keyboard.press("Control+y")
    expect(page.locator("#result ins")).to_contain_text("may")
    page.keyboard.press("r")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Recorded for 2.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Merge 3")  # the next in the queue
    session.rollback()
    assert clause.revision.text == RESULTS.replace("should", "may")
    page.get_by_role("button", name="Undo what was recorded").click()
    expect(page.get_by_text("Taken back")).to_be_visible()
    session.rollback()
    assert clause.revision.text == RESULTS


def test_what_was_chosen_comes_back_until_it_is_recorded(visit: Visit, clause: Clause) -> None:
    page = visit("secretariat", f"/clauses/{clause.id}/merge")
    page.keyboard.press("o")
    page.keyboard.type("look to")  # no key acts while one types
    expect(page.locator("#result ins")).to_contain_text("look to")
    while not page.evaluate("Object.keys(localStorage).some(key => key.includes(':desk-'))"):
        page.wait_for_timeout(50)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("was not recorded")).to_be_visible()
    expect(page.get_by_label(re.compile("Other words for place 1"))).to_have_value("look to")
    page.get_by_role("button", name="Record as agreed").click()
    expect(page.get_by_text("Recorded for 2.")).to_be_visible()
    assert not page.evaluate("Object.keys(localStorage).some(key => key.includes(':desk-'))")


def test_keys_walk_the_queue_and_what_is_ticked_is_counted(visit: Visit, plan: Plan, clause: Clause) -> None:
    page = visit("secretariat", f"/clauses/{clause.id}/merge")
    title = page.get_by_role("heading", level=1)
    page.keyboard.press("p")  # what is easier to settle
    expect(title).to_have_text("Merge 3")
    page.keyboard.press("n")
    expect(title).to_have_text("Merge 2")
    agreed = make_amendment(clause_of(plan, REVIEW), REVIEW.replace("each year", "twice a year"), by="id")
    for code in CODES:
        with transaction():
            positions.state_on(person(f"head_{code.lower()}"), agreed, position="can_accept")
    page.goto(f"/plans/{plan.id}/agreed")
    expect(page.get_by_text("1 place will be recorded.")).to_be_visible()
    page.get_by_label("Record in 4").uncheck()
    expect(page.get_by_text("0 places will be recorded.")).to_be_visible()
