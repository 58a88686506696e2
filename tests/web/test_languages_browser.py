"""In Chromium: each script of the parties in a font served from here; pages in Japanese without English left over."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from poa.db import session
from poa.models import Clause, Desk, Party, Plan, User
from tests.cast import Cast
from tests.client import Client

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCRIPTS = {
    "Thai": ("วิทยาศาสตร์และเทคโนโลยี", "Noto Serif Thai"),
    "Lao": ("ວິທະຍາສາດ", "Noto Serif Lao"),
    "Khmer": ("វិទ្យាសាស្ត្រ", "Noto Serif Khmer"),
    "Burmese": ("သိပ္ပံနှင့်နည်းပညာ", "Noto Serif Myanmar"),
    "Japanese": ("科学技術及びイノベーション", "Noto Serif JP"),
    "Vietnamese": ("khoa học và công nghệ Việt Nam", "Source Serif 4"),
}
# Latin letters that are no words of the interface: people, codes, symbols, formats.
LATIN = re.compile(r"[A-Za-z]{4,}")
ALIKE = {
    "ASEAN",
    "COSTI",
    "AMMSTI",
    "Markdown",
    "Escape",
    "Shift",
    "Enter",
    "Ctrl",
    "RESTRICTED",
    "Zero",
    "draft",
    "English",
}


def test_each_script_is_set_in_a_font_of_ours(
    signed_in: Callable[[str], Client], plan: Plan, visit: Callable[..., Page]
) -> None:
    clause = session.query(Clause).filter_by(plan_id=plan.id, kind="clause").first()
    text = "; ".join(words for words, _font in SCRIPTS.values()) + "."
    data = {"text": text, "reason": "Names.", "revision": str(clause.revision_id)}
    assert signed_in("secretariat").post(f"/clauses/{clause.id}/edit", data=data).status_code == 302
    page = visit("head_jp", f"/clauses/{clause.id}")
    page.evaluate("document.fonts.ready")
    page.wait_for_function("[...document.fonts].filter(face => face.status === 'loaded').length >= 6")
    devtools = page.context.new_cdp_session(page)
    devtools.send("DOM.enable")
    devtools.send("CSS.enable")
    root = devtools.send("DOM.getDocument")["root"]["nodeId"]
    node = devtools.send("DOM.querySelector", {"nodeId": root, "selector": "[data-clause-text] p"})["nodeId"]
    fonts = devtools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    ours = {font["familyName"] for font in fonts if font["isCustomFont"]}
    assert {font["familyName"] for font in fonts} == ours
    assert [name for name, (_words, font) in SCRIPTS.items() if not any(own.startswith(font) for own in ours)] == []


def test_pages_in_japanese_are_japanese(plan: Plan, cast: Cast, visit: Callable[..., Page]) -> None:
    page = visit("head_jp", "/account")
    page.locator("main .languages [value=ja]").click()
    assert page.locator("html").get_attribute("lang") == "ja"
    names = {plan.title, *(party.name for party in session.query(Party)), *(desk.name for desk in session.query(Desk))}
    names |= {person.name for person in session.query(User)}
    left = {}
    for path in ("/account", f"/plans/{plan.id}/people", f"/plans/{plan.id}/positions", f"/plans/{plan.id}/history"):
        page.goto(path)
        texts = page.evaluate(
            """() => {
              const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
              const found = [];
              while (walker.nextNode()) {
                const parent = walker.currentNode.parentElement;
                const apart = "script, [lang=en], .account, .facts dd, option, code, kbd, strong, .row-sub, .tag";
                if (parent.closest(apart)) continue;
                found.push(walker.currentNode.textContent.trim());
              }
              return found.filter(Boolean);
            }"""
        )
        words = [
            text
            for text in texts
            if set(LATIN.findall(text)) - ALIKE
            and text.strip(", ") not in names
            and not re.search(r"[ぁ-んァ-ヶ一-龠]", text)
        ]
        if words:
            left[path] = words
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert left == {}
