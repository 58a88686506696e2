"""Where the changes of several texts over one base touch: the one rule of merge and overlay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from poa.text.redline import compare
from poa.text.words import kind, tokens

# So many grapheme clusters of a script without spaces keep two changes apart.
_CLUSTERS_APART = 4


@dataclass(frozen=True, slots=True)
class Edit:
    """Base tokens `start` to `end` became `text`."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Place:
    """The smallest span of base tokens in which edits overlap or touch, with each key's edits there, in order."""

    start: int
    end: int
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    last: list[Edit] = field(default_factory=list)

    def add(self, unit: Sequence[tuple[str, Edit]]) -> None:
        """Take in the edits of one span, with their keys; `last` are those that reach the end."""
        end = unit[0][1].end
        if end >= self.end:
            self.last = [edit for edit in self.last if edit.end == end] + [edit for _, edit in unit]
            self.end = end
        for key, edit in unit:
            self.edits.setdefault(key, []).append(edit)

    def wording(self, base: Sequence[str], key: str) -> str:
        """What `key` has at this place."""
        pieces: list[str] = []
        at = self.start
        for edit in self.edits.get(key, ()):
            pieces += base[at : edit.start]
            pieces.append(edit.text)
            at = edit.end
        pieces += base[at : self.end]
        return "".join(pieces)


def edits(base: Sequence[str], text: str) -> list[Edit]:
    """The edits that make `text` of the base, in order."""
    words = tokens(text)
    return [Edit(i1, i2, "".join(words[j1:j2])) for i1, i2, j1, j2 in compare(base, words)]


def places(base: Sequence[str], texts: Mapping[str, str]) -> list[Place]:
    """The places where any of the texts differs from the base, in order; independent of the order of keys."""
    known: dict[str, list[Edit]] = {}
    every: list[tuple[str, Edit]] = []
    for key in sorted(texts):
        text = texts[key]
        if text not in known:
            known[text] = edits(base, text)
        every += [(key, edit) for edit in known[text]]
    every.sort(key=lambda item: (item[1].start, item[1].end))
    result: list[Place] = []
    for unit in _units(every):
        made = [edit for _, edit in unit]
        if not (result and _touch(base, result[-1], made)):
            result.append(Place(made[0].start, made[0].end))
        result[-1].add(unit)
    return result


def _units(every: list[tuple[str, Edit]]) -> Iterator[list[tuple[str, Edit]]]:
    """The edits, in order; those of the same span together, for they are never apart."""
    for _, unit in groupby(every, key=lambda item: (item[1].start, item[1].end)):
        yield list(unit)


def _touch(base: Sequence[str], place: Place, made: Sequence[Edit]) -> bool:
    """Whether edits of one span, which begin no earlier than any at the place, overlap or touch it."""
    start = made[0].start
    if start < place.end:
        return True
    if not touching(base, place.end, start):
        return False
    ended = all(_ends_paragraph(base, edit) for edit in place.last)
    return not (ended or all(_begins_paragraph(base, edit) for edit in made))


def touching(base: Sequence[str], end: int, start: int) -> bool:
    """Whether a change that ends before token `end` touches one that begins at token `start`, by what is between.

    They do when nothing stands between them but white space without a paragraph break, or, in a script without
    spaces, fewer than four clusters.
    """
    clusters = 0
    for at in range(end, start):
        what = kind(base[at])
        if what == "cluster":
            clusters += 1
        if what not in {"space", "cluster"} or clusters >= _CLUSTERS_APART:
            return False
    return True


def _ends_paragraph(base: Sequence[str], edit: Edit) -> bool:
    """Whether a paragraph break stands at the end of both what went and what came: whole paragraphs, put in or out."""
    return _whole(base[edit.start : edit.end], -1) and _whole(tokens(edit.text), -1)


def _begins_paragraph(base: Sequence[str], edit: Edit) -> bool:
    return _whole(base[edit.start : edit.end], 0) and _whole(tokens(edit.text), 0)


def _whole(words: Sequence[str], edge: int) -> bool:
    """Whether there are no words, or a paragraph break at that edge of some."""
    return not words or (kind(words[edge]) == "para" and any(kind(word) not in {"space", "para"} for word in words))
