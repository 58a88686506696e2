"""Two texts → what changed between them, phrase by phrase, to be said in words: “will” → “endeavour to”."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from poa.text.redline import diff
from poa.text.weight import WEIGHTY

LONGEST = 140


@dataclass(frozen=True)
class Rewording:
    """Words that went and words that came in their place; either may be empty. `weighty`: it changes the substance."""

    was: str
    now: str
    weighty: bool


def rewordings(old: str, new: str) -> list[Rewording]:
    """The changes in the order of the text; those of blanks alone are left out."""
    return list(_rewordings(old, new))


@lru_cache(maxsize=16_384)
def _rewordings(old: str, new: str) -> tuple[Rewording, ...]:
    found: list[Rewording] = []
    was = ""
    for change in (*diff(old, new), None):
        if change is not None and change.op == "delete":
            was = change.text
            continue
        now = change.text if change is not None and change.op == "insert" else ""
        if was.strip() or now.strip():
            found.append(Rewording(_short(was), _short(now), _weighs(was, now)))
        was = ""
    return tuple(found)


def _weighs(was: str, now: str) -> bool:
    before, after = ([match.group().lower() for match in WEIGHTY.finditer(text)] for text in (was, now))
    return before != after


def _short(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= LONGEST:
        return plain
    half = LONGEST // 2
    return f"{plain[:half].rstrip()} … {plain[-half:].lstrip()}"
