"""What a typed text may hold: what nobody can see is refused by name, unless a script spells with it."""

from __future__ import annotations

import pytest

from poa.errors import Invalid
from poa.text import check_text

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
