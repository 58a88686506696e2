"""Whose each change was over a chain of revisions: credits over the oldest and the newest text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from poa.text.overlays import Common, Locus
from poa.text.redline import diff

Keys = tuple[str, ...]
_NOBODY: Keys = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A run of a revision: `base` as it was before, `text` as it is now, `keys` of the parties who wanted the words.

    Common text has base == text and no keys; a change without keys was editorial, by the desk.
    """

    base: str
    text: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Credit:
    """Code points `start` to `end` were inserted, or deleted, by `keys` (none: an editorial change)."""

    start: int
    end: int
    keys: Keys


@dataclass(frozen=True, slots=True)
class _Run:
    """Code points of the current text: from the oldest text at `origin`, or put in by `keys` since."""

    size: int
    origin: int | None
    keys: Keys = ()


def plain_parts(old: str, new: str, keys: Keys) -> tuple[Part, ...]:
    """The parts of a revision that one person's or party's edit made."""
    parts: list[Part] = []
    deleted = ""
    for change in (*diff(old, new), None):
        if deleted and (change is None or change.op != "insert"):
            parts.append(Part(deleted, "", keys))
            deleted = ""
        if change is None:
            break
        if change.op == "equal":
            parts.append(Part(change.text, change.text, ()))
        elif change.op == "delete":
            deleted = change.text
        else:
            parts.append(Part(deleted, change.text, keys))
            deleted = ""
    return tuple(parts)


def settled_parts(overlay_parts: Sequence[Common | Locus], choices: Mapping[int, tuple[str, Keys]]) -> tuple[Part, ...]:
    """The parts of a revision that settles an overlay; `choices`: index of the locus → its text and who wanted it."""
    parts: list[Part] = []
    index = -1
    for part in overlay_parts:
        if isinstance(part, Common):
            base, (text, keys) = part.text, (part.text, _NOBODY)
        else:
            index += 1
            base = part.base
            text, keys = choices.get(index, (base, _NOBODY))
        if base != text:
            parts.append(Part(base, text, keys))
        elif parts and parts[-1].base == parts[-1].text:
            parts[-1] = Part(parts[-1].base + base, parts[-1].text + base, ())
        elif base:
            parts.append(Part(base, base, ()))
    return tuple(parts)


def credits(chain: Sequence[Sequence[Part]]) -> tuple[tuple[Credit, ...], tuple[Credit, ...]]:
    """Who deleted what of the oldest text, and who inserted what of the newest: (deleted, inserted).

    `chain` holds the parts of each revision after the oldest, in order. What was inserted and deleted again on the
    way is in neither. Raises ValueError when a revision's parts are not about the text before it.
    """
    if not chain:
        return (), ()
    runs = [_Run(sum(len(part.base) for part in chain[0]), 0)]
    deleted: list[Credit] = []
    for parts in chain:
        runs = _apply(runs, parts, deleted)
    inserted: list[Credit] = []
    at = 0
    for run in runs:
        if run.origin is None:
            inserted.append(Credit(at, at + run.size, run.keys))
        at += run.size
    return _merged(sorted(deleted, key=lambda credit: credit.start)), _merged(inserted)


def _apply(runs: list[_Run], parts: Sequence[Part], deleted: list[Credit]) -> list[_Run]:
    """The runs after one more revision; what it takes away of the oldest text is added to `deleted`."""
    if sum(run.size for run in runs) != sum(len(part.base) for part in parts):
        raise ValueError("The parts of a revision do not fit the text before it.")
    waiting = runs[::-1]
    after: list[_Run] = []
    for part in parts:
        for change in diff(part.base, part.text):
            if change.op == "insert":
                after.append(_Run(len(change.text), None, part.keys))
                continue
            for run in _take(waiting, len(change.text)):
                if change.op == "equal":
                    after.append(run)
                elif run.origin is not None:
                    deleted.append(Credit(run.origin, run.origin + run.size, part.keys))
    return after


def _take(waiting: list[_Run], size: int) -> list[_Run]:
    """Remove `size` code points from the runs waiting (the last comes first)."""
    taken: list[_Run] = []
    while size:
        run = waiting.pop()
        if run.size > size:
            origin = None if run.origin is None else run.origin + size
            waiting.append(_Run(run.size - size, origin, run.keys))
            run = _Run(size, run.origin, run.keys)
        taken.append(run)
        size -= run.size
    return taken


def _merged(credits: Iterable[Credit]) -> tuple[Credit, ...]:
    """Neighbours of the same keys as one."""
    merged: list[Credit] = []
    for credit in credits:
        if merged and merged[-1].end == credit.start and merged[-1].keys == credit.keys:
            merged[-1] = Credit(merged[-1].start, credit.end, credit.keys)
        else:
            merged.append(credit)
    return tuple(merged)
