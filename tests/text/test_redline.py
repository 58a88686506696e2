"""Diff: both texts come back byte for byte, it reads, it is nearly minimal, canonical and bounded in time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import Indel

from poa.text import Change, accept, alignment, diff, reject, tokens
from poa.text.alignment import numbered

from .samples import ENGLISH, JAPANESE, KHMER, LIST, TEXTS, THAI, pairs


def marked(old: str, new: str) -> str:
    """The redline in one line: [-deleted-] and {+inserted+}."""
    signs = {"equal": "%s", "delete": "[-%s-]", "insert": "{+%s+}"}
    return "".join(signs[change.op] % change.text for change in diff(old, new))


@given(pairs())
def test_rejecting_and_accepting_give_both_texts(texts: tuple[str, str]) -> None:
    old, new = texts
    changes = diff(old, new)
    assert reject(changes) == old
    assert accept(changes) == new


@given(pairs())
def test_changes_are_not_empty_and_alternate(texts: tuple[str, str]) -> None:
    changes = diff(*texts)
    assert all(change.text for change in changes)
    order = [(one.op, other.op) for one, other in pairwise(changes)]
    assert set(order) <= {("equal", "delete"), ("equal", "insert"), ("delete", "insert")} | {
        ("delete", "equal"),
        ("insert", "equal"),
    }


@given(pairs())
def test_only_whole_tokens_change(texts: tuple[str, str]) -> None:
    old, new = texts
    for text, kept in ((old, ("equal", "delete")), (new, ("equal", "insert"))):
        ends, at = {0}, 0
        for token in tokens(text):
            at += len(token)
            ends.add(at)
        at = 0
        for change in diff(old, new):
            if change.op in kept:
                at += len(change.text)
                assert at in ends


@given(pairs())
def test_a_replacement_begins_and_ends_with_what_changed(texts: tuple[str, str]) -> None:
    old_at = new_at = 0
    for change, after in pairwise((*diff(*texts), Change("equal", ""))):
        if (change.op, after.op) == ("delete", "insert"):
            old, new = _within(texts[0], old_at, change.text), _within(texts[1], new_at, after.text)
            assert old[0] != new[0]
            assert old[-1] != new[-1]
        old_at += len(change.text) * (change.op != "insert")
        new_at += len(change.text) * (change.op != "delete")


def _within(text: str, start: int, part: str) -> list[str]:
    """The tokens of a text that stand in a part of it; by itself the part may fall into others."""
    found, at = [], 0
    for token in tokens(text):
        if start <= at < start + len(part):
            found.append(token)
        at += len(token)
    assert "".join(found) == part
    return found


@given(st.sampled_from(TEXTS))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert diff(text, text) == (Change("equal", text),)


def test_the_empty_text() -> None:
    assert diff("", "") == ()
    assert diff("", "a b") == (Change("insert", "a b"),)
    assert diff("a b", "") == (Change("delete", "a b"),)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param("Japan shall act", "Japan will act", "Japan [-shall-]{+will+} act", id="a word"),
        pytest.param("by 2026–2030.", "by 2026–2035.", "by [-2026–2030-]{+2026–2035+}.", id="a number whole"),
        pytest.param("USD 100 million", "USD 150 million", "USD [-100-]{+150+} million", id="a sum"),
        pytest.param("may act", "may not act", "may {+not +}act", id="a negation"),
        pytest.param(
            "promote the exchange of students",
            "foster the mobility of students",
            "[-promote the exchange-]{+foster the mobility+} of students",
            id="no stray the",
        ),
        pytest.param(
            "the exchange of students", "the mobility of experts", None, id="one small word between single words stays"
        ),
        pytest.param(
            "make a good plan of very good work in the region",
            "write some long text of quite bad songs in the region",
            "[-make a good plan of very good work-]{+write some long text of quite bad songs+} in the region",
            id="a small word between longer changes goes",
        ),
        pytest.param("a b c", "a x y c", "a [-b-]{+x y+} c", id="one word to two"),
        pytest.param("joint research", "research", "[-joint -]research", id="deleted with its blank"),
        pytest.param("act in the region", "act swiftly in the region", "act {+swiftly +}in the region", id="inserted"),
        pytest.param(
            "agreed by Japan and by ASEAN", "agreed by ASEAN", "agreed [-by Japan and -]by ASEAN", id="at a phrase"
        ),
        pytest.param("First. Third.", "First. Second. Third.", "First. {+Second. +}Third.", id="a sentence"),
        pytest.param("One.\n\nTwo.", "One.\n\nNew.\n\nTwo.", "One.\n\n{+New.\n\n+}Two.", id="a paragraph"),
        pytest.param("will promote", "will adopt the promote", "will {+adopt the +}promote", id="of equals, joined"),
        pytest.param("will adopt a", "will the adopt adopt a", "will {+the adopt +}adopt a", id="side by side"),
        pytest.param(
            "keep the big red the of tall huge ones",
            "keep the of small tiny ones",
            "keep the [-big red the of tall huge-]{+of small tiny+} ones",
            id="what both begin with stays",
        ),
        pytest.param("| a | b |", "| c | d |", "| [-a-]{+c+} | [-b-]{+d+} |", id="cells stay apart"),
        pytest.param("see[^1].", "see[^2].", "see[-[^1]-]{+[^2]+}.", id="a footnote whole"),
        pytest.param("the [shall] act", "the [will] act", "the [[-shall-]{+will+}] act", id="inside brackets"),
        pytest.param("研究を推進する", "研究を促進する", "研究を[-推-]{+促+}進する", id="one Japanese character"),
        pytest.param(
            "研究を推進する", "研究新を大推進する", "研究{+新+}を{+大+}推進する", id="a character between two put in"
        ),
        pytest.param("研究を推進する", "研を進する", "研[-究-]を[-推-]進する", id="a character between two that went"),
        pytest.param(
            "See. " + "an aim " * 20 + "now",
            "See. " + "an aim " * 21 + "now",
            "See. {+an aim +}" + "an aim " * 20 + "now",
            id="of many places the one after a sentence",
        ),
        pytest.param(
            "as (" + " ".join(f"w{n}" for n in range(30)) + ") says",
            "as (" + " ".join(f"v{n}" for n in range(30)) + ") says",
            "as ([-"
            + " ".join(f"w{n}" for n in range(30))
            + "-]{+"
            + " ".join(f"v{n}" for n in range(30))
            + "+}) says",
            id="a long change without what stays at its ends",
        ),
        pytest.param("joint research, and", "joint research and", "joint research[-,-] and", id="a comma"),
        pytest.param("of energy.", "of energy and water.", "of energy{+ and water+}.", id="before the full stop"),
        pytest.param(
            "a {placeholder: sum, JST}, or",
            "a {placeholder: sum, MEXT}, or",
            "a [-{placeholder: sum, JST}-]{+{placeholder: sum, MEXT}+}, or",
            id="a placeholder whole",
        ),
        pytest.param("ประเทศไทย", "ประเทศลาว", "ประเทศ[-ไทย-]{+ลาว+}", id="Thai clusters"),
        pytest.param("ประเทศญี่ปุ่น", "ประเทศญี่ปุ้น", "ประเทศญี่[-ปุ่-]{+ปุ้+}น", id="a tone mark marks its syllable"),
        pytest.param("إلى اليابان", "إلى آسيا", "إلى [-اليابان-]{+آسيا+}", id="right to left"),
        pytest.param("café", "cafe\u0301", "[-café-]{+cafe\u0301+}", id="normal forms differ"),
        pytest.param("a\nb", "a b", "a[-\n-]{+ +}b", id="white space is text"),
    ],
)
def test_reads(old: str, new: str, expected: str | None) -> None:
    assert marked(old, new) == (expected or "the [-exchange-]{+mobility+} of [-students-]{+experts+}")


def spoilt(text: str, rate: float, rng: random.Random, kinds: str = "rid") -> str:
    """The text with this share of its words replaced, with one put in before, or deleted."""
    words = text.split(" ")
    out = []
    for word in words:
        kind = rng.choice(kinds) if rng.random() < rate else " "
        out += {" ": [word], "r": [rng.choice(words)], "i": [rng.choice(words), word], "d": []}[kind]
    return " ".join(out)


def counted(old: str, new: str) -> tuple[int, int]:
    """Tokens marked, and the fewest that any diff could mark."""
    first, second = numbered(tokens(old), tokens(new))
    return sum(len(tokens(change.text)) for change in diff(old, new) if change.op != "equal"), Indel.distance(
        first, second
    )


@pytest.mark.parametrize("kinds", ["r", "i", "d", "rid"])
@pytest.mark.parametrize("rate", [0.01, 0.03, 0.1])
def test_marks_little_more_than_the_minimum(rate: float, kinds: str) -> None:
    rng = random.Random(7)
    counts = [counted(text, spoilt(text, rate, rng, kinds)) for text in (ENGLISH * 8, LIST * 4) * 40]
    assert sum(count for count, _ in counts) <= 1.2 * sum(least for _, least in counts)


@pytest.mark.parametrize(
    ("text", "kinds"), [(THAI, "rid"), (THAI, "i"), (THAI, "d"), (JAPANESE, "rid"), (KHMER, "rid")]
)
def test_marks_little_more_than_the_minimum_without_spaces(text: str, kinds: str) -> None:
    rng = random.Random(7)
    counts = []
    parts = tokens(text * 3)
    for _ in range(120):
        new = "".join(
            {"r": rng.choice(parts), "i": rng.choice(parts) + part, "d": ""}[rng.choice(kinds)]
            if rng.random() < 0.1
            else part
            for part in parts
        )
        counts.append(counted(text * 3, new))
    assert sum(count for count, _ in counts) <= 1.2 * sum(least for _, least in counts)


def test_equal_edits_give_equal_spans_whatever_else_was_edited() -> None:
    rng = random.Random(11)
    text = ENGLISH + " " + LIST.replace("\n", " ")
    words = text.split(" ")
    for _ in range(300):
        at = rng.randrange(len(words))
        put_in = [rng.choice(words) for _ in range(rng.randint(0, 3))]
        alone = [*words[:at], *put_in, *words[at + rng.randint(0, 1) :]]
        far = [place for place in range(len(alone)) if abs(place - at) > 10]
        both = list(alone)
        for place in rng.sample(far, 3):
            both[place] = f"other{place}"
        old_alone, old_both = changed(text, " ".join(alone)), changed(text, " ".join(both))
        assert old_alone <= old_both


@pytest.mark.parametrize(
    ("old", "near", "far"),
    [
        pytest.param(
            "Between basic and applied work, the parties keep to the plan as it was agreed by all of them, and report.",
            ("Between basic and", "each and endeavour"),
            [("agreed by all", "a agreed all")],
            id="two ways as short",
        )
    ],
)
def test_of_equally_short_ways_the_same_is_taken(old: str, near: tuple[str, str], far: list[tuple[str, str]]) -> None:
    alone = both = old.replace(*near)
    for place in far:
        both = both.replace(*place)
    assert changed(old, alone) <= changed(old, both)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("we will ASEAN act", "we ASEAN will act"),
        ("the science and beds of it", "the and science beds of it"),
        ("start of a, for b, end", "start for b, of a, end"),
        ("研究推進する", "推進研究する"),
        ("say Publications and research", "say and Publications research"),
    ],
)
def test_the_way_back_marks_what_the_way_there_marked(old: str, new: str) -> None:
    """Of two words that changed places either may be said to have moved."""
    assert swapped(diff(old, new)) == diff(new, old)


def test_the_way_back_marks_the_same_in_nearly_all_texts() -> None:
    rng = random.Random(13)
    texts = [" ".join(rng.choices(ENGLISH.split() + LIST.split(), k=80)) for _ in range(1_000)]
    pairs_of = [(text, spoilt(text, 0.1, rng)) for text in texts]
    assert sum(swapped(diff(old, new)) != diff(new, old) for old, new in pairs_of) <= 3


def swapped(changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes of the way back."""
    other = {"equal": "equal", "delete": "insert", "insert": "delete"}
    found: list[Change] = []
    for change in changes:
        back = Change(other[change.op], change.text)
        found.insert(len(found) - (change.op == "insert" and bool(found) and found[-1].op == "insert"), back)
    return tuple(found)


def test_words_with_the_same_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library compares hashes of words: it takes any two for one here."""
    monkeypatch.setattr(alignment, "_ops", lambda old, new: _lying(old, new))
    assert marked("Japan shall act at once", "Japan will act at once") == "Japan [-shall-]{+will+} act at once"
    assert marked("研究を推進する", "研究を促進する") == "研究を[-推-]{+促+}進する"


def _lying(old: list[str] | list[int], new: list[str] | list[int]) -> list[tuple[str, int, int, int, int]]:
    if isinstance(old[0], str):
        return [("equal", 0, len(old), 0, len(new))]
    return [tuple(op) for op in Indel.opcodes(old, new)]


def changed(old: str, new: str) -> set[tuple[int, str, str]]:
    """The changes of a diff: where in the old text, what went, what came."""
    found, at, changes = set(), 0, (*diff(old, new), Change("equal", ""))
    deleted = ""
    for change, after in pairwise(changes):
        if change.op == "delete":
            deleted = change.text
            if after.op != "insert":
                found.add((at, deleted, ""))
        elif change.op == "insert":
            found.add((at, deleted, change.text))
        if change.op == "equal" or after.op == "equal":
            at += len(deleted) if change.op != "equal" else len(change.text)
            deleted = ""
    return found


LARGE = 40_000


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("[" * LARGE, "[" * (LARGE // 2) + "x" + "[" * 9, id="brackets"),
        pytest.param("a " * LARGE, "b a " * LARGE, id="one word over and over"),
        pytest.param(
            " ".join(random.Random(1).choices("ab", k=LARGE)),
            " ".join(random.Random(2).choices("ab", k=LARGE)),
            id="two words",
        ),
        pytest.param(
            " ".join(map(str, range(LARGE))),
            " ".join(map(str, random.Random(1).sample(range(LARGE), LARGE))),
            id="shuffled",
        ),
        pytest.param(
            " ".join(random.Random(1).choices([f"w{n}" for n in range(100)], k=3 * LARGE)),
            " ".join(random.Random(2).choices([f"w{n}" for n in range(100)], k=3 * LARGE)),
            id="a hundred words",
        ),
        pytest.param("word" * 50_000, "word" * 49_999 + "x", id="no blank"),
        pytest.param(THAI * 400, (THAI + "ก") * 400, id="Thai"),
        pytest.param("| a " * LARGE, "| b " * LARGE, id="a table"),
    ],
)
def test_large_and_hostile_texts_are_coarse_but_right(old: str, new: str) -> None:
    changes = diff(old, new)
    assert reject(changes) == old
    assert accept(changes) == new


def test_a_long_document_is_cut_where_it_is_safe() -> None:
    rng = random.Random(3)
    text = "\n\n".join(" ".join(rng.choices(ENGLISH.split() + LIST.split(), k=100)) + f" end{n}." for n in range(250))
    new = spoilt(text, 0.05, rng)
    count, least = counted(text, new)
    assert count <= 1.2 * least
