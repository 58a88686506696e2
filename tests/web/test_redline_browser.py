"""Wherever a whole text is written, its tracked changes grow beside it in Chromium, as they will be shown."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from poa.actions import plans
from poa.db import transaction
from poa.models import Clause, Plan
from tests.cast import clause_of, make_amendment, person

from .accessibility import problems
from .editors import RESULTS, Visit, drafts, editor, put_cursor, source

pytestmark = pytest.mark.browser

NEW = "Costs lie where they fall."
TEXT = ".redline .text"


def stand(clause: Clause) -> dict[str, uuid.UUID]:
    """A clause with a draft of Japan's, two amendments that a bridge would replace, and the plan around it."""
    return {
        "plan": clause.plan_id,
        "clause": clause.id,
        "draft": make_amendment(clause, RESULTS.replace("all", "most"), state="draft").id,
        "one": make_amendment(clause, RESULTS.replace("should", "will")).id,
        "other": make_amendment(clause, RESULTS.replace("should", "may"), by="vn").id,
    }


def move_on(clause: Clause) -> dict[str, uuid.UUID]:
    """Japan's amendment, and words of the desk's that leave no clean way to carry it."""
    moved = make_amendment(clause, RESULTS.replace("should", "will"))
    with transaction():
        text = RESULTS.replace("should", "shall")
        plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision_id, text=text, reason="Style.")
    return {"moved": moved.id}


@dataclass(frozen=True)
class Writing:
    """A page with an editor: who writes where, under what label, and what shows it when it is sent by that button."""

    who: str
    path: str
    label: str
    button: str
    then: str = ""
    shown: str = TEXT
    fields: tuple[tuple[str, str], ...] = ()
    new: bool = False
    before: Callable[[Clause], dict[str, uuid.UUID]] = stand


WHY = (("reason", "Style."),)
FOR = (("party", "VN"),)
PAGES = {
    "change": Writing("delegate_jp", "/clauses/{clause}/amend", "Your text", "Keep as a draft"),
    "draft": Writing("delegate_jp", "/amendments/{draft}/edit", "Your text", "Keep"),
    "new clause": Writing("delegate_jp", "/plans/{plan}/amend", "Text", "Keep as a draft", new=True),
    "carried": Writing("head_jp", "/amendments/{moved}/rebase", "Your text", "Carry over", before=move_on),
    "entered": Writing("secretariat", "/clauses/{clause}/enter", "Text", "Enter", fields=FOR),
    "entered, new": Writing("secretariat", "/plans/{plan}/enter", "Text", "Enter", fields=FOR, new=True),
    "edited": Writing(
        "secretariat", "/clauses/{clause}/edit", "Text", "Record the edit", "/clauses/{clause}/history", fields=WHY
    ),
    "scrubbed": Writing(
        "secretariat", "/clauses/{clause}/scrub", "Text", "Record the change", shown="#main .text", fields=WHY
    ),
    "inserted": Writing(
        "secretariat", "/plans/{plan}/structure", "Text", "Insert", shown="[data-clause-text]", new=True
    ),
    "bridged": Writing(
        "head_sg",
        "/plans/{plan}/bridges?clause={clause}",
        "The clause as it would be",
        "Propose it",
        shown="#main .text",
    ),
}


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


def fill(page: Page, writing: Writing) -> None:
    """What the form asks for besides the text."""
    for name, value in writing.fields:
        field = page.locator(f"[name={name}]").first
        field.select_option(value) if name == "party" else field.fill(value)


def write(page: Page, writing: Writing) -> str:
    """Type words, see them tracked, and give the tracked text as HTML."""
    editor(page, writing.label)
    if writing.new:
        editor(page, writing.label).click()
        page.keyboard.type(NEW)
    else:
        put_cursor(page, "Japan")
        page.keyboard.type(" gladly")
    fill(page, writing)
    tracked = page.locator("#tracked:not([aria-busy])")
    expect(tracked.locator("ins", has_text=NEW if writing.new else "gladly").first).to_be_visible()
    if writing.fields == FOR:
        expect(tracked.locator("ins.party-vn").first).to_be_visible()
    return tracked.inner_html()


@pytest.mark.parametrize("name", PAGES)
def test_what_one_types_is_tracked_as_it_will_be_shown(visit: Visit, clause: Clause, name: str) -> None:
    writing = PAGES[name]
    ids = writing.before(clause)
    page = visit(writing.who, writing.path.format(**ids))
    tracked = write(page, writing)
    assert problems(page) == []
    with page.expect_navigation():
        page.get_by_role("button", name=writing.button, exact=True).click()
    if writing.then:
        page.goto(writing.then.format(**ids))
    shown = page.locator(writing.shown).first
    if name == "inserted":
        assert shown.inner_text() == NEW
    else:
        assert shown.inner_html() == tracked


@pytest.mark.parametrize("name", ["bridged", "scrubbed", "inserted", "entered", "edited"])
def test_without_scripts_it_is_a_plain_field_with_the_codes_of_clauses(
    browser: Any, live_server: str, visit: Visit, clause: Clause, name: str
) -> None:
    writing = PAGES[name]
    ids = writing.before(clause)
    kept = visit(writing.who, "/").context.storage_state()
    plain = browser.new_context(base_url=live_server, java_script_enabled=False, storage_state=kept)
    page = plain.new_page()
    page.goto(writing.path.format(**ids))
    field = page.get_by_label(writing.label, exact=True)
    field.fill(NEW if writing.new else field.input_value().replace("Japan", "Japan gladly"))
    page.get_by_text("Refer to another clause").click()
    expect(page.locator("noscript code", has_text=f"{{ref:{clause.id}}}")).to_be_visible()
    fill(page, writing)
    page.get_by_role("button", name=writing.button, exact=True).click()
    page.goto(writing.then.format(**ids) if writing.then else page.url)
    expect(page.locator(writing.shown).first).to_contain_text(NEW if writing.new else "gladly")
    plain.close()


@pytest.mark.parametrize("name", PAGES)
def test_the_editor_undoes_and_names_clauses_everywhere(visit: Visit, clause: Clause, name: str) -> None:
    writing = PAGES[name]
    page = visit(writing.who, writing.path.format(**writing.before(clause)))
    editor(page, writing.label).click()
    began = source(page)
    page.keyboard.type(" @Each party")
    listed = page.get_by_role("listbox", name="Clauses").get_by_role("option")
    expect(listed.first).to_be_visible()
    page.keyboard.press("Enter")
    assert f"{{ref:{clause_of(clause.plan, 'Each party').id}}}" in source(page)
    for _ in range(15):
        page.keyboard.press("Control+z")
    assert source(page) == began
    page.evaluate("for (const form of document.forms) form.dataset.sent = 'yes'")


def test_what_cannot_be_taken_is_said_while_one_types(visit: Visit, clause: Clause) -> None:
    page = visit("secretariat", f"/clauses/{clause.id}/edit")
    editor(page, "Text").click()
    page.keyboard.insert_text("a\u202eb")
    expect(page.locator("#tracked .error")).to_contain_text("RIGHT-TO-LEFT OVERRIDE")
    page.keyboard.press("Control+z")
    expect(page.locator("#tracked")).to_contain_text(RESULTS)
    page.evaluate("for (const form of document.forms) form.dataset.sent = 'yes'")


@pytest.mark.parametrize("name", ["edited", "bridged"])
def test_closed_by_mistake_the_words_are_back_and_tracked(visit: Visit, clause: Clause, name: str) -> None:
    writing = PAGES[name]
    path = writing.path.format(**writing.before(clause))
    page = visit(writing.who, path)
    write(page, writing)
    page.wait_for_timeout(600)
    page.close(run_before_unload=False)
    page = visit(writing.who, path)
    expect(editor(page, writing.label)).to_contain_text("gladly")
    expect(page.locator("#tracked ins", has_text="gladly")).to_be_visible()
    assert len(drafts()) == 3
