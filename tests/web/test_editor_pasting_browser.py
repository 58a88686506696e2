"""Pasting into the editor in Chromium: what comes from Word or as plain text comes clean."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from poa.models import Clause, Plan
from tests.cast import clause_of

from .editors import RESULTS, Visit, editor, shown, source

pytestmark = pytest.mark.browser

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


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, RESULTS)


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
