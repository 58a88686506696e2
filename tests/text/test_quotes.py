"""Quoted words are found as they were typed and as they are read."""

import pytest

from poa.text.quotes import occurrences

CLAUSE = "*Recalling* the Summit, ASEAN and\nJapan will:\n\n(a) promote **joint research**;\n\n(b) promote exchanges."


@pytest.mark.parametrize(
    ("quote", "source"),
    [
        ("ASEAN and\nJapan", "ASEAN and\nJapan"),
        ("ASEAN and Japan", "ASEAN and\nJapan"),
        ("Recalling the Summit", "Recalling* the Summit"),
        ("joint research;", "joint research**;"),
    ],
)
def test_words_are_found_in_the_source(quote: str, source: str) -> None:
    assert [CLAUSE[start:end] for start, end in occurrences(CLAUSE, quote)] == [source]


def test_each_occurrence_is_told_apart_by_what_stands_around_it() -> None:
    assert len(occurrences(CLAUSE, "promote")) == 2
    ((start, _end),) = occurrences(CLAUSE, "promote", suffix=" exchanges")
    assert start == CLAUSE.index("promote exchanges")
    ((start, _end),) = occurrences(CLAUSE, "the", prefix="Recalling ")
    assert start == CLAUSE.index("the Summit")


def test_words_that_are_not_there_are_nowhere() -> None:
    assert occurrences(CLAUSE, "trilateral") == []
    assert occurrences(CLAUSE, "Summit", prefix="another ") == []
    assert occurrences(CLAUSE, "") == []


def test_a_quote_that_overlaps_itself_everywhere_takes_bounded_time() -> None:
    assert len(occurrences("word " * 100_000, "word " * 20_000)) == 1_000
