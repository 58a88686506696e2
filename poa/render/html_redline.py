"""A redline of two parsed clauses: blocks aligned first, then rows and cells, then the words inside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from poa.render.html_align import MORE, Item, align, item
from poa.render.html_blocks import Flow, table
from poa.render.html_credit import Credits
from poa.render.html_runs import BREAK, LEVEL, Page, Piece
from poa.render.html_shape import Step, shape
from poa.render.html_tables import Tables
from poa.render.html_words import compare, divide, moved, whole
from poa.text.attribution import Credit
from poa.text.markdown import Block, Clause, Run, visible

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
                flow.add_html(Tables(self.page, *self._credits).compare(olds[step.olds[0]], news[step.news[0]]))
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
        old = olds[(step.olds or twin.olds)[0]]
        new = news[(step.news or twin.news)[0]]
        if old.kind == "table":
            flow.add_html(Tables(self.page, *self._credits).compare(old, new, "delete" if step.olds else "insert"))
            return
        left, right = moved(old.runs, new.runs, *self._credits)
        by = self._label_credits(old, new)
        flow.add(*((old, left, "delete", "", by) if step.olds else (new, right, "insert", "", by)))

    def _words(self, flow: Flow, olds: Sequence[Block], news: Sequence[Block]) -> None:
        """A block with its changes, or the several into which it was split or from which it was joined."""
        old, joints = _joined(olds)
        new, breaks = _joined(news)
        pieces = self._levelled(olds[0], news[0], compare(old, new, *self._credits))
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

    def _levelled(self, old: Block, new: Block, pieces: list[Piece]) -> list[Piece]:
        """A sign at the start of a block that stands on another level than before, inside an item's marker."""
        if old.kind != new.kind or old.depth == new.depth:
            return pieces
        keys = self._credits[1].keys(_begins(new) - 1) or self._credits[0].keys(_begins(old) - 1)
        if new.kind != "li":
            return [Piece("", (), "format", keys, LEVEL), *pieces]
        if pieces[0].op != "equal":
            return pieces
        return [replace(pieces[0], op="format", keys=keys, kind=LEVEL), *pieces[1:]]


def _begins(block: Block) -> int:
    return block.runs[0].start if block.runs else block.start


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


def _item(block: Block) -> Item:
    if block.kind == "table":
        return item(" ".join(visible(cell.runs) for row in block.rows for cell in row), "table")
    if block.kind == "note":
        return item(f"{block.label} {visible(block.runs)}", MORE if block.more else "note")
    unmarked = block.runs[2:] if block.kind == "li" else block.runs
    return item(visible(unmarked), "")
