"""Words that comments quote, marked in the runs of a clause: nothing is added to its words, nothing taken away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from poa.render.html_runs import THREAD, Piece, Quoted, part_of
from poa.text.markdown import Clause, Run, Wrap

_WHOLE = ("marker", "note", "placeholder", "ref")  # what is never cut; a list's marker is not marked either
_AROUND = ("bracket", "em", "strong")  # what may stand around the link to a comment


class Quotes:
    """The ranges that comments quote, laid over the runs of one clause.

    A mark stands inside whatever it would else cut in two, except emphasis; so that it is well-formed across
    paragraphs, items and cells it is many, and the link to the comment follows the last of them.
    """

    def __init__(self, quoted: Sequence[Quoted], clause: Clause) -> None:
        self._quoted = sorted(quoted, key=lambda one: (one.start, -one.end))
        self._ends = self._last_runs(_all_runs(clause)) if quoted else {}

    def pieces(self, runs: Iterable[Run]) -> list[Piece]:
        """The runs as pieces, cut where a quote begins or ends, with the links of those that end in them."""
        if not self._quoted:
            return [Piece(run.text, run.wraps) for run in runs]
        found: list[Piece] = []
        for run in runs:
            for part in _parts(run, self._quoted):
                found += self._marked(run, part)
        return found

    def _marked(self, run: Run, part: Run) -> list[Piece]:
        here = [one for one in self._quoted if _touches(one, part)]
        if not here:
            return [Piece(part.text, part.wraps)]
        ending = [one for one in here if self._ends.get(one.key) == _place(run) and one.end <= part.end]
        ending += [one for one in here if self._ends.get(one.key) == _place(run) and one.end > part.end == run.end]
        wraps = _with_mark(part.wraps, " ".join(one.key for one in here))
        links = [Piece(one.key, _outer(part.wraps), kind=THREAD) for one in ending]
        return [Piece(part.text, wraps), *links]

    def _last_runs(self, runs: list[Run]) -> dict[str, tuple[int, int]]:
        """The last run that each quote touches, by where that stands."""
        last: dict[str, tuple[int, int]] = {}
        for run in sorted(runs, key=lambda run: run.end):
            last |= {one.key: _place(run) for one in self._quoted if run.text.strip() and _touches(one, run)}
        return last


def _all_runs(clause: Clause) -> list[Run]:
    found: list[Run] = []
    for block in (*clause.blocks, *clause.notes):
        found += block.runs
        found += [run for row in block.rows for cell in row for run in cell.runs]
    return found


def _place(run: Run) -> tuple[int, int]:
    return run.start, run.end


def _touches(one: Quoted, run: Run) -> bool:
    return one.start < run.end and run.start < one.end and not any(wrap.kind == "marker" for wrap in run.wraps)


def _parts(run: Run, quoted: Sequence[Quoted]) -> list[Run]:
    """The run, cut at the edges of quotes where it shows its source as it is."""
    if len(run.text) != run.end - run.start or any(wrap.kind in _WHOLE for wrap in run.wraps):
        return [run]
    edges = {edge - run.start for one in quoted for edge in (one.start, one.end) if run.start < edge < run.end}
    cuts = sorted({0, len(run.text), *edges})
    return [part_of(run, start, end) for start, end in pairwise(cuts)] or [run]


def _with_mark(wraps: tuple[Wrap, ...], keys: str) -> tuple[Wrap, ...]:
    inner = max((at for at, wrap in enumerate(wraps, start=1) if wrap.kind not in ("em", "strong")), default=0)
    return (*wraps[:inner], Wrap("quoted", keys, 0), *wraps[inner:])


def _outer(wraps: tuple[Wrap, ...]) -> tuple[Wrap, ...]:
    """The wraps around a link to a comment: not another link, nor what stays whole."""
    at = next((at for at, wrap in enumerate(wraps) if wrap.kind not in _AROUND), len(wraps))
    return wraps[:at]
