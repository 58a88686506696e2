"""Merge: what overlaps or touches is a conflict unless it is the same; nothing by similarity, nothing lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poa.text import Clean, Conflict, merge

from .samples import clauses, edited, joined, pairs, put_in, triples


@given(pairs())
def test_one_side_alone_is_taken(texts: tuple[str, str]) -> None:
    base, changed = texts
    assert merge(base, changed, base).text == changed
    assert merge(base, base, changed).text == changed
    assert merge(base, changed, changed).text == changed
    assert not merge(base, changed, base).review
    assert not merge(base, changed, changed).review


@given(triples())
def test_swapping_the_sides_swaps_the_sides_and_nothing_else(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    one, other = merge(base, ours, theirs), merge(base, theirs, ours)
    assert tuple(map(swapped, one.regions)) == other.regions
    assert (one.text, one.review) == (other.text, other.review)


@given(clauses.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base))))
def test_the_regions_follow_from_the_changes_by_the_rule_alone(texts: tuple[str, str, str]) -> None:
    """Worked out from `diff` and the rule's words: overlap, or white space or fewer than four clusters between."""
    base, ours, theirs = texts
    expected: list[Clean | Conflict] = []
    at = 0
    for start, end, made in joined(base, {"ours": ours, "theirs": theirs}):
        expected += [Clean(base[at:start], "base")] if at < start else []
        mine, other = (put_in(base, start, end, made.get(side, [])) for side in ("ours", "theirs"))
        if len(made) == 1:
            (side,) = made
            expected.append(Clean(mine if side == "ours" else other, side))
        else:
            expected.append(Clean(mine, "both") if mine == other else Conflict(base[start:end], mine, other))
        at = end
    expected += [Clean(base[at:], "base")] if at < len(base) else []
    assert merge(base, ours, theirs).regions == tuple(expected)


def swapped(region: Clean | Conflict) -> Clean | Conflict:
    """The region as the other side sees it."""
    if isinstance(region, Conflict):
        return Conflict(region.base, region.theirs, region.ours)
    return Clean(region.text, {"ours": "theirs", "theirs": "ours"}.get(region.source, region.source))


@given(triples())
def test_each_side_comes_back_when_its_conflicts_are_taken(texts: tuple[str, str, str]) -> None:
    """With conflicts on our side and clean regions of theirs undone nothing of ours is missing."""
    base, ours, theirs = texts
    result = merge(base, ours, theirs)
    sources = [region.source for region in result.regions if isinstance(region, Clean)]
    if "theirs" not in sources:
        text = "".join(region.ours if isinstance(region, Conflict) else region.text for region in result.regions)
        assert text == ours
    if "ours" not in sources:
        text = "".join(region.theirs if isinstance(region, Conflict) else region.text for region in result.regions)
        assert text == theirs
    if not {"ours", "theirs", "both"} & set(sources):
        text = "".join(region.base if isinstance(region, Conflict) else region.text for region in result.regions)
        assert text == base


@given(triples())
def test_a_conflict_says_two_things_that_differ_from_each_other_and_the_base(texts: tuple[str, str, str]) -> None:
    result = merge(*texts)
    for conflict in result.conflicts:
        assert len({conflict.base, conflict.ours, conflict.theirs}) == 3
    assert (result.text is None) == bool(result.conflicts)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param("a b c d e f", "a X c d e f", "a b c d Y f", "a X c d Y f", id="apart"),
        pytest.param("one two three", "ONE two three", "one two THREE", "ONE two THREE", id="one word between"),
        pytest.param(
            "energy, and science",
            "energies, and science",
            "energy, or science",
            "energies, or science",
            id="a comma between",
        ),
        pytest.param("One x.\n\nTwo y.", "One X.\n\nTwo y.", "One x.\n\nZwei y.", "One X.\n\nZwei y.", id="paragraphs"),
        pytest.param("One\n\nTwo", "Eins\n\nTwo", "One\n\nZwei", "Eins\n\nZwei", id="a paragraph break alone between"),
        pytest.param(
            "One x.\n\nTwo y.",
            "One x.\n\nNew.\n\nTwo y.",
            "Eins x.\n\nTwo z.",
            "Eins x.\n\nNew.\n\nTwo z.",
            id="new paragraph between",
        ),
        pytest.param(
            "A.\n\nB.\n\nC.\n\nD.", "A.\n\nC.\n\nD.", "A.\n\nB.\n\nC.\n\nE.", "A.\n\nC.\n\nE.", id="deleted, one stays"
        ),
        pytest.param("ไทย 2026 ลาว", "ไท 2026 ลาว", "ไทย 2026 ลา", "ไท 2026 ลา", id="a number between Thai words"),
        pytest.param("国内 研究 機関", "海外 研究 機関", "国内 研究 制度", None, id="two clusters and blanks between"),
        pytest.param(
            "تعزز الدول التعاون",
            "تدعم الدول التعاون",
            "تعزز الدول البحث",
            "تدعم الدول البحث",
            id="an Arabic word between",
        ),
        pytest.param("| a | b |", "| A | b |", "| a | B |", "| A | B |", id="neighbouring cells"),
        pytest.param("推進すべき事", "促進すべき事", "推進すべき物", "促進すべき物", id="four clusters between"),
        pytest.param("a b c", "a X c", "a X c", "a X c", id="the same change"),
        pytest.param("a b c d e", "a X c d e", "a X c d Y", "a X c d Y", id="the same change and another"),
        pytest.param("ประเทศไทยและลาว", "ประเทศไทยหรือลาว", "ประเทศไทยและกัมพูชา", None, id="Thai words side by side"),
    ],
)
def test_merges(base: str, ours: str, theirs: str, expected: str | None) -> None:
    assert merge(base, ours, theirs).text == expected
    assert merge(base, theirs, ours).text == expected


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "conflict"),
    [
        pytest.param("it shall act", "it should act", "it may act", ("shall", "should", "may"), id="never mould"),
        pytest.param("one two", "ONE two", "one TWO", ("one two", "ONE two", "one TWO"), id="a blank between"),
        pytest.param("one\ntwo", "ONE\ntwo", "one\nTWO", ("one\ntwo", "ONE\ntwo", "one\nTWO"), id="a line end between"),
        pytest.param("a c", "a x c", "a y c", ("", "x ", "y "), id="both put in at one place"),
        pytest.param("a b c d", "a d", "a b X d", ("b c ", "", "b X "), id="deleted and changed"),
        pytest.param("a b c d", "a X d", "a b c Y d", ("b c ", "X ", "b c Y "), id="put in beside"),
        pytest.param(
            "推進する事",
            "促進する事",
            "推進する物",
            ("推進する事", "促進する事", "推進する物"),
            id="three clusters between",
        ),
        pytest.param("a b c", "a b X", "a X c", ("b c", "b X", "X c"), id="the same word elsewhere"),
        pytest.param(
            "One.\n\nTwo.", "One.\n\nA.\n\nTwo.", "One.\n\nB.\n\nTwo.", ("", "A.\n\n", "B.\n\n"), id="two paragraphs"
        ),
        pytest.param(
            "A.\n\nB.\n\nC.\n\nD.",
            "A.\n\nC.\n\nD.",
            "A.\n\nB.\n\nD.",
            ("B.\n\nC.\n\n", "C.\n\n", "B.\n\n"),
            id="nothing between two deleted paragraphs",
        ),
        pytest.param(
            "One two.\n\nThree.",
            "One Three.",
            "One two.\n\nDrei.",
            ("two.\n\nThree", "Three", "two.\n\nDrei"),
            id="an end of a paragraph deleted, the next begins otherwise",
        ),
        pytest.param(
            "One.\n\nTwo.", "One. Two.", "One.\n\nZwei.", ("\n\nTwo", " Two", "\n\nZwei"), id="joined and changed"
        ),
    ],
)
def test_conflicts(base: str, ours: str, theirs: str, conflict: tuple[str, str, str]) -> None:
    assert merge(base, ours, theirs).conflicts == (Conflict(*conflict),)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "expected"),
    [
        pytest.param("", "", "", (), id="nothing at all"),
        pytest.param("", "a", "", (Clean("a", "ours"),), id="over nothing"),
        pytest.param("", "a", "b", (Conflict("", "a", "b"),), id="two over nothing"),
        pytest.param(" \n\n ", "", "", (Clean("", "both"),), id="only white space"),
        pytest.param("\0 and \ud800", "\0 or \ud800", "\0 and", None, id="NUL and half a character"),
    ],
)
def test_odd_texts(base: str, ours: str, theirs: str, expected: tuple[Clean | Conflict, ...] | None) -> None:
    result = merge(base, ours, theirs)
    if expected is not None:
        assert result.regions == expected
    else:
        assert result.conflicts == (Conflict("and \ud800", "or \ud800", "and"),)


def test_each_clean_region_knows_its_source() -> None:
    result = merge("a b c d e f g h", "a X c d E f g h", "a b c d E f G h")
    assert result.regions == (
        Clean("a ", "base"),
        Clean("X", "ours"),
        Clean(" c d ", "base"),
        Clean("E", "both"),
        Clean(" f ", "base"),
        Clean("G", "theirs"),
        Clean(" h", "base"),
    )


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "review"),
    [
        pytest.param("We act soon. They rest.", "We ACT soon. They rest.", "WE act soon. They rest.", None, id="touch"),
        pytest.param(
            "We act; they rest now.",
            "You act; they rest now.",
            "We act; they rest then.",
            True,
            id="a semicolon ends none",
        ),
        pytest.param(
            "All (i.e. the members) act.",
            "All (i.e. the members) rest.",
            "Both (i.e. the members) act.",
            True,
            id="i.e.",
        ),
        pytest.param(
            "To:\n\n(a) x;\n\n(b) y.", "To:\n\n(a) X;\n\n(b) y.", "To:\n\n(a) x;\n\n(b) Y.", False, id="items"
        ),
        pytest.param("One a\n\ntwo b c.", "One a two b c.", "One a\n\ntwo b C.", True, id="joined to one"),
        pytest.param(
            "We act. They do rest now.", "We act and they do rest now.", "We act. They do rest then.", True, id="joined"
        ),
        pytest.param(
            "We act. They rest now. Go on.", "We act. Go on.", "We act. They rest now. Go off.", False, id="one goes"
        ),
        pytest.param(
            "هل ندعم؟ نعم كل سنة.", "هل نعزز؟ نعم كل سنة.", "هل ندعم؟ نعم كل شهر.", False, id="an Arabic question"
        ),
        pytest.param("We act very soon.", "They act very soon.", "We act very late.", True, id="one sentence"),
        pytest.param("We act. They rest.", "We ACT. They rest.", "We act. They REST.", False, id="two sentences"),
        pytest.param(
            "We act now! They rest.", "I act now! They rest.", "We act now! They REST.", False, id="exclaimed"
        ),
        pytest.param(
            "See No. 4 of it.", "Read No. 4 of it.", "See No. 4 of them.", True, id="an abbreviation ends none"
        ),
        pytest.param("In 3.5 of it.", "At 3.5 of it.", "In 3.5 of them.", True, id="nor does a number"),
        pytest.param("One a\n\ntwo b", "Eins a\n\ntwo b", "One a\n\ntwo B", False, id="two paragraphs"),
        pytest.param(
            "We act. They rest.", "We act. So be it. They rest.", "We act. They REST.", False, id="a new sentence"
        ),
        pytest.param(
            "We act. They do rest.", "We act. Soon they do rest.", "We act. They do REST.", True, id="put in front"
        ),
        pytest.param(
            "私は行く。彼は休む事にする。",
            "僕は行く。彼は休む事にする。",
            "私は行く。彼は休む物にする。",
            False,
            id="Japanese stops",
        ),
        pytest.param("a b c d e.", "A b c d e.", "A b c d E.", True, id="one side has all of the other's changes"),
        pytest.param("a b c d e.", "A b c d E.", "A b c d E.", False, id="the same changes"),
    ],
)
def test_marks_a_sentence_that_both_changed(base: str, ours: str, theirs: str, review: bool | None) -> None:
    result = merge(base, ours, theirs)
    if review is None:
        assert result.conflicts
        assert not result.review
    else:
        assert result.text is not None
        assert result.review == review
