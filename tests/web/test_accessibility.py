"""In Chromium: every kind of page against WCAG 2.2 AA in light and dark, wide and narrow; keys, themes, scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from poa.actions import documents as work
from poa.actions import plans
from poa.db import session, transaction
from poa.models import Amendment, Clause, Plan
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


@pytest.fixture
def paths(plan: Plan, clause: Clause) -> dict[str, str]:
    """The address of a page of each kind."""
    zero = make_draft(plan, "Zero draft", stage="zero")
    other = clause_of(plan, "Each party")
    stale = make_amendment(other, "Each party must name a contact point.")
    with transaction():
        desk = person("secretariat")
        text = "Each party may name a contact point."
        plans.edit_clause(desk, other, revision_id=other.revision.id, text=text, reason="Style.")
    rev1 = make_draft(plan, "Rev.1", with_comments=True)
    with transaction():
        first, *rest = [work.claim(id) for id in work.waiting()]
        assert first is not None
        work.fail(first, "The paper jammed.")
        for document in rest:
            assert document is not None
            work.finish(document, Pdf(data=b"%PDF-1.7", sha256="0" * 64, pages=3))
    draft = session.scalars(select(Amendment).where(Amendment.state == "draft")).unique().one()
    here, at = f"/plans/{plan.id}", f"/clauses/{clause.id}"
    return {
        "login": "/login",
        "plans": "/",
        "plan": here,
        "clause": at,
        "comment": f"{at}/comments/new?quote=all+results",
        "history of a clause": f"/clauses/{other.id}/history",
        "editor": f"{at}/amend",
        "new clause": f"{here}/amend",
        "amendments": f"{here}/amendments",
        "amendment": f"/amendments/{draft.id}",
        "draft editor": f"/amendments/{draft.id}/edit",
        "rebase": f"/amendments/{stale.id}/rebase",
        "drafts": f"{here}/drafts",
        "failed draft": f"/drafts/{zero.id}",
        "draft": f"/drafts/{rev1.id}",
        "draft text": f"/drafts/{rev1.id}/text",
        "redline": f"/drafts/{rev1.id}/text?against={zero.id}",
        "history": f"{here}/history",
        "desk": f"{here}/desk",
        "merge": f"{at}/merge",
        "edit": f"{at}/edit",
        "structure": f"{here}/structure",
        "import": "/plans/new",
        "not found": f"/clauses/{UNKNOWN}",
        "not allowed": f"{here}/desk",
    }


READ_BY: dict[str | None, list[str]] = {
    None: ["login", "not found"],
    "head_jp": [
        "plans",
        "plan",
        "clause",
        "comment",
        "editor",
        "new clause",
        "amendments",
        "amendment",
        "draft editor",
        "rebase",
    ],
    "official_jp": ["drafts", "failed draft", "draft", "draft text", "redline", "history", "not allowed"],
    "secretariat": ["history of a clause", "desk", "merge", "edit", "structure", "import", "plan", "drafts"],
}


@pytest.mark.parametrize("who", READ_BY)
def test_each_kind_of_page_keeps_wcag_and_fits(visit: Visit, paths: dict[str, str], who: str | None) -> None:
    found: dict[str, list[str]] = {}
    for name in READ_BY[who]:
        page = visit(who, paths[name])
        if wrong := problems(page):
            found[name] = wrong
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
