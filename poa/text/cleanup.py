"""Changes that read: no stray words left standing between two changes, each change at a phrase boundary.

The method is that of diff-match-patch's semantic clean-up (Fraser), on words instead of letters, with the weight of
a word for what it says. The result depends on the words around a change only: equal edits give equal spans.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from poa.text.alignment import Hunk
from poa.text.words import kind

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
_BARRIERS = frozenset("|[]")
_ENDS = frozenset(".!?。！？…")
_CLOSERS = frozenset("\"'’”)]»」』）")


@lru_cache(maxsize=50_000)
def _weight(token: str) -> int:
    """How much a common token says: twice the words that must have changed on either side to drown it."""
    what = kind(token)
    if what == "space":
        return 0
    if what == "cluster":
        return 1
    if what == "mark":
        return 2 if token not in _ENDS else 6
    if token.lower() in _ARTICLES:
        return 0
    return 2 if token.lower() in _SMALL else 4


@lru_cache(maxsize=50_000)
def _bulk(token: str) -> int:
    """How much a changed token counts against a common one."""
    return 1 if kind(token) in {"word", "cluster"} else 0


def tidy(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """The same changes, tidied: `found` are the hunks from `old` to `new`, both as tokens."""
    if not found:
        return found
    gathered = _slide(old, new, _gather(old, new, found))
    absorbed = _absorb(old, new, gathered)
    if len(absorbed) == len(gathered):
        return gathered
    trimmed = [hunk for hunk in (_trim(old, new, hunk) for hunk in absorbed) if any_left(hunk)]
    return _slide(old, new, _gather(old, new, trimmed))


def _gather(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join two changes where one can move up to the other and still say the same."""
    kept: list[Hunk] = []
    for hunk in found:
        kept.append(hunk)
        while len(kept) > 1 and (joined := _together(old, new, kept[-2], kept[-1])):
            kept[-2:] = [joined]
    return kept


def _together(old: Sequence[str], new: Sequence[str], left: Hunk, right: Hunk) -> Hunk | None:
    gap = right[0] - left[1]
    if _moves(old, new, right, -gap):
        return left[0], right[1] - gap, left[2], right[3] - gap
    if _moves(old, new, left, gap):
        return left[0] + gap, right[1], left[2] + gap, right[3]
    return None


def _moves(old: Sequence[str], new: Sequence[str], hunk: Hunk, shift: int) -> bool:
    """Whether an insertion or deletion can move by `shift` tokens and say the same."""
    i1, i2, j1, j2 = hunk
    if i1 < i2 and j1 < j2:
        return False
    tokens, start, end = (new, j1, j2) if i1 == i2 else (old, i1, i2)
    if shift < 0:
        return all(tokens[start + step] == tokens[end + step] for step in range(-1, shift - 1, -1))
    return all(tokens[start + step] == tokens[end + step] for step in range(shift))


def any_left(hunk: Hunk) -> bool:
    """Whether the hunk changes anything."""
    return hunk[0] < hunk[1] or hunk[2] < hunk[3]


def _absorb(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join neighbours whose common words between them say too little to stand alone."""
    kept = [found[0]]
    sizes = [_size(old, new, found[0])]
    for hunk in found[1:]:
        size = _size(old, new, hunk)
        kept.append(hunk)
        sizes.append(size)
        while len(kept) > 1 and _drowned(old, kept[-2], kept[-1], min(sizes[-2], sizes[-1])):
            right, left = kept.pop(), kept.pop()
            kept.append((left[0], right[1], left[2], right[3]))
            last = sizes.pop()
            sizes[-1] += last
    return kept


def _size(old: Sequence[str], new: Sequence[str], hunk: Hunk) -> int:
    """Words of the larger side of a change, at least 1."""
    i1, i2, j1, j2 = hunk
    return max(1, sum(map(_bulk, old[i1:i2])), sum(map(_bulk, new[j1:j2])))


def _drowned(old: Sequence[str], left: Hunk, right: Hunk, size: int) -> bool:
    weight = 0
    for at in range(left[1], right[0]):
        token = old[at]
        weight += _weight(token)
        if weight > size or token in _BARRIERS or kind(token) == "para":
            return False
    return True


def _trim(old: Sequence[str], new: Sequence[str], hunk: Hunk) -> Hunk:
    """The hunk without what both its sides begin or end with."""
    i1, i2, j1, j2 = hunk
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _slide(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Each insertion or deletion at the best of the places where it says the same; last of equals."""
    slid: list[Hunk] = []
    for at, hunk in enumerate(found):
        i1, i2, j1, j2 = hunk
        first = slid[-1][1] if slid else 0
        last = found[at + 1][0] if at + 1 < len(found) else len(old)
        if i1 == i2:
            shift = _best_shift(new, j1, j2, i1 - first, last - i2)
        elif j1 == j2:
            shift = _best_shift(old, i1, i2, i1 - first, last - i2)
        else:
            shift = 0
        moved = (i1 + shift, i2 + shift, j1 + shift, j2 + shift)
        if slid and slid[-1][1] == moved[0]:
            left = slid.pop()
            moved = (left[0], moved[1], left[2], moved[3])
        slid.append(moved)
    return slid


def _best_shift(tokens: Sequence[str], start: int, end: int, left: int, right: int) -> int:
    """How far to move the span start..end in its text: at most `left` tokens back and `right` on."""
    low = 0
    while -low < left and tokens[start + low - 1] == tokens[end + low - 1]:
        low -= 1
    high = 0
    while high < right and tokens[start + high] == tokens[end + high]:
        high += 1
    if low == high:
        return 0
    size = end - start
    return max(
        range(low, high + 1),
        key=lambda shift: (_edge(tokens, start + shift) + _edge(tokens, start + shift + size), shift),
    )


def _edge(tokens: Sequence[str], at: int) -> int:
    """How good a boundary is before `tokens[at]`: end of text, paragraph, sentence, phrase, word; inside is worst."""
    if at == 0 or at == len(tokens):
        return 12
    before, after = tokens[at - 1], tokens[at]
    if kind(before) == "para":
        return 11
    if kind(after) == "para":
        return 10
    if "\n" in before:
        return 9
    if kind(before) == "space":
        return _phrase(tokens, at)
    if kind(after) == "space":
        return 3 if before in ",;:" or before in _ENDS else 2
    return 1 if kind(after) == "mark" or kind(before) == "mark" else 0


def _phrase(tokens: Sequence[str], at: int) -> int:
    """The same for a boundary after a blank: a sentence, a phrase, then by the small words around it."""
    earlier = tokens[at - 2] if at > 1 else ""
    if earlier in _CLOSERS and at > 2:
        earlier = tokens[at - 3] if tokens[at - 3] in _ENDS else earlier
    if earlier in _ENDS:
        return 8
    if earlier and earlier in ",;:":
        return 7
    small = _ARTICLES | _SMALL
    return 4 + (tokens[at].lower() in small) - (earlier.lower() in small)
