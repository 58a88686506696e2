"""References to clauses are shown as labels; none vanishes, and a redline holds both texts with them."""

from __future__ import annotations

import re

import pytest
from clause_samples import CODES, clauses, edits, shown
from hypothesis import HealthCheck, given, settings

from poa.render.html import Label, clause, redline

relaxed = settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
ONE, TWO, GONE = (f"{digit * 8}-2222-4333-8444-555555555555" for digit in "123")
REFS = {ONE: Label("7", "/clauses/one"), TWO: Label("8 bis")}
LOST = "[reference to a clause since taken out]"


def ref(id: str, item: str = "") -> str:
    return "{ref:" + id + item + "}"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"See {ref(ONE)}.", '<p>See <span class="ref"><a href="/clauses/one">7</a></span>.</p>'),
        (f"See {ref(ONE, '(b)')}", '<p>See <span class="ref"><a href="/clauses/one">7(b)</a></span></p>'),
        (f"See {ref(TWO, '(a bis)(ii)')}", '<p>See <span class="ref">8 bis(a bis)(ii)</span></p>'),
        (f"See {ref(ONE.upper())}", '<p>See <span class="ref"><a href="/clauses/one">7</a></span></p>'),
        (f"See {ref(GONE)}.", f'<p>See <span class="ref">{LOST}</span>.</p>'),
        (f"See \\{ref(ONE)}.", f"<p>See {ref(ONE)}.</p>"),
        ("See {ref:7(b)}.", "<p>See {ref:7(b)}.</p>"),
        (
            f"[more {ref(ONE)}](https://example.org/)",
            '<p><a href="https://example.org/" rel="nofollow noopener">more <span class="ref">7</span></a>'
            '<span class="target"> (https://example.org/)</span></p>',
        ),
    ],
)
def test_a_reference_is_shown_as_the_label(text: str, html: str) -> None:
    assert clause(text, refs=REFS) == html


def test_without_labels_it_stands_as_typed() -> None:
    assert clause(f"See {ref(ONE, '(b)')}.") == f'<p>See <span class="ref">{ref(ONE, "(b)")}</span>.</p>'


def test_labels_are_escaped() -> None:
    html = clause(ref(ONE), refs={ONE: Label("<b>", '"><i>')})
    assert html == '<p><span class="ref"><a href="&quot;&gt;&lt;i&gt;">&lt;b&gt;</a></span></p>'


def test_another_clause_is_a_change_and_another_label_is_none() -> None:
    old, new = f"As in {ref(ONE)} and {ref(TWO)}.", f"As in {ref(TWO)} and {ref(TWO)}."
    html = redline(old, new, refs={TWO: Label("9")}, old_refs=REFS)
    assert re.findall(r"<(?:ins|del)[^>]*>(.*?)</(?:ins|del)>", html) == ['<a href="/clauses/one">7</a>', "9"]
    assert redline(old, old, refs=REFS).count("<ins") == 0
    assert LOST in redline(f"Old, {ref(GONE)}.", "Old.", refs=REFS)
    assert "commitment" not in html


def put_in(text: str) -> str:
    """The text with references before some of its words."""
    words = text.split(" ")
    return " ".join(f"{ref((ONE, TWO, GONE)[at % 3])} {word}" if at % 4 == 1 else word for at, word in enumerate(words))


@relaxed
@given(clauses)
def test_nothing_vanishes(text: str) -> None:
    text = put_in(text)
    typed = text
    for id, words in ((ONE, "7"), (TWO, "8 bis"), (GONE, LOST[1:-1])):
        typed = typed.replace(ref(id), words)
    seen = "".join(shown(clause(text, codes=CODES, refs=REFS))).replace("_", "")
    assert sorted(seen) == sorted("".join(re.findall(r"\w+", typed)).replace("_", ""))


@relaxed
@given(edits())
def test_a_redline_holds_both_texts(pair: tuple[str, str]) -> None:
    old, new = map(put_in, pair)
    html = redline(old, new, codes=CODES, refs=REFS)
    for text, without in ((old, "ins"), (new, "del")):
        assert "".join(shown(html, without)) == "".join(shown(clause(text, codes=CODES, refs=REFS)))
