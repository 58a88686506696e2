"""Blocks to HTML: paragraphs, nested lists rebuilt from their depths, tables, notes at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from poa.render.html_runs import Page, Piece, change_tags, inline
from poa.text.markdown import Block

LabelCredits = tuple[tuple[str, ...], tuple[str, ...]]


@dataclass(slots=True)
class Flow:
    """Collects blocks in reading order and opens and closes lists as their depths ask."""

    page: Page
    out: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    _noted: set[str] = field(default_factory=set)
    _later: list[tuple[Block, Sequence[Piece]]] = field(default_factory=list)

    def add(
        self, block: Block, parts: Sequence[Piece], op: str = "equal", was: str = "", by: LabelCredits = ((), ())
    ) -> None:
        """Add a paragraph, an item, a bracket line or a note with the given words.

        `op` says what became of the whole block, `was` is the old label of a note that was renumbered, `by` who took
        the old label away and who put in the new one.
        """
        if block.kind == "note":
            self._note(block, parts, op, was, by)
        elif block.kind == "li":
            self._item(block, inline(parts, self.page))
        else:
            css = ' class="bracket-line"' if block.kind == "mark" else ""
            self.add_html(f"<p{css}>{inline(parts, self.page)}</p>", block.depth)

    def add_html(self, html: str, depth: int = 0) -> None:
        """Add a finished block inside the item of that depth, or outside all lists."""
        self._close(depth)
        self.out.append(html)

    def later(self, block: Block, parts: Sequence[Piece]) -> None:
        """Keep a block that was found from the end backwards until `settle`."""
        self._later.append((block, parts))

    def settle(self) -> None:
        """Add what was kept, the last one first."""
        while self._later:
            self.add(*self._later.pop())

    def finish(self) -> str:
        """The whole fragment."""
        self._close(0)
        if self.notes:
            self.out += ['<div class="notes">', *self.notes, "</div>"]
        return "".join(self.out)

    def _item(self, block: Block, html: str) -> None:
        self._close(block.depth)
        if len(self.lists) == block.depth:
            self.out.append("</li>")
            if self.lists[-1] != block.style:
                self.out.append("</ol>")
                self.lists.pop()
        while len(self.lists) < block.depth:
            self.out.append(f'<ol class="list list-{block.style}" role="list">')
            self.lists.append(block.style)
            if len(self.lists) < block.depth:
                self.out.append('<li class="bare">')
        self.out.append(f"<li>{html}")

    def _close(self, depth: int) -> None:
        while len(self.lists) > depth:
            self.out.append("</li></ol>")
            self.lists.pop()

    def _note(self, block: Block, parts: Sequence[Piece], op: str, was: str, by: LabelCredits) -> None:
        words = inline(parts, self.page)
        if block.more:
            self.notes.append(f'<p class="note note-more">{words}</p>')
            return
        number, own = self.page.notes.get(block.label), ""
        label = escape(block.label)
        if number is not None and op != "delete" and block.label not in self._noted:
            self._noted.add(block.label)
            own = f' id="{escape(self.page.anchor)}note-{number}"'
            if block.label in self.page.marks:
                back = f'href="#{escape(self.page.anchor)}ref-{number}" aria-label="{label}, back to the text"'
                label = f"<a {back}>{label}</a>"
        if op != "equal" or (was and was != block.label):
            gone = op == "delete"
            label = self._changed(label, by, gone=gone)
            label = self._changed(escape(was), by, gone=True) + label if was else label
        self.notes.append(f'<p class="note"{own}><sup class="note-mark">{label}</sup> {words}</p>')

    def _changed(self, label: str, by: LabelCredits, *, gone: bool) -> str:
        start, end = change_tags("delete" if gone else "insert", by[not gone], "", self.page, tagged=False)
        return f"{start}{label}{end}"


def table(rows: Sequence[Sequence[tuple[str, Sequence[Piece]]]], page: Page) -> str:
    """HTML of a table whose cells are (align, words), the first row its head."""
    width = max((len(row) for row in rows), default=0)
    lines = [_row(row, width, page, index == 0) for index, row in enumerate(rows)]
    body = f"<tbody>{''.join(lines[1:])}</tbody>" if len(lines) > 1 else ""
    return f'<table class="grid"><thead>{"".join(lines[:1])}</thead>{body}</table>'


def _row(row: Sequence[tuple[str, Sequence[Piece]]], width: int, page: Page, head: bool) -> str:
    cells = []
    for align, parts in row:
        css = f' class="align-{align}"' if align else ""
        html = inline(parts, page)
        cells.append(f'<th scope="col"{css}>{html}</th>' if head and html else f"<td{css}>{html}</td>")
    return f"<tr>{''.join(cells)}{'<td></td>' * (width - len(row))}</tr>"
