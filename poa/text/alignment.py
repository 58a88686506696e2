"""What two token lists have in common: the longest common subsequence where it is cheap, anchors where it is not.

`rapidfuzz` (bit-parallel LCS, Hyyrö 2004) does the work on pieces that it can hold in memory. Larger ones are first
cut at rare tokens that stand once on each side and in the same order (patience diff, Cohen); what cannot be cut is
taken as replaced whole: coarse, never wrong, never slow.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Indel

# Cells of the matrix for one piece: 8 cells a byte, so 25 MB.
_PIECE = 200_000_000
# Tokens in a row that make an anchor, longest first.
_ANCHORS = (8, 4, 2, 1)
_MOST_CUTS = 12

Hunk = tuple[int, int, int, int]
"""Old tokens i1 to i2 became new tokens j1 to j2."""


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
    found: list[Hunk] = []
    _compare(old, new, (i1, i2, j1, j2), found, 0)
    return _joined(found)


def _compare(old: Sequence[int], new: Sequence[int], span: Hunk, found: list[Hunk], cuts: int) -> None:
    i1, i2, j1, j2 = span
    if i1 == i2 or j1 == j2:
        if i1 != i2 or j1 != j2:
            found.append(span)
        return
    if (i2 - i1) * (j2 - j1) <= _PIECE:
        found.extend(
            (op.src_start + i1, op.src_end + i1, op.dest_start + j1, op.dest_end + j1)
            for op in Indel.opcodes(old[i1:i2], new[j1:j2])
            if op.tag != "equal"
        )
        return
    anchors = _anchors(old, new, span) if cuts < _MOST_CUTS else []
    if not anchors:
        found.append(span)
        return
    # Cut as seldom as memory allows: what lies between two cuts is compared in full.
    for piece in _pieces(span, anchors):
        _compare(old, new, piece, found, cuts + 1)


def _pieces(span: Hunk, anchors: list[tuple[int, int]]) -> list[Hunk]:
    """The span cut at the fewest anchors that leave pieces small enough, where that is possible."""
    start_i, end_i, start_j, end_j = span
    pieces: list[Hunk] = []
    last = (start_i, start_j)
    for at, (i, j) in enumerate(anchors):
        nxt = anchors[at + 1] if at + 1 < len(anchors) else (end_i, end_j)
        if (nxt[0] - last[0]) * (nxt[1] - last[1]) > _PIECE and (i, j) != last:
            pieces.append((last[0], i, last[1], j))
            last = (i, j)
    pieces.append((last[0], end_i, last[1], end_j))
    return pieces


def _anchors(old: Sequence[int], new: Sequence[int], span: Hunk) -> list[tuple[int, int]]:
    """Places (i, j) where the same tokens stand, once in each text, in the same order on both sides."""
    i1, i2, j1, j2 = span
    for size in _ANCHORS:
        once = _once(old, i1, i2, size)
        there = _once(new, j1, j2, size)
        pairs = [(i, there[gram]) for gram, i in once.items() if gram in there]
        anchors = [pair for pair in _rising(pairs) if pair != (i1, j1)]
        if anchors:
            return anchors
    return []


def _once(values: Sequence[int], start: int, end: int, size: int) -> dict[tuple[int, ...], int]:
    """Runs of `size` tokens that occur once, with their place, in order."""
    grams = list(zip(*(values[start + shift : end] for shift in range(size)), strict=False))
    count = Counter(grams)
    return {gram: start + at for at, gram in enumerate(grams) if count[gram] == 1}


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


def _joined(found: list[Hunk]) -> list[Hunk]:
    """Hunks with nothing between them as one."""
    joined: list[Hunk] = []
    for hunk in found:
        if joined and joined[-1][1] == hunk[0] and joined[-1][3] == hunk[2]:
            last = joined[-1]
            joined[-1] = (last[0], hunk[1], last[2], hunk[3])
        else:
            joined.append(hunk)
    return joined
