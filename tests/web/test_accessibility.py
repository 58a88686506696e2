"""In Chromium: every kind of page against WCAG 2.2 AA in light and dark, wide and narrow; keys, themes, scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poa.actions import documents as work
from poa.actions import plans
from poa.db import transaction
from poa.models import Clause, Plan
from poa.render.pdf import Pdf
from tests.cast import clause_of, make_amendment, make_comment, make_draft, make_insert, person

from .accessibility import problems
from .checklist import UNKNOWN

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
RESULTS = "ASEAN and Japan should share all results of common interest."


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """The clause on which everything has happened."""
    made = clause_of(plan, RESULTS)
    for code, word in (("jp", "will"), ("vn", "may"), ("id", "shall")):
        make_amendment(made, RESULTS.replace("should", word), by=code, rationale="Its reason.")
    make_amendment(made, RESULTS.replace("all", "most"), state="draft", rationale="Ours.")
    make_amendment(made, RESULTS.replace("all", "many"), by="my", state="submitted")
    make_insert(plan, made, "Costs lie where they fall.", by="th")
    make_comment(made, "Which results?", quote="all results")
    make_comment(made, "Between us.", circle="own")
    return made


def test_what_failed_and_what_is_compared_keeps_wcag(visit: Visit, plan: Plan, clause: Clause) -> None:
    """What the sample has not: a document that failed, a redline against another draft, a page that is not there."""
    zero = make_draft(plan, "Zero draft", stage="zero")
    rev1 = make_draft(plan, "Rev.1", with_comments=True)
    with transaction():
        first, *rest = [work.claim(id) for id in work.waiting()]
        assert first is not None
        work.fail(first, "The paper jammed.")
        for document in rest:
            assert document is not None
            work.finish(document, Pdf(data=b"%PDF-1.7", sha256="0" * 64, pages=3))
    found: dict[str, list[str]] = {}
    for path in (
        f"/drafts/{zero.id}",
        f"/drafts/{rev1.id}/text?against={zero.id}",
        f"/plans/{plan.id}/desk",
        f"/clauses/{UNKNOWN}",
    ):
        page = visit("official_jp", path)
        if wrong := problems(page):
            found[path] = wrong
        page.close()
    assert found == {}


def test_pages_that_refuse_keep_wcag_too(visit: Visit, plan: Plan, clause: Clause) -> None:
    found: dict[str, list[str]] = {}
    page = visit("secretariat", "/plans/new")
    page.get_by_label("Or its text").fill("# One\n\n# Two\n\nWords [^9].")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_text("Line 3:")).to_be_visible()
    found["import"] = problems(page)
    page.get_by_label("Or its text").fill("# One\n\nWords.")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="What became which clause")).to_be_visible()
    found["report"] = problems(page)
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    with transaction():
        desk = person("secretariat")
        text = RESULTS.replace("interest", "concern")
        plans.edit_clause(desk, clause, revision_id=clause.revision.id, text=text, reason="Style.")
    write(page, RESULTS.replace("should", "will"))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("The text has moved on").first).to_be_visible()
    found["conflict"] = problems(page)
    assert found == {"import": [], "report": [], "conflict": []}


# --- keys and themes --------------------------------------------------------------------------------------------------


def test_the_first_tab_skips_to_the_text(visit: Visit, plan: Plan) -> None:
    page = visit("head_jp", f"/plans/{plan.id}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the text")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [1280, 768, 360])
def test_focus_goes_through_the_bar_as_the_eye_does(visit: Visit, plan: Plan, width: int) -> None:
    page = visit("delegate_jp", f"/plans/{plan.id}")
    page.set_viewport_size({"width": width, "height": 800})
    places: list[list[float]] = []
    while page.evaluate("places => places.length == 0 || document.activeElement.closest('.bar') != null", places):
        page.keyboard.press("Tab")
        at = "() => (({x, y, height}) => [x, y + height / 2])(document.activeElement.getBoundingClientRect())"
        if page.evaluate("document.activeElement.closest('.bar') != null"):
            places.append(page.evaluate(at))
    rows: list[list[list[float]]] = []
    for place in places:  # what is within a few pixels of height is a row
        if rows and abs(rows[-1][-1][1] - place[1]) < 12:
            rows[-1].append(place)
        else:
            rows.append([place])
    assert len(places) > 6
    assert [row[0][1] for row in rows] == sorted(row[0][1] for row in rows)
    assert all(row == sorted(row) for row in rows)


def test_keys_go_from_clause_to_clause_and_can_be_switched_off(visit: Visit, plan: Plan) -> None:
    page = visit("head_jp", f"/plans/{plan.id}")
    current = "document.activeElement.closest('[data-clause]')?.dataset.clause"
    order = page.evaluate("[...document.querySelectorAll('[data-clause]')].map(one => one.dataset.clause)")
    seen = []
    for key in "nnp":
        page.keyboard.press(key)
        seen.append(page.evaluate(current))
    assert seen == [order[0], order[1], order[0]]
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    expect(dialog).to_be_visible()
    dialog.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("n")
    assert page.evaluate(current) != order[1]
    page.keyboard.press("?")
    expect(dialog).to_be_visible()


def test_keys_are_letters_again_while_one_types(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    page.keyboard.press("c")
    field = page.get_by_label("Comment", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("nap?")
    expect(field).to_have_value("nap?")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_theme_is_kept_and_set_before_the_page_is_drawn(visit: Visit, plan: Plan) -> None:
    page = visit("head_jp", f"/plans/{plan.id}")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    page.locator("details.account summary").click()
    page.get_by_label("Theme").select_option("dark")
    dark = page.evaluate(paper)
    assert dark != light
    page.goto(f"/plans/{plan.id}/drafts")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(paper) == dark


def write(page: Page, *paragraphs: str) -> None:
    """Write these in the editor, in the place of all that stands there."""
    page.locator(".ed-text").click()
    page.keyboard.press("Control+a")
    for number, words in enumerate(paragraphs):
        if number:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(words)


# --- what is typed ----------------------------------------------------------------------------------------------------


def test_changes_are_tracked_as_one_types(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    write(page, RESULTS.replace("all", "most"))
    expect(page.locator("#tracked ins")).to_contain_text("most")
    expect(page.locator("#tracked del")).to_contain_text("all")


def test_what_was_not_sent_is_given_back(visit: Visit, clause: Clause) -> None:
    """The server is not reached; the page is loaded again; the words are back, and can be dropped."""
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    page.route("**/draft", lambda route: route.abort())
    mine = RESULTS.replace("all", "most")
    write(page, mine)
    kept = "Object.keys(localStorage).some(key => key.startsWith('poa:kept:'))"
    while not page.evaluate(kept):
        page.wait_for_timeout(50)
    page.route("**/amend", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.get_by_role("button", name="Keep as a draft").click()
    page.wait_for_url("chrome-error://**", wait_until="commit")
    page.unroute("**/amend")
    page.goto(f"/clauses/{clause.id}/amend")
    expect(page.locator("textarea[name=text]")).to_have_value(mine)
    expect(page.get_by_text("was not sent")).to_be_visible()
    page.get_by_role("button", name="Drop it").click()
    expect(page.locator("textarea[name=text]")).to_have_value(RESULTS)


def test_what_was_sent_is_not_given_back(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    write(page, RESULTS.replace("all", "most"))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("only your delegation reads").first).to_be_visible()
    page.goto(f"/clauses/{clause.id}/amend")
    expect(page.locator("textarea[name=text]")).to_have_value(RESULTS)
    expect(page.get_by_text("was not sent")).to_have_count(0)


def test_an_imported_text_is_not_given_back_either(visit: Visit, cast: Any) -> None:
    page = visit("secretariat", "/plans/new")
    page.get_by_label("Or its text").fill("# One\n\nWords.")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="What became which clause")).to_be_visible()
    page.goto("/plans/new")
    expect(page.get_by_label("Or its text")).to_have_value("")


def test_other_words_choose_themselves_and_show_in_the_result(visit: Visit, clause: Clause) -> None:
    page = visit("secretariat", f"/clauses/{clause.id}/merge")
    page.get_by_label(re.compile("Other words for place 1")).fill("are to")
    expect(page.get_by_role("radio", name="other words").first).to_be_checked()
    expect(page.locator("#result ins")).to_contain_text("are to")


# --- selecting and copying --------------------------------------------------------------------------------------------


def select_words(page: Page, words: str) -> None:
    """Mark these words in the clause's text, as a pointer does."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector('[data-clause-text]'), NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const node = walker.currentNode, at = node.data.indexOf(words)
            if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length)
          }
          throw new Error('not in the text')
        }""",
        words,
    )


def test_selected_words_are_commented_on(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_vn", f"/clauses/{clause.id}")
    select_words(page, "common interest")
    page.get_by_role("button", name="Comment on this").click()
    page.get_by_label("Comment", exact=True).fill("Whose interest?")
    page.get_by_label("All parties").check()
    page.get_by_role("button", name="Comment", exact=True).click()
    thread = page.locator(".thread", has_text="Whose interest?")
    expect(thread.locator(".quote")).to_have_text("common interest")


def test_what_is_copied_is_exactly_the_text(visit: Visit, live_server: str, clause: Clause) -> None:
    with transaction():
        desk = person("secretariat")
        old = clause.revision.id
        plans.edit_clause(desk, clause, revision_id=old, text=RESULTS.replace("should", "may"), reason="Style.")
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend", permissions=["clipboard-read", "clipboard-write"])
    page.locator("input[name=revision]").evaluate("(field, id) => (field.value = id)", str(old))
    mine = [RESULTS.replace("should", "will"), "And “more”, too."]
    write(page, *mine)
    page.get_by_role("button", name="Keep as a draft").click()
    page.locator("#text-yours").wait_for()
    page.locator("[data-copy='#text-yours']").click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "\n\n".join(mine)


def test_the_sign_panel_comes_by_itself_when_the_pdf_is_ready(visit: Visit, plan: Plan) -> None:
    draft = make_draft(plan, required=["JP"])
    page = visit("official_jp", f"/drafts/{draft.id}")
    expect(page.get_by_text("You can sign as soon as you can read it.")).to_be_visible()
    with transaction():
        document = work.claim(work.waiting()[0])
        assert document is not None
        work.finish(document, Pdf(data=b"%PDF-1.7", sha256="0" * 64, pages=3))
    expect(page.get_by_role("button", name="Sign for Japan")).to_be_visible()
