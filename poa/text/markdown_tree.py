"""What a parsed clause is made of: blocks of runs that name the source they show."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wrap:
    """What stands around runs: em, strong, bracket, keys, link, target, note, placeholder, ref, marker.

    `data` is the bracket's keys, the link's target or the id and item of a reference, `at` the code point where
    it opens and what tells two apart.
    """

    kind: str
    data: str
    at: int


@dataclass(frozen=True, slots=True)
class Run:
    """Visible text and the code points of the source, `start` to `end`, that it shows; white space is one blank."""

    text: str
    start: int
    end: int
    wraps: tuple[Wrap, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `align` is "", "center" or "right"."""

    runs: tuple[Run, ...]
    align: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a clause: kind p, li, mark (a line that is a bracket), table or note.

    `depth` counts the lists around it (an item of the outermost list has 1), `style` is a, i or 1 for an item,
    `label` the name of a note, `more` says that it goes on with the note before. A table has rows, the first its head.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    depth: int = 0
    style: str = ""
    label: str = ""
    more: bool = False
    rows: tuple[tuple[Cell, ...], ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Clause:
    """A parsed clause: its blocks in order, and apart from them the notes."""

    blocks: tuple[Block, ...]
    notes: tuple[Block, ...] = ()
