"""In Chromium: the reading room switches in place, stays where one reads, goes where it is told, and holds still."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from poa.actions import comments, plans
from poa.db import session, transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_all
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_plan, person
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


@pytest.fixture
def long(cast: object) -> Plan:
    lines = (f"ASEAN and Japan will meet in place {n}, and will report on what they have done." for n in range(200))
    text = "\n\n".join(f"## Part {n // 40}\n\n{line}" if n % 40 == 0 else line for n, line in enumerate(lines))
    return make_plan(markdown=f"# A long plan\n\n{text}\n")


def test_of_a_long_plan_what_is_far_off_is_not_drawn_yet_and_is_led_to(visit: Visit, long: Plan) -> None:
    far = f"c-{clause_of(long, 'ASEAN and Japan will meet in place 150,').id}"
    page = visit("head_jp", f"/plans/{long.id}")
    assert not page.evaluate("id => document.getElementById(id).checkVisibility({contentVisibilityAuto: true})", far)
    page.locator(f'.outline-list a[href="#{far}"]').click()
    expect(page.locator("[data-place]")).to_have_text("151 of 200")
    expect(page.locator(f'.outline-list a[href="#{far}"]')).to_have_attribute("aria-current", "true")
    before = page.evaluate(TOP, far)
    bar = page.locator("[data-switch]").evaluate("bar => bar.getBoundingClientRect().bottom")
    assert bar <= before < bar + 60
    page.wait_for_timeout(300)
    assert abs(page.evaluate(TOP, far) - before) <= 1
    page.evaluate("scrollTo(0, 0)")
    page.get_by_label("Go to").fill("199")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    last = page.locator(".clause.is-current")
    expect(last).to_contain_text("in place 199,")
    expect(last).to_be_in_viewport()
    assert page.evaluate("find('in place 77,')")
    assert page.evaluate("getSelection().anchorNode.parentElement.closest('.clause').dataset.label") == "78"


def test_the_mark_of_the_clause_one_is_at_is_not_cut_off_in_a_long_plan(visit: Visit, long: Plan) -> None:
    page = visit("head_jp", f"/plans/{long.id}")
    page.keyboard.press("n")
    page.keyboard.press("n")
    shown = """clause => {
      const {left, top, height} = clause.getBoundingClientRect()
      return document.elementFromPoint(left + 1, top + height / 2) === clause
    }"""
    assert page.locator(".clause.is-current").evaluate(shown)


def test_scrolling_asks_no_clause_that_is_far_off_where_it_is(visit: Visit, long: Plan) -> None:
    page = visit("head_jp", f"/plans/{long.id}")
    page.evaluate(
        """() => {
          window.far = []
          const ask = Element.prototype.getBoundingClientRect
          Element.prototype.getBoundingClientRect = function () {
            const box = ask.call(this)
            if (this.matches('.clause') && (box.bottom < -innerHeight || box.top > 2 * innerHeight)) far.push(this.id)
            return box
          }
        }"""
    )
    place = page.locator("[data-place]")
    page.keyboard.press("n")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight / 2)")
    expect(place).not_to_have_text("1 of 200")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    expect(place).to_have_text(re.compile(r"^19\d of 200$"))
    assert page.evaluate("far") == []


def test_a_place_in_the_outline_is_gone_to_without_fetching_the_page_again(visit: Visit, plan: Plan) -> None:
    page = visit("head_jp", f"/plans/{plan.id}")
    room = page.locator("[data-reading]").element_handle()
    page.evaluate("addEventListener('hashchange', () => { window.gone = true })")
    page.locator(".outline-list .level-3 a").last.click()
    page.wait_for_function("window.gone")
    assert room.evaluate("room => room.isConnected && !room.hasAttribute('aria-busy')")
