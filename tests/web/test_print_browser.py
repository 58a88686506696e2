"""In Chromium: a page printed from the browser holds the text and nothing to click, and line numbers where wanted."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from poa.models import Plan
from tests.cast import CODES, clause_of, make_amendment, make_comment, make_plan

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
MET = [f"ASEAN and Japan will meet for the {n}th time, and will report on what they have done." for n in range(200)]
MANY = "\n\n".join(MET[:40])
TO_CLICK = (
    "Skip to",
    "Outline",
    "Go to",
    "Line numbers",
    "Propose a change",
    "You are here",
    "Close",
    "Sign out",
    "Reply",
)

# Each number, and how far its middle is from the middle of the line that it counts.
NUMBERED = """() => {
  const middle = box => box.top + box.height / 2
  const lines = []
  for (const text of document.querySelectorAll('[data-reading] .text p')) {
    const range = document.createRange()
    range.selectNodeContents(text.firstChild)
    lines.push(...[...range.getClientRects()].map(middle))
  }
  const off = one => Math.abs(middle(one.getBoundingClientRect()) - lines[one.textContent - 1])
  return [...document.querySelectorAll('.line-number')].map(one => [Number(one.textContent), off(one)])
}"""


def printed(page: Page, folder: Path) -> str:
    """The words on paper, laid out as they stand there."""
    file = folder / "page.pdf"
    page.pdf(path=file, format="A4", prefer_css_page_size=True)
    return subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True).stdout


@pytest.fixture
def long(cast: object) -> Plan:
    return make_plan(markdown=f"# A long plan\n\n## Meetings\n\n{MANY}\n")


def test_a_plan_is_printed_whole_with_its_line_numbers(visit: Visit, long: Plan, tmp_path: Path) -> None:
    page = visit("head_jp", f"/plans/{long.id}")
    paper = printed(page, tmp_path)
    assert all(f"the {n}th time" in " ".join(paper.split()) for n in range(40))
    assert [words for words in TO_CLICK if words in paper] == []
    page.locator("[data-lines]").check()
    lines = [line.split() for line in printed(page, tmp_path).splitlines()]
    numbers = [int(line[0]) for line in lines if line and line[0].isdecimal() and int(line[0]) % 5 == 0]
    assert [number for number in numbers if number > 40][:3] == [45, 50, 55]  # what is less may be a clause


def test_of_a_very_long_plan_what_was_not_drawn_on_the_screen_is_printed(
    visit: Visit, cast: object, tmp_path: Path
) -> None:
    text = "\n\n".join(MET)
    plan = make_plan(markdown=f"# A very long plan\n\n## Meetings\n\n{text}\n")
    paper = " ".join(printed(visit("head_jp", f"/plans/{plan.id}"), tmp_path).split())
    assert [n for n in range(200) if f"the {n}th time" not in paper] == []


def test_a_line_number_stands_beside_its_line(visit: Visit, long: Plan) -> None:
    page = visit("head_jp", f"/plans/{long.id}")
    page.locator("[data-lines]").check()
    found = page.evaluate(NUMBERED)
    assert [number for number, _off in found] == [5 * (n + 1) for n in range(len(found))]
    assert len(found) > 10
    assert max(off for _number, off in found) < 6


def test_a_clause_and_the_positions_are_printed_whole(visit: Visit, plan: Plan, tmp_path: Path) -> None:
    clause = clause_of(plan, "Each party")
    make_amendment(clause, "Each party may name a contact point.", by="vn")
    make_comment(clause, "Whose, and where?")
    page = visit("secretariat", f"/clauses/{clause.id}")
    paper = printed(page, tmp_path)
    assert all(words in paper for words in ("Each party will name a contact point.", "may", "Whose, and where?", "VN"))
    assert [words for words in TO_CLICK if words in paper] == []
    page.goto(f"/plans/{plan.id}/positions")
    assert [code for code in CODES if code not in printed(page, tmp_path).split()] == []
