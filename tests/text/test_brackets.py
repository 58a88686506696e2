"""Brackets as a tree with positions, back to text without loss, checked, and lifted one by one."""

from __future__ import annotations

import pytest
from clause_samples import CODES, clauses
from hypothesis import example, given, settings

from poa.errors import Invalid
from poa.text.brackets import (
    Bracket,
    Placeholder,
    all_brackets,
    lift_bracket,
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


def test_lint_names_only_the_unknown_code() -> None:
    (found,) = lint_brackets("[JP, YY: b]", CODES)
    assert found.message == "Not a party or circle of this plan: YY."


@pytest.mark.parametrize(
    ("text", "kept", "dropped"),
    [
        ("We [JP: will] act.", "We will act.", "We act."),
        ("We act [JP: soon].", "We act soon.", "We act."),
        ("[JP: Soon] we act.", "Soon we act.", "we act."),
        ("a [b [c] d] e", "a b [c] d e", "a e"),
        ("x\n\n[JP:\n(a) y\n]\n\nz", "x\n\n(a) y\n\nz", "x\n\nz"),
        ("[JP:\n\nall of it\n\n]", "\nall of it\n", ""),
    ],
)
def test_lift(text: str, kept: str, dropped: str) -> None:
    start = text.index("[")
    assert lift_bracket(text, start, True, CODES) == kept
    assert lift_bracket(text, start, False, CODES) == dropped


def test_lift_refuses_a_place_without_a_bracket() -> None:
    with pytest.raises(Invalid) as refused:
        lift_bracket("a [b]", 1, True)
    assert refused.value.field == "start"
