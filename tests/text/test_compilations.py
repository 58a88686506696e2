"""A clause in brackets with all that is proposed to it: attributed, without names, counted, read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.errors import Invalid
from poa.text import Common, Locus, all_brackets, decompose, lint_brackets, overlay, parse_brackets
from poa.text.compilations import Wording, compiled, count_pairs, inserted, unattributed

CODES = frozenset({"JP", "VN", "SG", "ID", "MY", "ASEAN"})
BASE = "ASEAN and Japan should share all results each year."
LIST = "ASEAN will:\n\n(a) act;\n(b) think."
TABLE = "| Action | Lead |\n|---|---|\n| Mapping | COSTI |"

# base, wordings, alternatives, deleted: with the parties, without names
COMPILED: dict[str, tuple[str, list[Wording], list[Wording], tuple[str, ...], str, str]] = {
    "nothing": (BASE, [], [], (), BASE, BASE),
    "a variant, proposer first": (
        BASE,
        [(BASE.replace("should", "will"), ("VN", "JP"))],
        [],
        (),
        BASE.replace("should", "[should] [VN, JP: will]"),
        BASE.replace("should", "[should] [will]"),
    ),
    "the same words twice: both proposers, then the supporters": (
        BASE,
        [(BASE.replace("should", "will"), ("VN", "JP")), (BASE.replace("should", "will"), ("ID", "MY"))],
        [],
        (),
        BASE.replace("should", "[should] [VN, ID, JP, MY: will]"),
        BASE.replace("should", "[should] [will]"),
    ),
    "words out and words in": (
        BASE,
        [(BASE.replace(" all", ""), ("SG",)), (BASE.replace(".", ", if possible."), ("ASEAN",))],
        [],
        (),
        'ASEAN and Japan should share [all] [SG: delete "all"] results each year[ASEAN: , if possible].',
        'ASEAN and Japan should share [all] [delete "all"] results each year[, if possible].',
    ),
    "the clause deleted": (BASE, [], [], ("SG", "MY"), f'[{BASE}] [SG, MY: delete "…"]', f'[{BASE}] [delete "…"]'),
    "alternatives, the same words once, round the places": (
        "They meet.",
        [("They confer.", ("JP",))],
        [("All confer.", ("ID",)), ("None meets.", ("SG",)), ("All confer.", ("MY", "ID"))],
        ("VN",),
        '[They [meet] [JP: confer].] [ID, MY: alt 1: All confer.] [SG: alt 2: None meets.] [VN: delete "…"]',
        '[They [meet] [confer].] [alt 1: All confer.] [alt 2: None meets.] [delete "…"]',
    ),
    "what stands in brackets already": (
        "They [JP: will] meet.",
        [("They [JP: will] confer.", ("ID",))],
        [],
        (),
        "They [JP: will] [meet] [ID: confer].",
        "They [will] [meet] [confer].",
    ),
    "a cell of a table": (
        TABLE,
        [(TABLE.replace("COSTI", "MEXT"), ("JP",))],
        [],
        (),
        TABLE.replace("COSTI", "[COSTI] [JP: MEXT]"),
        TABLE.replace("COSTI", "[COSTI] [MEXT]"),
    ),
    "an item that brackets cannot go round: the clause as one place": (
        LIST,
        [(LIST.replace("think.", "think; and\n(c) see."), ("JP",))],
        [],
        (),
        f"[\n{LIST}\n]\n[JP:\n{LIST[:-1]}; and\n(c) see.\n]",
        f"[\n{LIST}\n]\n[\n{LIST[:-1]}; and\n(c) see.\n]",
    ),
}


@pytest.mark.parametrize("name", COMPILED)
def test_a_clause_is_compiled(name: str) -> None:
    base, wordings, alternatives, deleted, attributed, plain = COMPILED[name]
    found = compiled(base, tuple(wordings), tuple(alternatives), deleted, CODES)
    assert found == attributed
    assert unattributed(found, CODES) == plain
    for text in (attributed, plain):
        assert lint_brackets(text, CODES) == ()
        assert count_pairs(text, CODES) == len(list(all_brackets(parse_brackets(text, CODES)))) == text.count("[")


def test_a_new_clause_is_in_brackets() -> None:
    assert inserted("They meet.", ("JP", "VN")) == "[JP, VN: They meet.]"
    assert inserted(LIST, ("JP",)) == f"[JP:\n{LIST}\n]"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("[JP: x](https://a.example)", "[x] (https://a.example)"),
        ("[JP: VN: x]", '["VN: x"]'),
        ("[Chair: x] [XX: y] [^1]", "[x] [XX: y] [^1]"),
        ("[JP:\nLong.\n]", "[\nLong.\n]"),
        ("[ASEAN, JP: a [SG: b [c] d]] \\[JP: e]", "[a [b [c] d]] \\[JP: e]"),
    ],
)
def test_no_code_is_left(text: str, plain: str) -> None:
    assert unattributed(text, CODES) == plain
    assert unattributed(plain, CODES) == plain


def test_a_link_is_no_pair() -> None:
    assert count_pairs("[MEXT](https://mext.example) and [x]") == 1
    assert count_pairs("\\[no] [yes]") == 1


WORDS = ["ASEAN", "Japan", "shall", "(a)", "[so]", "[JP:", "\\", "|", "*all*", "{x}", "the,", "]", "\n", "\n\n"]
some_text = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join).filter(str.strip)
plain_text = st.lists(st.sampled_from(["ASEAN", "and", "shall", "may,", "not"]), min_size=1, max_size=8).map(" ".join)


@given(plain_text, st.lists(plain_text, max_size=4))
def test_every_place_is_read_back(base: str, others: list[str]) -> None:
    wanted = dict(zip(("JP", "VN", "ID", "SG"), others, strict=False))
    parts = overlay(base, wanted)
    found = compiled(base, tuple((text, (code,)) for code, text in wanted.items()), codes=CODES)
    assert lint_brackets(found, CODES) == ()
    for part in parts:
        if isinstance(part, Common):
            assert found.startswith(part.text)
            found = found.removeprefix(part.text)
            continue
        ends = [end for end in range(len(found) + 1) if read(found[:end]) == said(part)]
        assert ends, f"{found!r} does not begin with {part}"
        found = found[ends[0] :]
    assert found == ""


def read(text: str) -> tuple[str, dict[str, set[str]]] | None:
    """The place that a text in brackets gives; None when it is none."""
    try:
        return said(decompose(text, CODES))
    except Invalid:
        return None


def said(locus: Locus) -> tuple[str, dict[str, set[str]]]:
    """A place without the order of those behind a variant."""
    return locus.base, {variant.text: set(variant.keys) for variant in locus.variants}


@given(some_text, st.lists(some_text, max_size=3), st.booleans())
def test_without_names_nobody_is_named(base: str, others: list[str], deleted: bool) -> None:
    """And what was in order before is so in brackets."""
    wordings = tuple((text, (code,)) for code, text in zip(("JP", "VN", "SG"), others, strict=False))
    found = compiled(base, wordings, (), ("MY",) if deleted else (), CODES)
    bare = unattributed(found, CODES)
    assert [bracket.keys for bracket in all_brackets(parse_brackets(bare, CODES)) if bracket.keys] == []
    if not any(lint_brackets(text, CODES) for text in (base, *others)):
        assert lint_brackets(found, CODES) == ()
