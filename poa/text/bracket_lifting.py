"""Lifting one bracket: its words kept or dropped, with the blanks, lines and blocks beside it left in order."""

from __future__ import annotations

import re
from collections.abc import Set

from poa.errors import Invalid
from poa.text.bracket_loci import kept_words
from poa.text.brackets import Bracket, all_brackets, parse_brackets

_BLANKS = " \t"
_AFTER_LINE = re.compile(r"([.,;:]{0,2})[ \t]*(?=\n|\Z)")
_STICKS = (*" \t\n.,;:)", "")


def lift_bracket(text: str, start: int, keep: bool, codes: Set[str] = frozenset()) -> str:
    """The text without the bracket that opens at `start`: its words kept or dropped, with one blank where two met.

    Of `retain "…"` and `delete "…"` the quoted words are what is kept, and of `delete` only once: not when they stand
    before it, or in a bracket beside it. Brackets over whole blocks leave these as blocks. Raises
    `Invalid` when no bracket opens there.
    """
    brackets = list(all_brackets(parse_brackets(text, codes)))
    bracket = next((found for found in brackets if found.start == start), None)
    if bracket is None:
        raise Invalid("No bracket opens at this place.", field="start")
    before, after = text[: bracket.start], text[bracket.end :]
    inner = text[bracket.start + len(bracket.head) : bracket.end - 1]
    if _is_block(before, inner, after):
        return _blocks(before, inner, after, keep)
    words = kept_words(inner, bool(bracket.keys)) if keep else ""
    if inner.startswith("delete ") and words and _stands_before(text, bracket, words, brackets):
        words = ""
    return _inline(before, words, after)


def _stands_before(text: str, bracket: Bracket, words: str, brackets: list[Bracket]) -> bool:
    """Whether the words stand in one of the brackets side by side before this one, or before these all."""
    at = bracket.start
    for other in reversed(brackets):
        if other.end <= at and not text[other.end : at].strip():
            if kept_words(text[other.start + len(other.head) : other.end - 1], bool(other.keys)) == words:
                return True
            at = other.start
    return text[:at].rstrip().endswith(words)


def _is_block(before: str, inner: str, after: str) -> bool:
    """Whether the bracket opens and closes on lines of its own."""
    alone = not before.rpartition("\n")[2].strip() and _AFTER_LINE.match(after) is not None
    return alone and inner.lstrip(_BLANKS).startswith("\n") and inner.rstrip(_BLANKS).endswith("\n")


def _blocks(before: str, inner: str, after: str, keep: bool) -> str:
    """Blocks that were set apart by the bracket's lines are set apart by a blank line."""
    match = _AFTER_LINE.match(after)
    assert match is not None
    before, after = before.rstrip(), after[match.end() :].lstrip("\n")
    inner = re.sub(r"\A(?:[ \t]*\n)+", "", inner).rstrip() if keep else ""
    inner += match.group(1) if inner else ""
    return "\n\n".join(part for part in (before, inner, after) if part)


def _inline(before: str, words: str, after: str) -> str:
    """The words between what stands around; where they are none, with one blank, or line end, beside them."""
    if words.strip():
        words = words.lstrip() if before[-1:].isspace() or not before else words
        return before + (words.rstrip() if after[:1] in _STICKS else words) + after
    line_begins = not before.rstrip(_BLANKS) or before.rstrip(_BLANKS).endswith("\n")
    if line_begins and (not after.lstrip(_BLANKS) or after.lstrip(_BLANKS).startswith("\n")):
        return _without_line(before, after)
    if before[-1:] in (" ", "\t") and after[:1] in _STICKS:
        before = before.rstrip(_BLANKS)
        return before + (" " + after.lstrip(_BLANKS) if after[:1] in (" ", "\t") and after.strip(_BLANKS) else after)
    return before + after.removeprefix(" ") if line_begins else before + after


def _without_line(before: str, after: str) -> str:
    """Both sides of a line that went, with the paragraph break that stood at either side."""
    head, tail = before.rstrip(), after.lstrip(_BLANKS).lstrip("\n")
    between = before[len(head) :], after[: len(after) - len(tail)]
    apart = any(space.count("\n") > 1 for space in between)
    return head + ("\n\n" if apart else "\n") * bool(head and tail) + tail
