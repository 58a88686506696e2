"""In Chromium: clearing on a telephone, by keyboard; the marker that moves while one reads; no barrier in any theme."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from poa.actions import instructions
from poa.db import session, transaction
from poa.models import Clause, Plan, Visit
from tests.cast import clause_of, make_amendment, make_draft, person

from .accessibility import problems

EACH = "Each party will name a contact point."
PHONE = {"width": 360, "height": 740}
Visits = Callable[..., Any]

pytestmark = pytest.mark.browser


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def test_two_drafts_are_cleared_and_held_on_a_telephone(visit: Visits, plan: Plan, clause: Clause) -> None:
    with transaction():
        head = person("head_jp")
        instructions.instruct(head, clause, instruction="Keep it soft.", fallback="May.", red_line="No shall.")
    first = make_amendment(clause, EACH.replace("will", "should endeavour to"), state="draft")
    other = clause_of(plan, "Progress")
    second = make_amendment(other, "Progress is reviewed each year by both sides.", state="draft")
    page = visit("head_jp", f"/plans/{plan.id}/home")
    page.set_viewport_size(PHONE)
    page.get_by_role("link", name="Clear 2 texts").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Paragraph 3"
    assert "Keep it soft." in page.locator("main").inner_text()
    clear = page.get_by_role("button", name="Clear", exact=True)
    box = clear.bounding_box()
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= PHONE["height"], "the act is in reach of the thumb"
    clear.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/clearing?at=draft-**")
    assert page.get_by_role("heading", level=1).inner_text() == "Paragraph 4"
    assert page.get_by_role("button", name="Take it back").is_visible()
    page.get_by_role("textbox", name="Note, if you hold it").fill("Which year?")
    page.get_by_role("button", name="Hold").click()
    page.get_by_text("1 is still on hold.").wait_for()
    session.rollback()
    session.refresh(first)
    session.refresh(second)
    assert (first.state, second.state) == ("submitted", "draft")


def test_the_marker_moves_while_one_reads(visit: Visits, plan: Plan) -> None:
    page = visit("observer", f"/plans/{plan.id}/home")
    with page.expect_response("**/seen", timeout=20_000) as answer:
        pass
    assert answer.value.status == 204
    session.rollback()
    assert session.query(Visit).count() == 1


@pytest.mark.parametrize("path", ["home", "changes", "clearing", "delegation", "negotiation"])
def test_no_barrier_wide_or_narrow_light_or_dark(visit: Visits, plan: Plan, clause: Clause, path: str) -> None:
    make_draft(plan, "Zero", stage="zero")
    make_amendment(clause, EACH.replace("will", "should"), state="draft")
    make_amendment(clause, EACH.replace("will", "may"), by="vn")
    with transaction():
        instructions.instruct(person("head_jp"), clause, instruction="Keep it soft.", red_line="No shall.")
    page = visit("head_jp", f"/plans/{plan.id}/{path}")
    for details in page.locator("main details").all():
        details.evaluate("item => { item.open = true }")
    assert problems(page) == []
