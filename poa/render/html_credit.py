"""Who changed which code points of a text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from poa.render.html_runs import part_of
from poa.text.attribution import Credit
from poa.text.markdown import Run


class Credits:
    """Credits over one text, looked up by place; where several overlap all of their keys count, in order."""

    def __init__(self, credits: Sequence[Credit]) -> None:
        kept = [credit for credit in credits if credit.start < credit.end]
        self._edges = sorted({edge for credit in kept for edge in (credit.start, credit.end)})
        self._keys: list[tuple[str, ...]] = [() for _ in self._edges]
        places = {edge: index for index, edge in enumerate(self._edges)}
        for credit in kept:
            for index in range(places[credit.start], places[credit.end]):
                self._keys[index] = tuple(dict.fromkeys((*self._keys[index], *credit.keys)))

    def __bool__(self) -> bool:
        return bool(self._edges)

    def keys(self, at: int) -> tuple[str, ...]:
        """The keys that count at a code point."""
        index = bisect_right(self._edges, at) - 1
        return self._keys[index] if index >= 0 else ()

    def within(self, start: int, end: int) -> tuple[str, ...]:
        """All the keys that count from one code point up to another."""
        first, last = bisect_right(self._edges, start), bisect_left(self._edges, end)
        found = (self.keys(start), *self._keys[first:last])
        return tuple(dict.fromkeys(key for keys in found for key in keys))

    def split(self, run: Run) -> Iterator[tuple[Run, tuple[str, ...]]]:
        """The run cut where the keys change; one that does not show its source as it is stays whole."""
        start, offset = run.start, 0
        if len(run.text) == run.end - run.start:
            first = bisect_right(self._edges, run.start)
            for edge in self._edges[first:]:
                if edge >= run.end:
                    break
                if self.keys(edge) != self.keys(start):
                    yield part_of(run, offset, edge - run.start), self.keys(start)
                    start, offset = edge, edge - run.start
        yield part_of(run, offset, len(run.text)), self.keys(start)
