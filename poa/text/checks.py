"""What a typed text may hold: what nobody can see, or what cannot be kept, is refused by name."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

import regex

from poa.errors import Invalid

from ..phrases import Words

# Unicode's Bidi_Control.
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
# What takes no room and shows nothing: spaces and joiners of no width, fillers, invisible operators, tags.
_ZERO = (
    "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200d\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0"
    "\U000e0000-\U000e007f"
)
_HIDDEN = re.compile(f"[{_BIDI}{_ZERO}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,9}|#[xX][0-9a-fA-F]{1,8}|[A-Za-z][A-Za-z0-9]{1,31});?")
# Scripts that spell with zero-width spaces and joiners, and those that do with joiners only.
_SPELL = (
    r"\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Javanese}\p{Balinese}\p{Sundanese}\p{Tibetan}\p{Tai_Le}\p{New_Tai_Lue}"
    r"\p{Tai_Tham}\p{Tai_Viet}\p{Cham}"
)
_JOIN = (
    r"\p{Arabic}\p{Syriac}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Gujarati}\p{Oriya}\p{Tamil}\p{Telugu}\p{Kannada}"
    r"\p{Malayalam}\p{Sinhala}\p{Mongolian}"
)
_SPELLED = regex.compile(
    rf"(?<=[{_SPELL}])[\u200b\u200c\u200d\u2060](?=[{_SPELL}])|(?<=[{_JOIN}])[\u200c\u200d](?=[{_JOIN}])"
)


def check_text(text: str, field: str, max_bytes: int = 100_000) -> str:
    """The text as it is kept: line ends are LF, everything else as typed.

    Raises `Invalid` for `field` when it is empty, larger than `max_bytes` in UTF-8, or holds NUL, a lone surrogate, a
    bidi control, or a zero-width character where no script spells with it; also when written as an entity.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    _check_size(text, field, max_bytes)
    if not text.strip():
        raise Invalid("It is empty. Write at least one word.", field=field)
    if "\0" in text:
        raise Invalid(
            "It holds a NUL character at %(place)s. Remove it.", field=field, place=_place(text, text.index(chr(0)))
        )
    for at, char, written in _hidden(text):
        name = unicodedata.name(char, "a character without a name")
        as_entity = Words(", written as %(written)s", written=written) if written != char else ""
        raise Invalid(
            "It holds %(name)s (U+%(point)s%(as_entity)s) at %(place)s. Nobody can see it: remove it.",
            field=field,
            name=name,
            point=format(ord(char), "04X"),
            as_entity=as_entity,
            place=_place(text, at),
        )
    if not _HIDDEN.sub("", text).strip():
        raise Invalid("It is empty. Write at least one word.", field=field)
    return text


def _check_size(text: str, field: str, max_bytes: int) -> None:
    lone = _SURROGATE.search(text)
    if lone:
        raise Invalid(
            "It holds half a character (U+%(point)s) at %(place)s. Remove it.",
            field=field,
            point=format(ord(lone.group()), "04X"),
            place=_place(text, lone.start()),
        )
    size = len(text.encode())
    if size > max_bytes:
        raise Invalid(
            "It is too large: %(size)s bytes, and at most %(max_bytes)s are taken.",
            field=field,
            size=format(size, ","),
            max_bytes=format(max_bytes, ","),
        )


def _hidden(text: str) -> Iterator[tuple[int, str, str]]:
    """Where a refused character stands, the character, and how it is written."""
    if _HIDDEN.search(text):
        spelled = {match.start() for match in _SPELLED.finditer(text)}
        for match in _HIDDEN.finditer(text):
            if match.start() not in spelled:
                yield match.start(), match.group(), match.group()
    for entity in _ENTITY.finditer(text):
        for char in html.unescape(entity.group()):
            if _HIDDEN.match(char):
                yield entity.start(), char, entity.group()


def _place(text: str, at: int) -> Words:
    """A place for people: line and character, both from 1."""
    line_start = text.rfind("\n", 0, at) + 1
    return Words("line %(line)s, character %(at)s", line=text.count(chr(10), 0, at) + 1, at=at - line_start + 1)
