"""The clause dialect: Markdown narrowed to what a plan of action needs, parsed to blocks of traced runs.

The grammar is in docs/dialect.md. Nothing that was typed is dropped: each run names the source it shows.
"""

from __future__ import annotations

import re
from collections.abc import Set
from functools import cache, lru_cache

from markdown_it import MarkdownIt

from poa.text import markdown_blocks, markdown_build, markdown_inline
from poa.text.markdown_tree import Block, Cell, Clause, Run, Wrap

__all__ = ["Block", "Cell", "Clause", "Run", "Wrap", "is_too_much", "parse", "showable", "visible"]

COARSE_OVER = 120_000
_COARSE_MARKS = 10_000
_COARSE_LINES = 5_000
_CACHED_UNDER = 10_000
_MARKS = re.compile(r"[\\\[\]{*_|(]")
# Controls and code points that are no characters: HTML forbids them, a reference to them too.
_UNSHOWABLE = dict.fromkeys([*range(9), *range(14, 28), *range(127, 160), *range(0xFDD0, 0xFDF0)], 0xFFFD)
_UNSHOWABLE |= {plane + last: 0xFFFD for plane in range(0, 0x110000, 0x10000) for last in (0xFFFE, 0xFFFF)}
_UNSHOWABLE |= dict.fromkeys((11, 12, 28, 29, 30, 31, 133), 32)
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache
def _parser() -> MarkdownIt:
    """markdown-it-py with the dialect's own rules and, of the stock ones, only text and emphasis."""
    parser = MarkdownIt("zero", {"maxNesting": 200, "html": False})
    block, inline = parser.block.ruler, parser.inline.ruler
    block.before("paragraph", "dialect_list", markdown_blocks.items)
    block.before("dialect_list", "dialect_table", markdown_blocks.table)
    block.before("dialect_table", "dialect_note", markdown_blocks.note)
    block.before("dialect_note", "dialect_bracket", markdown_blocks.bracket_line)
    block.at("paragraph", markdown_blocks.paragraph)
    inline.before("emphasis", "dialect_escape", markdown_inline.escape)
    inline.before("emphasis", "dialect_placeholder", markdown_inline.placeholder)
    inline.before("emphasis", "dialect_reference", markdown_inline.reference)
    inline.before("emphasis", "dialect_note_mark", markdown_inline.note_mark)
    inline.before("emphasis", "dialect_bracket", markdown_inline.bracket)
    parser.inline.ruler2.before("balance_pairs", "positions", markdown_inline.positions)
    parser.inline.terminator_re = markdown_inline.TEXT_ENDS
    parser.core.ruler.enableOnly(["block", "inline"])
    own = ["dialect_list", "dialect_table", "dialect_note", "dialect_bracket"]
    block.enableOnly([*own, "paragraph"])
    marks = ["dialect_escape", "dialect_placeholder", "dialect_reference", "dialect_note_mark", "dialect_bracket"]
    inline.enableOnly(["text", *marks, "emphasis"])
    parser.inline.ruler2.enableOnly(["positions", "balance_pairs", "emphasis"])
    return parser


def showable(text: str) -> str:
    """The text with what HTML cannot hold replaced by U+FFFD or a blank, at the same length."""
    text = text.replace("\r\n", " \n").replace("\r", "\n")
    if not text.isprintable():
        text = text.translate(_UNSHOWABLE)
        text = _SURROGATE.sub("\ufffd", text)
    return text


def parse(text: str, codes: Set[str] = frozenset()) -> Clause:
    """Parse one clause; `codes` are the party and circle codes that make a bracket attributed.

    Any text parses. One of over 120,000 code points, 10,000 marks or 5,000 lines is taken as plain paragraphs.
    """
    return (_cached if len(text) < _CACHED_UNDER else _parse)(text, frozenset(codes))


@lru_cache(maxsize=256)
def _cached(text: str, codes: frozenset[str]) -> Clause:
    return _parse(text, codes)


def _parse(text: str, codes: frozenset[str]) -> Clause:
    shown = showable(text)
    if is_too_much(shown):
        return _coarse(shown)
    tokens = _parser().parse(shown, {"codes": codes})
    return markdown_build.clause(tokens, codes)


def is_too_much(text: str) -> bool:
    """Whether the text is taken as plain paragraphs, in which nothing is read as a mark."""
    if len(text) > COARSE_OVER or text.count("\n") > _COARSE_LINES:
        return True
    return len(_MARKS.findall(text)) > _COARSE_MARKS


def _coarse(text: str) -> Clause:
    """Plain paragraphs, nothing interpreted; of a great many short ones a single one."""
    spans = [(match.start(), match.end()) for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text)]
    if len(spans) > _COARSE_LINES // 5:
        spans = [(0, len(text))]
    return Clause(
        tuple(
            Block("p", (Run(text[start:end], start, end),), start=start, end=end)
            for start, end in spans
            if text[start:end].strip()
        )
    )


def visible(runs: tuple[Run, ...]) -> str:
    """The words that a reader sees, note marks as `[^n]`."""
    return "".join(run.text for run in runs)
