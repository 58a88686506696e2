"""What a change comes to in words: `will → endeavour to`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from poa.text.redline import diff


@dataclass(frozen=True)
class Rewording:
    """Words that give way to others; `old` is empty for an insertion, `new` for a deletion, never both."""

    old: str
    new: str


@lru_cache(maxsize=16_384)
def rewordings(old: str, new: str) -> tuple[Rewording, ...]:
    """The changes from one text to another in order, without the white space around them and none of only that."""
    found: list[Rewording] = []
    gone = come = ""
    for change in (*diff(old, new), None):
        if change is not None and change.op == "delete":
            gone += change.text
        elif change is not None and change.op == "insert":
            come += change.text
        else:
            if gone.strip() or come.strip():
                found.append(Rewording(" ".join(gone.split()), " ".join(come.split())))
            gone = come = ""
    return tuple(found)
