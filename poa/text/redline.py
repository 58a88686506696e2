"""Two texts to the changes between them, by word, so that they read as a lawyer would mark them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from poa.text.alignment import Hunk, hunks
from poa.text.cleanup import tidy
from poa.text.words import tokens


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text; `op` is "equal", "delete" or "insert". A replacement is a delete and then an insert."""

    op: str
    text: str


def diff(old: str, new: str) -> tuple[Change, ...]:
    """The changes from `old` to `new`, in order, none empty, no two neighbours with the same op."""
    if old == new:
        return (Change("equal", old),) if old else ()
    before, after = tokens(old), tokens(new)
    changes: list[Change] = []
    at = 0
    for i1, i2, j1, j2 in compare(before, after):
        if at < i1:
            changes.append(Change("equal", "".join(before[at:i1])))
        if i1 < i2:
            changes.append(Change("delete", "".join(before[i1:i2])))
        if j1 < j2:
            changes.append(Change("insert", "".join(after[j1:j2])))
        at = i2
    if at < len(before):
        changes.append(Change("equal", "".join(before[at:])))
    return tuple(changes)


def compare(old: Sequence[str], new: Sequence[str]) -> list[Hunk]:
    """The tidied hunks between two token lists."""
    return tidy(old, new, hunks(old, new))


def reject(changes: Iterable[Change]) -> str:
    """The old text, byte for byte."""
    return "".join(change.text for change in changes if change.op != "insert")


def accept(changes: Iterable[Change]) -> str:
    """The new text, byte for byte."""
    return "".join(change.text for change in changes if change.op != "delete")
