"""Tokens: lossless, words and numbers whole, no grapheme cluster split in any script."""

from __future__ import annotations

import sys

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from poa.text import tokens
from poa.text import words as engine
from poa.text.words import SIMPLE, kind

from .samples import TEXTS, any_text


@given(st.one_of(any_text, st.text(alphabet=st.characters(), max_size=60)))
def test_joined_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text
    assert all(tokens(text))


@given(
    st.one_of(any_text, st.text(alphabet="e\u0301\u200d\u0600🇯👩ก์ី្ក\u1100\u1161\u11a8 \r\n\ufe0f\u0e33क्ष", max_size=20))
)
def test_no_token_ends_inside_a_grapheme_cluster(text: str) -> None:
    clusters = {match.end() for match in regex.finditer(r"\X", text)}
    at = 0
    for token in tokens(text):
        at += len(token)
        assert at in clusters, (token, text)


@pytest.mark.parametrize("text", TEXTS)
def test_samples_are_lossless(text: str) -> None:
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASEAN and Japan", ["ASEAN", " ", "and", " ", "Japan"]),
        ("APASTI 2026–2035,", ["APASTI", " ", "2026–2035", ","]),
        ("USD 100 million", ["USD", " ", "100", " ", "million"]),
        ("1,000,000.50 or 3.1.2", ["1,000,000.50", " ", "or", " ", "3.1.2"]),
        ("100\xa0000 on 2026-12-01", ["100\xa0000", " ", "on", " ", "2026-12-01"]),
        ("2026−2030, 2026—2035", ["2026−2030", ",", " ", "2026—2035"]),
        ("ปี๒๕๖๙–๒๕๗๘นี้", ["ปี", "๒๕๖๙–๒๕๗๘", "นี้"]),
        ("១.០០០ ၂၀၂၆ ꧒꧐", ["១.០០០", " ", "၂၀၂၆", " ", "꧒꧐"]),
        ("１，０００．５億", ["１，０００．５", "億"]),
        ("2026～2035年", ["2026～2035", "年"]),
        ("١٬٠٠٠٫٥٠", ["١٬٠٠٠٫٥٠"]),
        (
            "[x](https://a.b/(c)) {placeholder: a,\nb}",
            ["[", "x", "]", "(https://a.b/(c))", " ", "{placeholder: a,\nb}"],
        ),
        ("in 2030. ASEAN", ["in", " ", "2030", ".", " ", "ASEAN"]),
        ("the 7th Plan", ["the", " ", "7th", " ", "Plan"]),
        ("Japan’s state-of-the-art", ["Japan’s", " ", "state-of-the-art"]),
        ("a {placeholder: sum, JST, 2026-12-01}.", ["a", " ", "{placeholder: sum, JST, 2026-12-01}", "."]),
        ("text[^1] [x](https://a.b/c)", ["text", "[^1]", " ", "[", "x", "]", "(https://a.b/c)"]),
        ("see https://a.b/c_d.", ["see", " ", "https://a.b/c_d", "."]),
        ("| a | b |", ["|", " ", "a", " ", "|", " ", "b", " ", "|"]),
        ("|---|:-:|", ["|", "---", "|", ":", "-", ":", "|"]),
        ("**will** _not_", ["**", "will", "**", " ", "_", "not", "_"]),
        ("[JP: will]", ["[", "JP", ":", " ", "will", "]"]),
        ("a\nb \n\n  c", ["a", "\n", "b", " \n\n", "  ", "c"]),
        ("a\r\n\r\nb", ["a", "\r\n\r\n", "b"]),
        ("日本とASEANは、", ["日", "本", "と", "ASEAN", "は", "、"]),
        ("ญี่ปุ่น", ["ญี่", "ปุ่", "น"]),
        ("ចំណាំ", ["ចំ", "ណាំ"]),
        ("cafe\u0301s au lait", ["cafe\u0301s", " ", "au", " ", "lait"]),
        ("👩\u200d👩\u200d👧🇯🇵🇹🇭", ["👩\u200d👩\u200d👧", "🇯🇵", "🇹🇭"]),
        ("اليابان إلى", ["اليابان", " ", "إلى"]),
    ],
)
def test_tokens(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


_PIECES = (
    *"  \n\xa0\ta1,.’-–[](){}|*日é;",
    "..",
    "  ",
    "\r\n",
    "[^n]",
    "https://a.b/c.",
    "](",
    '"',
    "{placeholder:",
    '](a "',
)


@given(st.lists(st.sampled_from(_PIECES), max_size=16).map("".join))
def test_the_way_by_blanks_finds_the_same_tokens(text: str) -> None:
    assert tokens(text) == engine._TOKEN.findall(text)


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("๒๕๖๙", "word"),
        (" ", "space"),
        ("\n", "space"),
        ("\u200b", "space"),
        (" \n\n", "para"),
        ("will", "word"),
        ("2026–2035", "word"),
        ("ปุ่", "cluster"),
        ("研", "cluster"),
        ("、", "cluster"),
        (",", "mark"),
        ("|", "mark"),
        ("{a}", "mark"),
        (" \u0bca\u0bb3", "mark"),
        (" \u0301", "mark"),
    ],
)
def test_kinds(token: str, expected: str) -> None:
    assert kind(token) == expected


def test_the_quick_way_is_taken_only_where_each_code_point_is_a_cluster() -> None:
    names = ("Extend", "ZWJ", "SpacingMark", "Prepend", "Regional_Indicator", "L", "V", "T")
    joins = regex.compile("[" + "".join(rf"\p{{GCB={name}}}" for name in names) + "]")
    simple = regex.compile(f"[{SIMPLE}]")
    assert [
        hex(point) for point in range(sys.maxunicode + 1) if simple.match(chr(point)) and joins.match(chr(point))
    ] == []


@pytest.mark.parametrize("text", ["🇯" * 50_000, "[" * 100_000, "{a" * 100_000, "\u0301" * 100_000, '](x "a' * 20_000])
def test_hostile_texts_are_lossless_in_bounded_time(text: str) -> None:
    assert "".join(tokens(text)) == text
