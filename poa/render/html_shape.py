"""From aligned pairs to what became of each block: kept, inserted, deleted, split, joined, moved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from poa.render.html_align import MOST_COMPARED, Item, Pair, is_long, likeness

_MOVED_ALIKE = 0.6
_HELD = 0.6


@dataclass(slots=True)
class Step:
    """What is drawn next: the old blocks and the new ones at this place; `twin` is where a moved one went or came from.

    One old and several new blocks: it was split; several and one: they were joined.
    """

    olds: list[int]
    news: list[int]
    twin: int | None = None


def shape(pairs: Sequence[Pair], olds: Sequence[Item], news: Sequence[Item]) -> list[Step]:
    """The steps in reading order."""
    steps = [Step([] if old is None else [old], [] if new is None else [new]) for old, new in pairs]
    for index, step in enumerate(steps):
        if len(step.olds) == len(step.news) == 1:
            _gather(steps, index, olds, news)
    steps = [step for step in steps if step.olds or step.news]
    pair_moved(steps, olds, news)
    return steps


def _gather(steps: list[Step], index: int, olds: Sequence[Item], news: Sequence[Item]) -> None:
    """Take neighbours into a pair when the other side holds their words: a split or a join."""
    step = steps[index]
    old, new = olds[step.olds[0]], news[step.news[0]]
    if old.kind or new.kind or old.key == new.key:
        return
    spare_old, spare_new = old.words - new.words, new.words - old.words
    for order in (range(index + 1, len(steps)), range(index - 1, -1, -1)):
        for place in order:
            other = steps[place]
            if other.news and not other.olds and len(step.olds) == 1 and _holds(spare_old, news[other.news[0]]):
                spare_old = spare_old - news[other.news[0]].words
                _take(step.news, other.news, order.step)
            elif other.olds and not other.news and len(step.news) == 1 and _holds(spare_new, olds[other.olds[0]]):
                spare_new = spare_new - olds[other.olds[0]].words
                _take(step.olds, other.olds, order.step)
            else:
                break


def _take(into: list[int], taken: list[int], direction: int) -> None:
    into[:] = [*into, *taken] if direction > 0 else [*taken, *into]
    taken.clear()


def _holds(spare: Counter[str], part: Item) -> bool:
    total = part.words.total()
    return not part.kind and total > 1 and (spare & part.words).total() >= _HELD * total


def pair_moved(steps: Sequence[Step], olds: Sequence[Item], news: Sequence[Item]) -> None:
    """Say of a deleted and an inserted block or row that are alike that the words moved, the likest first."""
    gone = [index for index, step in enumerate(steps) if not step.news and is_long(olds[step.olds[0]])]
    come = [index for index, step in enumerate(steps) if not step.olds and is_long(news[step.news[0]])]
    if not gone or not come or len(gone) * len(come) > MOST_COMPARED:
        return
    found = [
        (-score, here, there)
        for here in gone
        for there in come
        if (score := likeness(olds[steps[here].olds[0]], news[steps[there].news[0]])) >= _MOVED_ALIKE
    ]
    for _, here, there in sorted(found):
        if steps[here].twin is None and steps[there].twin is None:
            steps[here].twin, steps[there].twin = there, here
