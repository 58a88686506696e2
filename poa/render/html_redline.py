"""A redline of two parsed clauses: blocks aligned first, then rows and cells, then the words inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from poa.render.html_align import Item, Pair, align, item
from poa.render.html_blocks import Flow, table
from poa.render.html_credit import Credits
from poa.render.html_runs import BREAK, Page, Piece
from poa.render.html_shape import Step, pair_moved, shape
from poa.render.html_words import compare, divide, moved, whole
from poa.text.attribution import Credit
from poa.text.markdown import Block, Cell, Clause, Run, visible

__all__ = ["Credit", "Redline"]

_WORDS_KINDS = ("p", "li", "mark")
_LEAST_ROW = 0.2


@dataclass(slots=True)
class Redline:
    """One redline to be drawn: the page it stands on, and who deleted and who inserted what."""

    page: Page
    deleted: Sequence[Credit] = ()
    inserted: Sequence[Credit] = ()
    _credits: tuple[Credits, Credits] = field(init=False)

    def __post_init__(self) -> None:
        self._credits = Credits(self.deleted), Credits(self.inserted)

    def render(self, before: Clause, after: Clause) -> str:
        """The HTML of the whole clause with its changes."""
        flow = Flow(self.page)
        self._blocks(flow, before.blocks, after.blocks)
        self._blocks(flow, before.notes, after.notes)
        return flow.finish()

    def _blocks(self, flow: Flow, olds: Sequence[Block], news: Sequence[Block]) -> None:
        old_items, new_items = [_item(block) for block in olds], [_item(block) for block in news]
        least = 0.0001 if len(olds) == len(news) == 1 else 0.3
        steps = shape(align(old_items, new_items, least=least), old_items, new_items)
        for step in steps:
            if step.twin is not None:
                self._moved(flow, step, steps[step.twin], olds, news)
            elif not step.news:
                self._one(flow, olds[step.olds[0]], "delete")
            elif not step.olds:
                self._one(flow, news[step.news[0]], "insert")
            elif olds[step.olds[0]].kind == "table":
                flow.add_html(table(self._rows(olds[step.olds[0]], news[step.news[0]]), self.page))
            else:
                self._words(flow, [olds[index] for index in step.olds], [news[index] for index in step.news])

    def _one(self, flow: Flow, block: Block, op: str) -> None:
        if block.kind == "table":
            rows = [[(cell.align, self._whole(cell.runs, op)) for cell in row] for row in block.rows]
            flow.add_html(table(rows, self.page))
        else:
            flow.add(block, self._whole(block.runs, op), op, by=self._label_credits(block, block))

    def _label_credits(self, old: Block, new: Block) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who took away the old label of a note, and who put in the new one: it stands just before the words."""
        if new.kind != "note":
            return (), ()
        return self._credits[0].keys(max(old.start - 3, 0)), self._credits[1].keys(max(new.start - 3, 0))

    def _whole(self, runs: Sequence[Run], op: str) -> list[Piece]:
        return whole(runs, op, self._credits[op == "insert"])

    def _moved(self, flow: Flow, step: Step, twin: Step, olds: Sequence[Block], news: Sequence[Block]) -> None:
        """One end of a move: the words that went along marked as moved, the others as changed."""
        here = olds[(step.olds or twin.olds)[0]]
        there = news[(step.news or twin.news)[0]]
        left, right = moved(here.runs, there.runs, *self._credits)
        flow.add(*((here, left) if step.olds else (there, right)))

    def _words(self, flow: Flow, olds: Sequence[Block], news: Sequence[Block]) -> None:
        """A block with its changes, or the several into which it was split or from which it was joined."""
        old, joints = _joined(olds)
        new, breaks = _joined(news)
        pieces = compare(old, new, *self._credits)
        for block, joint in zip(reversed(olds[:-1]), reversed(joints), strict=True):
            before, after = divide(pieces, joint, "insert")
            keys = self._credits[0].keys(block.end)
            pieces = [*before, Piece("", (), "delete", keys, BREAK), *after]
        for block, place in zip(reversed(news[1:]), reversed(breaks), strict=True):
            pieces, after = divide(pieces, place, "delete")
            keys = self._credits[1].keys(block.start - 1)
            flow.later(block, _unspaced(after))
            pieces = [*pieces, Piece("", (), "insert", keys, BREAK)]
        flow.add(news[0], pieces, was=olds[0].label, by=self._label_credits(olds[0], news[0]))
        flow.settle()

    def _rows(self, old: Block, new: Block) -> list[list[tuple[str, list[Piece]]]]:
        """Rows aligned below the heads, and in each the cells of the aligned columns."""
        columns = align(_columns(old), _columns(new), least=_LEAST_ROW)
        befores, afters = ([_row_item(row) for row in block.rows] for block in (old, new))
        steps = [Step([0], [0])]
        for one, two in align(befores[1:], afters[1:], least=_LEAST_ROW):
            steps.append(Step([] if one is None else [one + 1], [] if two is None else [two + 1]))
        pair_moved(steps, befores, afters)
        return [self._row(old, new, step, steps, columns) for step in steps]

    def _row(
        self, old: Block, new: Block, step: Step, steps: Sequence[Step], columns: Sequence[Pair]
    ) -> list[tuple[str, list[Piece]]]:
        """The cells of a row; of one that moved those of the one end that stands here."""
        twin = steps[step.twin] if step.twin is not None else Step([], [])
        olds, news = step.olds or twin.olds, step.news or twin.news
        before: Sequence[Cell] = old.rows[olds[0]] if olds else ()
        after: Sequence[Cell] = new.rows[news[0]] if news else ()
        cells = []
        for left, right in columns:
            one, two = _cell(before, left), _cell(after, right)
            if step.twin is None:
                pieces = compare(one.runs, two.runs, *self._credits)
            else:
                pieces = moved(one.runs, two.runs, *self._credits)[not step.olds]
            cells.append((two.align or one.align, pieces))
        return cells


def _joined(blocks: Sequence[Block]) -> tuple[list[Run], list[int]]:
    """The runs of blocks with a blank between them, and the visible offsets at which the later ones begin."""
    runs, places = list(blocks[0].runs), []
    for block in blocks[1:]:
        runs.append(Run(" ", block.start, block.start))
        places.append(sum(len(run.text) for run in runs))
        runs += block.runs
    return runs, places


def _unspaced(pieces: Sequence[Piece]) -> list[Piece]:
    start = 1 if pieces and pieces[0].text == " " else 0
    return list(pieces[start:])


def _cell(row: Sequence[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else Cell(())


def _row_item(row: Sequence[Cell]) -> Item:
    return item(" ".join(visible(cell.runs) for cell in row))


def _columns(block: Block) -> list[Item]:
    """One item for each column: the head's words count most, then those below."""
    columns = []
    for column in range(max(len(row) for row in block.rows)):
        words = [visible(_cell(row, column).runs) for row in block.rows]
        columns.append(item(" ".join([*words[:1] * 3, *words])))
    return columns


def _item(block: Block) -> Item:
    if block.kind == "table":
        return item(" ".join(visible(cell.runs) for row in block.rows for cell in row), "table")
    if block.kind == "note":
        return item(f"{block.label} {visible(block.runs)}", f"note {block.more}")
    unmarked = block.runs[2:] if block.kind == "li" else block.runs
    return item(visible(unmarked), "")
