"""A locus as bracketed text and back, and what an edit did to the brackets of a text."""

from __future__ import annotations

import time

import pytest
from clause_samples import CODES, clauses
from hypothesis import example, given, settings
from hypothesis import strategies as st

from poa.errors import Invalid
from poa.text import Common, Locus, Variant, overlay
from poa.text.bracket_changes import bracket_changes
from poa.text.bracket_loci import compose, decompose
from poa.text.brackets import all_brackets, parse_brackets
from poa.text.markdown import parse, visible

keys = st.lists(st.sampled_from(["JP", "VN", "ASEAN", "Chair", "small group", "ID"]), max_size=3, unique=True)
_shapes = st.sampled_from(
    [
        *(
            "",
            " ",
            "\n",
            "shall",
            " will ",
            "will.\n\nThen",
            "(a) one\n(b) two",
            "(b) x\n",
            "\n(b) x",
            "^1",
            "JP: will",
        ),
        *(
            "[",
            "]",
            "[a]",
            "[JP: will]",
            "\\",
            "\\[",
            "\\\\[",
            "a\\",
            '"',
            '""',
            '"a"',
            "“a”",
            'delete "a"',
            'retain ""',
        ),
        *(
            "{placeholder: x",
            "y}",
            "{placeholder: [, JST}",
            "\\{placeholder: [}",
            "[^1]",
            "| a |\n|---|\n| b |",
            "\x1c",
        ),
        *("x[^1]\n\n[^1]: n", "\ud800", "\x00", "a:", "a: b", '"…"'),
    ]
)
texts = st.one_of(
    _shapes, clauses, st.lists(_shapes, max_size=4).map("".join), st.text(alphabet='[]\\{}" \nJP:^a', max_size=12)
)
loci = st.builds(Locus, texts, st.lists(st.builds(Variant, texts, keys.map(tuple)), max_size=4).map(tuple))


@settings(deadline=None, max_examples=150)
@given(loci)
@example(Locus("", ()))
@example(Locus("", (Variant("soon ", ("JP",)),)))
@example(Locus("", (Variant("", ("JP",)),)))
@example(Locus("shall", (Variant("shall", ("MY",)), Variant("", ("SG",)), Variant("will", ()))))
@example(Locus("{placeholder: x", (Variant("y}", ("JP",)),)))
def test_a_locus_is_read_back(locus: Locus) -> None:
    assert decompose(compose(locus)) == locus


@settings(deadline=None, max_examples=40)
@given(clauses, st.dictionaries(st.sampled_from(["JP", "VN", "ASEAN"]), clauses, min_size=1))
def test_every_locus_of_an_overlay_is_read_back(base: str, theirs: dict[str, str]) -> None:
    for part in overlay(base, theirs):
        if not isinstance(part, Common):
            assert decompose(compose(part), CODES) == part


def locus(base: str, *variants: tuple[str, str]) -> Locus:
    return Locus(base, tuple(Variant(text, tuple(keys.split())) for text, keys in variants))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (locus("shall", ("will", "JP VN"), ("should", "ID")), "[shall] [JP, VN: will] [ID: should]"),
        (locus("shall", ("", "SG")), '[shall] [SG: delete "shall"]'),
        (locus("w " * 41, ("", "SG")), f'[{("w " * 41).strip()}] [SG: delete "…"] '),
        (locus("shall", ("shall", "MY"), ("will", "JP")), '[MY: retain "shall"] [JP: will]'),
        (locus("", ("soon ", "JP"), ("now ", "VN")), "[JP: soon] [VN: now] "),
        (locus("", (" soon", "JP")), " [JP: soon]"),
        (locus("", ("soon ", "JP"), ("now", "VN")), '[JP: "soon "] [VN: now]'),
        (locus("", ("\n\nOne.\n\nTwo.", "JP")), "\n\n[JP: One.\n\nTwo.]"),
        (locus("", ("\n(b) promote it;", "JP")), "\n[JP:\n(b) promote it;\n]"),
        (locus("[not] will", ("may [JP: soon]", "VN")), "[[not] will] [VN: may [JP: soon]]"),
        (locus("a]", ("b", "JP")), '["a\\]"] [JP: b]'),
        (locus("the aims: one", ("two", "JP")), '["the aims: one"] [JP: two]'),
        (locus("shall", ("will", "")), "[shall] [will]"),
    ],
)
def test_compose(place: Locus, text: str) -> None:
    assert compose(place) == text
    assert decompose(text) == place


def test_the_page_reads_the_attribution_that_was_composed() -> None:
    text = compose(locus("shall", ("will", "JP VN"), ("", "ASEAN"), (" [may]", "VN")))
    assert [bracket.keys for bracket in all_brackets(parse_brackets(text, CODES))] == [
        (),
        ("JP", "VN"),
        ("ASEAN",),
        ("VN",),
        (),
    ]


def test_the_page_shows_a_list_item_in_its_bracket() -> None:
    text = "To:\n(a) one;" + compose(locus("", ("\n(b) two;", "JP"))) + "\n(c) three."
    blocks = parse(text, CODES).blocks
    assert [(block.kind, visible(block.runs)) for block in blocks[2:5]] == [
        ("mark", "[JP:"),
        ("li", "(b) two;"),
        ("mark", "]"),
    ]


def test_proposers_come_before_supporters() -> None:
    place = Locus("shall", (Variant("will", ("amendment 1", "amendment 2")),))
    who = {"amendment 1": ("JP", "TH"), "amendment 2": ("VN", "JP", "ID")}
    assert compose(place, who) == "[shall] [JP, VN, TH, ID: will]"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("[JP: will]", locus("", ("will", "JP"))),
        ("[SG: delete “shall”]", locus("shall", ("", "SG"))),
        ("[shall][may]", locus("shall", ("may", ""))),
        ("[shall]\n\n[JP:\nwill\n]", locus("shall", ("will", "JP"))),
        ("[the aims: one] [JP: two]", locus("the aims: one", ("two", "JP"))),
        ("[Chair: may]", locus("", ("may", "Chair"))),
    ],
)
def test_what_people_typed_is_read(text: str, place: Locus) -> None:
    assert decompose(text, CODES | {"SG"}) == place


@pytest.mark.parametrize("text", ["shall", " ", "[a] b", "[a", "[a]]", "a [b]", "[a] b [c]"])
def test_other_text_is_no_locus(text: str) -> None:
    with pytest.raises(Invalid):
        decompose(text)


@pytest.mark.parametrize("key", ["", "J,P", "a: b", " JP", "[JP]", "J\nP", '"'])
def test_a_key_that_is_no_code_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        compose(Locus("a", (Variant("b", (key,)),)))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We [JP: will] act.", "We [JP: will] act.", []),
        ("We [JP: will] act.", "All of us [JP: will] act soon.", []),
        ("We [JP: will] act.", "We will act.", [("removed", "[JP: will]")]),
        ("We [JP: will] act.", "We act.", [("removed", "[JP: will]")]),
        ("We will act.", "We [JP: will] act.", [("forged", "[JP: will]")]),
        ("We will act.", "We [will] act.", [("forged", "[will]")]),
        ("We [JP: will] act.", "We [JP: shall] act.", [("changed", "[JP: will]")]),
        ("We [JP: will] act.", "We [JP, VN: will] act.", [("forged", "[JP, VN: will]")]),
        ("We [JP: will] act.", "We [VN: will] act.", [("forged", "[VN: will]")]),
        ("We [JP, VN: will] act.", "We [JP: will] act.", [("removed", "[JP, VN: will]")]),
        ("We [JP: will] act.", "We [will] act.", [("removed", "[JP: will]")]),
        ("We [a] and [b] act.", "We [b] act.", [("removed", "[a]")]),
        ("We [a [b] c] act.", "We [a [d] c] act.", [("changed", "[b]")]),
        ("We [a [b] c] act.", "We [a b c] act.", [("changed", "[a [b] c]"), ("removed", "[b]")]),
        ("[JP: one] two three four five", "two three four five [JP: one]", []),
        ("[JP:\n(a) x\n]", "[JP:\n(a) y\n]", [("changed", "[JP:\n(a) x\n]")]),
        (
            "[JP:\n(a) x\n]\n(b) y",
            "(a) x\n[JP:\n(b) y\n]",
            [("removed", "[JP:\n(a) x\n]"), ("forged", "[JP:\n(b) y\n]")],
        ),
        ("We [JP, VN: will].", "We [VN, JP: will].", []),
        ("We [JP, VN: will].", "We [JP: shall].", [("removed", "[JP, VN: will]"), ("changed", "[JP, VN: will]")]),
        ("We [JP: will].", "We [VN: shall].", [("changed", "[JP: will]"), ("forged", "[VN: shall]")]),
        ("We [Chair: will].", "We [JP: will].", [("forged", "[JP: will]")]),
        ("We [JP: will].", "We [JP will].", [("removed", "[JP: will]"), ("changed", "[JP: will]")]),
        ("We [JP: will].", "We [JP: will.", [("removed", "[JP: will]")]),
        ("We [JP: will not] act.", "We [JP: will] not act.", [("changed", "[JP: will not]")]),
        ("We [a [JP: b] c] act.", "We [JP: b] act.", [("removed", "[a [JP: b] c]")]),
        ("We [a [JP: b] c] act.", "We [a c] [JP: b] act.", [("changed", "[a [JP: b] c]")]),
        ("We [a] [b] act.", "We [a b] act.", [("changed", "[a]"), ("removed", "[b]")]),
        ("[JP: a] and [JP: a]", "and [JP: a]", [("removed", "[JP: a]")]),
        ("[JP: a]", "[JP: a] [JP: a]", [("forged", "[JP: a]")]),
        ("We [JP: a] x [VN: b].\n\n[c]", "", [("removed", "[JP: a]"), ("removed", "[VN: b]"), ("removed", "[c]")]),
    ],
)
def test_what_an_edit_did_to_brackets(old: str, new: str, expected: list[tuple[str, str]]) -> None:
    found = []
    for change in bracket_changes(old, new, CODES):
        text = new if change.kind == "forged" else old
        found.append((change.kind, text[change.bracket.start : change.bracket.end]))
    assert found == expected


def test_brackets_changed_on_both_sides_are_told_with_both() -> None:
    (change,) = bracket_changes("We [JP: will] act.", "We [JP: shall] act.", CODES)
    assert change.old is not None
    assert change.new is not None
    assert (change.old.end, change.new.end) == (13, 14)


@pytest.mark.parametrize("text", ["[" * 50_000 + "]" * 50_000, "]" * 100_000, "[a] " * 2_400, "a" * 1_000_000])
def test_bad_input_takes_no_time(text: str) -> None:
    started = time.process_time()
    place = Locus(text, (Variant(text + "b", ("JP",)), Variant("", ("VN",))))
    assert decompose(compose(place)) == place
    assert len(bracket_changes(text, "x" + text)) == 0
    assert time.process_time() - started < 2
