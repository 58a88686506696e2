"""Brackets as a tree with positions, back to text without loss, checked, and lifted one by one."""

from __future__ import annotations

import re

import pytest
from clause_samples import CODES, clauses
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poa.errors import Invalid
from poa.render.html import clause
from poa.text.bracket_lifting import lift_bracket
from poa.text.brackets import (
    Bracket,
    Placeholder,
    all_brackets,
    lint_brackets,
    parse_brackets,
    placeholders,
    serialise_brackets,
)


@settings(deadline=None, max_examples=60)
@given(clauses)
@example("[JP:\n(a) x\n]")
@example("[" * 40 + "a" + "]" * 40)
def test_a_tree_gives_its_text_back(text: str) -> None:
    nodes = parse_brackets(text, CODES)
    assert serialise_brackets(nodes) == text
    for bracket in all_brackets(nodes):
        assert text[bracket.start] == "["
        assert text[bracket.end - 1] == "]"
        assert text[bracket.start :].startswith(bracket.head)
    for placeholder in placeholders(nodes):
        assert text[placeholder.start : placeholder.end] == placeholder.text


def test_nesting_positions_and_keys() -> None:
    text = "We [JP, VN: will [ID: not] {placeholder: when, JST, 2026-12-01}] act [soon]."
    nodes = parse_brackets(text, {"JP", "VN"})
    outer = nodes[1]
    assert isinstance(outer, Bracket)
    assert (outer.keys, outer.head) == (("JP", "VN"), "[JP, VN: ")
    assert text[outer.start : outer.end].endswith("2026-12-01}]")
    inner = outer.nodes[1]
    assert isinstance(inner, Bracket)
    assert (inner.keys, inner.head) == ((), "[")
    held = outer.nodes[3]
    assert isinstance(held, Placeholder)
    assert (held.what, held.owner, held.due) == ("when", "JST", "2026-12-01")
    assert [bracket.start for bracket in all_brackets(nodes)] == [3, 17, text.index("[soon")]


def test_paris_sized_nesting_is_read_whole() -> None:
    text = "[" * 7 + "text" + "]" * 7
    assert len(list(all_brackets(parse_brackets(" ".join([text] * 150))))) == 1050


def test_a_hundred_thousand_brackets_do_no_harm() -> None:
    assert serialise_brackets(parse_brackets("[" * 100_000)) == "[" * 100_000
    assert serialise_brackets(parse_brackets("[" * 50_000 + "]" * 50_000)) == "[" * 50_000 + "]" * 50_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[JP: will] [Chair: may] [shall]", []),
        ("a [b", [("unbalanced", "[")]),
        ("a] b", [("unbalanced", "]")]),
        ("a [] b [JP: ] c", [("empty", "[]"), ("empty", "[JP: ]")]),
        ("[XX: a] [JP, YY: b]", [("unknown_party", "[XX"), ("unknown_party", "[JP, YY")]),
        ("{placeholder: figure}", [("no_owner", "{placeholder: figure}")]),
        ("{placeholder: figure, 2026-12-01}", [("no_owner", "{placeholder: figure, 2026-12-01}")]),
        ("{placeholder: figure, JST}", []),
        ("\\[a [x](https://a.b) [^1]\n\n[^1]: n", []),
        ("[JP:\n\na\n\n]", []),
    ],
)
def test_lint(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(found.kind, text[found.start : found.end]) for found in lint_brackets(text, CODES)] == expected


@pytest.mark.parametrize("text", ["[" * 10_001, "[a] " * 6_000, "]" + "a" * 120_000])
def test_lint_says_when_brackets_were_not_read(text: str) -> None:
    (found,) = lint_brackets(text, CODES)
    assert (found.kind, found.start, found.end) == ("unread", 0, len(text))


def test_lint_names_only_the_unknown_code() -> None:
    (found,) = lint_brackets("[JP, YY: b]", CODES)
    assert found.message == "Not a party or circle of this plan: YY."


@pytest.mark.parametrize(
    ("text", "places", "message"),
    [
        ("a [b", [2], "is never closed"),
        ("a] b", [1], "is never opened"),
        ("[JP:\nx\n\ny", [0], "is never closed"),
        ("a [b.\n\nc] d", [2, 8], "open and close on lines of its own"),
        ("a [b.\n\nc.]", [2, 9], "open and close on lines of its own"),
        ("(a) x [y;\n(b) z]", [6, 15], "open and close on lines of its own"),
        ("| a | b |\n|---|---|\n| [x | y] |", [22, 28], "open and close on lines of its own"),
        ("[" * 25 + "x" + "]" * 25, [24, 26], "24 deep"),
    ],
)
def test_lint_says_why_a_bracket_is_only_text(text: str, places: list[int], message: str) -> None:
    found = lint_brackets(text, CODES)
    assert [finding.start for finding in found] == places
    assert all(finding.kind == "unbalanced" and message in finding.message for finding in found)


@pytest.mark.parametrize("depth", [7, 24, 25, 40, 1_000])
def test_brackets_that_are_too_deep_are_text_and_none_is_lost(depth: int) -> None:
    text = "We " + "[a " * depth + "x" + " b]" * depth + " end"
    nodes = parse_brackets(text)
    assert serialise_brackets(nodes) == text
    assert len(list(all_brackets(nodes))) == min(depth, 24)
    assert len(lint_brackets(text)) == 2 * max(0, depth - 24)
    assert re.sub("<[^>]*>", "", clause(text)) == text


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("We [JP: will] act.", "We will act.", "We act."),
        ("We act [JP: soon].", "We act soon.", "We act."),
        ("[JP: Soon] we act.", "Soon we act.", "we act."),
        ("a [b [c] d] e", "a b [c] d e", "a e"),
        ("x\n\n[JP:\n(a) y\n]\n\nz", "x\n\n(a) y\n\nz", "x\n\nz"),
        ("[JP:\n\nall of it\n\n]", "all of it", ""),
        ("x\n[JP:\ny\n].\nz", "x\n\ny.\n\nz", "x\n\nz"),
        ("(a) x\n[JP:\n    (i) y\n]\n(b) z", "(a) x\n\n    (i) y\n\n(b) z", "(a) x\n\n(b) z"),
        ("We [ will ] act", "We will act", "We act"),
        ("We [] act", "We act", "We act"),
        ("We  [will]  act", "We  will  act", "We act"),
        ("We\n[will]\nact", "We\nwill\nact", "We\nact"),
        ("a\n\n[b.\n\nc.]\n\nd", "a\n\nb.\n\nc.\n\nd", "a\n\nd"),
        ("x [JP:\ny\n] z", "x y z", "x z"),
        ("研究[JP: を]推進", "研究を推進", "研究推進"),
        ("| [JP: a] | b |\n|---|---|", "| a | b |\n|---|---|", "| | b |\n|---|---|"),
        ("We [Chair: will] act", "We will act", "We act"),
        ('We [MY: retain "shall"] act', "We shall act", "We act"),
        ('We [ID: delete "shall"] act', "We shall act", "We act"),
        ("We [ID: delete “…”] act", "We act", "We act"),
        ('We shall [ID: delete "shall"] act', "We shall act", "We shall act"),
        ('We [JP: "will "] act', "We will act", "We act"),
        ("The [“Plan”] is [so]", "The “Plan” is [so]", "The is [so]"),
    ],
)
def test_lift(text: str, kept: str, dropped: str) -> None:
    start = text.index("[")
    assert lift_bracket(text, start, True, CODES | {"ID", "MY"}) == kept
    assert lift_bracket(text, start, False, CODES | {"ID", "MY"}) == dropped


def test_words_to_be_deleted_are_kept_once() -> None:
    text = 'We [shall] [JP: will] [ID: delete "shall"] act'
    assert lift_bracket(text, text.index("[ID"), True, CODES | {"ID"}) == "We [shall] [JP: will] act"
    text = lift_bracket(text, text.index("[shall"), True, CODES | {"ID"})
    assert lift_bracket(text, text.index("[ID"), True, CODES | {"ID"}) == "We shall [JP: will] act"


@settings(deadline=None, max_examples=60)
@given(clauses, st.booleans())
def test_lifting_loses_and_joins_no_words(text: str, keep: bool) -> None:
    for bracket in all_brackets(parse_brackets(text, CODES)):
        inner = text[bracket.start + len(bracket.head) : bracket.end - 1]
        if re.search(r'["“]|^delete|^retain', inner) is None:
            expected = text[: bracket.start] + inner * keep + text[bracket.end :]
            assert re.findall(r"\w+", lift_bracket(text, bracket.start, keep, CODES)) == re.findall(r"\w+", expected)


def test_lift_refuses_a_place_without_a_bracket() -> None:
    with pytest.raises(Invalid) as refused:
        lift_bracket("a [b]", 1, True)
    assert refused.value.field == "start"
