"""What a typed text may hold: what nobody can see is refused by name, unless a script spells with it."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from poa.errors import Invalid
from poa.text import (
    Locus,
    Variant,
    bracket_changes,
    check_text,
    compose,
    decompose,
    diff,
    find_quote,
    lift_bracket,
    lint_brackets,
    parse_brackets,
    serialise_brackets,
    tokens,
)

from .samples import TEXTS


@pytest.mark.parametrize("text", TEXTS)
def test_real_texts_are_taken_as_they_are(text: str) -> None:
    assert check_text(text, "text") == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("  a  ", "  a  "),
        ("a\tb", "a\tb"),
        ("e\u0301", "e\u0301"),
        ("a & b; &c", "a & b; &c"),
    ],
)
def test_only_line_ends_change(text: str, kept: str) -> None:
    assert check_text(text, "text") == kept


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("ไทย\u200bลาว", id="Thai"),
        pytest.param("ລາວ\u200bໄທ", id="Lao"),
        pytest.param("ខ្មែរ\u200bថៃ", id="Khmer"),
        pytest.param("မြန်မာ\u200bနိုင်ငံ", id="Burmese"),
        pytest.param("ꦗꦮ\u200bꦏꦿꦩ", id="Javanese"),
        pytest.param("\u1780\u200c\u17d2\u1780", id="Khmer joiner"),
        pytest.param("می\u200cخواهم", id="Persian"),
        pytest.param("क्\u200dष", id="Devanagari"),
    ],
)
def test_scripts_may_spell_with_zero_width_characters(text: str) -> None:
    assert check_text(text, "text") == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "empty", id="nothing"),
        pytest.param(" \n\t ", "empty", id="white space"),
        pytest.param("a\0b", "NUL", id="NUL"),
        pytest.param("a\ud800b", "U+D800", id="a lone surrogate"),
        pytest.param("a\u202eb", "RIGHT-TO-LEFT OVERRIDE", id="bidi override"),
        pytest.param("a\u2066b", "LEFT-TO-RIGHT ISOLATE", id="bidi isolate"),
        pytest.param("a\u200fb", "RIGHT-TO-LEFT MARK", id="bidi mark"),
        pytest.param("a\u061cb", "ARABIC LETTER MARK", id="Arabic letter mark"),
        pytest.param("a\u200bb", "ZERO WIDTH SPACE", id="between Latin letters"),
        pytest.param("ไทย\u200b Japan", "ZERO WIDTH SPACE", id="at the edge of a Thai word"),
        pytest.param("ไทย\u200bJapan", "ZERO WIDTH SPACE", id="between two scripts"),
        pytest.param("ไทย\u200b\u200bไทย", "ZERO WIDTH SPACE", id="two of them"),
        pytest.param("می\u200bخواهم", "ZERO WIDTH SPACE", id="Arabic has joiners only"),
        pytest.param("a\u200db", "ZERO WIDTH JOINER", id="a joiner"),
        pytest.param("\ufeffa", "ZERO WIDTH NO-BREAK SPACE", id="a byte order mark"),
        pytest.param("a\u00adb", "SOFT HYPHEN", id="a soft hyphen"),
        pytest.param("a\U000e0041b", "TAG LATIN CAPITAL LETTER A", id="a tag"),
        pytest.param("a&#x202e;b", "RIGHT-TO-LEFT OVERRIDE", id="hexadecimal entity"),
        pytest.param("a&#X0202E;b", "RIGHT-TO-LEFT OVERRIDE", id="with zeros"),
        pytest.param("a&#8238b", "RIGHT-TO-LEFT OVERRIDE", id="decimal, unclosed"),
        pytest.param("a&rlm;b", "RIGHT-TO-LEFT MARK", id="named"),
        pytest.param("ไทย&#x200b;ไทย", "ZERO WIDTH SPACE", id="an entity spells nothing"),
        pytest.param("a&zwj;b", "ZERO WIDTH JOINER", id="named joiner"),
    ],
)
def test_refused_by_name(text: str, said: str) -> None:
    with pytest.raises(Invalid, match="(?i)" + said.replace("+", r"\+")) as refused:
        check_text(text, "rationale")
    assert refused.value.field == "rationale"


def test_says_where() -> None:
    with pytest.raises(Invalid, match="line 2, character 3"):
        check_text("one\ntw\u202eo", "text")


def test_size_is_in_bytes() -> None:
    assert check_text("é" * 50_000, "text") == "é" * 50_000
    with pytest.raises(Invalid, match="100,001 bytes"):
        check_text("é" * 50_000 + "a", "text")
    with pytest.raises(Invalid, match="at most 10"):
        check_text("a" * 11, "text", 10)


# A megabyte of each: what is promised is a bound at that size, so a smaller text would prove nothing.
@pytest.mark.parametrize(
    "text",
    ["ก" * 1_000_000, "\ud800" * 1_000_000, "[" * 1_000_000, "\0" * 1_000_000],
    ids=["Thai", "lone surrogates", "open", "NUL"],
)
def test_a_megabyte_of_anything_works_or_is_refused_in_two_seconds(text: str) -> None:
    place = Locus(text, (Variant("b", ("JP",)), Variant("", ("VN",))))
    for work, expected in (
        (lambda: "".join(tokens(text)), text),
        (lambda: serialise_brackets(parse_brackets(text)), text),
        (lambda: decompose(compose(place)), place),
        (lambda: "".join(change.text for change in diff(text, text + "b") if change.op != "insert"), text),
        (lambda: bracket_changes(text, "x" + text), ()),
        (lambda: [found for found in lint_brackets(text) if found.kind != "unread"], []),
        (lambda: find_quote(text, "no such words"), ()),
    ):
        started = time.process_time()
        assert work() == expected  # type: ignore[no-untyped-call]
        assert time.process_time() - started < 2
    with suppress(Invalid):
        lift_bracket(text, 0, keep=True)
    with pytest.raises(Invalid):
        check_text(text, "text")
