"""What is typed in Chromium is kept as the delegation's draft: nothing is lost, or goes over another's words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from poa.actions import keeping
from poa.db import now, session, transaction
from poa.models import Clause, Plan, Session
from tests.cast import PASSWORD, clause_of, email_of, make_amendment, person

from .accessibility import problems
from .editors import RESULTS, Visit, drafts, editor, kept, put_cursor, source

pytestmark = pytest.mark.browser


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


def test_it_is_kept_as_the_delegations_draft_and_sent_as_that(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page).fill(RESULTS.replace("all", "most"))
    kept(page)
    [draft] = drafts()
    assert (draft.state, draft.text) == ("draft", RESULTS.replace("all", "most"))
    expect(page).to_have_url(re.compile(f"/amendments/{draft.id}/edit$"))
    page.get_by_label("Why", exact=True).fill("We cannot share them all.")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("only your delegation reads").first).to_be_visible()
    [draft] = drafts()
    assert draft.rationale == "We cannot share them all."


def test_the_reasons_are_kept_as_they_are_typed(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page).fill(RESULTS.replace("all", "most"))
    kept(page)
    page.get_by_label("Why", exact=True).fill("We cannot share them all.")
    with page.expect_response("**/typed"):
        pass
    kept(page)
    assert [(draft.text, draft.rationale) for draft in drafts()] == [
        (RESULTS.replace("all", "most"), "We cannot share them all.")
    ]
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('kept:'))") == []


def test_a_colleagues_reasons_are_shown_and_neither_is_lost(visit: Visit, clause: Clause) -> None:
    draft = make_amendment(clause, RESULTS.replace("all", "most"), state="draft")
    page = visit("delegate_jp", f"/amendments/{draft.id}/edit")
    editor(page)
    with transaction():
        keeping.keep_typed(person("colleague_jp"), draft, text=draft.text, rationale="Theirs.", version=1)
    page.get_by_label("Why", exact=True).fill("Mine.")
    box = page.get_by_role("region", name="A colleague was faster")
    expect(box).to_be_visible(timeout=15_000)
    for why in ("Theirs.", "Mine."):
        expect(box.get_by_text(why, exact=True)).to_be_visible()
    box.get_by_role("button", name="Take both together").click()
    expect(page.get_by_label("Why", exact=True)).to_have_value("Theirs.\n\nMine.")
    kept(page)
    assert [draft.rationale for draft in drafts()] == ["Theirs.\n\nMine."]


def test_offline_it_stays_here_and_goes_when_the_network_is_back(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page)
    page.context.set_offline(True)
    editor(page).fill(RESULTS.replace("all", "most"))
    expect(page.locator("[data-editor-said]")).to_contain_text("No connection", timeout=15_000)
    page.context.set_offline(False)
    kept(page)
    assert [draft.text for draft in drafts()] == [RESULTS.replace("all", "most")]


def test_after_a_crash_the_words_are_back(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    page.route("**/draft", lambda route: route.abort())
    editor(page).fill(RESULTS.replace("all", "most"))
    expect(page.locator("[data-editor-said]")).to_contain_text("No connection", timeout=15_000)
    page.close(run_before_unload=False)
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    expect(editor(page)).to_have_text(RESULTS.replace("all", "most"))
    expect(page.get_by_text("was not sent")).to_be_visible()
    page.get_by_role("button", name="Drop it").click()
    expect(editor(page)).to_have_text(RESULTS)


def test_what_was_typed_after_the_last_keeping_is_back_on_the_drafts_page(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page).fill(RESULTS.replace("all", "most"))
    kept(page)
    page.route("**/typed", lambda route: route.abort())
    editor(page).fill(RESULTS.replace("all", "many"))
    expect(page.locator("[data-editor-said]")).to_contain_text("No connection", timeout=15_000)
    url = page.url
    page.close(run_before_unload=False)
    page = visit("delegate_jp", url)
    expect(editor(page)).to_have_text(RESULTS.replace("all", "many"))
    kept(page)
    assert [draft.text for draft in drafts()] == [RESULTS.replace("all", "many")]


def test_signed_out_it_waits_and_goes_on_after_signing_in_elsewhere(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page)
    with transaction():
        for one in session.scalars(select(Session)).unique():
            one.revoked_at = now()
    editor(page).fill(RESULTS.replace("all", "most"))
    expect(page.locator("[data-editor-said]")).to_contain_text("You are signed out", timeout=15_000)
    assert drafts() == []
    other = page.context.new_page()
    other.goto("/login")
    other.locator("input[name=email]").fill(email_of("delegate_jp"))
    other.locator("input[name=password]").fill(PASSWORD)
    other.keyboard.press("Enter")
    other.wait_for_url("**/")
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    kept(page)
    assert [draft.text for draft in drafts()] == [RESULTS.replace("all", "most")]


def test_a_colleagues_words_are_shown_and_merged_before_anyone_takes_them(visit: Visit, clause: Clause) -> None:
    draft = make_amendment(clause, RESULTS.replace("all", "most"), state="draft")
    page = visit("delegate_jp", f"/amendments/{draft.id}/edit")
    editor(page)
    began = draft.text
    with transaction():
        theirs = began.replace("common", "shared")
        keeping.keep_typed(person("colleague_jp"), draft, text=theirs, version=1)
    put_cursor(page, "should")
    page.keyboard.type(" jointly")
    box = page.get_by_role("region", name="A colleague was faster")
    expect(box).to_be_visible(timeout=15_000)
    assert drafts()[0].text == theirs
    for text in (theirs, began.replace("should", "should jointly")):
        expect(box.locator("pre", has_text=text).first).to_be_visible()
    assert problems(page) == []
    box.get_by_role("button", name="Take both together").click()
    kept(page)
    both = theirs.replace("should", "should jointly")
    assert (source(page), drafts()[0].text) == (both, both)


def test_without_scripts_it_is_the_plain_field(browser: Any, live_server: str, visit: Visit, clause: Clause) -> None:
    signed = visit("delegate_jp", f"/clauses/{clause.id}/amend").context
    plain = browser.new_context(base_url=live_server, java_script_enabled=False, storage_state=signed.storage_state())
    page = plain.new_page()
    page.goto(f"/clauses/{clause.id}/amend")
    page.get_by_label("Your text").fill(RESULTS.replace("all", "most"))
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("only your delegation reads").first).to_be_visible()
    plain.close()
    assert drafts()[0].text == RESULTS.replace("all", "most")
