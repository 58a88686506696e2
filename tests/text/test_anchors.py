"""Anchors: a range follows its words through edits and moves, and is None rather than on the wrong ones."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import poa
from poa.errors import Invalid
from poa.text import Anchor, anchor_at, find_quote, relocate

from .samples import ENGLISH, LIST, THAI, edited, pairs


def on(text: str, quote: str) -> Anchor:
    """The anchor on the only place of the quote."""
    (anchor,) = find_quote(text, quote)
    return anchor


@pytest.mark.parametrize(
    ("old", "quote", "new", "expected"),
    [
        pytest.param("we will act", "will", "we will act", "will", id="nothing changed"),
        pytest.param("we will act", "will", "today we all will act", "will", id="words before it"),
        pytest.param("we will act", "will", "we will really act", "will", id="words after it"),
        pytest.param("we will act now", "will act", "we will swiftly act now", "will swiftly act", id="words inside"),
        pytest.param(
            "we will act in unity now",
            "will act in unity",
            "we will act in harmony now",
            "will act in harmony",
            id="its last word",
        ),
        pytest.param(
            "all five Member States act",
            "five Member States",
            "all six Member States act",
            "six Member States",
            id="its first word",
        ),
        pytest.param(
            "promote joint research here", "joint research", "promote research here", "research", id="shortened"
        ),
        pytest.param("we shall act", "shall", "we may act", None, id="replaced"),
        pytest.param("we shall act", "shall", "we act", None, id="deleted"),
        pytest.param("we shall act. They shall too.", "we shall", "They shall too.", None, id="its twin is another's"),
        pytest.param("we act shall we", "shall", "we shall go, act we", None, id="one word alone is not known again"),
        pytest.param(
            "First we hold a dialogue on policy. Then we report.",
            "hold a dialogue on policy",
            "Then we report. First we hold a dialogue on policy.",
            "hold a dialogue on policy",
            id="moved",
        ),
        pytest.param(
            "(a) the exchange of young researchers;\n\n(b) joint supervision of students; and\n\n(c) energy.",
            "joint supervision of students",
            "(a) joint supervision of students;\n\n(b) the exchange of young researchers; and\n\n(c) energy.",
            "joint supervision of students",
            id="moved in a list",
        ),
        pytest.param("ประเทศไทยจะส่งเสริม", "ส่งเสริม", "ประเทศลาวจะส่งเสริม", "ส่งเสริม", id="Thai"),
        pytest.param("共同研究を推進する", "推進", "若手の共同研究を推進する", "推進", id="Japanese"),
        pytest.param("we will act", "il", "we all will act", "il", id="part of a word"),
        pytest.param("we will act", "il", "we may act", None, id="part of a word that went"),
        pytest.param("a b c d e f", "b c d", "", None, id="nothing is left"),
        pytest.param("we act on it today", "it", "we act on orbit today", None, id="part of a longer word is not it"),
        pytest.param(
            "once a year, and then", "year, and", "once in Technology, and then", None, id="a comma and a small word"
        ),
        pytest.param(
            "(a) promote joint research;\n\n(b) endeavour to promote it.",
            "promote joint research",
            "(a) endeavour to promote it.",
            None,
            id="its item deleted",
        ),
        pytest.param(
            "A Committee will guide the plan each year.\n\nThe Committee will adopt a work plan for three years, "
            "decide its methods by consensus, and report to the Meeting.",
            "A Committee will guide",
            "The Committee will adopt a work plan for three years, decide its methods by consensus, and report to "
            "the Meeting.\n\nA Committee will guide the plan each year.",
            "A Committee will guide",
            id="paragraphs change places",
        ),
        pytest.param(
            "(a) joint research;\n\n(b) energy",
            "joint research;\n\n",
            "(a) all joint research;\n\n(b) energy",
            "joint research;\n\n",
            id="with the blanks after its line",
        ),
        pytest.param(
            "تعزز الدول الأعضاء التعاون",
            "الدول الأعضاء",
            "سوف تعزز كل الدول الأعضاء التعاون",
            "الدول الأعضاء",
            id="Arabic",
        ),
        pytest.param(
            "𝒳 meets 👩\u200d👩\u200d👧 in 🇯🇵🇹🇭 now",
            "🇯🇵🇹🇭",
            "𝒳 meets 👩\u200d👩\u200d👧 again in 🇯🇵🇹🇭 now",
            "🇯🇵🇹🇭",
            id="astral",
        ),
        pytest.param(
            "a\0b will act\ud800 c", "will act", "a\0b they will act\ud800 d", "will act", id="NUL and half a character"
        ),
    ],
)
def test_relocates(old: str, quote: str, new: str, expected: str | None) -> None:
    moved = relocate(on(old, quote), old, new)
    assert (moved.quote if moved else None) == expected
    if moved:
        assert moved == anchor_at(new, moved.start, moved.end)


def test_of_several_places_it_goes_to_the_one_with_its_neighbours() -> None:
    old = "Start. The Parties will hold a dialogue on policy each year. Middle. End."
    new = (
        "Start. Middle. Others will hold a dialogue on policy some day. End. "
        "The Parties will hold a dialogue on policy each year."
    )
    moved = relocate(on(old, "hold a dialogue on policy"), old, new)
    assert moved is not None
    assert moved.start == new.rindex("hold a dialogue")


def test_the_second_of_two_equal_words_stays_the_second() -> None:
    old, new = "we will act and they will rest", "today we will act and they will rest"
    _, second = find_quote(old, "will")
    moved = relocate(second, old, new)
    assert moved is not None
    assert moved.start == new.rindex("will")


def test_a_wrong_position_is_put_right_by_quote_and_context() -> None:
    text = "we will act and they will rest"
    lost = Anchor(0, 4, "will", "they ", " rest")
    assert relocate(lost, text, text) == anchor_at(text, text.rindex("will"), text.rindex("will") + 4)
    assert relocate(Anchor(0, 4, "will", "", ""), text, text) is None
    assert relocate(Anchor(0, 4, "shall", "", ""), text, text) is None
    assert relocate(Anchor(0, 0, "", "", ""), text, text) is None


def test_find_quote_by_its_surroundings() -> None:
    text = "we will act and they will rest"
    assert [anchor.start for anchor in find_quote(text, "will")] == [3, 21]
    assert [anchor.start for anchor in find_quote(text, "will", prefix="they ")] == [21]
    assert [anchor.start for anchor in find_quote(text, "will", suffix=" act")] == [3]
    assert find_quote(text, "will", prefix="they ", suffix=" act") == ()
    assert find_quote(text, "") == ()


@pytest.mark.parametrize(
    ("quoted", "new", "expected"),
    [
        pytest.param(0, "(a) promote it in robotics; and", None, id="the first goes, the other gets its number"),
        pytest.param(1, "(a) promote it in robotics; and", "promote it in robotics", id="the other gets a new number"),
        pytest.param(1, "(a) promote it in energy;", None, id="the other goes"),
        pytest.param(0, "(a) rest;\n\n(b) promote it in robotics; and", None, id="the first is replaced"),
        pytest.param(
            0,
            "(a) promote it in robotics, too;\n\n(b) promote it in robotics; and",
            "promote it in robotics,",
            id="the first becomes like the other",
        ),
    ],
)
def test_the_same_words_elsewhere_are_not_taken(quoted: int, new: str, expected: str | None) -> None:
    """Two items say "promote it": what stands after the words tells which of them is meant."""
    old = "(a) promote it in energy;\n\n(b) promote it in robotics; and"
    moved = relocate(find_quote(old, "promote it")[quoted], old, new)
    assert (new[moved.start :][: len(expected or "")] if moved else None) == expected


def test_positions_are_code_points() -> None:
    text = "👩\u200d👩\u200d👧 will"
    assert on(text, "will").start == 6


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (2, 1), (3, 8), (9, 9)])
def test_a_range_outside_the_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(Invalid):
        anchor_at("we act", start, end)


def test_when_clauses_change_places_no_quote_lands_on_the_others_words() -> None:
    """Three clauses of the sample plan open with the same words; the first and the third change places."""
    draft = (Path(poa.__file__).parent / "demo" / "zero_draft.md").read_text(encoding="utf-8")
    clauses = re.findall(r"^(?:A|The) Joint Coordinating Committee .+$", draft, re.MULTILINE)[:3]
    old, new = "\n\n".join(clauses), "\n\n".join(reversed(clauses))
    for clause in (clauses[0], clauses[2]):
        words = [match.span() for match in re.finditer(r"\S+", clause)]
        for (start, _), (_, end) in zip(words, words[4:], strict=False):
            shift = old.index(clause)
            moved = relocate(anchor_at(old, start + shift, end + shift), old, new)
            assert moved is not None
            assert moved.start == new.index(clause) + start


@pytest.mark.parametrize("likeness", [0.8, 0.5, 0.3])
@pytest.mark.parametrize("slip", [0.0, 0.03, 0.1])
def test_when_alike_paragraphs_change_places_each_quote_goes_with_its_own(likeness: float, slip: float) -> None:
    """A paragraph and its twin change places, and some of their words change; never is a quote on the twin's."""
    rng = random.Random(8)
    draft = (Path(poa.__file__).parent / "demo" / "zero_draft.md").read_text(encoding="utf-8")
    clauses = [clause for clause in re.findall(r"^ASEAN and .+$", draft, re.MULTILINE) if len(clause) > 200]
    vocabulary = draft.split()
    followed = quotes = 0
    for clause in rng.sample(clauses, 12):
        twin = other_words(clause, 1 - likeness, vocabulary, rng)
        own_now, twin_now = other_words(clause, slip, vocabulary, rng), other_words(twin, slip, vocabulary, rng)
        old, new = f"{clause}\n\nMiddle.\n\n{twin}", f"{twin_now}\n\nMiddle.\n\n{own_now}"
        starts = [match.span() for match in re.finditer(r"\S+", clause)]
        for (start, _), (_, end) in zip(starts, starts[2:], strict=False):
            moved = relocate(anchor_at(old, start, end), old, new)
            quotes += 1
            if moved is not None:
                assert moved.start >= new.index(own_now)
                followed += 1
    assert followed >= (1 - 2.5 * slip - 0.02) * quotes


@pytest.mark.parametrize("slip", [0.0, 0.05])
@pytest.mark.parametrize("how", ["joined", "joined and moved", "split", "its end put at the end of the first"])
def test_a_paragraph_is_followed_into_another(how: str, slip: float) -> None:
    """Its quotes, of three words, are found in the paragraph that it is a part of now, at the words they were on."""
    rng = random.Random(9)
    draft = (Path(poa.__file__).parent / "demo" / "zero_draft.md").read_text(encoding="utf-8")
    clauses = [clause for clause in re.findall(r"^[A-Z(].+$", draft, re.MULTILINE) if len(clause) > 150]
    vocabulary = draft.split()
    followed = quotes = 0
    for _ in range(8):
        first, own, last = rng.sample(clauses, 3)
        first_now, own_now, last_now = (other_words(text, slip, vocabulary, rng) for text in (first, own, last))
        words, half = own_now.split(" "), len(own_now.split(" ")) // 2
        start_now, end_now = " ".join(words[:half]), " ".join(words[half:])
        old = f"{first}\n\n{own}\n\n{last}"
        new = {
            "joined": f"{first_now} {own_now}\n\n{last_now}",
            "joined and moved": f"{last_now}\n\n{first_now} {own_now}",
            "split": f"{first_now}\n\n{start_now}\n\n{end_now}\n\n{last_now}",
            "its end put at the end of the first": f"{first_now} {end_now}\n\n{start_now}\n\n{last_now}",
        }[how]
        spans = [match.span() for match in re.finditer(r"\S+", own)]
        for (start, _), (_, end) in zip(spans, spans[2:], strict=False):
            moved = relocate(anchor_at(old, len(first) + 2 + start, len(first) + 2 + end), old, new)
            quotes += 1
            if moved is not None:
                followed += 1
                parts = (own_now,) if how.startswith("joined") else (start_now, end_now)
                assert any(new.index(part) <= moved.start < new.index(part) + len(part) for part in parts)
    assert followed >= (0.97 - 2 * slip) * quotes


@pytest.mark.parametrize("likeness", [0.8, 0.5])
def test_when_a_paragraph_goes_its_quotes_are_not_on_its_twin(likeness: float) -> None:
    rng = random.Random(10)
    draft = (Path(poa.__file__).parent / "demo" / "zero_draft.md").read_text(encoding="utf-8")
    clauses = [clause for clause in re.findall(r"^ASEAN and .+$", draft, re.MULTILINE) if len(clause) > 200]
    vocabulary = draft.split()
    for own in rng.sample(clauses, 8):
        twin = other_words(own, 1 - likeness, vocabulary, rng)
        old, new = f"{twin}\n\nMiddle.\n\n{own}", f"{other_words(twin, 0.05, vocabulary, rng)}\n\nMiddle."
        spans = [match.span() for match in re.finditer(r"\S+", own)]
        for (start, _), (_, end) in zip(spans, spans[2:], strict=False):
            shift = len(old) - len(own)
            assert relocate(anchor_at(old, start + shift, end + shift), old, new) is None


def other_words(text: str, rate: float, vocabulary: list[str], rng: random.Random) -> str:
    """The text with this share of its words replaced."""
    return " ".join(rng.choice(vocabulary) if rng.random() < rate else word for word in text.split(" "))


@pytest.mark.parametrize(
    ("old", "quote", "new", "expected"),
    [
        pytest.param(
            "(a) promote the exchange of students and staff;\n(b) promote the exchange of data and samples.",
            "promote the exchange of students",
            "(a) promote the exchange of data and samples;\n(b) promote the exchange of students and staff.",
            True,
            id="items of a list, given each other's letters",
        ),
        pytest.param(
            "(a) promote the exchange of students and staff;\n(b) promote the exchange of data and samples.",
            "exchange of students",
            "(a) promote the exchange of data and samples.",
            None,
            id="its item went and the other has its letter",
        ),
        pytest.param(
            "One party reports to all each year.\n\nOne party reports to all each month.",
            "reports to all each year",
            "One party reports to all each month.",
            None,
            id="its paragraph went, the other stands as it stood",
        ),
    ],
)
def test_lines_are_told_apart_before_words(old: str, quote: str, new: str, expected: bool | None) -> None:
    moved = relocate(on(old, quote), old, new)
    assert (new[moved.start :][:20] if moved else None) == (quote[:20] if expected else None)


@given(st.sampled_from((ENGLISH, LIST)), st.data())
def test_each_word_goes_where_its_own_paragraph_goes(text: str, data: st.DataObject) -> None:
    """Every word bears a number, so that none can be taken for another."""
    count = itertools.count()
    old = re.sub(r"\w+", lambda word: f"{word.group()}{next(count)}", text + "\n\n" + text)
    new = "\n\n".join(data.draw(st.permutations(old.split("\n\n"))))
    start = data.draw(st.integers(0, len(old) - 1))
    anchor = anchor_at(old, start, data.draw(st.integers(start + 1, min(len(old), start + 30))))
    moved = relocate(anchor, old, new)
    if moved is not None:
        assert moved.quote in anchor.quote or anchor.quote in moved.quote or set(numbers(anchor)) & set(numbers(moved))


def numbers(anchor: Anchor) -> list[str]:
    """The numbers in its quote."""
    return re.findall(r"\d+", anchor.quote)


@given(st.sampled_from((ENGLISH, LIST, THAI)), st.data())
def test_edits_elsewhere_leave_it_on_its_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 40)))
    before, after = data.draw(edited("")), data.draw(edited(""))
    anchor = anchor_at(text, start, end)
    if anchor.quote.strip():
        moved = relocate(anchor, text, before + "\n\n" + text + "\n\n" + after)
        assert moved is not None
        assert moved.quote == anchor.quote


@given(pairs(), st.data())
def test_what_it_gives_stands_there_and_holds_words_of_the_quote(texts: tuple[str, str], data: st.DataObject) -> None:
    old, new = texts
    start = data.draw(st.integers(0, len(old)))
    end = data.draw(st.integers(start, len(old)))
    moved = relocate(anchor_at(old, start, end), old, new)
    if moved is not None:
        assert new[moved.start : moved.end] == moved.quote
        assert moved == anchor_at(new, moved.start, moved.end)
        assert set(moved.quote) & set(old[start:end])


def test_a_word_is_found_by_its_context_behind_thousands_of_others() -> None:
    text = "will act, " * 2_000 + "will rest"
    assert [anchor.start for anchor in find_quote(text, "will", suffix=" rest")] == [20_000]


def test_a_hostile_quote_takes_bounded_time() -> None:
    text = "a" * 200_000
    assert relocate(anchor_at(text, 5, 25), text, "b" + text[:-3]) is None
