"""Where sentences begin in a list of tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from poa.text.words import kind, tokens_of

_STOPS = frozenset(".!?。！？।။។؟۔꧉")
# What ends a list's item, and a sentence only where its line ends.
_PAUSES = frozenset(";；؛")
_ENDS = _STOPS | _PAUSES
# Kinds of token that never end a sentence: most of a text.
_INSIDE = frozenset(("word", "space"))
_CLOSERS = frozenset("\"'’”)]»」』）*_")
_ABBREVIATIONS = frozenset(
    (
        *("no", "nos", "art", "arts", "para", "paras", "mr", "mrs", "ms", "dr", "prof", "st", "vol", "ed"),
        *("eds", "p", "pp", "cf", "vs", "ca", "rev", "fig", "sec", "ch", "doc", "res", "add", "corr"),
    )
)


def sentence_starts(tokens: Sequence[str]) -> list[int]:
    """The indexes of the tokens that begin a sentence, 0 first; a paragraph break ends one, white space is its tail."""
    starts = [0]
    ended = False
    for at, (token, what) in enumerate(zip(tokens, map(kind, tokens), strict=True)):
        if not ended and what in _INSIDE:
            continue
        if what == "para":
            ended = True
        elif ended and what != "space" and not (token in _CLOSERS and kind(tokens[at - 1]) != "space"):
            if at != starts[-1]:
                starts.append(at)
            ended = False
        if token in _ENDS and _ending(tokens, at):
            ended = True
    return starts


def _ending(tokens: Sequence[str], at: int) -> bool:
    """Whether the mark at `at` ends a sentence: no abbreviation's or initial's stop, no semicolon within a line."""
    after = at + 1
    while after < len(tokens) and tokens[after] in _CLOSERS:
        after += 1
    gap = tokens[after] if after < len(tokens) else "\n"
    if tokens[at] in _PAUSES:
        return "\n" in gap
    if tokens[at] != ".":
        return True
    if not gap.isspace():
        return False
    before = tokens[at - 1] if at else ""
    if before.lower() in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
        return False
    follower = tokens[after + 1] if after + 1 < len(tokens) else ""
    return "\n" in gap or not follower[:1].islower()


def sentences_of(tokens: Sequence[str], starts: Sequence[int], start: int, end: int, inserted: str) -> range:
    """The numbers of the sentences that a change of tokens `start` to `end` into `inserted` touches.

    Whole sentences put in between two touch neither; a change that takes away what ended one touches the next as well.
    """
    first = bisect_right(starts, start) - 1
    if start == end and (starts[first] == start or _after_end(starts, first, start)):
        words = [token for token in tokens_of(inserted) if not _blank(token) and token not in _CLOSERS]
        if words and words[-1] in _ENDS:
            return range(0)
    last = bisect_right(starts, max(start, end - 1)) - 1
    if start < end and last + 1 < len(starts):
        after = reversed(tokens[end : starts[last + 1]])
        ended = any(map(_ends, after)) or any(map(_ends, [*tokens[max(0, start - 2) : start], *tokens_of(inserted)]))
        last += not ended
    return range(first, last + 1)


def _blank(token: str) -> bool:
    return kind(token) in {"space", "para"}


def _ends(token: str) -> bool:
    return token in _ENDS or kind(token) == "para"


def _after_end(starts: Sequence[int], number: int, at: int) -> bool:
    """Whether nothing but the tail of a sentence can stand between `at` and the next sentence."""
    return number + 1 < len(starts) and starts[number + 1] - at <= 1
