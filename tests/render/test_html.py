"""The page shows every word of a clause, and a redline exactly the words of both texts."""

from __future__ import annotations

import re

import html5lib
import pytest
from clause_samples import CODES, clauses, edits, shown, tree
from hypothesis import HealthCheck, example, given, settings

from poa.render.html import Credit, clause, inline_changes, redline
from poa.text import Change

relaxed = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def typed_words(text: str) -> list[str]:
    """The words of the source, an underscore that is markup aside, in any order."""
    return sorted(word for part in re.findall(r"\w+", text) for word in part.split("_") if word)


def seen_words(html: str) -> list[str]:
    return sorted(word for part in shown(html) for word in part.split("_") if word)


@relaxed
@given(clauses)
@example("[JP: will]: may")
@example("2030. ASEAN\n2031. Japan")
@example("[^1]: nobody refers to this")
@example("one[^1]\n\n[^1]: first\n\n[^1]: second")
@example("| a |\n|---|\n| b | c | d |")
@example('[a](https://x.org "title") <http://b.c> ![d](https://e.f)')
@example("\\[a\\] \\b \\\nc")
@example("[JP:\n(a) x\n\n[\n(b) y\n]")
def test_nothing_typed_vanishes(text: str) -> None:
    assert seen_words(clause(text, codes=CODES)) == typed_words(text)


@relaxed
@given(clauses)
def test_a_clause_is_valid_html(text: str) -> None:
    check_html(clause(text, codes=CODES))


@relaxed
@given(edits())
@example(("a b", "a\n\nb"))
@example(("one two three four five\n\nsix", "six\n\none two three four five"))
@example(("| a | b |\n|---|---|\n| c | d |", "| a | x | b |\n|---|---|---|\n| e | | f |\n| c | | d |"))
@example(("x[^1]\n\n[^1]: note", "x"))
@example(("x[^1]\n\n[^1]: one two three", "x[^2]\n\n[^2]: one two three"))
@example(("x\n\n[^1]: ASEAN", "x\n\n[^1]:"))
@example(("x", "x\n\n[^1]:"))
@example(("", "a"))
@example(("(a) one\n(b) two", "(a) zero\n(b) one\n(c) two"))
def test_a_redline_holds_both_texts(pair: tuple[str, str]) -> None:
    old, new = pair
    html = redline(old, new, codes=CODES)
    check_html(html)
    assert shown(html, without="ins") == shown(clause(old, codes=CODES))
    assert shown(html, without="del") == shown(clause(new, codes=CODES))


@relaxed
@given(clauses)
def test_nothing_changed_is_the_clause_itself(text: str) -> None:
    assert redline(text, text, codes=CODES) == clause(text, codes=CODES)


def check_html(html: str) -> None:
    """Well-formed, valid for a strict HTML parser, ins and del inside blocks, ids once."""
    root = tree(html)
    html5lib.HTMLParser(strict=True).parseFragment(html)
    for change in root.iter("ins", "del"):
        assert change.getparent().tag not in ("div", "ol", "table", "thead", "tbody", "tr")
        assert not list(change.iter("p", "li", "ol", "table"))
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    targets = {element.get("href")[1:] for element in root.iter("a") if element.get("href").startswith("#")}
    assert targets <= set(ids)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "[x](javascript:alert(1))",
        "[x](data:text/html,<b>)",
        "[x](JaVaScRiPt:alert(1))",
        "[x](&#106;avascript:alert(1))",
        '[x](https://a.b/"onmouseover="alert(1))',
        '[^1"><b>]: x',
        "x[^<b>]\n\n[^<b>]: y",
        '[JP"><b>: x]',
    ],
)
def test_hostile_markup_is_text(text: str) -> None:
    html = clause(text, codes={'JP"><b>'})
    allowed = {"div", "p", "span", "a", "sup"}
    for element in tree(html).iter():
        assert element.tag in allowed
        assert set(element.attrib) <= {"class", "href", "id", "rel", "data-keys", "aria-label"}
        assert element.get("href", "#").startswith(("#", "https://a.b/"))


def test_a_link_shows_its_words_and_its_target() -> None:
    html = clause("See [MEXT](https://www.mext.go.jp/a?b=1&c=2).")
    assert '<a href="https://www.mext.go.jp/a?b=1&amp;c=2" rel="nofollow noopener">MEXT</a>' in html
    assert '<span class="target"> (https://www.mext.go.jp/a?b=1&amp;c=2)</span>.' in html


def test_lists_keep_their_markers_and_nest() -> None:
    root = tree(clause("To:\n(a) x:\n    (i) y;\n    (ii) z\n(b) w"))
    outer = root.find("ol")
    assert outer is not None
    assert outer.get("class") == "list list-a"
    assert ["".join(marker.itertext()) for marker in root.iter("span")] == ["(a)", "(i)", "(ii)", "(b)"]
    assert len(outer.findall("li")) == 2
    assert outer.find("li/ol").get("class") == "list list-i"


def test_tables_have_a_head() -> None:
    root = tree(clause("| A | B |\n|---|:-:|\n| 1 | 2 |"))
    assert [cell.get("scope") for cell in root.iter("th")] == ["col", "col"]
    assert [cell.get("class") for cell in root.iter("td")] == [None, "align-center"]


def test_notes_stand_at_the_end_under_the_given_anchor() -> None:
    root = tree(clause("x[^n] y[^n]\n\n[^n]: A *note*.\n\nz", anchor="c7-"))
    assert root[-1].get("class") == "notes"
    assert [link.get("href") for link in root.iter("a")] == ["#c7-note-1", "#c7-note-1", "#c7-ref-1"]
    assert root.xpath("//p[@class='note']/@id") == ["c7-note-1"]


def test_brackets_and_placeholders_carry_who() -> None:
    html = clause("[JP, VN: will] [XX: x] {placeholder: figure, JST, 2026-12-01}", codes=CODES)
    assert '<span class="bracket" data-keys="JP VN">[<span class="keys">JP, VN:</span> will]</span>' in html
    assert '<span class="bracket">[XX: x]</span>' in html
    assert '<span class="placeholder" data-owner="JST" data-due="2026-12-01">{placeholder: figure' in html


def test_credit_names_who_and_is_split_where_it_changes() -> None:
    old, new = "ASEAN will act.", "ASEAN should soon act."
    start = new.index("should")
    html = redline(
        old,
        new,
        inserted=[Credit(start, start + 6, ("JP",)), Credit(start + 7, start + 11, ("VN", "ASEAN"))],
        deleted=[Credit(6, 10, ("JP",))],
        names={"JP": "Japan", "VN": "Viet Nam"},
    )
    assert '<del class="party-jp" data-parties="JP" data-name="deleted by Japan">' in html
    assert 'data-parties="JP" data-name="inserted by Japan"><span class="commitment">should</span>' in html
    assert (
        'class="party-vn party-asean" data-parties="VN ASEAN" data-name="inserted by Viet Nam and ASEAN">soon' in html
    )


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ("We will act.", "We shall act.", ["commitment", "commitment"]),
        ("We will act.", "We will not act.", ["commitment negation"]),
        ("We pay USD 100 million.", "We pay USD 200 million.", ["commitment number", "commitment number"]),
        ("We act.", "We endeavour to act.", ["commitment"]),
        ("We act willingly.", "We act knowingly.", []),
    ],
)
def test_words_of_weight_that_changed_are_marked(old: str, new: str, kinds: list[str]) -> None:
    found = tree(redline(old, new)).xpath("//span[starts-with(@class, 'commitment')]/@class")
    assert found == kinds


def test_emphasis_alone_is_a_change_of_format() -> None:
    html = redline("ASEAN will act.", "ASEAN *will* act.")
    assert "<ins" not in html
    assert "<del" not in html
    assert '<em><span class="format" data-name="emphasis changed">will</span></em>' in html


def test_an_inserted_item_leaves_its_neighbours_alone() -> None:
    html = redline(
        "(a) apples from the north\n(b) pears from the south",
        "(a) apples from the north\n(b) plums\n(c) pears from the south",
    )
    assert [("".join(item.itertext())) for item in tree(html).iter("li")] == [
        "(a) apples from the north",
        "(b) plums",
        "(b)(c) pears from the south",
    ]
    assert (
        '<span class="marker"><ins data-name="inserted">(b)</ins></span><ins data-name="inserted"> plums</ins>' in html
    )


def test_a_moved_paragraph_is_called_moved() -> None:
    one, two = "Researchers move in both directions for long stays.", "Data are shared on a timely basis by all."
    html = redline(f"{one}\n\n{two}\n\nThe end comes last.", f"{two}\n\nThe end comes last.\n\n{one}")
    assert '<del class="moved" data-name="moved away">' in html
    assert '<ins class="moved" data-name="moved here">' in html
    assert html.count("<ins") == 1


def test_what_changed_in_a_moved_paragraph_is_told_apart() -> None:
    one, two = "Researchers move in both directions for long stays.", "Data are shared on a timely basis by all."
    html = redline(f"{one}\n\n{two}\n\nThe end.", f"{two}\n\nThe end.\n\n{one.replace('long', 'short')}")
    assert '<del data-name="deleted">long</del>' in html
    assert '<ins data-name="inserted">short</ins>' in html


@pytest.mark.parametrize(("swap", "tag"), [(False, "ins"), (True, "del")])
def test_a_split_or_joined_paragraph_keeps_its_words_unmarked(swap: bool, tag: str) -> None:
    whole = "Researchers move in both directions. Data are shared on a timely basis."
    parts = whole.replace(". ", ".\n\n")
    html = redline(parts, whole) if swap else redline(whole, parts)
    changes = list(tree(html).iter("ins", "del"))
    assert [(change.tag, change.get("class"), change.text) for change in changes] == [(tag, "break", None)]


def test_table_rows_and_columns_come_and_go() -> None:
    rule = "|---|---|---|"
    old = ["| No. | Action | Lead |", rule, "| 1 | Joint mapping | COSTI |", "| 2 | Policy dialogue | MEXT |"]
    new = ["| No. | Action | Year |", rule, "| 1 | Joint mapping | 2027 |", "| 3 | Student challenge | 2028 |"]
    new.append("| 2 | Policy dialogue | 2029 |")
    root = tree(redline("\n".join(old), "\n".join(new)))
    assert [len(row) for row in root.iter("tr")] == [4, 4, 4, 4]
    rows = [["".join(cell.itertext()) for cell in row] for row in root.iter("tr")]
    assert rows[1][:2] == ["1", "Joint mapping"]
    assert {change.text or change[0].text for change in root.iter("del")} == {"Lead", "COSTI", "MEXT"}


def test_a_note_is_compared_with_its_own_old_text() -> None:
    html = redline("x[^1]\n\n[^1]: Named in Paris in April.", "x[^1]\n\n[^1]: Named in Paris in May.")
    assert '<p class="note" id="note-1">' in html
    assert "Named in Paris in " in html
    assert '<del data-name="deleted">April</del>' in html


def test_inline_changes_are_escaped() -> None:
    changes = (Change("equal", "a < "), Change("delete", "b"), Change("insert", '<c "d">\n'))
    assert inline_changes(changes) == 'a &lt; <del>b</del><ins>&lt;c "d"&gt;\n</ins>'
