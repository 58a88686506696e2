"""A clause's page while others write: what comes stands in place, what one reads and types stays, who is here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from poa.actions import comments, plans, sessions
from poa.db import transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_named
from tests.cast import Cast, clause_of, make_amendment, make_comment, person

from .accessibility import problems

Visit = Callable[..., Any]


@pytest.fixture
def clause(plan: Plan) -> Clause:
    """With enough on its page to scroll."""
    clause = clause_of(plan, "ASEAN and Japan should")
    for code in ("vn", "id", "th"):
        make_amendment(clause, clause.revision.text + f" As {code} wishes.", by=code)
    return clause


def say(clause: Clause, body: str, by: str = "delegate_vn", circle: str = "all", **more: str) -> None:
    with transaction():
        who = person(by)
        comments.comment(who, clause, body=body, circle=circle_named(clause.plan_id, circle, who), **more)


def selects(page: Any, words: str) -> None:
    """Mark words in the text of the first clause that has them."""
    page.evaluate(
        """words => {
          for (const root of document.querySelectorAll('[data-clause-text]')) {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
            while (walker.nextNode()) {
              const node = walker.currentNode, at = node.data.indexOf(words)
              if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length)
            }
          }
          throw new Error('not in the text')
        }""",
        words,
    )


def test_what_comes_stands_in_place_and_nothing_that_one_reads_or_types_is_touched(
    visit: Visit, clause: Clause
) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    page.set_viewport_size({"width": 1300, "height": 500})
    field = page.locator("#comment textarea")
    field.fill("Half a thought")
    page.locator("#amendments .amendment").last.scroll_into_view_if_needed()
    words = page.get_by_text("As th wishes.").first
    before = words.bounding_box()["y"]
    say(clause, "Which results?", quote="all results")
    make_amendment(clause, clause.revision.text + " As my wishes.", by="my")
    with transaction():
        who = person("delegate_vn")
        comments.comment(who, clause, body="Among us.", circle=circle_named(clause.plan_id, "ASEAN", who))
    expect(page.locator(".thread", has_text="Which results?")).to_be_attached()
    expect(page.locator(".thread.is-new .tag-new")).to_have_text("new")
    expect(page.locator(".amendment", has_text="As my wishes.")).to_be_attached()
    expect(page.locator("mark.quoted")).to_have_text("all results")
    expect(page.locator("[data-news]")).to_contain_text("Secretariat tabled an amendment to 2.")
    assert abs(words.bounding_box()["y"] - before) < 2
    assert field.input_value() == "Half a thought"
    assert page.evaluate("document.activeElement.id") == "body"
    assert "Among us" not in page.content()


def test_a_changed_text_waits_until_it_is_asked_for(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    sheet = page.locator(".sheet")
    with transaction():
        plans.edit_clause(
            person("secretariat"), clause, revision_id=clause.revision.id, text="They share nothing.", reason="x"
        )
    news = page.locator("[data-news]")
    expect(news).to_contain_text("The text changed just now.")
    expect(sheet).to_contain_text("should share all results")
    news.get_by_role("link", name="Show it").click()
    expect(sheet).to_contain_text("They share nothing.")
    expect(news).to_be_hidden()


def test_who_is_here_is_told_within_a_delegation_only(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    other = visit("head_vn", f"/clauses/{clause.id}")
    here = page.locator("[data-presence]")
    colleague = visit("colleague_jp", f"/clauses/{clause.id}")
    expect(here).to_have_text("Also here: Colleague Jp")
    expect(colleague.locator("[data-presence]")).to_have_text("Also here: Delegate Jp")
    expect(other.locator("[data-presence]")).to_have_text("")
    colleague.close()
    expect(here).to_have_text("")


def test_signed_out_one_is_told_so_and_what_was_typed_stays(visit: Visit, clause: Clause, cast: Cast) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    page.locator("#comment textarea").fill("Half a thought")
    with transaction():
        sessions.revoke_all(person("delegate_jp"))
    news = page.locator("[data-news]")
    expect(news).to_contain_text("You are signed out. What you typed is kept")
    expect(news.get_by_role("link", name="Sign in")).to_have_attribute("href", f"/login?next=%2Fclauses%2F{clause.id}")
    assert page.locator("#comment textarea").input_value() == "Half a thought"


def test_an_anchor_leads_to_its_thread_and_back(visit: Visit, clause: Clause) -> None:
    made = make_comment(clause, "Which results?", quote="all results")
    make_comment(clause, "Ours alone.", by="delegate_vn", circle="own", quote="common interest")
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    assert page.locator("mark.quoted").all_inner_texts() == ["all results"]
    assert problems(page) == []
    link = page.get_by_role("link", name="Comment by JP")
    link.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == f"t-{made.id}"
    expect(page.locator("mark.quoted.is-lit")).to_have_count(1)
    # What is about no thread, as when the page is scrolled under the pointer.
    page.locator(".bar-inner").dispatch_event("pointerover")
    expect(page.locator("mark.quoted.is-lit")).to_have_count(1)
    page.locator(".thread .quote a").click()
    assert page.evaluate("document.activeElement.id") == f"q-{made.id}"


def begins(page: Any, words: str) -> tuple[Any, Any]:
    """Select words where one reads and press the button: the dialog that opens, and its field."""
    selects(page, words)
    page.get_by_role("button", name="Comment on this").click()
    dialog = page.get_by_role("dialog", name="Comment")
    return dialog, dialog.get_by_label("Comment", exact=True)


def test_a_comment_where_one_reads_with_somebody_mentioned(visit: Visit, plan: Plan, clause: Clause) -> None:
    """In the reading room: selected, written, refused once, sent; the focus comes back, nothing was left."""
    page = visit("delegate_jp", f"/plans/{plan.id}")
    dialog, field = begins(page, "common interest")
    expect(field).to_be_focused()
    assert dialog.get_by_role("radio").first.get_attribute("value") == "own"
    field.press_sequentially("Ask them, @Head Vn")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(dialog).to_contain_text("Head Vn does not read JP")
    assert field.input_value() == "Ask them, @Head Vn"
    field.fill("")
    field.press_sequentially("Ask him, @coll")
    expect(dialog.get_by_role("option")).to_have_text("Colleague Jp JP")
    assert problems(page) == []
    field.fill("")  # looking at the page at other widths may have closed the list
    field.press_sequentially("Ask him, @coll")
    expect(dialog.get_by_role("option")).to_have_text("Colleague Jp JP")
    field.press("Enter")
    expect(field).to_have_value("Ask him, @Colleague Jp ")
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(page.get_by_text("stands, read by JP only.")).to_be_visible()
    expect(dialog).to_have_count(0)
    assert page.url.endswith(f"/plans/{plan.id}")
    expect(page.locator("mark.quoted")).to_have_text("common interest")
    there = visit("colleague_jp", f"/clauses/{clause.id}")
    expect(there.locator(".mention")).to_have_text("@Colleague Jp")
    expect(there.locator("mark.quoted")).to_have_text("common interest")


def test_names_are_still_offered_in_a_form_that_came_back_at_once(visit: Visit, plan: Plan, clause: Clause) -> None:
    """The form that was refused closes its own list of names a moment after it lost the focus, not the new form's."""
    page = visit("delegate_jp", f"/plans/{plan.id}")
    dialog, field = begins(page, "common interest")
    field.fill("Ask them, @Head Vn")
    page.evaluate(  # time that stands still, for what is to come later
        """() => { window.later = []; window.setTimeout = (what) => window.later.push(what) }"""
    )
    dialog.get_by_role("button", name="Comment", exact=True).click()
    expect(dialog).to_contain_text("Head Vn does not read JP")
    field.fill("Ask him, @coll")
    expect(dialog.get_by_role("option")).to_have_text("Colleague Jp JP")
    assert page.evaluate("later.splice(0).map((what) => what()).length")
    expect(dialog.get_by_role("option")).to_have_text("Colleague Jp JP")


def test_a_thread_is_answered_and_resolved_without_leaving_the_page(visit: Visit, clause: Clause) -> None:
    made = make_comment(clause, "Which results?", quote="all results")
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    page.evaluate("window.stayed = true")
    page.locator("#comment textarea").fill("Half a thought")
    thread = page.locator(f"#t-{made.id}")
    thread.get_by_text("Reply").first.click()
    answer = thread.get_by_label("Reply")
    answer.fill("Ask @Delegate Vn and @Stranger.")
    thread.get_by_role("button", name="Reply").click()
    expect(thread.locator(".error")).to_contain_text("Stranger does not read this plan")
    assert answer.input_value() == "Ask @Delegate Vn and @Stranger."
    answer.fill("All of them.")
    thread.get_by_role("button", name="Reply").click()
    expect(thread.locator(".replies")).to_contain_text("All of them.")
    thread.get_by_role("button", name="Resolve").click()
    expect(page.locator(f".resolved-threads #t-{made.id}")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == f"t-{made.id}"
    expect(page.locator("mark.quoted")).to_have_count(0)
    assert page.locator("#comment textarea").input_value() == "Half a thought"
    assert page.evaluate("window.stayed")


def test_a_list_is_renewed_in_place_when_it_is_asked_for(visit: Visit, plan: Plan, clause: Clause) -> None:
    page = visit("delegate_jp", f"/plans/{plan.id}/amendments")
    page.evaluate("window.stayed = true")
    make_amendment(clause, clause.revision.text + " As my wishes.", by="my")
    news = page.locator("[data-news]")
    news.get_by_role("link", name="Show").click()
    expect(page.locator("main")).to_contain_text("MY")
    expect(news).to_be_hidden()
    assert page.evaluate("window.stayed")
    assert page.locator(".tag-new").count() <= 1


def test_who_edits_is_told_to_who_reads(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    editor = visit("colleague_jp", f"/clauses/{clause.id}/amend")
    expect(page.locator("[data-presence]")).to_have_text("Also here: Colleague Jp, editing")
    expect(editor.locator("[data-presence]")).to_have_text("Also here: Delegate Jp")


def test_on_a_tablet_the_form_opens_over_neither_the_words_nor_the_margin(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}", has_touch=True, viewport={"width": 800, "height": 1000})
    selects(page, "all results")
    page.get_by_role("button", name="Comment on this").tap()
    dialog = page.get_by_role("dialog", name="Comment on 2")
    dialog.get_by_label("Comment", exact=True).fill("Which ones?")
    assert page.locator(".sheet").bounding_box()["y"] < dialog.bounding_box()["y"]
    dialog.get_by_role("button", name="Comment", exact=True).tap()
    expect(page.locator("mark.quoted")).to_have_text("all results")
    page.get_by_role("link", name="Comment by JP, read by JP only").tap()
    expect(page.locator(".thread", has_text="Which ones?")).to_be_focused()


def test_what_came_while_there_was_no_connection_comes_when_it_is_back(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}")
    expect(page.locator("[data-presence]")).to_be_attached()
    page.context.set_offline(True)
    news = page.locator("[data-news]")
    expect(news).to_contain_text("No connection.", timeout=15_000)
    say(clause, "Which results?", quote="all results")
    page.context.set_offline(False)
    expect(page.locator(".thread", has_text="Which results?")).to_be_attached(timeout=15_000)
    expect(news).to_contain_text("commented on 2.")
