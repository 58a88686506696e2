"""Which old item corresponds to which new one, in order: equal ones first, then the likest in the gaps."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[A-Za-z\u00c0-\u02af\u0370-\u05ff\d]+|\w")
MOST_COMPARED = 20_000
LEAST_ALIKE = 0.3
FEWEST_MOVED = 4
MORE = "more"

Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Item:
    """What is compared: `key` tells equal ones, `words` how alike two are, only one `kind` is paired with itself."""

    key: str
    words: Counter[str]
    kind: str = ""


def item(text: str, kind: str = "") -> Item:
    """An item from its visible words; in a script without spaces each letter counts for a word."""
    return Item(" ".join(text.split()), Counter(_WORD.findall(text)), kind)


def likeness(old: Item, new: Item) -> float:
    """Share of words in common, 0 to 1 (Dice's coefficient over the words with their counts)."""
    if old.kind != new.kind:
        return 0.0
    if old.key == new.key:
        return 1.0
    total = old.words.total() + new.words.total()
    return 2 * (old.words & new.words).total() / total if total else 0.0


def is_long(item: Item) -> bool:
    """Whether one may say of it that it moved: shorter ones, and what goes on with a note, only come and go."""
    return item.kind != MORE and item.words.total() >= FEWEST_MOVED


def align(
    olds: Sequence[Item],
    news: Sequence[Item],
    least: float = LEAST_ALIKE,
) -> list[Pair]:
    """Pairs (old, new) of indexes in reading order, None where one has no counterpart; deletions come first."""
    everything = _once(olds, range(len(olds))), _once(news, range(len(news)))
    settled = {key for key, old in everything[0].items() if key in everything[1] and is_long(olds[old])}

    def alike(old: Item, new: Item) -> float:
        """Nothing to what is not the same when either stands unchanged elsewhere: that one moved."""
        if settled and not _same(old, new) and not settled.isdisjoint(((old.kind, old.key), (new.kind, new.key))):
            return 0.0
        score = likeness(old, new)
        return score if score >= least else 0.0

    pairs: list[Pair] = []
    before_old = before_new = 0
    for old, new in [*_equal(olds, news), (len(olds), len(news))]:
        gap_old, gap_new = range(before_old, old), range(before_new, new)
        pairs += _gap(olds, news, gap_old, gap_new, alike)
        if old < len(olds):
            pairs.append((old, new))
        before_old, before_new = old + 1, new + 1
    return pairs


def _equal(olds: Sequence[Item], news: Sequence[Item]) -> list[tuple[int, int]]:
    """Equal items in a common order: those at both ends, and between them those that stand once on each side."""
    start, end_old, end_new = 0, len(olds), len(news)
    while start < min(end_old, end_new) and _same(olds[start], news[start]):
        start += 1
    while min(end_old, end_new) > start and _same(olds[end_old - 1], news[end_new - 1]):
        end_old, end_new = end_old - 1, end_new - 1
    head = [(index, index) for index in range(start)]
    tail = list(zip(range(end_old, len(olds)), range(end_new, len(news)), strict=True))
    return head + _unique(olds, news, range(start, end_old), range(start, end_new)) + tail


def _same(old: Item, new: Item) -> bool:
    return old.kind == new.kind and old.key == new.key


def _unique(olds: Sequence[Item], news: Sequence[Item], gap_old: range, gap_new: range) -> list[tuple[int, int]]:
    once_old = _once(olds, gap_old)
    once_new = _once(news, gap_new)
    found = [(once_old[key], once_new[key]) for key in once_old if key in once_new]
    return _rising(sorted(found), olds)


def _once(items: Sequence[Item], gap: range) -> dict[tuple[str, str], int]:
    counts = Counter((items[index].kind, items[index].key) for index in gap)
    places = {(items[index].kind, items[index].key): index for index in gap}
    return {key: index for key, index in places.items() if counts[key] == 1 and key[1]}


def _rising(pairs: Sequence[tuple[int, int]], olds: Sequence[Item]) -> list[tuple[int, int]]:
    """The subsequence of most words whose second members rise: what moved is the lighter part, either way round."""
    ranks = {new: rank for rank, new in enumerate(sorted(new for _, new in pairs), 1)}
    heaviest = [(0, -1)] * (len(pairs) + 1)  # by rank, a Fenwick tree of (words, last pair)
    back: list[int] = []
    for index, (old, new) in enumerate(pairs):
        words, before = _heaviest(heaviest, ranks[new] - 1)
        back.append(before)
        words += olds[old].words.total() + 1
        place = ranks[new]
        while place < len(heaviest):
            heaviest[place] = max(heaviest[place], (words, index))
            place += place & -place
    chain = []
    _, index = _heaviest(heaviest, len(pairs))
    while index >= 0:
        chain.append(pairs[index])
        index = back[index]
    return chain[::-1]


def _heaviest(tree: Sequence[tuple[int, int]], place: int) -> tuple[int, int]:
    best = (0, -1)
    while place:
        best = max(best, tree[place])
        place -= place & -place
    return best


def _gap(
    olds: Sequence[Item],
    news: Sequence[Item],
    gap_old: range,
    gap_new: range,
    alike: Callable[[Item, Item], float],
) -> list[Pair]:
    if not gap_old or not gap_new or len(gap_old) * len(gap_new) > MOST_COMPARED:
        return [*((old, None) for old in gap_old), *((None, new) for new in gap_new)]
    scores = [[alike(olds[old], news[new]) for new in gap_new] for old in gap_old]
    best = [[0.0] * (len(gap_new) + 1) for _ in range(len(gap_old) + 1)]
    for row in range(len(gap_old) - 1, -1, -1):
        for column in range(len(gap_new) - 1, -1, -1):
            score = scores[row][column]
            paired = best[row + 1][column + 1] + score if score else 0.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    return _walk(best, scores, gap_old, gap_new)


def _walk(best: list[list[float]], scores: list[list[float]], gap_old: range, gap_new: range) -> list[Pair]:
    pairs: list[Pair] = []
    row = column = 0
    while row < len(gap_old) and column < len(gap_new):
        score = scores[row][column]
        if score and best[row][column] == best[row + 1][column + 1] + score:
            pairs.append((gap_old[row], gap_new[column]))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            pairs.append((gap_old[row], None))
            row += 1
        else:
            pairs.append((None, gap_new[column]))
            column += 1
    pairs += [(old, None) for old in gap_old[row:]]
    pairs += [(None, new) for new in gap_new[column:]]
    return pairs
