"""The editor in Chromium: the same bytes come out, the redline grows, nothing typed is lost or goes over another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from playwright.sync_api import Page, expect
from sqlalchemy import select

from poa.actions import keeping
from poa.db import now, session, transaction
from poa.models import Amendment, Clause, Plan, Session
from poa.text import markdown
from tests.cast import PASSWORD, clause_of, email_of, make_amendment, make_plan, person
from tests.render.clause_samples import clauses
from tests.text.samples import BRACKETS, LIST, TABLE, TEXTS

from .accessibility import problems

pytestmark = pytest.mark.browser

Visit = Callable[..., Page]
RESULTS = "ASEAN and Japan should share all results of common interest."
ZERO = Path(__file__).parents[2] / "poa" / "demo" / "zero_draft.md"
SOURCE = "textarea[name=text]"

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


def on(cast: object, text: str) -> Clause:
    """A clause of this text in a plan of its own."""
    made = clause_of(make_plan(markdown=f"# A plan\n\n## Areas\n\n{text}\n"), text[:20])
    assert made.revision.text == text
    return made


def source(page: Page) -> str:
    return str(page.locator(SOURCE).evaluate("field => field.value"))


def editor(page: Page) -> Any:
    page.locator(".ed-text").wait_for()
    return page.get_by_role("textbox", name="Your text")


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


def paste(page: Page, html: str = "", text: str = "") -> None:
    page.locator(".ed-text").evaluate(
        """(box, [html, text]) => {
          const data = new DataTransfer()
          if (html) data.setData('text/html', html)
          data.setData('text/plain', text)
          box.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}))
        }""",
        [html, text],
    )


def kept(page: Page) -> None:
    expect(page.locator("[data-editor-said]")).to_contain_text("Kept as Japan’s draft at", timeout=15_000)


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


def shown(text: str) -> list[tuple[str, str]]:
    parsed = markdown.parse(text, frozenset({"JP", "VN", "ASEAN"}))
    blocks = sorted([*parsed.blocks, *parsed.notes], key=lambda block: block.start)
    return [(block.kind, markdown.visible(block.runs) or str(block.rows)) for block in blocks]


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


def test_untouched_it_is_the_text_as_it_stands(visit: Visit, cast: object) -> None:
    for text in (LIST, TABLE, BRACKETS):
        page = visit("delegate_jp", f"/clauses/{on(cast, text).id}/amend")
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


def test_lists_and_tables_are_edited_as_the_field_writes_them(visit: Visit, cast: object) -> None:
    page = visit("delegate_jp", f"/clauses/{on(cast, LIST).id}/amend")
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
    page = visit("delegate_jp", f"/clauses/{on(cast, TABLE).id}/amend")
    editor(page)
    put_cursor(page, "COSTI, MEXT")
    page.keyboard.type(" | JST")
    assert source(page) == TABLE.replace("COSTI, MEXT", "COSTI, MEXT \\| JST")
    page.get_by_role("button", name="Row below").click()
    page.keyboard.press("Tab")
    page.keyboard.type("x")
    assert source(page).count("\n|") == TABLE.count("\n|") + 1
    assert "\n| 2 | Policy dialogue[^1] | {placeholder: lead, JST, 2026-12-01} |\n\n[^1]:" in source(page)


# --- pasting ----------------------------------------------------------------------------------------------------------

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">
<head><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {mso-style-parent:""; margin:0cm}
--></style></head>
<body lang=EN-GB style='tab-interval:36.0pt'><!--StartFragment-->
<p class=MsoNormal><span lang=EN-US style='mso-ansi-language:EN-US'>The Parties <i
style='mso-bidi-font-style:normal'>shall</i>
<del cite="mailto:A" datetime="2026-11-20T10:00"><span>promptly </span></del><ins cite="mailto:A"
datetime="2026-11-20T10:00"><span>“as
agreed”</span></ins> [ID:&nbsp;meet]:<o:p></o:p></span></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
style='mso-list:Ignore'>(a)<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>in the
areas of:<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>i.<span>&nbsp;
</span></span>energy; and</p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:72.0pt;mso-list:l0 level2 lfo1'><span
style='mso-list:Ignore'>ii.<span>&nbsp;
</span></span>health;<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span>[1]</span></a></p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span
style='mso-list:Ignore'>(b)<span>&nbsp;</span></span>once a year.</p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<table class=MsoTableGrid><tr><td><p class=MsoNormal><b>No.</b><o:p></o:p></p></td><td><p
class=MsoNormal>Action</p></td></tr>
<tr><td><p class=MsoNormal>1</p></td><td><p class=MsoNormal>Map <span
style='font-style:italic'>jointly</span></p></td></tr></table>
<div style='mso-element:footnote-list'><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a
href="#_ftnref1"
name="_ftn1"><span>[1]</span></a> As named in Paris.</p></div></div>
<div style='mso-element:comment-list'><p>[MS1] Ask the minister.</p></div>
<!--EndFragment--></body></html>"""
CLEAN = (
    "The Parties *shall* “as agreed” [ID: meet]:\n\n(a) in the areas of:\n    (i) energy; and\n    (ii) health;[^1]\n"
    "(b) once a year.\n\n| **No.** | Action |\n|---|---|\n| 1 | Map *jointly* |\n\n[^1]: As named in Paris."
)


def test_what_comes_from_word_comes_clean(visit: Visit, clause: Clause) -> None:
    page = visit("delegate_jp", f"/clauses/{clause.id}/amend")
    editor(page).press("Control+a")
    paste(page, WORD, "something else")
    assert re.sub(r"\n+", "\n", source(page)) == re.sub(r"\n+", "\n", CLEAN)
    expect(page.get_by_text("tracked changes of what was pasted are taken as accepted")).to_be_visible()
    assert [kind for kind, _text in shown(source(page))] == ["p", "li", "li", "li", "li", "table", "note"]
    editor(page).press("Control+a")
    paste(page, text="One [JP: will].\r\n\r\n(a) two\r\n(b) three")
    assert source(page) == "One [JP: will].\n\n(a) two\n(b) three"


# --- keeping ----------------------------------------------------------------------------------------------------------


def drafts() -> list[Amendment]:
    session.rollback()
    return list(session.scalars(select(Amendment).order_by(Amendment.created_at)).unique())


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


# --- keys and names ---------------------------------------------------------------------------------------------------


def test_it_is_a_named_text_field_with_a_bar_and_no_trap(visit: Visit, cast: object) -> None:
    page = visit("delegate_jp", f"/clauses/{on(cast, LIST).id}/amend")
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
