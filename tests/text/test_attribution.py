"""Whose each change was: parts of a revision, credits over a chain of revisions."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.text import Credit, Part, credits, overlay, plain_parts, settle, settled_parts

from .samples import any_text, edited, pairs


def named(spans: tuple[Credit, ...], text: str) -> list[tuple[str, str]]:
    """The words credited, and the keys."""
    return [(text[credit.start : credit.end], "+".join(credit.keys)) for credit in spans]


def chain_of(*revisions: tuple[str, tuple[str, ...]]) -> list[tuple[Part, ...]]:
    """Parts from each text to the next, each edited by the keys beside it."""
    return [plain_parts(old, new, keys) for (old, _), (new, keys) in pairwise(revisions)]


@pytest.mark.parametrize(
    ("revisions", "deleted", "inserted"),
    [
        pytest.param([("a b c", ())], [], [], id="no revision since"),
        pytest.param([("a b c", ()), ("a X c", ("JP",))], [("b", "JP")], [("X", "JP")], id="one"),
        pytest.param(
            [("a b c", ()), ("X b c", ("JP",)), ("X b Y", ("ID", "MY"))],
            [("a", "JP"), ("c", "ID+MY")],
            [("X", "JP"), ("Y", "ID+MY")],
            id="two, apart",
        ),
        pytest.param(
            [("a c", ()), ("a x c", ("JP",)), ("a c", ("ID",))], [], [], id="put in and taken out again is in neither"
        ),
        pytest.param(
            [("a c", ()), ("a x y z c", ("JP",)), ("a x W z c", ("ID",))],
            [],
            [("x ", "JP"), ("W", "ID"), (" z ", "JP")],
            id="changed inside what another put in",
        ),
        pytest.param(
            [("a b c d e", ()), ("a d e", ("JP",)), ("a X e", ("ID",))],
            [("b c ", "JP"), ("d", "ID")],
            [("X", "ID")],
            id="side by side",
        ),
        pytest.param([("a b", ()), ("a X", ())], [("b", "")], [("X", "")], id="editorial"),
        pytest.param([("", ()), ("a b", ("JP",))], [], [("a b", "JP")], id="from nothing"),
        pytest.param([("a b", ()), ("", ("JP",))], [("a b", "JP")], [], id="to nothing"),
    ],
)
def test_credits(
    revisions: list[tuple[str, tuple[str, ...]]], deleted: list[tuple[str, str]], inserted: list[tuple[str, str]]
) -> None:
    gone, come = credits(chain_of(*revisions))
    assert named(gone, revisions[0][0]) == deleted
    assert named(come, revisions[-1][0]) == inserted


def test_no_chain_no_credits() -> None:
    assert credits([]) == ((), ())


def test_words_that_a_settled_place_kept_are_nobodys() -> None:
    parts = (Part("we ", "we ", ()), Part("shall now act", "will now go", ("JP",)))
    gone, come = credits([parts])
    assert named(gone, "we shall now act") == [("shall", "JP"), ("act", "JP")]
    assert named(come, "we will now go") == [("will", "JP"), ("go", "JP")]


def test_a_chain_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        credits([plain_parts("a", "a b", ("JP",)), plain_parts("c", "d", ("ID",))])


def test_settled_parts_name_who_wanted_the_words() -> None:
    raw = overlay("a b c d e f g", {"JP": "a X c d e f g", "ID": "a b c Y e f g", "MY": "a b c d e Z g"})
    assert settled_parts(raw, {0: ("X", ("JP",)), 1: ("W", ()), 2: ("f", ("MY",))}) == (
        Part("a ", "a ", ()),
        Part("b", "X", ("JP",)),
        Part(" c ", " c ", ()),
        Part("d", "W", ()),
        Part(" e f g", " e f g", ()),
    )
    assert settled_parts(raw, {}) == (Part("a b c d e f g", "a b c d e f g", ()),)
    assert settled_parts((), {}) == ()


@given(pairs())
def test_plain_parts_hold_both_texts(texts: tuple[str, str]) -> None:
    old, new = texts
    parts = plain_parts(old, new, ("JP",))
    assert "".join(part.base for part in parts) == old
    assert "".join(part.text for part in parts) == new
    assert all((part.base == part.text) == (part.keys == ()) for part in parts)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, tuple[str, ...]]]:
    """A text and some revisions, each by one party."""
    texts = [draw(any_text)]
    for _ in range(draw(st.integers(0, 4))):
        texts.append(draw(edited(texts[-1])))
    return [(text, (draw(st.sampled_from(("JP", "ID"))),)) for text in texts]


@given(histories())
def test_what_is_not_credited_is_the_same_in_both_texts(history: list[tuple[str, tuple[str, ...]]]) -> None:
    gone, come = credits(chain_of(*history))
    assert uncredited(history[0][0], gone) == uncredited(history[-1][0], come)


def uncredited(text: str, spans: tuple[Credit, ...]) -> str:
    """The text without the spans; fails when they overlap, are empty or out of order."""
    kept, at = [], 0
    for credit in spans:
        assert at <= credit.start < credit.end <= len(text)
        kept.append(text[at : credit.start])
        at = credit.end
    return "".join(kept) + text[at:]


@given(any_text, st.data())
def test_settled_parts_give_the_settled_text(base: str, data: st.DataObject) -> None:
    raw = overlay(base, {"JP": data.draw(edited(base)), "ID": data.draw(edited(base))})
    count = sum(hasattr(part, "variants") for part in raw)
    chosen = {index: data.draw(st.sampled_from(("", "x", "y z"))) for index in range(0, count, 2)}
    parts = settled_parts(raw, {index: (text, ("JP",)) for index, text in chosen.items()})
    assert "".join(part.base for part in parts) == base
    assert "".join(part.text for part in parts) == settle(raw, chosen)
