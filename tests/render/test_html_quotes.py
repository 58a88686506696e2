"""Words that comments are on, marked in a clause: well-formed, no word more or less, across whatever stands there."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poa.render.html import Quoted, clause

CODES = frozenset({"JP", "VN"})
TEXT = """ASEAN *and Japan* [JP, VN: will [may]] promote [links](https://poa.example/a) here:[^1]

(a) exchanges of **researchers and** staff; and

(i) shared use {placeholder: figure, JST, 2026-12-01}.

| A | B |
| --- | --- |
| one | two three |

[^1]: A note here.
"""
VOID = {"br", "img"}


class Tree(HTMLParser):
    """Fails for what is not closed in order; keeps which ids each piece of text is marked with."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.marked: list[tuple[str, tuple[str, ...]]] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            assert "a" not in [name for name, _keys in self.open], "a link in a link"
        if given.get("class") == "quoted-by":
            self.links.append((given["id"] or "")[2:])
        self.open.append((tag, given.get("data-threads") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        assert [tag for tag, _keys in self.open].count("mark") < 2, "a mark in a mark"
        keys = next((keys for tag, keys in self.open if tag == "mark"), "")
        self.marked.append((data, tuple(keys.split())))

    def words(self, key: str = "") -> str:
        return "".join(data for data, keys in self.marked if not key or key in keys)


def quote(text: str, words: str, key: str = "k") -> Quoted:
    start = text.index(words)
    return Quoted(start, start + len(words), key, "JP", f"Comment by {key}", f"#t-{key}")


def shown(text: str, *quotes: Quoted) -> Tree:
    return Tree(clause(text, codes=CODES, anchor="c-", quoted=quotes))


@pytest.mark.parametrize(
    ("words", "marked"),
    [
        ("ASEAN", "ASEAN"),
        ("SEAN *and Ja", "SEAN and Ja"),  # half of an emphasis
        ("will", "will"),  # inside a bracket
        ("Japan* [JP, VN: will [may]] promote", "Japan [JP, VN: will [may]] promote"),
        ("[may]", "[may]"),
        ("mote [li", "mote li"),  # half of a link
        ("of **researchers and** staff", "of researchers and staff"),
        ("staff; and\n\n(i) shared", "staff; and shared"),  # over two items; their markers are left as they are
        ("shared use {placeholder: fig", "shared use {placeholder: figure, JST, 2026-12-01}"),
        ("use {placeholder: figure, JST, 2026-12-01}.\n\n| A | B", "use {placeholder: figure, JST, 2026-12-01}.AB"),
        ("three |\n\n[^1]: A note", "threeA note"),
    ],
)
def test_exactly_the_quoted_words_are_marked(words: str, marked: str) -> None:
    tree = shown(TEXT, quote(TEXT, words))
    assert tree.words("k") == marked
    assert tree.links == ["k"]
    assert tree.words() == shown(TEXT).words()


def test_without_comments_nothing_is_different() -> None:
    assert clause(TEXT, codes=CODES, quoted=()) == clause(TEXT, codes=CODES)
    assert "<mark" not in clause(TEXT, codes=CODES)


def test_where_two_overlap_the_words_bear_both() -> None:
    text = "ASEAN and Japan will promote research."
    tree = shown(text, quote(text, "and Japan will", "one"), quote(text, "will promote", "two"))
    assert [(data, keys) for data, keys in tree.marked if keys] == [
        ("and Japan ", ("one",)),
        ("will", ("one", "two")),
        (" promote", ("two",)),
    ]
    assert tree.links == ["one", "two"]
    assert 'class="quoted quoted-many"' in clause(text, quoted=[quote(text, "will", "a"), quote(text, "will", "b")])


def test_the_link_is_called_by_its_name_and_everything_is_escaped() -> None:
    html = clause("Words.", quoted=[Quoted(0, 5, "k", '"JP"', "Comment by <b>", '#"x')])
    assert 'aria-label="Comment by &lt;b&gt;"' in html
    assert 'data-by="&quot;JP&quot;"' in html
    assert 'href="#&quot;x"' in html
    assert re.search(r"></a>\.</p>$", html)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(TEXT)), st.integers(1, 60)), min_size=1, max_size=5))
def test_any_ranges_leave_the_words_and_close_what_they_open(ranges: list[tuple[int, int]]) -> None:
    quotes = [Quoted(start, start + size, f"k{n}", "JP", "x", "#x") for n, (start, size) in enumerate(ranges)]
    tree = shown(TEXT, *quotes)
    assert tree.words() == shown(TEXT).words()
    assert len(tree.links) == len(set(tree.links))
