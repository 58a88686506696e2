"""In Chromium: the reading room switches in place, stays where one reads, goes where it is told, and holds still."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from poa.actions import comments, plans
from poa.db import session, transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_all
from tests.cast import clause_of, make_amendment, make_comment, make_draft, person
from tests.client import Client
from tests.sample import user

from .accessibility import problems

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
RESULTS = "ASEAN and Japan should share all results of common interest."
TOP = "id => document.getElementById(id).getBoundingClientRect().top"


def test_a_view_is_switched_in_place_and_back(visit_sample: Visit, sample: Plan) -> None:
    clause = clause_of(sample, "ASEAN and Japan will promote joint research on artificial")
    page = visit_sample("head.my", f"/plans/{sample.id}#c-{clause.id}")
    place = f"c-{clause.id}"
    page.evaluate("window.here = true")
    before = page.evaluate(TOP, place)
    page.keyboard.press("3")
    expect(page.locator(f"#{place} ins").first).to_be_visible()
    assert abs(page.evaluate(TOP, place) - before) <= 1
    assert page.url.endswith(f"/plans/{sample.id}?view=amendments")
    assert page.evaluate("window.here")
    expect(page.get_by_role("link", name="All amendments")).to_be_focused()
    page.go_back()
    expect(page.locator(f"#{place} ins")).to_have_count(0)
    assert page.evaluate("window.here")


def test_keys_lead_through_the_room(visit: Visit, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    page = visit("head_jp", f"/plans/{plan.id}")
    page.keyboard.press("g")
    expect(page.get_by_label("Go to")).to_be_focused()
    page.keyboard.type("1(b)")
    page.keyboard.press("Enter")
    expect(page.locator("li.is-current")).to_contain_text("shared use of facilities")
    page.keyboard.press("n")
    expect(page.locator(f"#c-{clause.id}")).to_be_focused()
    page.keyboard.press("3")
    expect(page.locator(f"#c-{clause.id} ins")).to_have_text("will")
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator(".is-at")).to_have_count(1)
    page.locator(f"#c-{clause.id}").focus()
    page.keyboard.press("y")
    page.wait_for_url(f"**/clauses/{clause.id}/positions")
    expect(page.get_by_role("button", name="State our position").first).to_be_visible()


def test_nothing_shifts_while_it_loads(visit_sample: Visit, sample: Plan) -> None:
    page = visit_sample("head.my", "/")
    page.add_init_script(
        """window.shifted = 0
        const add = one => { if (!one.hadRecentInput) shifted += one.value }
        new PerformanceObserver(list => list.getEntries().forEach(add))
          .observe({type: 'layout-shift', buffered: true})"""
    )
    page.goto(f"/plans/{sample.id}", wait_until="load")
    page.wait_for_timeout(1_000)
    assert page.evaluate("shifted") < 0.01


def test_on_a_phone_what_stands_beside_a_clause_opens_under_it(visit: Visit, plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    make_comment(clause, "Which results?", by="delegate_th")
    page = visit("head_jp", f"/plans/{plan.id}")
    page.set_viewport_size({"width": 360, "height": 740})
    note = page.locator(f"#b-{clause.id}")
    expect(note).to_be_hidden()
    page.get_by_role("link", name="1 amendment, 1 comment").click()
    expect(note).to_contain_text("will")
    assert problems(page) == []


def test_news_come_beside_the_clause_and_move_nothing(visit_sample: Visit, sample: Plan) -> None:
    first = clause_of(sample, "ASEAN and Japan will promote joint research on artificial")
    last = clause_of(sample, "ASEAN and Japan will encourage joint")
    page = visit_sample("head.jp", f"/plans/{sample.id}#c-{last.id}")
    before = page.evaluate(TOP, f"c-{last.id}")
    with transaction():
        clause, who = session.get_one(Clause, first.id), user("delegate.th")
        comments.comment(who, clause, body="Which ones?", circle=circle_all(sample.id))
    expect(page.locator(f"#b-{first.id}")).to_contain_text("Which ones?", timeout=10_000)
    assert abs(page.evaluate(TOP, f"c-{last.id}") - before) <= 1


def test_lines_are_numbered_on_demand_and_remembered(visit_sample: Visit, sample: Plan) -> None:
    page = visit_sample("head.my", f"/plans/{sample.id}")
    assert page.locator(".line-number").count() == 0
    page.get_by_label("Line numbers").check()
    expect(page.locator(".line-number").first).to_have_text("5")
    page.reload()
    expect(page.locator(".line-number").nth(1)).to_have_text("10")


@pytest.mark.parametrize("view", ["redline", "amendments", "compilation"])
def test_each_view_keeps_wcag(visit: Visit, plan: Plan, view: str) -> None:
    clause = clause_of(plan, RESULTS)
    make_draft(plan, "Zero draft", stage="zero")
    make_amendment(clause, RESULTS.replace("all", "most"), by="vn")
    with transaction():
        text = RESULTS.replace("interest", "concern")
        plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision_id, text=text, reason="Style.")
    assert problems(visit("head_jp", f"/plans/{plan.id}?view={view}")) == []


def test_without_scripts_everything_is_there(signed_in: Callable[[str], Client], plan: Plan) -> None:
    clause = clause_of(plan, RESULTS)
    make_amendment(clause, RESULTS.replace("should", "will"), by="vn")
    page = signed_in("head_jp").get(f"/plans/{plan.id}").text
    for link in ("view=redline", "view=amendments", "view=compilation"):
        assert (link in page) is (link != "view=redline")
    assert f'href="#b-{clause.id}"' in page
    assert 'name="to"' in page
