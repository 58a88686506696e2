"""A clause, or what changed in it, as an HTML fragment that is safe to put into a page or a PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from html import escape
from typing import Protocol

from poa.render.html_blocks import Flow, table
from poa.render.html_quotes import Quotes
from poa.render.html_redline import Redline
from poa.render.html_runs import Label, Page, Quoted, Refs, number_notes
from poa.text.attribution import Credit
from poa.text.markdown import Block, parse, showable

__all__ = ["Credit", "Label", "Quoted", "Refs", "clause", "inline_changes", "redline"]


class _Change(Protocol):
    @property
    def op(self) -> str: ...
    @property
    def text(self) -> str: ...


def clause(
    text: str,
    *,
    codes: Set[str] = frozenset(),
    anchor: str = "",
    refs: Refs | None = None,
    quoted: Sequence[Quoted] = (),
) -> str:
    """Well-formed HTML of one clause, everything escaped, links only to http, https and mailto.

    `codes` are the party and circle codes that make a bracket attributed, `anchor` prefixes the ids of notes,
    `refs` has the label of each clause that a reference may name, by id: without it they stand as typed. `quoted` are
    words that comments are on: they are marked, each with a link to its comment where it ends; the words stay.
    """
    parsed = parse(text, codes)
    page = Page(anchor, number_notes(parsed.notes), refs=refs, quoted={one.key: one for one in quoted})
    flow, quotes = Flow(page), Quotes(quoted, parsed)
    for block in (*parsed.blocks, *parsed.notes):
        _add(flow, block, quotes)
    return flow.finish()


def _add(flow: Flow, block: Block, quotes: Quotes) -> None:
    if block.kind == "table":
        rows = [[(cell.align, quotes.pieces(cell.runs)) for cell in row] for row in block.rows]
        flow.add_html(table(rows, flow.page))
    else:
        flow.add(block, quotes.pieces(block.runs))


def redline(
    old: str,
    new: str,
    *,
    codes: Set[str] = frozenset(),
    deleted: Sequence[Credit] = (),
    inserted: Sequence[Credit] = (),
    names: Mapping[str, str] | None = None,
    anchor: str = "",
    refs: Refs | None = None,
    old_refs: Refs | None = None,
) -> str:
    """What a reader sees change from `old` to `new`, as well-formed HTML with `<ins>` and `<del>`.

    Without its `<ins>` it has the words of the old text, without its `<del>` those of the new. `deleted` credits
    spans of the old text and `inserted` spans of the new one, in code points; `names` maps their keys to names.
    `refs` are the labels of references, `old_refs` those of deleted words (without them, the same).
    """
    before, after = parse(old, codes), parse(new, codes)
    page = Page(
        anchor, number_notes(after.notes), names or {}, refs=refs, old_refs=refs if old_refs is None else old_refs
    )
    return Redline(page, deleted, inserted).render(before, after)


def inline_changes(changes: Sequence[_Change]) -> str:
    """Changes of plain text as escaped HTML, insertions in `<ins>` and deletions in `<del>`, line ends kept."""
    tags = {"insert": "ins", "delete": "del"}
    parts = []
    for change in changes:
        text, tag = escape(showable(change.text), quote=False), tags.get(change.op)
        parts.append(f"<{tag}>{text}</{tag}>" if tag else text)
    return "".join(parts)
