"""Where sentences begin in a list of tokens."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from poa.text.words import kind

_ENDS = frozenset(".!?;。！？；។။")
_CLOSERS = frozenset("\"'’”)]»」』）*_")
_ABBREVIATIONS = frozenset(
    (
        "no",
        "nos",
        "art",
        "arts",
        "para",
        "paras",
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "vol",
        "ed",
        "eds",
        "pp",
        "cf",
        "vs",
        "ca",
        "rev",
        "fig",
    )
)


def sentence_starts(tokens: Sequence[str]) -> list[int]:
    """The indexes of the tokens that begin a sentence, 0 first; a paragraph break ends one, white space is its tail."""
    starts = [0]
    ended = False
    for at, token in enumerate(tokens):
        what = kind(token)
        if what == "para":
            ended = True
        elif ended and what != "space" and not (token in _CLOSERS and kind(tokens[at - 1]) != "space"):
            if at != starts[-1]:
                starts.append(at)
            ended = False
        if token in _ENDS and not _abbreviated(tokens, at):
            ended = True
    return starts


def _abbreviated(tokens: Sequence[str], at: int) -> bool:
    """Whether the full stop at `at` ends no sentence: an abbreviation, an initial, or no white space after it."""
    if tokens[at] != ".":
        return False
    after = next((token for token in tokens[at + 1 : at + 4] if token not in _CLOSERS), " ")
    if kind(after) not in {"space", "para"}:
        return True
    before = tokens[at - 1] if at else ""
    return before.lower() in _ABBREVIATIONS or (len(before) == 1 and before.isupper())


def sentences_of(starts: Sequence[int], start: int, end: int, inserted: Sequence[str]) -> range:
    """The numbers of the sentences that a change of tokens `start` to `end` into `inserted` touches.

    Whole sentences put in between two touch neither.
    """
    first = bisect_right(starts, start) - 1
    if start == end and (starts[first] == start or _after_end(starts, first, start)):
        words = [token for token in inserted if kind(token) not in {"space", "para"} and token not in _CLOSERS]
        if words and words[-1] in _ENDS:
            return range(0)
    last = bisect_right(starts, max(start, end - 1)) - 1
    return range(first, last + 1)


def _after_end(starts: Sequence[int], number: int, at: int) -> bool:
    """Whether nothing but the tail of a sentence can stand between `at` and the next sentence."""
    return number + 1 < len(starts) and starts[number + 1] - at <= 1
