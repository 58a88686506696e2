"""The clause dialect: what is a block, a list item, a bracket, a link, and where each word came from."""

from __future__ import annotations

import pytest
from clause_samples import CODES, clauses
from hypothesis import given, settings
from hypothesis import strategies as st

from poa.text.markdown import Block, Run, parse, showable, visible


def outline(text: str) -> list[tuple[str, int, str]]:
    """Kind, depth and words of each block."""
    return [(block.kind, block.depth, visible(block.runs)) for block in parse(text, CODES).blocks]


def runs_of(text: str) -> list[Run]:
    parsed = parse(text, CODES)
    blocks: tuple[Block, ...] = (*parsed.blocks, *parsed.notes)
    cells = [run for block in blocks for row in block.rows for cell in row for run in cell.runs]
    return [run for block in blocks for run in block.runs] + cells


def wrapped(text: str, kind: str) -> list[tuple[str, str]]:
    """Words and data of each wrap of a kind."""
    found: dict[tuple[int, str], str] = {}
    for run in runs_of(text):
        for wrap in run.wraps:
            if wrap.kind == kind:
                found[wrap.at, wrap.data] = found.get((wrap.at, wrap.data), "") + run.text
    return [(words, data) for (_, data), words in found.items()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\ntwo", [("p", 0, "one two")]),
        ("one\n\ntwo", [("p", 0, "one"), ("p", 0, "two")]),
        ("2030. ASEAN\n2031. Japan", [("p", 0, "2030. ASEAN 2031. Japan")]),
        ("(2030) ASEAN", [("p", 0, "(2030) ASEAN")]),
        ("    indented", [("p", 0, "indented")]),
        ("# no heading\n- no list\n> no quote", [("p", 0, "# no heading - no list > no quote")]),
        ("To:\n(a) x\n(b) y", [("p", 0, "To:"), ("li", 1, "(a) x"), ("li", 1, "(b) y")]),
        ("To:\n\n(a) x\n\n(b) y", [("p", 0, "To:"), ("li", 1, "(a) x"), ("li", 1, "(b) y")]),
        ("as in\n(c) above", [("p", 0, "as in (c) above")]),
        ("(c) x", [("li", 1, "(c) x")]),
        ("(a) x\nmore\n\n  still\n\nend", [("li", 1, "(a) x more"), ("p", 1, "still"), ("p", 0, "end")]),
        (
            "(a) x\n(i) y\n(ii) z\n(b) w",
            [("li", 1, "(a) x"), ("li", 2, "(i) y"), ("li", 2, "(ii) z"), ("li", 1, "(b) w")],
        ),
        ("(h) x\n(i) y\n(j) z", [("li", 1, "(h) x"), ("li", 1, "(i) y"), ("li", 1, "(j) z")]),
        ("(h) x\n(i) y\n(ii) z", [("li", 1, "(h) x"), ("li", 2, "(i) y"), ("li", 2, "(ii) z")]),
        ("(h) x\n    (i) y\n(i) z", [("li", 1, "(h) x"), ("li", 2, "(i) y"), ("li", 1, "(i) z")]),
        ("(a) x\n(a bis) y\n(b) z", [("li", 1, "(a) x"), ("li", 1, "(a bis) y"), ("li", 1, "(b) z")]),
        ("(1) x\n(a) y\n(2) z", [("li", 1, "(1) x"), ("li", 2, "(a) y"), ("li", 1, "(2) z")]),
        ("(z) x\n(aa) y", [("li", 1, "(z) x"), ("li", 1, "(aa) y")]),
        ("(a)x", [("p", 0, "(a)x")]),
        ("[JP:\n(a) x\n]", [("mark", 0, "[JP:"), ("li", 1, "(a) x"), ("mark", 0, "]")]),
        ("a\n\n[^1]: unused", [("p", 0, "a")]),
    ],
)
def test_blocks(text: str, expected: list[tuple[str, int, str]]) -> None:
    assert outline(text) == expected


def test_a_bracket_line_does_not_end_the_list() -> None:
    kinds = [kind for kind, _, _ in outline("(a) x\n[JP:\n(b) y\n]\n(c) z")]
    assert kinds == ["li", "mark", "li", "mark", "li"]
    assert {depth for _, depth, _ in outline("(a) x\n    (i) y\n[JP:\n(b) z\n]") if depth == 2} == {2}


def test_a_table_keeps_cells_beyond_its_head() -> None:
    (table,) = parse("| a | b |\n|---|--:|\n| 1 | x \\| y | {placeholder: p, q} |").blocks
    assert [[visible(cell.runs) for cell in row] for row in table.rows] == [
        ["a", "b"],
        ["1", "x | y", "{placeholder: p, q}"],
    ]
    assert table.rows[1][1].align == "right"


def test_a_line_of_dashes_alone_makes_no_table() -> None:
    assert outline("a | b\n----") == [("p", 0, "a | b ----")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[JP: will]", [("[JP: will]", "JP")]),
        ("[JP, VN: will]", [("[JP, VN: will]", "JP VN")]),
        ("[Chair: will]", [("[Chair: will]", "Chair")]),
        ("[shall]", [("[shall]", "")]),
        ("[XX: will]", [("[XX: will]", "")]),
        ("[JP, XX: will]", [("[JP, XX: will]", "")]),
        ("[JP:will]", [("[JP:will]", "")]),
        ("[JP:  will]", [("[JP:  will]".replace("  ", " "), "")]),
        ("[JP: will]: may", [("[JP: will]", "JP")]),
        ("[JP: x](i)", [("[JP: x]", "JP")]),
        ("[JP: x](https://a.b)", [("[JP: x]", "JP")]),
        ("[a [JP: b] c]", [("[a [JP: b] c]", ""), ("[JP: b]", "JP")]),
        ("\\[a]", []),
        ("[a", []),
        ("a]", []),
        ("[JP: one\n\ntwo]", [("[JP: onetwo]", "JP")]),
        ("[a. B.\n\nC.].", [("[a. B.C.]", "")]),
        ("a [b\n\nc] d", []),
    ],
)
def test_brackets(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrapped(text, "bracket") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[a](https://b.c)", [("a", "https://b.c")]),
        ("[*a* b](https://b.c/d_(e))", [("a b", "https://b.c/d_(e)")]),
        ("[a](mailto:a@b.c)", [("a", "mailto:a@b.c")]),
        ("[a](HTTPS://b.c)", [("a", "HTTPS://b.c")]),
        ("[a](ftp://b.c)", []),
        ("[a](javascript:x)", []),
        ('[a](https://b.c "t")', []),
        ("[a] (https://b.c)", []),
        ("[a][1]\n\n[1]: https://b.c", []),
        ("<https://b.c>", []),
        ("[XX: a](https://b.c)", []),
        ("[JP, XX: a](https://b.c)", []),
        ("[Chair: a](https://b.c)", []),
        ("[XX:a](https://b.c)", [("XX:a", "https://b.c")]),
        ("[a [b](https://c.d) e](https://f.g)", [("a [b](https://c.d) e", "https://f.g")]),
    ],
)
def test_links(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrapped(text, "link") == expected


def test_emphasis_stays_within_its_bracket() -> None:
    assert wrapped("*a [JP: b* c]", "em") == []
    assert wrapped("*a [JP: b] c*", "em") == [("a [JP: b] c", "")]
    assert wrapped("[JP: **b**]", "strong") == [("b", "")]


def test_note_marks_count_only_with_their_note() -> None:
    assert wrapped("a[^1] b[^2]\n\n[^1]: x", "note") == [("[^1]", "1")]
    assert [(note.label, note.more) for note in parse("a[^1]\n\n[^1]: x\n\n    more\n\nb").notes] == [
        ("1", False),
        ("1", True),
    ]


def test_windows_line_ends_are_blanks_at_the_same_place() -> None:
    text = "a\r\nb\r\n\r\n(a) c"
    assert outline(text) == [("p", 0, "a b"), ("li", 1, "(a) c")]
    assert text[runs_of(text)[-1].start] == "c"


@settings(deadline=None, max_examples=60)
@given(clauses)
def test_each_run_shows_its_own_source(text: str) -> None:
    taken = [False] * len(text)
    for run in runs_of(text):
        source = text[run.start : run.end]
        assert (
            run.text in (source, source.removeprefix("\\"), " ".join(source.split()), " ")
            or run.text.strip(" ()") in source
        )
        if not (run.text == " " and run.start == run.end) and run.text.strip():
            assert not any(taken[run.start : run.end])
            taken[run.start : run.end] = [True] * (run.end - run.start)


@pytest.mark.parametrize(
    "text", ["\x85", "\x80", "\x9f", "\ufdd0", "\U0001ffff", "\U0010fffe", "\x00", "\x1f", "\ud800"]
)
def test_what_html_forbids_is_shown_as_something_else(text: str) -> None:
    shown = showable(f"a{text}b")
    assert shown in ("a\ufffdb", "a b")
    assert (shown == "a b") == text.isspace()


_KEPT = (
    *("[x]: https://a.b", "[JP: will]: may", "[JP: x](i)", "&#x202e;", "&amp;", "2030. ASEAN", "- x", "# x", "> x"),
    *(
        "---",
        "===",
        "***",
        "<b>",
        "![x](y)",
        "<https://a.b>",
        "```",
        "~~~",
        "`x`",
        "\\",
        "a\\",
        "    x",
        "i) x",
        "a. x",
    ),
    *("* x", "+ x", "1) x", "[x][y]", "[x][]", "<!-- x -->", "| x", "|---|", "(a)", "(b) x", "[^9]", "[", "]"),
    *("{x}", "{placeholder: x", "]:", "](", "[JP:", "[]", "~~x~~", "$x$", ":x:"),
)


@settings(deadline=None, max_examples=120)
@given(st.lists(st.tuples(st.sampled_from(_KEPT), st.sampled_from(["\n", "\n\n", "\n  ", " x "])), max_size=8))
def test_what_is_not_in_the_dialect_stays_as_typed(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + gap for piece, gap in pieces)
    shown = "".join(run.text for run in runs_of(text))
    for sign in "[]{}()<>#&`~$!+=x":
        assert shown.count(sign) == text.count(sign), sign
