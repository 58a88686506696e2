"""Where quoted words stand in a clause, whether they were copied from its source or from what a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from poa.text.anchors import find_quote
from poa.text.markdown import Block, Run, parse

_MOST = 1_000


def occurrences(text: str, quote: str, prefix: str = "", suffix: str = "") -> list[tuple[int, int]]:
    """The code point ranges of `text` that show `quote` between `prefix` and `suffix` (W3C text-quote selector).

    The source is searched first, to the letter; then the visible words, with white space taken alike, since
    somebody who selects on a page copies neither emphasis marks nor line ends as they were typed. At most 1,000.
    """
    literal = [(anchor.start, anchor.end) for anchor in find_quote(text, quote, prefix, suffix)]
    return literal or _visible(text, quote, prefix, suffix)


@lru_cache(maxsize=4096)
def visible(text: str) -> str:
    """The words of a clause, or of a piece of one, as a reader sees them: no marks, white space as single blanks."""
    return "".join(sign for sign, _start, _end in _signs(text)).strip()


def _visible(text: str, quote: str, prefix: str, suffix: str) -> list[tuple[int, int]]:
    signs = list(_signs(text))
    shown = "".join(sign for sign, _start, _end in signs)
    words, before, behind = (" ".join(part.split()) for part in (quote, prefix, suffix))
    found: list[tuple[int, int]] = []
    at = shown.find(words) if words else -1
    while at >= 0 and len(found) < _MOST:
        past = at + len(words)
        left, right = shown[max(at - len(before) - 1, 0) : at], shown[past : past + len(behind) + 1]
        if left.rstrip().endswith(before) and right.lstrip().startswith(behind):
            found.append((signs[at][1], signs[past - 1][2]))
        at = shown.find(words, at + 1)
    return found


def _signs(text: str) -> Iterator[tuple[str, int, int]]:
    """Each visible code point with the source range that it shows; runs of white space as one blank."""
    blank = True
    clause = parse(text)
    for block in (*clause.blocks, *clause.notes):
        for run in _runs(block):
            for index, sign in enumerate(run.text):
                exact = len(run.text) == run.end - run.start
                start, end = (run.start + index, run.start + index + 1) if exact else (run.start, run.end)
                if not sign.isspace():
                    yield sign, start, end
                elif not blank:
                    yield " ", start, end
                blank = sign.isspace()
        if not blank:
            yield " ", block.end, block.end
            blank = True


def _runs(block: Block) -> Iterator[Run]:
    yield from block.runs
    for row in block.rows:
        for cell in row:
            yield from cell.runs
