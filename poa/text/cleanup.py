"""Changes that read: no stray words left standing between two changes, each change at a phrase boundary.

The method is that of diff-match-patch's semantic clean-up (Fraser), on words instead of letters, with the weight of
a word for what it says. It works on any runs of whole tokens alike. The result depends on the words around a change
only: equal edits give equal spans.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from itertools import chain

from poa.text.alignment import Hunk, trim
from poa.text.words import kind, remembered, tokens_of

_ARTICLES = frozenset(("the", "a", "an"))
_SMALL = frozenset(
    (
        "of",
        "and",
        "to",
        "in",
        "for",
        "or",
        "by",
        "with",
        "on",
        "at",
        "as",
        "from",
        "that",
        "which",
        "is",
        "are",
        "be",
        "its",
        "their",
        "this",
        "these",
        "it",
        "into",
        "also",
        "any",
        "all",
    )
)
_LITTLE = _ARTICLES | _SMALL
_PAUSES = frozenset(",;:")
_BARRIERS = frozenset("|[]")
_NEVER = 1_000_000_000
_ENDS = frozenset(".!?。！？…")
_CLOSERS = frozenset("\"'’”)]»」』）")


# In a span of more units nobody counts words.
_MANY = 100
# So many units from an end of the text, or of what repeats itself, make no difference to an edge.
_FAR = 4
# A unit of more characters is not looked into.
_LONG = 64


@remembered
def weight(unit: str) -> int:
    """How much a common unit says: twice the words that must have changed on either side to drown it."""
    if len(unit) > _LONG:
        return _NEVER
    return sum(map(_weight, tokens_of(unit)))


@remembered
def _weight(token: str) -> int:
    what = kind(token)
    if token in _BARRIERS or what == "para":
        return _NEVER
    if what == "space":
        return 0
    if what == "cluster":
        return 1
    if what == "mark":
        return 2 if token not in _ENDS else 6
    if token.lower() in _ARTICLES:
        return 0
    return 2 if token.lower() in _SMALL else 4


@remembered
def _bulk(unit: str) -> int:
    """How much a changed unit counts against common ones: one if there is a word in it."""
    return int(len(unit) > _LONG or any(kind(token) in {"word", "cluster"} for token in tokens_of(unit)))


def tidy(
    old: Sequence[str], new: Sequence[str], found: list[Hunk], start: int = 0, end: int | None = None
) -> list[Hunk]:
    """The same changes, tidied: `found` are the hunks from `old` to `new`; none goes beyond old `start` to `end`."""
    if not found:
        return found
    bounds = start, len(old) if end is None else end
    slid = found
    if _movable(old, new, found, bounds[1]):
        slid = _slide(old, new, _gather(old, new, found), bounds, frozenset())
    absorbed = _absorb(old, new, slid)
    if len(absorbed) == len(slid):
        return slid
    trimmed = [hunk for hunk in (trim(old, new, hunk) for hunk in absorbed) if hunk[0] < hunk[1] or hunk[2] < hunk[3]]
    return _slide(old, new, _gather(old, new, trimmed), bounds, frozenset(slid))


def _movable(old: Sequence[str], new: Sequence[str], found: list[Hunk], end: int) -> bool:
    """Whether an insertion or deletion may stand elsewhere and say the same; of most texts none can."""
    for i1, i2, j1, j2 in found:
        if i1 == i2:
            if new[j1 - 1] == new[j2 - 1] or (i2 < end and new[j1] == new[j2]):
                return True
        elif j1 == j2 and (old[i1 - 1] == old[i2 - 1] or (i2 < end and old[i1] == old[i2])):
            return True
    return False


def _gather(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join two changes where one can move up to the other and still say the same."""
    kept: list[Hunk] = []
    for hunk in found:
        kept.append(hunk)
        while len(kept) > 1 and (joined := _together(old, new, kept[-2], kept[-1])):
            kept[-2:] = [joined]
    return kept


def _together(old: Sequence[str], new: Sequence[str], left: Hunk, right: Hunk) -> Hunk | None:
    """Both as one, if the right one is an insertion or deletion that can move left, or the left one can move right."""
    a1, a2, b1, b2 = left
    i1, i2, j1, j2 = right
    gap = i1 - a2
    if i1 == i2:
        moves = new[j1 - 1] == new[j2 - 1] and new[j1 - gap : j1] == new[j2 - gap : j2]
    else:
        moves = j1 == j2 and old[i1 - 1] == old[i2 - 1] and old[i1 - gap : i1] == old[i2 - gap : i2]
    if moves:
        return a1, i2 - gap, b1, j2 - gap
    if a1 == a2:
        moves = new[b1] == new[b2] and new[b1 : b1 + gap] == new[b2 : b2 + gap]
    else:
        moves = b1 == b2 and old[a1] == old[a2] and old[a1 : a1 + gap] == old[a2 : a2 + gap]
    return (a1 + gap, i2, b1 + gap, j2) if moves else None


def _absorb(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join neighbours whose common words between them say too little to stand alone."""
    kept: list[Hunk] = []
    spans: list[int] = []
    sizes: list[tuple[int, int] | None] = []
    for hunk in found:
        i1, i2, j1, j2 = hunk
        span = i2 - i1 if i2 - i1 > j2 - j1 else j2 - j1
        size = None
        while kept:
            left = kept[-1]
            drowns = spans[-1] if spans[-1] < span else span
            if weight(old[left[1]]) > drowns or (much := _between(old, left[1], hunk[0], drowns)) > drowns:
                break
            sizes[-1] = before = sizes[-1] or _sizes(old, new, left)
            size = after = size or _sizes(old, new, hunk)
            most = min(max(1, *before), max(1, *after))
            if much > most or (much == most == 1 and _alike(left, hunk)):
                break
            kept.pop()
            spans.pop()
            sizes.pop()
            between = _size(old, left[1], hunk[0])
            size = before[0] + between + after[0], before[1] + between + after[1]
            hunk = (left[0], hunk[1], left[2], hunk[3])
            span = max(hunk[1] - hunk[0], hunk[3] - hunk[2])
        kept.append(hunk)
        spans.append(span)
        sizes.append(size)
    return kept


def _between(old: Sequence[str], start: int, end: int, most: int) -> int:
    """How much stands between two changes; beyond `most`, what the smaller of them could drown, nobody counts on."""
    much = 0
    for at in range(start, end):
        much += weight(old[at])
        if much > most:
            break
    return much


def _sizes(old: Sequence[str], new: Sequence[str], hunk: Hunk) -> tuple[int, int]:
    """Words of either side of a change."""
    return _size(old, hunk[0], hunk[1]), _size(new, hunk[2], hunk[3])


def _size(units: Sequence[str], start: int, end: int) -> int:
    """Words in a span; in a long one every unit counts."""
    return sum(map(_bulk, units[start:end])) if end - start <= _MANY else end - start


def _alike(left: Hunk, right: Hunk) -> bool:
    """Whether both only put in, or both only take away."""
    return (left[0] == left[1] and right[0] == right[1]) or (left[2] == left[3] and right[2] == right[3])


def _slide(
    old: Sequence[str], new: Sequence[str], found: list[Hunk], bounds: tuple[int, int], done: Set[Hunk]
) -> list[Hunk]:
    """Each insertion or deletion at the best of the places where it says the same; those `done` are there already."""
    slid: list[Hunk] = []
    last, end = bounds
    for at, hunk in enumerate(found):
        i1, i2, j1, j2 = hunk
        if i1 == i2 and hunk not in done:
            units, low, high = new, j1, j2
        elif j1 == j2 and hunk not in done:
            units, low, high = old, i1, i2
        else:
            units, low, high = old, 0, 0
        left = i1 - last
        right = (found[at + 1][0] if at + 1 < len(found) else end) - i2
        if low < high and ((left and units[low - 1] == units[high - 1]) or (right and units[low] == units[high])):
            shift = _best_shift(units, low, high, left, right)
            i1, i2, j1, j2 = hunk = i1 + shift, i2 + shift, j1 + shift, j2 + shift
        if slid and last == i1:
            before = slid.pop()
            hunk = before[0], i2, before[2], j2
        slid.append(hunk)
        last = i2
    return slid


def _best_shift(units: Sequence[str], start: int, end: int, left: int, right: int) -> int:
    """How far to move the span start..end in its text: at most `left` units back and `right` on."""
    low = high = 0
    while low < left and units[start - low - 1] == units[end - low - 1]:
        low += 1
    while high < right and units[start + high] == units[end + high]:
        high += 1
    # What can move further than its own length repeats itself, and so do its edges but for those by the ends.
    shifts = range(-low, high + 1)
    period = end - start + _FAR
    best = best_score = 0
    for shift in shifts if len(shifts) <= period + _FAR else chain(shifts[:_FAR], shifts[-period:]):
        score = _edge(units, start + shift) + _edge(units, end + shift)
        if score >= best_score:
            best, best_score = shift, score
    return best


def _edge(units: Sequence[str], at: int) -> int:
    """How good a boundary before `units[at]` is: end of text, paragraph, line, sentence, phrase, word, inside one."""
    if at == 0 or at == len(units):
        return 12
    after = _edges_of(units[at])[0]
    *earlier, before = _edges_of(units[at - 1])[1]
    kind_before, kind_after = kind(before), kind(after)
    if kind_before == "para":
        return 11
    if kind_after == "para":
        return 10
    if kind_before == "space":
        if "\n" in before:
            return 9
        while len(earlier) < 2 and at > 1:
            at -= 1
            earlier = [*_edges_of(units[at - 1])[1], *earlier]
        return _after_blank(earlier, after)
    if kind_after == "space":
        return 3 if before in _PAUSES or before in _ENDS else 2
    return 1 if kind_after == "mark" or kind_before == "mark" else 0


@remembered
def _edges_of(unit: str) -> tuple[str, tuple[str, ...]]:
    """The first token of a unit and its last three."""
    if len(unit) > _LONG:
        return unit[:_LONG], (unit[-_LONG:],)
    found = tokens_of(unit)
    return found[0], found[-3:]


def _after_blank(earlier: Sequence[str], after: str) -> int:
    """The same for a boundary after a blank: a sentence, a phrase, then by the small words around it."""
    last = earlier[-1] if earlier else ""
    if last in _ENDS or (last in _CLOSERS and len(earlier) > 1 and earlier[-2] in _ENDS):
        return 8
    if last in _PAUSES:
        return 7
    return 4 + (after.lower() in _LITTLE) - (last.lower() in _LITTLE)
