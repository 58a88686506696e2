"""The editor in Chromium: the same bytes come out, one writes in it as in the plain field, and it is no trap."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import expect

from poa.models import Clause, Plan
from tests.cast import clause_of
from tests.render.clause_samples import clauses
from tests.text.samples import BRACKETS, LIST, TABLE, TEXTS

from .accessibility import problems
from .editors import RESULTS, Visit, editor, on, put_cursor, shown, source

pytestmark = pytest.mark.browser

ZERO = Path(__file__).parents[2] / "poa" / "demo" / "zero_draft.md"

# Reads and writes each text, then puts a word at the end of each block in turn: what came out.
WRITE = """async texts => {
  const {parse, serialise} = await import(document.querySelector('[data-editor]').dataset.editor)
  return texts.map(text => {
    const doc = parse(text), edited = []
    doc.forEach((block, offset) => {
      if (!block.isTextblock || /^[\\[\\]]/.test(block.textContent.trim())) return
      const word = doc.type.schema.text(' zebra'), end = offset + block.nodeSize - 1
      const {constructor: Slice} = doc.slice(0, 0), {constructor: Fragment} = block.content
      edited.push(serialise(doc.replace(end, end, new Slice(Fragment.from(word), 0, 0))))
    })
    return {same: serialise(doc), edited}
  })
}"""


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


# --- the bytes --------------------------------------------------------------------------------------------------------


def samples() -> list[str]:
    found = [*TEXTS, *re.split(r"\n\n(?=\S)", ZERO.read_text(encoding="utf-8"))]
    found += [
        "  \n\n(a) x\n\n\n(b)  y \n",
        "A\\*b [JP:\n(c) promote.\n]\n",
        "| a | b |\n|:-:|\n| 1 | 2 | 3 |\nafter",
        "\n",
    ]

    @settings(max_examples=150, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
    @given(clauses)
    def gather(text: str) -> None:
        found.append(text)

    gather()
    return [text for text in found if "\r" not in text]


def test_every_text_comes_out_byte_for_byte_and_a_word_changes_its_block_alone(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page)
    texts = samples()
    written = page.evaluate(WRITE, texts)
    assert [one["same"] for one in written] == texts
    edits = 0
    for text, one in zip(texts, written, strict=True):
        for edited in one["edited"]:
            edits += 1
            at = edited.index(" zebra")
            assert edited[:at] + edited[at + 6 :] == text
            before, after = shown(text), shown(edited)
            if len(before) == len(after):
                others = [pair for pair in zip(before, after, strict=True) if "zebra" not in pair[1][1]]
                assert all(old[0] == new[0] for old, new in others)
    assert edits > 300


def test_untouched_it_is_the_text_as_it_stands(visit: Visit) -> None:
    for text in (LIST, TABLE, BRACKETS):
        page = visit("delegate_jp", f"/clauses/{on(text).id}/amend")
        editor(page).click()
        assert source(page) == text
        page.close()


# --- typing -----------------------------------------------------------------------------------------------------------


def test_one_types_brackets_and_emphasis_and_sees_the_redline_grow(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page)
    put_cursor(page, "should")
    page.keyboard.type(" [JP: [will] endeavour to], *inter alia*,")
    wanted = RESULTS.replace("should", "should [JP: [will] endeavour to], *inter alia*,")
    assert source(page) == wanted
    expect(page.locator("#tracked ins").first).to_contain_text("endeavour to")
    expect(page.locator(".ed-text em")).to_have_text("inter alia")
    expect(page.locator(".ed-bracket-2").first).to_contain_text("[")
    page.keyboard.type(" [")
    expect(page.get_by_text("A bracket is opened and never closed")).to_be_visible()
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    expect(page.get_by_text("A bracket is opened and never closed")).to_be_hidden()
    for _ in range(60):
        page.keyboard.press("Control+z")
    assert source(page) == RESULTS
    page.keyboard.press("Control+Shift+z")
    assert source(page) != RESULTS


def test_the_bar_writes_brackets_placeholders_references_and_notes(visit: Visit, plan: Plan, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page)
    put_cursor(page, "should")
    page.keyboard.press("Control+Shift+ArrowLeft")
    page.get_by_role("button", name="Bracket").click()
    assert "Japan [JP: should] share" in source(page)
    put_cursor(page, "results")
    page.get_by_role("button", name="Placeholder").click()
    page.get_by_label("What is missing").fill("a list")
    page.get_by_label("Who owes it").fill("JST")
    page.get_by_label("Until when").fill("2026-12-01")
    page.get_by_role("button", name="Insert", exact=True).click()
    assert "results{placeholder: a list, JST, 2026-12-01} of" in source(page)
    put_cursor(page, "interest")
    page.keyboard.type(" (paragraph @each party")
    listed = page.get_by_role("listbox", name="Clauses").get_by_role("option")
    expect(listed).to_have_count(1)
    page.keyboard.press("Enter")
    page.keyboard.type(")")
    other = clause_of(plan, "Each party")
    assert f"interest (paragraph {{ref:{other.id}}})." in source(page)
    page.get_by_role("button", name="Footnote").click()
    page.keyboard.type("As agreed.")
    assert source(page).endswith("\n\n[^1]: As agreed.")


def test_lists_and_tables_are_edited_as_the_field_writes_them(visit: Visit) -> None:
    page = visit("delegate_jp", f"/clauses/{on(LIST).id}/amend")
    editor(page)
    put_cursor(page, "quantum technology;")
    page.keyboard.press("Enter")
    page.keyboard.type("share data:")
    assert "(a) promote joint research in quantum technology;\n\n(a bis) share data:\n\n(b) support" in source(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("openly")
    assert "(a bis) share data:\n\n    (i) openly\n\n(b) support" in source(page)
    page.get_by_role("button", name="Number anew").click()
    assert re.findall(r"^ *(\([a-z ]+\))", source(page), re.M) == ["(a)", "(b)", "(i)", "(c)", "(i)", "(ii)", "(d)"]
    page.close()
    page = visit("delegate_jp", f"/clauses/{on(TABLE).id}/amend")
    editor(page)
    put_cursor(page, "COSTI, MEXT")
    page.keyboard.type(" | JST")
    assert source(page) == TABLE.replace("COSTI, MEXT", "COSTI, MEXT \\| JST")
    page.get_by_role("button", name="Row below").click()
    page.keyboard.press("Tab")
    page.keyboard.type("x")
    assert source(page).count("\n|") == TABLE.count("\n|") + 1
    assert "\n| 2 | Policy dialogue[^1] | {placeholder: lead, JST, 2026-12-01} |\n\n[^1]:" in source(page)


# --- keys and names ---------------------------------------------------------------------------------------------------


def test_it_is_a_named_text_field_with_a_bar_and_no_trap(visit: Visit) -> None:
    page = visit("delegate_jp", f"/clauses/{on(LIST).id}/amend")
    box = editor(page)
    assert box.get_attribute("aria-multiline") == "true"
    put_cursor(page, "quantum technology;")
    page.keyboard.press("Alt+F10")
    expect(page.get_by_role("button", name="Undo")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Redo")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_focused()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(box).not_to_be_focused()
    assert problems(page) == []
