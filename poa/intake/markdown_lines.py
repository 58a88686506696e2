"""Lines of a plan's Markdown to chunks: headings, paragraphs, lists, tables, actions, notes, bracket lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poa.text.markdown_blocks import BRACKET_LINE, DELIMITER, NOTE
from poa.text.markdown_lists import marker_at

_HEADING = re.compile(r"(#+)(?:[ \t]+(.*?))?[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class Chunk:
    """Lines that belong together: heading, paragraph, list, table, indented, action, note, opening or closing.

    `line` and `line_end` count from 1; `level` is the number of # of a heading; `label` is a note's.
    `in_bracket` says that a bracket line before it is still open, `before_list` that a list item follows.
    """

    kind: str
    text: str
    line: int
    line_end: int
    level: int = 0
    label: str = ""
    has_list: bool = False
    has_table: bool = False
    in_bracket: bool = False
    before_list: bool = False


def chunks(lines: Sequence[str]) -> Iterator[Chunk]:
    """The chunks of a file in order, bracket lines told from brackets in a text."""
    found = list(_chunks(lines))
    closes = _bracket_lines(found)
    ends: list[int] = []
    for index, chunk in enumerate(found):
        while ends and ends[-1] < index:
            ends.pop()
        inside = bool(ends)
        if index in closes:
            ends.append(closes[index])
        kind = chunk.kind
        if kind in ("opening", "closing") and index not in closes and index not in closes.values():
            kind = "paragraph"
        after = found[index + 1].kind if index + 1 < len(found) else ""
        yield replace(chunk, kind=kind, in_bracket=inside, before_list=after == "list")


def _bracket_lines(found: Sequence[Chunk]) -> dict[int, int]:
    """Opening chunk → closing chunk; a heading between them breaks the pair."""
    pairs: dict[int, int] = {}
    open_at: list[int] = []
    for index, chunk in enumerate(found):
        if chunk.kind == "heading":
            open_at.clear()
        elif chunk.kind == "opening":
            open_at.append(index)
        elif chunk.kind == "closing" and open_at:
            pairs[open_at.pop()] = index
    return pairs


def _chunks(lines: Sequence[str]) -> Iterator[Chunk]:
    index = 0
    while index < len(lines):
        if not lines[index].strip():
            index += 1
            continue
        heading = _HEADING.match(lines[index])
        if heading:
            level, text = len(heading.group(1)), heading.group(2) or ""
            yield Chunk("heading", text, index + 1, index + 1, level=level)
            index += 1
            continue
        start, index = index, index + 1
        if not BRACKET_LINE.match(lines[start].strip()):
            while index < len(lines) and not _ends(lines[index]):
                index += 1
            if NOTE.match(lines[start]):
                index = _note_end(lines, index)
        yield _chunk(lines, start, index)


def _ends(line: str) -> bool:
    """Whether a line cannot go on with the chunk before it."""
    if not line.strip() or line.startswith("- "):
        return True
    return bool(_HEADING.match(line) or NOTE.match(line) or BRACKET_LINE.match(line.strip()))


def _note_end(lines: Sequence[str], index: int) -> int:
    """Past the indented paragraphs that go on with a note."""
    while True:
        after = index
        while after < len(lines) and not lines[after].strip():
            after += 1
        if after == index or after >= len(lines) or not lines[after].startswith(("  ", "\t")):
            return index
        if marker_at(lines[after].lstrip()) or NOTE.match(lines[after].lstrip()):
            return index
        index = after + 1
        while index < len(lines) and not _ends(lines[index]):
            index += 1


def _chunk(lines: Sequence[str], start: int, end: int) -> Chunk:
    own = list(lines[start:end])
    first = own[0]
    note = NOTE.match(first)
    if first.startswith("- "):
        own[0] = first[2:]
    text = "\n".join(line.rstrip() for line in own)
    return Chunk(
        _kind(first, own),
        text,
        start + 1,
        end,
        label=note.group(1) if note else "",
        has_list=any(marker_at(line.lstrip()) for line in own),
        has_table=any(_is_table(own, index) for index in range(len(own) - 1)),
    )


def _kind(first: str, own: Sequence[str]) -> str:
    if first.startswith("- "):
        return "action"
    if NOTE.match(first):
        return "note"
    if BRACKET_LINE.match(first.strip()):
        return "opening" if first.lstrip().startswith("[") else "closing"
    if marker_at(first.lstrip()):
        return "list"
    if _is_table(own, 0):
        return "table"
    return "indented" if first.startswith(("  ", "\t")) else "paragraph"


def _is_table(own: Sequence[str], index: int) -> bool:
    if index + 1 >= len(own):
        return False
    return "|" in own[index] and "|" in own[index + 1] and DELIMITER.match(own[index + 1]) is not None
