"""What two lists of tokens, or of longer pieces, have in common: the longest common subsequence where it is cheap,
anchors where it is not.

`rapidfuzz` (bit-parallel LCS, Hyyrö 2004) compares windows of a few hundred words, each cut where a long run is the
same in both. Where no such run is in reach, the lists are cut at runs that stand once on each side, in the same order
(patience diff, Cohen). Work is bounded for a whole comparison: what is left when it is spent counts as replaced, which
is coarse, never wrong and never slow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import islice
from typing import Any, cast

from rapidfuzz.distance import Indel

Hunk = tuple[int, int, int, int]
"""Old tokens i1 to i2 became new tokens j1 to j2."""
Units = list[Any]
"""Tokens or longer pieces, all of them as strings or all as numbers."""
_Op = tuple[str, int, int, int, int]

# Matrix cells that are compared in one go: always; where no window can be cut; when nothing else helps; in all.
_SMALL = 600_000
_AT_ONCE = 6_000_000
_AT_MOST = 80_000_000
_IN_ALL = 700_000_000
# Tokens of a window, and those in a row that must be the same in both texts to cut there.
_WINDOWS = (500, 3_000)
_SOLID = 12
# Tokens in a row that make an anchor (three words and the blanks between, then any single token); cells of a piece
# between two; tokens that may be searched in a whole comparison: 1 MB of prose, twice over.
_ANCHORS = (6, 1)
_PIECE = 3_000_000
_SCANNED_IN_ALL = 1_000_000
# Changes with no more than so many tokens between them are found anew by themselves, in at most so many cells.
_NEAR = 8
_NEAR_CELLS = 1_600
# More hunks than that are joined to coarser ones.
_MOST_HUNKS = 20_000


def numbered(*lists: Sequence[str]) -> list[list[int]]:
    """Each list with its tokens as numbers: equal tokens, equal numbers, in all lists."""
    known: dict[str, int] = {}
    return [[known.setdefault(token, len(known)) for token in tokens] for tokens in lists]


def exact_hunks(old: Units, new: Units, tokens_each: int = 1) -> list[Hunk]:
    """The same as `hunks`, also where two units have the same hash."""
    first, second = numbered(old, new)
    return hunks(first, second, tokens_each)


def hunks(old: Units, new: Units, tokens_each: int = 1) -> list[Hunk]:
    """The changes from `old` to `new`, in order, none empty, something common between two of them.

    Both are lists of units that hold so many tokens each. What is said to be common has the same hash, no more: the
    library compares nothing else.
    """
    if len(old) * len(new) <= _SMALL:
        return _settled(old, new, _between(_ops(old, new), 0, 0), _NEAR // tokens_each)
    comparison = _Comparison(old, new, tokens_each)
    comparison.add(trim(old, new, (0, len(old), 0, len(new))))
    return _coarse(_settled(old, new, comparison.found, _NEAR // tokens_each))


def trim(old: Sequence[object], new: Sequence[object], hunk: Hunk) -> Hunk:
    """The hunk without what both its sides begin or end with."""
    i1, i2, j1, j2 = hunk
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _settled(old: Units, new: Units, found: list[Hunk], apart: int) -> list[Hunk]:
    """The hunks, where several stand close as they would be found alone.

    Of equally short ways the library's choice may depend on changes far off.
    """
    settled: list[Hunk] = []
    first, reach = 0, -1
    for hunk in found:
        if hunk[0] > reach:
            if len(settled) - first > 1:
                settled[first:] = _alone(old, new, settled[first:])
            first = len(settled)
        settled.append(hunk)
        reach = hunk[1] + apart
    if len(settled) - first > 1:
        settled[first:] = _alone(old, new, settled[first:])
    return settled


def _alone(old: Units, new: Units, near: list[Hunk]) -> list[Hunk]:
    """The changes within the span of some hunks, found from this span only; the same ones from new to old."""
    (i1, _, j1, _), (_, i2, _, j2) = near[0], near[-1]
    if (i2 - i1) * (j2 - j1) > _NEAR_CELLS:
        return near
    before, after = old[i1:i2], new[j1:j2]
    if before <= after:
        return _between(_ops(before, after), i1, j1)
    return [(i1, i2, j1, j2) for j1, j2, i1, i2 in _between(_ops(after, before), j1, i1)]


def _between(ops: list[_Op], i: int, j: int) -> list[Hunk]:
    """The changes among operations that count from `i` and `j`."""
    found: list[Hunk] = []
    at_i, at_j = i, j
    for tag, i1, i2, j1, j2 in ops:
        if tag == "equal":
            if at_i < i + i1 or at_j < j + j1:
                found.append((at_i, i + i1, at_j, j + j1))
            at_i, at_j = i + i2, j + j2
    if ops and ops[-1][0] != "equal":
        found.append((at_i, i + ops[-1][2], at_j, j + ops[-1][4]))
    return found


class _Comparison:
    """One run over two lists: what was found so far and how much work is left."""

    def __init__(self, old: Units, new: Units, tokens_each: int) -> None:
        self.old, self.new = old, new
        self.found: list[Hunk] = []
        self.cells = _IN_ALL
        self.scannable = _SCANNED_IN_ALL
        self.windows = tuple(size // tokens_each for size in _WINDOWS)
        self.solid = _SOLID // tokens_each
        self.anchors = tuple(max(1, size // tokens_each) for size in _ANCHORS)

    def add(self, span: Hunk) -> None:
        """Find the changes within the span."""
        i1, i2, j1, j2 = span
        while (i2 - i1) * (j2 - j1) > _SMALL and (reached := self._advance((i1, i2, j1, j2))):
            i1, j1 = reached
        if (i2 - i1) * (j2 - j1) > _AT_ONCE:
            self._cut((i1, i2, j1, j2))
            return
        self._take((i1, i2, j1, j2), self._ops((i1, i2, j1, j2)))

    def _ops(self, span: Hunk) -> list[_Op]:
        """The operations within the span; counted against the work that is left."""
        i1, i2, j1, j2 = span
        self.cells -= (i2 - i1) * (j2 - j1)
        if self.cells < 0:
            return [("replace", 0, i2 - i1, 0, j2 - j1)]
        return _ops(self.old[i1:i2], self.new[j1:j2])

    def _take(self, span: Hunk, ops: list[_Op]) -> None:
        """Keep the changes among operations that count from the span's start."""
        found = _between(ops, span[0], span[2])
        if found and self.found and self.found[-1][1] == found[0][0] and self.found[-1][3] == found[0][2]:
            i1, _, j1, _ = self.found.pop()
            found[0] = (i1, found[0][1], j1, found[0][3])
        self.found += found

    def _advance(self, span: Hunk) -> tuple[int, int] | None:
        """Find the changes in a window from the span's start, up to a cut that is safe; where the cut is."""
        i, end_i, j, end_j = span
        for size in self.windows:
            window = (i, min(end_i, i + size), j, min(end_j, j + size))
            ops = self._ops(window)
            solid = max(
                (op for op in ops if op[0] == "equal" and op[2] > size // 2 and op[2] - op[1] >= self.solid),
                key=lambda op: (op[2] - op[1], op[1]),
                default=None,
            )
            if solid:
                self._take(window, ops[: ops.index(solid) + 1])
                return i + solid[2] - 1, j + solid[4] - 1
        return None

    def _cut(self, span: Hunk) -> None:
        """Find the changes within the span piece by piece; without anchors, at once if that can be."""
        i1, i2, j1, j2 = span
        anchors = self._anchors(span)
        pieces = _pieces(span, anchors)
        if pieces:
            for piece in pieces:
                self.add(piece)
        elif (i2 - i1) * (j2 - j1) <= _AT_MOST:
            self._take(span, self._ops(span))
        else:
            self._take(span, [("replace", 0, i2 - i1, 0, j2 - j1)])

    def _anchors(self, span: Hunk) -> list[tuple[int, int]]:
        """Places (i, j) where the same tokens stand, once in each text, in the same order on both sides."""
        i1, i2, j1, j2 = span
        for size in self.anchors:
            self.scannable -= i2 - i1 + j2 - j1
            if self.scannable < 0:
                return []
            pairs = _pairs(_runs(self.old, i1, i2, size), _runs(self.new, j1, j2, size), i1, j1)
            anchors = [pair for pair in _rising(pairs) if pair != (i1, j1)]
            if anchors:
                return anchors
        return []


def _ops(old: Units, new: Units) -> list[_Op]:
    """The operations from `old` to `new`, the equal ones as long together as can be: tuples, whatever the stubs say."""
    return cast("list[_Op]", Indel.opcodes(old, new).as_list())


def _runs(values: Units, start: int, end: int, size: int) -> list[Hashable]:
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
