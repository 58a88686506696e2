"""The places of a text that stand in brackets, and the text with each of their options chosen."""

from __future__ import annotations

import pytest

from poa.text.bracket_places import NO_WORDS, bracket_places, choose

CODES = frozenset({"JP", "VN", "SG", "ID", "MY", "ASEAN"})

# text: for each place its depth, its options, and what comes of choosing each (last, where no option is the base: none)
PLACES: dict[str, list[tuple[int, list[tuple[str, tuple[str, ...], bool]], list[str]]]] = {
    "No bracket.": [],
    "We [shall] [JP, VN: will] [ID: should] go.": [
        (
            1,
            [("shall", (), True), ("will", ("JP", "VN"), False), ("should", ("ID",), False)],
            ["We shall go.", "We will go.", "We should go."],
        )
    ],
    '[MY: retain "shall"] [will] go': [(1, [("shall", ("MY",), True), ("will", (), False)], ["shall go", "will go"])],
    'We [shall] [SG: delete "shall"] go.': [
        (1, [("shall", (), True), ("", ("SG",), False)], ["We shall go.", "We go."])
    ],
    'We shall [SG: delete "shall"] go.': [(1, [("shall", (), True), ("", ("SG",), False)], ["We shall go.", "We go."])],
    "We go[JP: , if possible,] now.": [
        (1, [(", if possible,", ("JP",), False)], ["We go, if possible, now.", "We go now."])
    ],
    "We [must] go.": [(1, [("must", (), False)], ["We must go.", "We go."])],
    "We [must] [shall] go.": [(1, [("must", (), True), ("shall", (), False)], ["We must go.", "We shall go."])],
    "[JP: x] [VN: y] z": [(1, [("x", ("JP",), False), ("y", ("VN",), False)], ["x z", "y z", "z"])],
    "[Chair: x] z": [(1, [("x", ("Chair",), False)], ["x z", "z"])],
    "[JP: a [VN: b] c] d [e]": [
        (1, [("a [VN: b] c", ("JP",), False)], ["a [VN: b] c d [e]", "d [e]"]),
        (2, [("b", ("VN",), False)], ["[JP: a b c] d [e]", "[JP: a c] d [e]"]),
        (1, [("e", (), False)], ["[JP: a [VN: b] c] d e", "[JP: a [VN: b] c] d"]),
    ],
    "[One.]\n\n[JP: Two.]": [
        (1, [("One.", (), False)], ["One.\n\n[JP: Two.]", "[JP: Two.]"]),
        (1, [("Two.", ("JP",), False)], ["[One.]\n\nTwo.", "[One.]"]),
    ],
    "[\n(a) one\n]\n[JP:\n(a) two\n]": [
        (1, [("(a) one", (), True), ("(a) two", ("JP",), False)], ["(a) one", "(a) two"])
    ],
    "See [MEXT](https://mext.example) and \\[this].": [],
}


@pytest.mark.parametrize("text", PLACES)
def test_places_options_and_what_comes_of_them(text: str) -> None:
    found = bracket_places(text, CODES)
    read = []
    for place in found:
        options = [(option.text, option.keys, option.base) for option in place.options]
        indexes = [*range(len(options)), *([] if options[0][2] else [NO_WORDS])]
        read.append((place.depth, options, [choose(text, place, index, CODES) for index in indexes]))
    assert read == PLACES[text]
