"""The block rules of the clause dialect, for markdown-it-py: lists, tables, notes, bracket lines, paragraphs.

Each rule pushes flat `inline` tokens whose content is an unbroken slice of the source, and whose `meta` says
where it starts and what it is, so that every visible word can be traced to its place.
"""

from __future__ import annotations

import re
from typing import Any

from markdown_it.rules_block import StateBlock

from poa.text.markdown_lists import Levels, Marker, marker_at

DELIMITER = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
NOTE = re.compile(r"\[\^([^\]\[\s^]{1,40})\]:[ \t]*")
BRACKET_LINE = re.compile(r"(?:\[(?:[^\[\]{}:\n]{1,400}:)?|\][.,;:]{0,2})[ \t]*\Z")
_CELL_PART = re.compile(r"\\.|\{[^{}|\n]{0,500}\}|\|", re.DOTALL)


def _line(state: StateBlock, line: int) -> tuple[int, int]:
    return state.bMarks[line] + state.tShift[line], state.eMarks[line]


def _emit(state: StateBlock, start: int, end: int, lines: tuple[int, int], **meta: Any) -> None:
    """Push the slice as one inline token, trimmed of ASCII white space."""
    text = state.src[start:end]
    kept = text.strip(" \t\n")
    start += len(text) - len(text.lstrip(" \t\n")) if kept else 0
    token = state.push("inline", "", 0)
    token.content, token.children, token.map = kept, [], list(lines)
    token.meta = {"start": start, "end": start + len(kept), **meta}


def _marker(state: StateBlock, line: int) -> Marker | None:
    start, end = _line(state, line)
    return marker_at(state.src, start, end) if state.src.startswith("(", start) else None


def _note(state: StateBlock, line: int) -> re.Match[str] | None:
    return NOTE.match(state.src, *_line(state, line))


def _is_bracket_line(state: StateBlock, line: int) -> bool:
    start, end = _line(state, line)
    return state.src[start : start + 1] in ("[", "]") and BRACKET_LINE.match(state.src, start, end) is not None


def _is_table(state: StateBlock, line: int, end_line: int) -> bool:
    if line + 1 >= end_line:
        return False
    start, end = _line(state, line)
    if state.src.find("|", start, end) < 0:
        return False
    start, end = _line(state, line + 1)
    return state.src.find("|", start, end) >= 0 and DELIMITER.match(state.src, start, end) is not None


def _interrupts(state: StateBlock, line: int, end_line: int) -> bool:
    """Whether a line ends the paragraph before it; of lists only a first item does."""
    marker = _marker(state, line)
    if marker is not None and marker.first is not None:
        return True
    return _note(state, line) is not None or _is_bracket_line(state, line) or _is_table(state, line, end_line)


def _run_on(state: StateBlock, line: int, end_line: int, in_list: bool = False) -> int:
    """The first line after the paragraph that begins on `line`."""
    line += 1
    while line < end_line and not state.isEmpty(line) and not _interrupts(state, line, end_line):
        if in_list and _marker(state, line) is not None:
            break
        line += 1
    return line


def paragraph(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Lines up to a blank one or to what starts something else."""
    after = _run_on(state, start_line, end_line)
    _emit(state, _line(state, start_line)[0], state.eMarks[after - 1], (start_line, after), kind="p", depth=0)
    state.line = after
    return True


def bracket_line(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A line that only opens or closes a bracket over whole blocks."""
    if not _is_bracket_line(state, start_line):
        return False
    _emit(state, *_line(state, start_line), (start_line, start_line + 1), kind="mark", depth=0)
    state.line = start_line + 1
    return True


def note(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A footnote's definition, with its indented further paragraphs."""
    match = _note(state, start_line)
    if match is None:
        return False
    label, line, start, more = match.group(1), start_line, match.end(), False
    while True:
        after = _run_on(state, line, end_line)
        _emit(state, start, state.eMarks[after - 1], (line, after), kind="note", depth=0, label=label, more=more)
        line = after
        while line < end_line and state.isEmpty(line):
            line += 1
        if line == after or line >= end_line or state.sCount[line] < 2 or _interrupts(state, line, end_line):
            break
        start, more = _line(state, line)[0], True
    state.line = after
    return True


def table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A pipe table; a row may have more cells than the head, none is dropped."""
    if not _is_table(state, start_line, end_line):
        return False
    aligns = [_align(state.src[a:b]) for a, b in _cells(state.src, *_line(state, start_line + 1))]
    line, row = start_line, 0
    while line < end_line and not state.isEmpty(line) and state.src.find("|", *_line(state, line)) >= 0:
        if line != start_line + 1:
            for column, (start, end) in enumerate(_cells(state.src, *_line(state, line))):
                align = aligns[column] if column < len(aligns) else ""
                _emit(state, start, end, (line, line + 1), kind="cell", row=row, table=start_line, align=align)
            row += 1
        line += 1
    state.line = line
    return True


def _align(cell: str) -> str:
    cell = cell.strip()
    return {(True, True): "center", (False, True): "right"}.get((cell.startswith(":"), cell.endswith(":")), "")


def _cells(src: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of a row's cells, between bars that are neither escaped nor inside braces."""
    if src.startswith("|", start):
        start += 1
    cells = []
    for match in _CELL_PART.finditer(src, start, end):
        if match.group() == "|":
            cells.append((start, match.start()))
            start = match.end()
    if src[start:end].strip():
        cells.append((start, end))
    return cells


def items(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """A whole list, nested as its markers and indents say; blank lines between items are allowed."""
    if _marker(state, start_line) is None:
        return False
    levels, line, depth = Levels(), start_line, 0
    while line < end_line:
        marker = _marker(state, line)
        if marker is not None:
            start = _line(state, line)[0]
            depth, style = levels.place(marker, state.sCount[line], _marker_after(state, line, end_line))
            after = _run_on(state, line, end_line, in_list=True)
            spans = (start + len(marker.text), state.eMarks[after - 1], (line, after))
            _emit(state, *spans, kind="li", depth=depth, style=style, marker=(start, marker.text))
        elif _is_bracket_line(state, line) and _list_goes_on(state, line + 1, end_line):
            after = line + 1
            _emit(state, *_line(state, line), (line, after), kind="mark", depth=max(depth - 1, 0))
        elif state.sCount[line] >= levels.stack[0].indent + 2 and not _interrupts(state, line, end_line):
            after = _run_on(state, line, end_line, in_list=True)
            _emit(state, _line(state, line)[0], state.eMarks[after - 1], (line, after), kind="p", depth=depth)
        else:
            break
        state.line = line = after
        while line < end_line and state.isEmpty(line):
            line += 1
    return True


def _marker_after(state: StateBlock, line: int, end_line: int) -> Marker | None:
    """The next marker within a few lines."""
    for later in range(line + 1, min(line + 12, end_line)):
        marker = _marker(state, later)
        if marker is not None:
            return marker
    return None


def _list_goes_on(state: StateBlock, line: int, end_line: int) -> bool:
    for later in range(line, min(line + 50, end_line)):
        if not state.isEmpty(later) and not _is_bracket_line(state, later):
            return _marker(state, later) is not None
    return False
