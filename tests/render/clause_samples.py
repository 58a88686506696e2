"""Clauses as delegations write them, at random: paragraphs, lists, tables, notes, brackets, odd characters."""

from __future__ import annotations

import re

from hypothesis import strategies as st
from lxml import etree

CODES = frozenset({"JP", "VN", "ASEAN"})

_VOCABULARY = (
    "ASEAN and Japan will shall may not endeavour to promote joint research 2026–2035 USD 100 million in quantum "
    "technology, climate change; (see below) including: อาเซียนและญี่ปุ่น 日本は研究を 2030. (c) - # don’t"
)
_words = st.sampled_from(_VOCABULARY.split())
_odd = st.sampled_from(
    [
        "[",
        "]",
        "*",
        "**",
        "_",
        "\\",
        "\\[",
        "|",
        "{",
        "}",
        "[^1]",
        "[^9]",
        "<b>",
        "&amp;",
        "&#x202e;",
        "](",
        ")",
        "`x`",
        "[x](javascript:y)",
    ]
)
_phrase = st.lists(_words, min_size=1, max_size=8).map(" ".join)
_marked = st.one_of(
    _phrase,
    _phrase.map("*{}*".format),
    _phrase.map("**{}**".format),
    _phrase.map("[JP, VN: {}]".format),
    _phrase.map("[{}]".format),
    _phrase.map("[XX: {}](i)".format),
    _phrase.map("[{}](https://example.org/a_b)".format),
    st.just("{placeholder: funding figure, JST, 2026-12-01}"),
    _odd,
)
_sentence = st.lists(_marked, min_size=1, max_size=6).map(" ".join)
_item = st.tuples(
    st.sampled_from(["(a)", "(b)", "(i)", "    (i)", "    (ii)", "        (1)", "(a bis)"]), _sentence
).map(" ".join)
_list = st.tuples(st.lists(_item, min_size=1, max_size=5), st.sampled_from(["\n", "\n\n"])).map(
    lambda t: t[1].join(t[0])
)
_row = st.lists(_marked, min_size=1, max_size=4).map(lambda cells: f"| {' | '.join(cells)} |")
_table = st.tuples(_row, st.lists(_row, max_size=3)).map(lambda rows: "\n".join([rows[0], "|---|:-:|", *rows[1]]))
_note = _sentence.map("[^1]: {}".format)
_bracketed = st.one_of(_sentence, _list).map("[JP:\n{}\n]".format)
_block = st.one_of(_sentence, _sentence, _list, _table, _note, _bracketed, st.just("["), st.just("]"))

clauses = st.tuples(st.lists(_block, min_size=1, max_size=5), st.sampled_from(["\n\n", "\n"])).map(
    lambda t: t[1].join(t[0])
)


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, str]:
    """A clause and an edited one: words put in, taken out, paragraphs swapped, split or joined."""
    old = draw(clauses)
    words = re.split(r"(\s+)", old)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, max(len(words) - 1, 0)))
        change = draw(st.integers(0, 3))
        if change == 0:
            words[place:place] = [" ", draw(_marked), " "]
        elif change == 1:
            del words[place : place + draw(st.integers(1, 6))]
        elif change == 2:
            words[place:place] = ["\n\n"]
        else:
            words = [*words[place:], "\n\n", *words[:place]]
    return old, "".join(words)


def tree(html: str) -> etree._Element:
    """The fragment parsed strictly, as XML."""
    return etree.fromstring(f"<div>{html}</div>")


def shown(html: str, without: str = "") -> list[str]:
    """The words of a fragment in reading order, one kind of element left out."""
    root = tree(html)
    parts: list[str] = []

    def walk(element: etree._Element) -> None:
        if element.tag == "sup":
            parts.append(" ")
        if element.tag != without:
            parts.append(element.text or "")
            for child in element:
                walk(child)
        if element.tag in ("p", "li", "td", "th", "sup"):
            parts.append(" ")
        parts.append(element.tail or "")

    walk(root)
    return re.findall(r"\w+", "".join(parts))
