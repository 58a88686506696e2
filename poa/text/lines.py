"""Which line of a text became which line of another: the two that are most alike, when no other has as good a claim."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property

from rapidfuzz.distance import Indel
from rapidfuzz.process import extract

from poa.text.words import tokens

# So much of two lines' words, in order, must be the same.
_ALIKE = 0.5
# Lines of longer texts, old and new together, are not compared: no clause is as long.
_LONGEST = 300_000
_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


class _Side:
    """The lines of a text that are not blank: where they stand and their words."""

    def __init__(self, text: str) -> None:
        self.spans = [match.span() for match in _LINE.finditer(text)]
        self.words = [[token for token in tokens(text[start:end]) if not token.isspace()] for start, end in self.spans]

    def touched(self, start: int, end: int) -> range:
        """The indexes of the lines that a range touches."""
        return range(
            bisect_left(self.spans, start, key=lambda span: span[1]),
            bisect_right(self.spans, end - 1, key=lambda span: span[0]),
        )


class Lines:
    """The lines of an old and a new text."""

    def __init__(self, old: str, new: str) -> None:
        self._texts = (old, new) if len(old) + len(new) <= _LONGEST else ("", "")

    @cached_property
    def _old(self) -> _Side:
        return _Side(self._texts[0])

    @cached_property
    def _new(self) -> _Side:
        return _Side(self._texts[1])

    def became(self, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]] | None:
        """The line in which the whole of an old range stands and the line that it became, both as spans."""
        touched = self._old.touched(start, end)
        if len(touched) != 1:
            return None
        first, last = self._old.spans[touched[0]]
        there = _pair(self._old.words, self._new.words, touched[0])
        return None if there is None or not first <= start < end <= last else ((first, last), self._new.spans[there])

    def of_others(
        self, old: tuple[int, int], new: tuple[int, int]
    ) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
        """Of the new lines that a range touches, those that are most like another old line than those of `old`.

        Each as the spans of that old line and of the new one.
        """
        own = self._old.touched(*old)
        for line in self._new.touched(*new):
            source = _most_like(self._new.words[line], self._old.words)
            if source is not None and source not in own:
                yield self._old.spans[source], self._new.spans[line]


def _pair(lines: Sequence[list[str]], others: Sequence[list[str]], line: int) -> int | None:
    """Of the `others` the one that the line is most like, if that one is most like this line, too."""
    there = _most_like(lines[line], others)
    return there if there is not None and _most_like(others[there], lines) == line else None


def _most_like(line: list[str], others: Sequence[list[str]]) -> int | None:
    """The one of the others that is most like the line; None when none is alike, or two are as much."""
    found = extract(line, others, scorer=Indel.normalized_similarity, processor=None, limit=2, score_cutoff=_ALIKE)
    return found[0][2] if found and (len(found) == 1 or found[0][1] > found[1][1]) else None
