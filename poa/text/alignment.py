"""What two token lists have in common: the longest common subsequence where it is cheap, anchors where it is not.

`rapidfuzz` (bit-parallel LCS, Hyyrö 2004) compares pieces that fit in memory. Longer lists are first cut where a run of
tokens stands once on each side, in the same order (patience diff, Cohen). Work is bounded for a whole comparison: what
is left when it is spent counts as replaced, which is coarse, never wrong and never slow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import islice

from rapidfuzz.distance import Indel

Hunk = tuple[int, int, int, int]
"""Old tokens i1 to i2 became new tokens j1 to j2."""

# Matrix cells of one piece compared without a cut; of a piece between two cuts; of a whole comparison.
_WHOLE = 80_000_000
_PIECE = 10_000_000
_ALL_CELLS = 1_200_000_000
# Tokens that may be searched for anchors in a whole comparison: 1 MB of prose, twice over.
_ALL_SCANNED = 1_000_000
# Tokens in a row that make an anchor: three words and the blanks between them, then any single token.
_ANCHORS = (6, 1)
# More hunks than that are joined to coarser ones.
_MOST_HUNKS = 20_000


def numbered(*lists: Sequence[str]) -> list[list[int]]:
    """Each list with its tokens as numbers: equal tokens, equal numbers, in all lists."""
    known: dict[str, int] = {}
    return [[known.setdefault(token, len(known)) for token in tokens] for tokens in lists]


def hunks(old: Sequence[int], new: Sequence[int]) -> list[Hunk]:
    """The changes from `old` to `new`, in order, none empty, at least one token common between two of them."""
    i1, j1, i2, j2 = 0, 0, len(old), len(new)
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    comparison = _Comparison(old, new)
    comparison.add((i1, i2, j1, j2))
    return _coarse(comparison.found)


class _Comparison:
    """One run over two lists: what was found so far and how much work is left."""

    def __init__(self, old: Sequence[int], new: Sequence[int]) -> None:
        self.old, self.new = old, new
        self.found: list[Hunk] = []
        self.cells = _ALL_CELLS
        self.scannable = _ALL_SCANNED

    def add(self, span: Hunk) -> None:
        """Find the changes within the span."""
        i1, i2, j1, j2 = span
        cells = (i2 - i1) * (j2 - j1)
        if not cells:
            self._changed(span)
        elif cells <= min(_WHOLE, self.cells):
            self._compare(span, cells)
        else:
            anchors = self._anchors(span)
            if not anchors:
                self._changed(span)
            for piece in _pieces(span, anchors):
                self.add(piece)

    def _changed(self, span: Hunk) -> None:
        i1, i2, j1, j2 = span
        if self.found and self.found[-1][1] == i1 and self.found[-1][3] == j1:
            i1, _, j1, _ = self.found.pop()
        if i1 < i2 or j1 < j2:
            self.found.append((i1, i2, j1, j2))

    def _compare(self, span: Hunk, cells: int) -> None:
        self.cells -= cells
        i1, i2, j1, j2 = span
        for op in Indel.opcodes(self.old[i1:i2], self.new[j1:j2]):
            if op.tag != "equal":
                self._changed((op.src_start + i1, op.src_end + i1, op.dest_start + j1, op.dest_end + j1))

    def _anchors(self, span: Hunk) -> list[tuple[int, int]]:
        """Places (i, j) where the same tokens stand, once in each text, in the same order on both sides."""
        i1, i2, j1, j2 = span
        for size in _ANCHORS:
            self.scannable -= i2 - i1 + j2 - j1
            if self.scannable < 0:
                return []
            pairs = _pairs(_runs(self.old, i1, i2, size), _runs(self.new, j1, j2, size), i1, j1)
            anchors = [pair for pair in _rising(pairs) if pair != (i1, j1)]
            if anchors:
                return anchors
        return []


def _runs(values: Sequence[int], start: int, end: int, size: int) -> list[Hashable]:
    """Every run of `size` values within the span."""
    if size == 1:
        return list(values[start:end])
    return list(zip(*(islice(values, start + shift, end) for shift in range(size)), strict=False))


def _pairs(old: list[Hashable], new: list[Hashable], i1: int, j1: int) -> list[tuple[int, int]]:
    """Where the runs stand that occur once in both, in the order of `old`."""
    shared = set(old) & set(new)
    if not shared:
        return []
    in_old, in_new = Counter(old), Counter(new)
    there = {run: at for at, run in enumerate(new, j1) if run in shared and in_new[run] == 1}
    return [(at, there[run]) for at, run in enumerate(old, i1) if run in there and in_old[run] == 1]


def _pieces(span: Hunk, anchors: list[tuple[int, int]]) -> list[Hunk]:
    """The span cut at the fewest anchors that leave pieces small enough, where that is possible."""
    start_i, end_i, start_j, end_j = span
    pieces: list[Hunk] = []
    for at, (i, j) in enumerate(anchors):
        next_i, next_j = anchors[at + 1] if at + 1 < len(anchors) else (end_i, end_j)
        if (next_i - start_i) * (next_j - start_j) > _PIECE:
            pieces.append((start_i, i, start_j, j))
            start_i, start_j = i, j
    return [*pieces, (start_i, end_i, start_j, end_j)] if pieces else []


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs, sorted by the first, that also rises in the second (patience sorting)."""
    tops: list[int] = []
    top_at: list[int] = []
    before: list[int] = []
    for at, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(top_at[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(j)
            top_at.append(at)
        else:
            tops[pile], top_at[pile] = j, at
    rising: list[tuple[int, int]] = []
    at = top_at[-1] if top_at else -1
    while at >= 0:
        rising.append(pairs[at])
        at = before[at]
    return rising[::-1]


def _coarse(found: list[Hunk]) -> list[Hunk]:
    """The hunks; when there are very many, those with little between them as one."""
    gap = 1
    while len(found) > _MOST_HUNKS:
        joined: list[Hunk] = [found[0]]
        for hunk in found[1:]:
            last = joined[-1]
            if hunk[0] - last[1] <= gap:
                joined[-1] = (last[0], hunk[1], last[2], hunk[3])
            else:
                joined.append(hunk)
        found = joined
        gap *= 4
    return found
