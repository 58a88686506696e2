"""Where the changes of several texts over one base touch: the one rule of merge and overlay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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

    def add(self, key: str, edit: Edit) -> None:
        """Take in an edit that begins no earlier than those before it."""
        self.end = max(self.end, edit.end)
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
    for key, edit in every:
        if not (result and touching(base, result[-1].end, edit.start)):
            result.append(Place(edit.start, edit.end))
        result[-1].add(key, edit)
    return result


def touching(base: Sequence[str], end: int, start: int) -> bool:
    """Whether a change that ends before token `end` touches one that begins at token `start`, by what is between.

    They do when they overlap, or nothing stands between them but white space without a paragraph break, or, in a
    script without spaces, fewer than four clusters.
    """
    clusters = 0
    for at in range(end, start):
        what = kind(base[at])
        if what == "cluster":
            clusters += 1
        if what not in {"space", "cluster"} or clusters >= _CLUSTERS_APART:
            return False
    return True
