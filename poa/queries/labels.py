"""The label of a clause: computed from its place, over the numbering frozen at the last issue."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LATIN = ("bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies")


@dataclass(frozen=True)
class Place:
    """What a label depends on, besides the order: kind, level and the label printed at the last issue.

    One that was retired has no label any more, but keeps the one that was printed from being given again.
    """

    id: uuid.UUID
    kind: str
    level: int | None
    frozen: str | None
    retired: bool = False


def labels(places: Sequence[Place], interim: str = "bis") -> dict[uuid.UUID, str]:
    """Label each place, given in the plan's order.

    Series: sections I, II … (level 1) and A, B … within them (level 2); preambular paragraphs PP1, PP2 …; clauses
    and actions 1, 2 … through the plan; annexes A1, A2 … Before the first issue the numbers run on. After it,
    what was printed keeps its label (but for a section that is moved to where its letter stands already); what came
    in between is `5 bis`, `5 ter` (or `5A`, `5B` with `interim="letter"`, where labels are figures); what comes after
    the last of its series continues the numbers.
    """
    found: dict[uuid.UUID, str] = {}
    for series in _series(places):
        found.update(_label_series(series, interim))
    return found


def _series(places: Sequence[Place]) -> list[list[Place]]:
    """Places that are numbered together, in order; a level 2 section is numbered within its level 1 section."""
    series: dict[tuple[str, int], list[Place]] = {}
    chapter = 0
    for place in places:
        if place.kind == "section" and place.level != 2:
            chapter += 1
        series.setdefault(_name(place, chapter), []).append(place)
    return list(series.values())


def _name(place: Place, chapter: int) -> tuple[str, int]:
    if place.kind == "section":
        return ("part", chapter) if place.level == 2 else ("section", 0)
    return ("paragraph" if place.kind in ("clause", "action") else place.kind, 0)


def _label_series(series: Sequence[Place], interim: str) -> dict[uuid.UUID, str]:
    number = _numbering(series[0])
    standing = [place for place in series if not place.retired]
    taken = {place.frozen for place in series if place.frozen}
    if not taken:
        return {place.id: number(index) for index, place in enumerate(standing, start=1)}
    keeping = set({place.frozen: place.id for place in reversed(standing) if place.frozen}.values())
    last = max((index for index, place in enumerate(standing) if place.id in keeping), default=-1)
    highest = _highest(taken, number, len(series) + len(taken))
    found: dict[uuid.UUID, str] = {}
    before = number(0) or "0"
    for index, place in enumerate(standing):
        if place.frozen and place.id in keeping:
            label = place.frozen
        elif index > last:
            highest += 1
            label = number(highest)
        else:
            label = _between(before, taken, interim)
            taken.add(label)
        found[place.id] = before = label
    return found


def _highest(taken: set[str], number: Callable[[int], str], most: int) -> int:
    """The greatest plain number of the series that has been printed, of which there are at most `most`."""
    return max((index for index in range(1, most + 1) if number(index) in taken), default=0)


def _between(before: str, taken: set[str], interim: str) -> str:
    """The next free interim label after a printed one."""
    lettered = interim == "letter" and any(sign.isdigit() for sign in before)
    stem = before.split(" ")[0]
    stem = stem.rstrip(LETTERS) if lettered else stem
    marks = list(LETTERS) if lettered else [f" {word}" for word in LATIN]
    numbers = (f" ({count})" for count in range(len(marks) + 1, len(marks) + len(taken) + 2))
    return next(stem + mark for mark in chain(marks, numbers) if stem + mark not in taken)


def _numbering(place: Place) -> Callable[[int], str]:
    if place.kind == "section":
        return _letters if place.level == 2 else _roman
    prefix = {"preamble": "PP", "annex": "A"}.get(place.kind, "")
    return lambda index: f"{prefix}{index}"


def _letters(index: int) -> str:
    """A, B … Z, AA, AB …"""
    found = ""
    while index > 0:
        index, rest = divmod(index - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _roman(index: int) -> str:
    """I, II, III, IV …; empty for nought."""
    found = ""
    for value, sign in (
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while index >= value:
            found += sign
            index -= value
    return found
