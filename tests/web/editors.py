"""What the tests of the editor do in a browser: find it, type into it, read what it would send."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect
from sqlalchemy import select

from poa.db import session
from poa.models import Amendment, Clause
from poa.text import markdown
from tests.cast import clause_of, make_plan

Visit = Callable[..., Page]
RESULTS = "ASEAN and Japan should share all results of common interest."
SOURCE = "textarea[name=text]"


def on(text: str) -> Clause:
    """A clause of this text in a plan of its own."""
    made = clause_of(make_plan(markdown=f"# A plan\n\n## Areas\n\n{text}\n"), text[:20])
    assert made.revision.text == text
    return made


def source(page: Page) -> str:
    """What the form would send."""
    return str(page.locator(SOURCE).evaluate("field => field.value"))


def editor(page: Page, name: str = "Your text") -> Any:
    """The sheet one writes on, once it is there."""
    page.locator(".ed-text").wait_for()
    return page.get_by_role("textbox", name=name)


def put_cursor(page: Page, after: str) -> None:
    """Where a pointer would put it: behind these words."""
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.querySelector('.ed-text'), NodeFilter.SHOW_TEXT)
          document.querySelector('.ed-text').focus()
          while (walker.nextNode()) {
            const at = walker.currentNode.data.indexOf(words)
            if (at >= 0) return getSelection().collapse(walker.currentNode, at + words.length)
          }
          throw new Error('not in the text')
        }""",
        after,
    )
    page.wait_for_timeout(50)


def kept(page: Page) -> None:
    """Wait until the delegation's draft has what was typed."""
    expect(page.locator("[data-editor-said]")).to_contain_text("Kept as Japan’s draft at", timeout=15_000)


def drafts() -> list[Amendment]:
    """The amendments there are, read anew."""
    session.rollback()
    session.expire_all()
    return list(session.scalars(select(Amendment).order_by(Amendment.created_at)).unique())


def shown(text: str) -> list[tuple[str, str]]:
    """Kind and words of each block of a text."""
    parsed = markdown.parse(text, frozenset({"JP", "VN", "ASEAN"}))
    blocks = sorted([*parsed.blocks, *parsed.notes], key=lambda block: block.start)
    return [(block.kind, markdown.visible(block.runs) or str(block.rows)) for block in blocks]
