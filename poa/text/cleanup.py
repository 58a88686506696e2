"""Changes that read: no stray words left standing between two changes, each change at a phrase boundary.

The method is that of diff-match-patch's semantic clean-up (Fraser), on words instead of letters, with the weight of
a word for what it says. The result depends on the words around a change only: equal edits give equal spans.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from poa.text.alignment import Hunk
from poa.text.words import kind, remembered

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


@remembered
def _weight(token: str) -> int:
    """How much a common token says: twice the words that must have changed on either side to drown it."""
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
def _bulk(token: str) -> int:
    """How much a changed token counts against a common one."""
    return 1 if kind(token) in {"word", "cluster"} else 0


def tidy(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """The same changes, tidied: `found` are the hunks from `old` to `new`, both as tokens."""
    if not found:
        return found
    slid = _slide(old, new, _gather(old, new, found), frozenset())
    absorbed = _absorb(old, new, slid)
    if len(absorbed) == len(slid):
        return slid
    trimmed = [hunk for hunk in (_trim(old, new, hunk) for hunk in absorbed) if hunk[0] < hunk[1] or hunk[2] < hunk[3]]
    return _slide(old, new, _gather(old, new, trimmed), frozenset(slid))


def _gather(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join two changes where one can move up to the other and still say the same."""
    kept: list[Hunk] = []
    for hunk in found:
        kept.append(hunk)
        while len(kept) > 1 and (joined := _together(old, new, kept[-2], kept[-1])):
            kept[-2:] = [joined]
    return kept


def _together(old: Sequence[str], new: Sequence[str], left: Hunk, right: Hunk) -> Hunk | None:
    if left[0] < left[1] and left[2] < left[3] and right[0] < right[1] and right[2] < right[3]:
        return None
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
    steps = range(shift) if shift > 0 else range(-1, shift - 1, -1)
    for step in steps:  # noqa: SIM110 (a loop takes half the time of `all`)
        if tokens[start + step] != tokens[end + step]:
            return False
    return True


def _absorb(old: Sequence[str], new: Sequence[str], found: list[Hunk]) -> list[Hunk]:
    """Join neighbours whose common words between them say too little to stand alone."""
    kept: list[Hunk] = []
    sizes: list[tuple[int, int] | None] = []
    for hunk in found:
        size = None
        while kept and (weight := _weight_between(old, kept[-1], hunk)) is not None:
            sizes[-1] = before = sizes[-1] or _sizes(old, new, kept[-1])
            size = after = size or _sizes(old, new, hunk)
            if weight > min(max(1, *before), max(1, *after)):
                break
            left = kept.pop()
            sizes.pop()
            between = sum(map(_bulk, old[left[1] : hunk[0]]))
            size = before[0] + between + after[0], before[1] + between + after[1]
            hunk = (left[0], hunk[1], left[2], hunk[3])
        kept.append(hunk)
        sizes.append(size)
    return kept


def _weight_between(old: Sequence[str], left: Hunk, right: Hunk) -> int | None:
    """How much stands between two changes, if no more than the smaller of them could drown."""
    most_left = max(left[1] - left[0], left[3] - left[2])
    most = max(1, min(most_left, max(right[1] - right[0], right[3] - right[2])))
    weight = 0
    for at in range(left[1], right[0]):
        weight += _weight(old[at])
        if weight > most:
            return None
    return weight


def _sizes(old: Sequence[str], new: Sequence[str], hunk: Hunk) -> tuple[int, int]:
    """Words of either side of a change."""
    i1, i2, j1, j2 = hunk
    return sum(map(_bulk, old[i1:i2])), sum(map(_bulk, new[j1:j2]))


def _trim(old: Sequence[str], new: Sequence[str], hunk: Hunk) -> Hunk:
    """The hunk without what both its sides begin or end with."""
    i1, i2, j1, j2 = hunk
    while i1 < i2 and j1 < j2 and old[i1] == new[j1]:
        i1, j1 = i1 + 1, j1 + 1
    while i1 < i2 and j1 < j2 and old[i2 - 1] == new[j2 - 1]:
        i2, j2 = i2 - 1, j2 - 1
    return i1, i2, j1, j2


def _slide(old: Sequence[str], new: Sequence[str], found: list[Hunk], done: Set[Hunk]) -> list[Hunk]:
    """Each insertion or deletion at the best of the places where it says the same; those `done` are there already."""
    slid: list[Hunk] = []
    for at, hunk in enumerate(found):
        i1, i2, j1, j2 = moved = hunk
        if (i1 == i2 or j1 == j2) and hunk not in done:
            left = i1 - (slid[-1][1] if slid else 0)
            right = (found[at + 1][0] if at + 1 < len(found) else len(old)) - i2
            shift = _best_shift(new, j1, j2, left, right) if i1 == i2 else _best_shift(old, i1, i2, left, right)
            moved = (i1 + shift, i2 + shift, j1 + shift, j2 + shift)
        if slid and slid[-1][1] == moved[0]:
            before = slid.pop()
            moved = (before[0], moved[1], before[2], moved[3])
        slid.append(moved)
    return slid


def _best_shift(tokens: Sequence[str], start: int, end: int, left: int, right: int) -> int:
    """How far to move the span start..end in its text: at most `left` tokens back and `right` on."""
    low = high = 0
    while low < left and tokens[start - low - 1] == tokens[end - low - 1]:
        low += 1
    while high < right and tokens[start + high] == tokens[end + high]:
        high += 1
    best = best_score = 0
    if low or high:
        for shift in range(-low, high + 1):
            score = _edge(tokens, start + shift) + _edge(tokens, end + shift)
            if score >= best_score:
                best, best_score = shift, score
    return best


def _edge(tokens: Sequence[str], at: int) -> int:
    """How good a boundary before `tokens[at]` is: end of text, paragraph, line, sentence, phrase, word, inside one."""
    if at == 0 or at == len(tokens):
        return 12
    before, after = tokens[at - 1], tokens[at]
    kind_before, kind_after = kind(before), kind(after)
    if kind_before == "para":
        return 11
    if kind_after == "para":
        return 10
    if kind_before == "space":
        return 9 if "\n" in before else _after_blank(tokens, at)
    if kind_after == "space":
        return 3 if before in _PAUSES or before in _ENDS else 2
    return 1 if kind_after == "mark" or kind_before == "mark" else 0


def _after_blank(tokens: Sequence[str], at: int) -> int:
    """The same for a boundary after a blank: a sentence, a phrase, then by the small words around it."""
    earlier = tokens[at - 2] if at > 1 else ""
    if earlier in _CLOSERS and at > 2 and tokens[at - 3] in _ENDS:
        return 8
    if earlier in _ENDS:
        return 8
    if earlier in _PAUSES:
        return 7
    return 4 + (tokens[at].lower() in _LITTLE) - (earlier.lower() in _LITTLE)
