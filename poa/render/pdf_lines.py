"""Which clause stands in which line of which page: people say "page 3, line 14"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# For each page its lines at which another clause begins, each as [number from 1, id of the clause or None].
Places = list[list[list[Any]]]

_SAME_LINE = 4.0  # CSS pixels between the tops of boxes that a reader sees in one line


def places(document: Any, tree: Any) -> Places:
    """Read them off a document that WeasyPrint has laid out from `tree`; running heads and feet are no lines."""
    clauses = {
        id(inner): clause
        for element in tree.iter()
        if (clause := element.get("data-clause"))
        for inner in element.iter()
    }
    return [_page(page._page_box, clauses) for page in document.pages]


def _page(page: Any, clauses: dict[int, str]) -> list[list[Any]]:
    boxes = sorted((box.position_y, clauses.get(id(box.element))) for box in _lines(page.children[0]))
    found: list[list[Any]] = []
    number, last = 0, None
    for top, clause in boxes:
        if last is None or top - last > _SAME_LINE:
            number, last = number + 1, top
        if not found or found[-1][1] != clause:
            found.append([number, clause])
    return found


def _lines(box: Any) -> Iterator[Any]:
    """The outermost line boxes: what is set inside a line is in that line."""
    if type(box).__name__ == "LineBox":
        yield box
        return
    for child in getattr(box, "children", ()):
        yield from _lines(child)
