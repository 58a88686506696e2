"""A redline of two tables: rows and columns aligned and told when they moved, then the words inside the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from poa.render.html_align import Item, align, item
from poa.render.html_blocks import table
from poa.render.html_credit import Credits
from poa.render.html_runs import ALIGN, Page, Piece
from poa.render.html_shape import Step, pair_moved
from poa.render.html_words import compare, moved
from poa.text.markdown import Block, Cell, visible

_LEAST_ALIKE = 0.2


@dataclass(frozen=True, slots=True)
class _Line:
    """A row or a column: its index in the old table and in the new one, and which of the two stand at this place."""

    old: int | None
    new: int | None
    shows_old: bool
    shows_new: bool
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Tables:
    """Compares tables on one page; `deleted` and `inserted` say who."""

    page: Page
    deleted: Credits
    inserted: Credits

    def compare(self, old: Block, new: Block, end: str = "") -> str:
        """HTML of both tables in one; of a table that moved as a whole only the end that was deleted or inserted."""
        columns = _lines(_aligned(_columns(old), _columns(new)), end)
        befores, afters = ([_row_item(row) for row in block.rows] for block in (old, new))
        rows = _lines(_aligned(befores, afters, heads=1), end)
        return table([[self._cell(old, new, row, column) for column in columns] for row in rows], self.page)

    def _cell(self, old: Block, new: Block, row: _Line, column: _Line) -> tuple[str, list[Piece]]:
        one, two = _at(old, row.old, column.old), _at(new, row.new, column.new)
        css = (one or Cell(())).align if two is None else two.align
        runs = (one or Cell(())).runs, (two or Cell(())).runs
        if row.moved or column.moved:
            left, right = moved(*runs, self.deleted, self.inserted)
            shown = left if row.shows_old and column.shows_old else []
            return css, [*shown, *(right if row.shows_new and column.shows_new else [])]
        pieces = compare(*runs, self.deleted, self.inserted)
        if row.new == 0 and one and two and one.align != two.align:
            keys = self.inserted.within(*_rule(new)) or self.deleted.within(*_rule(old))
            pieces = [Piece("", (), "format", keys, ALIGN), *pieces]
        return css, pieces


def _aligned(olds: Sequence[Item], news: Sequence[Item], heads: int = 0) -> list[Step]:
    """The rows or columns in reading order; the first `heads` of them always correspond."""
    pairs = align(olds[heads:], news[heads:], least=_LEAST_ALIKE)
    steps = [Step([index], [index]) for index in range(heads)]
    for old, new in pairs:
        steps.append(Step([] if old is None else [old + heads], [] if new is None else [new + heads]))
    pair_moved(steps, olds, news)
    return steps


def _lines(steps: Sequence[Step], end: str) -> list[_Line]:
    lines = []
    for step in steps:
        twin = steps[step.twin] if step.twin is not None else Step([], [])
        old, new = (next(iter(both), None) for both in (step.olds or twin.olds, step.news or twin.news))
        lines.append(_Line(old, new, bool(step.olds), bool(step.news), step.twin is not None))
    if end == "delete":
        return [replace(line, shows_new=False, moved=True) for line in lines if line.shows_old]
    if end == "insert":
        return [replace(line, shows_old=False, moved=True) for line in lines if line.shows_new]
    return lines


def _at(block: Block, row: int | None, column: int | None) -> Cell | None:
    if row is None or column is None or column >= len(block.rows[row]):
        return None
    return block.rows[row][column]


def _rule(block: Block) -> tuple[int, int]:
    """Where the line of dashes is: after the words of the head, before those below."""
    head, *body = [[run for cell in row for run in cell.runs] for row in block.rows]
    start = head[-1].end if head else block.start
    return start, next((row[0].start for row in body if row), block.end)


def _row_item(row: Sequence[Cell]) -> Item:
    return item(" ".join(visible(cell.runs) for cell in row))


def _columns(block: Block) -> list[Item]:
    """One item for each column: the head's words count most, then those below."""
    columns = []
    for column in range(max(len(row) for row in block.rows)):
        words = [visible(row[column].runs) if column < len(row) else "" for row in block.rows]
        columns.append(item(" ".join([*words[:1] * 3, *words])))
    return columns
