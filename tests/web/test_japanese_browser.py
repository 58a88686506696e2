"""In Chromium: the pages that are used most, in Japanese, light and dark: WCAG, their width, and no English left."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from sqlalchemy import String, select

from poa.db import Base, session
from poa.models import Amendment, Draft, Plan

from .accessibility import ALL, COLOURS, problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]

KEYS = {"Ctrl Shift Z"}
WORD = r"[A-Za-z][A-Za-z’'-]*"
ENGLISH = re.compile(rf"{WORD}(?: {WORD}){{2,}}")
LOOKS = ((1024, "light", ALL), (360, "dark", COLOURS))
LABEL = re.compile(r"^(?:[A-Z]{1,4}\d*|\d+(?: bis| ter)?) ")  # of a section, a clause or a party, before its words
SHOWN = """() => {
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const text = walker.currentNode.textContent.trim()
    const apart = walker.currentNode.parentElement.closest('script, style, template, noscript, [lang=en]')
    if (text && !apart) found.push(text)
  }
  for (const name of ['aria-label', 'title', 'placeholder']) {
    for (const element of document.querySelectorAll(`[${name}]`)) {
      if (!element.closest('[lang=en]')) found.push(element.getAttribute(name))
    }
  }
  return found
}"""


def letters(text: str) -> str:
    return f" {' '.join(re.findall(WORD, text))} "


def typed() -> str:
    """All that people have written in the sample: what stands in English on a page because it is theirs."""
    columns = [each for table in Base.metadata.sorted_tables for each in table.columns if isinstance(each.type, String)]
    return letters(" / ".join(text for each in columns for text in session.scalars(select(each).distinct()) if text))


def english(texts: list[str], theirs: str) -> set[str]:
    """Three English words in a row that nobody of the sample has written; what is cut short counts up to there."""
    whole = [LABEL.sub("", re.split(r"\.\.\.|…", text)[0]) for text in texts]
    found = [words for text in whole for words in ENGLISH.findall(text)]
    return {words for words in found if words not in KEYS and letters(words).rstrip() not in theirs}


def test_english_is_found() -> None:
    assert english(["文言が and so on", "Each party will", "X Each party wi..."], " Each party will ") == {"and so on"}


def test_pages_in_japanese_keep_wcag_fit_and_have_no_english_left(
    sample: Plan, visit_sample: Callable[..., Page]
) -> None:
    tabled = select(Amendment).where(Amendment.state == "tabled", Amendment.clause_id.is_not(None))
    amendment = session.scalars(tabled.order_by(Amendment.tabled_at)).unique().first()
    assert amendment is not None
    draft = session.scalars(select(Draft.id).where(Draft.plan_id == sample.id)).first()
    plan = f"/plans/{sample.id}"
    theirs = typed()
    page = visit_sample("head.jp", "/", locale="ja-JP", timezone_id="Asia/Tokyo")
    wrong = {}
    for path in (
        "/",
        f"{plan}/home",
        plan,
        f"/clauses/{amendment.clause_id}",
        f"/clauses/{amendment.clause_id}/amend",
        f"/amendments/{amendment.id}",
        f"{plan}/negotiation",
        f"{plan}/positions",
        f"/drafts/{draft}",
        "/help/terms",
    ):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.locator("html").get_attribute("lang") == "ja"
        found = [*problems(page, LOOKS), *english(page.evaluate(SHOWN), theirs)]
        if found:
            wrong[path] = found
    assert wrong == {}
