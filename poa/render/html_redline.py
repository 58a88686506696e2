"""A redline of two parsed clauses: blocks aligned first, then rows and cells, then the words inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from poa.render.html_align import Item, align, item
from poa.render.html_blocks import Flow, table
from poa.render.html_credit import Credit, Credits
from poa.render.html_runs import Page, Piece
from poa.render.html_words import compare, whole
from poa.text.markdown import Block, Cell, Clause, Run, visible

__all__ = ["Credit", "Redline"]

_WORDS_KINDS = ("p", "li", "mark")


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
        least = 0.0001 if len(olds) == len(news) == 1 else 0.3
        pairs = align([_item(block) for block in olds], [_item(block) for block in news], least=least)
        for old, new in pairs:
            if old is None and new is not None:
                self._one(flow, news[new], "insert")
            elif new is None and old is not None:
                self._one(flow, olds[old], "delete")
            elif old is not None and new is not None:
                self._both(flow, olds[old], news[new])

    def _one(self, flow: Flow, block: Block, op: str) -> None:
        if block.kind == "table":
            rows = [[(cell.align, self._whole(cell.runs, op)) for cell in row] for row in block.rows]
            flow.add_html(table(rows, self.page))
        else:
            flow.add(block, self._whole(block.runs, op))

    def _both(self, flow: Flow, old: Block, new: Block) -> None:
        if old.kind == "table":
            flow.add_html(table(self._rows(old, new), self.page))
        else:
            flow.add(new, compare(old.runs, new.runs, *self._credits))

    def _whole(self, runs: Sequence[Run], op: str) -> list[Piece]:
        return whole(runs, op, self._credits[op == "insert"])

    def _rows(self, old: Block, new: Block) -> list[list[tuple[str, list[Piece]]]]:
        """Rows aligned, and in each the cells of the aligned columns."""
        columns = align(_columns(old), _columns(new), least=0.2)
        pairs = align([_row_item(row) for row in old.rows], [_row_item(row) for row in new.rows], least=0.2)
        if pairs and pairs[0] != (0, 0):
            pairs = [(0, 0), *align_rest(old, new)]
        return [self._row(old, new, pair, columns) for pair in pairs]

    def _row(
        self, old: Block, new: Block, pair: tuple[int | None, int | None], columns: list[tuple[int | None, int | None]]
    ) -> list[tuple[str, list[Piece]]]:
        before = old.rows[pair[0]] if pair[0] is not None else ()
        after = new.rows[pair[1]] if pair[1] is not None else ()
        cells = []
        for left, right in columns:
            one, two = _cell(before, left), _cell(after, right)
            cells.append((two.align or one.align, compare(one.runs, two.runs, *self._credits)))
        return cells


def align_rest(old: Block, new: Block) -> list[tuple[int | None, int | None]]:
    """The rows below the heads aligned among themselves."""
    pairs = align([_row_item(row) for row in old.rows[1:]], [_row_item(row) for row in new.rows[1:]], least=0.2)
    return [(None if one is None else one + 1, None if two is None else two + 1) for one, two in pairs]


def _cell(row: Sequence[Cell], column: int | None) -> Cell:
    return row[column] if column is not None and column < len(row) else Cell(())


def _row_item(row: Sequence[Cell]) -> Item:
    return item(" ".join(visible(cell.runs) for cell in row))


def _columns(block: Block) -> list[Item]:
    """One item for each column: the head's words count most, then those below."""
    width = max((len(row) for row in block.rows), default=0)
    columns = []
    for column in range(width):
        words = [visible(_cell(row, column).runs) for row in block.rows]
        columns.append(item(" ".join([*words[:1] * 3, *words])))
    return columns


def _item(block: Block) -> Item:
    if block.kind == "table":
        return item(" ".join(visible(cell.runs) for row in block.rows for cell in row), "table")
    if block.kind == "note":
        return item(f"{block.label} {visible(block.runs)}", f"note {block.more}")
    kind = "" if block.kind in _WORDS_KINDS else block.kind
    unmarked = block.runs[2:] if block.kind == "li" else block.runs
    return item(visible(unmarked), kind)
