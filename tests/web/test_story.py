"""The whole way on the sample, in Chromium: two delegations amend, the desk settles and issues, all sign."""

from __future__ import annotations

import hashlib
import re
import subprocess
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from poa.db import session
from poa.jobs import Work
from poa.models import Amendment, Clause, Plan
from tests.sample import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OLD, NEW_MY, NEW_VN = "will", "will endeavour to", "should"


@pytest.fixture
def person(live_server: str, browser: Any, sample: Plan) -> Iterator[Callable[[str], Page]]:
    """`person("head.jp")`: a page of that person, signed in by hand the first time."""
    pages: dict[str, Page] = {}

    def signed_in(key: str) -> Page:
        if key not in pages:
            context = browser.new_context(base_url=live_server, accept_downloads=True)
            page = context.new_page()
            page.set_default_timeout(20_000)
            page.goto("/login")
            page.get_by_label("Email").fill(f"{key}@poa.example")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            expect(page.get_by_role("heading", name="Plans")).to_be_visible()
            pages[key] = page
        return pages[key]

    yield signed_in
    for page in pages.values():
        page.context.close()


@dataclass(frozen=True)
class Chosen:
    """The clause that the story is about: its id and the text it begins with."""

    id: uuid.UUID
    text: str


def untouched(plan: Plan) -> Chosen:
    """A plain clause that nobody has amended and whose one "will" two delegations can quarrel about."""
    touched = select(Amendment.clause_id).where(Amendment.clause_id.is_not(None))
    query = select(Clause).where(Clause.plan_id == plan.id, Clause.kind == "clause", Clause.id.not_in(touched))
    return next(
        Chosen(clause.id, clause.revision.text)
        for clause in session.scalars(query.order_by(Clause.position))
        if len(re.findall(rf"\b{OLD}\b", clause.revision.text)) == 1
        and "endeavour" not in clause.revision.text
        and "\n" not in clause.revision.text
    )


def propose(page: Page, clause: Chosen, words: str, why: str) -> None:
    """Change the clause's "will" in the editor, see it tracked while typing, keep it as a draft."""
    page.goto(f"/clauses/{clause.id}")
    page.get_by_role("link", name="Propose a change").first.click()
    page.locator(".ed-text").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(re.sub(rf"\b{OLD}\b", words, page.locator("textarea[name=text]").input_value()))
    expect(page.locator("#tracked ins")).to_contain_text(words.removeprefix(OLD).strip() or words)
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("only your delegation reads").first).to_be_visible()


def test_from_an_amendment_to_the_signed_final_pdf(
    person: Callable[[str], Page], sample: Plan, app: Any, tmp_path: Path
) -> None:
    clause, plan = untouched(sample), sample.id
    parties = [(party.code.lower(), party.name) for party in sample.parties]
    work = Work(app.config["POA_SETTINGS"])

    malaysia = person("delegate.my")
    propose(malaysia, clause, NEW_MY, "Budgets are decided year by year.")
    comment(malaysia, clause)
    vietnam = person("delegate.vn")
    propose(vietnam, clause, NEW_VN, "The softer word serves everybody.")
    for code, words in (("my", "endeavour to"), ("vn", NEW_VN)):
        clear(person(f"head.{code}"), clause, words)
    table(person("secretariat"), clause)
    settle(person("secretariat"), clause)
    draft = issue(person("secretariat"), plan, work)
    for code, name in parties:
        sign(person(f"official.{code}"), draft, name)
    render(work)
    text = final_text(person("official.th"), draft, tmp_path)

    settled = re.sub(rf"\b{OLD}\b", NEW_MY, clause.text)
    assert session.get_one(Clause, clause.id).revision.text == settled
    flat = " ".join(text.split())
    assert "Rev.2" in flat
    assert settled[:40] in flat
    for _code, name in parties:
        assert name in flat


def comment(page: Page, clause: Chosen) -> None:
    """Select words in the text and comment on just those, before everyone."""
    page.goto(f"/clauses/{clause.id}")
    quote = clause.text.split(",")[0].split(".")[0][:30]
    page.evaluate(
        """quote => {
          const root = document.querySelector('[data-clause-text]')
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(quote)
            if (at < 0) continue
            const range = document.createRange()
            range.setStart(walker.currentNode, at)
            range.setEnd(walker.currentNode, at + quote.length)
            getSelection().removeAllRanges()
            getSelection().addRange(range)
            root.dispatchEvent(new MouseEvent('mouseup', {bubbles: true}))
            return
          }
        }""",
        quote,
    )
    page.get_by_role("button", name="Comment on this").click()
    page.get_by_label("Comment", exact=True).fill("Who would bear the cost?")
    page.get_by_label("All parties").check()
    page.get_by_role("button", name="Comment", exact=True).click()
    thread = page.locator(".thread", has_text="Who would bear the cost?")
    expect(thread).to_contain_text(quote)


def clear(page: Page, clause: Chosen, words: str) -> None:
    """The head of delegation submits what the delegate drafted."""
    page.goto(f"/clauses/{clause.id}")
    page.locator(".amendment", has_text=words).get_by_role("link", name="Open").click()
    page.get_by_role("button", name="Submit").click()
    expect(page.get_by_text("Submitted. The desk sees it now")).to_be_visible()


def table(page: Page, clause: Chosen) -> None:
    """The desk tables both."""
    for _each in range(2):
        page.goto(f"/clauses/{clause.id}")
        page.locator(".amendment-submitted").first.get_by_role("link", name="Open").click()
        page.get_by_role("button", name="Table").click()
        expect(page.get_by_text("Tabled.", exact=True)).to_be_visible()


def settle(page: Page, clause: Chosen) -> None:
    """Malaysia's words are taken at the place where both collide; the result is seen before it is recorded."""
    page.goto(f"/clauses/{clause.id}/merge")
    place = page.locator(".place", has_text=NEW_VN).first
    place.locator("label", has_text="endeavour to").first.click()
    expect(page.locator("#result")).to_contain_text("endeavour to")
    page.get_by_label("On what basis").select_option("session")
    page.get_by_role("button", name="Record as agreed").click()
    expect(page.get_by_text("Recorded for").first).to_be_visible()


def issue(page: Page, plan: uuid.UUID, work: Work) -> str:
    """Rev.2 is issued; its page shows the PDF without being loaded again. Returns the draft's address."""
    page.goto(f"/plans/{plan}/drafts")
    expect(page.get_by_label("Symbol")).to_have_value("Rev.2")
    page.get_by_role("button", name="Issue").click()
    expect(page.get_by_role("heading", name="Rev.2")).to_be_visible()
    render(work)
    expect(page.get_by_role("link", name=re.compile("Download"))).to_be_visible(timeout=20_000)
    return page.url.split("#")[0]


def render(work: Work) -> None:
    """What a worker does when it is woken, on what has been committed by now."""
    session.rollback()
    work.run_waiting()


def sign(page: Page, draft: str, party: str) -> None:
    """An official reads exactly the clean PDF and signs with the password."""
    page.goto(draft)
    href = page.get_by_role("link", name=re.compile("_clean_")).get_attribute("href")
    data = page.request.get(href or "").body()
    shown = page.locator('input[name="pdf_sha256"]').input_value()
    assert hashlib.sha256(data).hexdigest() == shown
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name=f"Sign for {party}").click()
    expect(page.get_by_text(f"Signed for {party}.")).to_be_visible()


def final_text(page: Page, draft: str, folder: Path) -> str:
    """Download the final PDF and read its text."""
    page.goto(draft)
    with page.expect_download() as waiting:
        page.get_by_role("link", name=re.compile("Download the final PDF")).click()
    assert "_final_" in waiting.value.suggested_filename
    target = folder / "final.pdf"
    waiting.value.save_as(target)
    return subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
