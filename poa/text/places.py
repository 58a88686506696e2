"""Where the changes of several texts over one base touch: the one rule of merge and overlay."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from poa.text.redline import Cut, steps
from poa.text.words import kind, tokens

# So many grapheme clusters of a script without spaces keep two changes apart.
_CLUSTERS_APART = 4


class Edit(NamedTuple):
    """Code points `start` to `end` of the base, whole tokens, became `text`."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Place:
    """The smallest span of the base in which edits overlap or touch, with each key's edits there, in order."""

    start: int
    end: int
    edits: dict[str, list[Edit]] = field(default_factory=dict)

    def add(self, key: str, edit: Edit) -> None:
        """Take in an edit that begins no earlier than those before it."""
        self.end = max(self.end, edit.end)
        self.edits.setdefault(key, []).append(edit)

    def wording(self, base: str, key: str) -> str:
        """What `key` has at this place."""
        text, at = "", self.start
        for start, end, put in self.edits.get(key, ()):
            text += base[at:start] + put
            at = end
        return text + base[at : self.end]


def edits(base: Cut, text: Cut) -> Iterator[Edit]:
    """The edits that make a text of the base, in order."""
    at = 0
    for equal, deleted, inserted in steps(base, text):
        at += len(equal)
        if deleted or inserted:
            yield Edit(at, at + len(deleted), inserted)
        at += len(deleted)


def places(base: str, texts: Mapping[str, str]) -> list[Place]:
    """The places where any of the texts differs from the base, in order; independent of the order of keys."""
    cut = Cut(base)
    known: dict[str, list[Edit]] = {base: []}
    every: list[tuple[str, Edit]] = []
    for key in sorted(texts):
        text = texts[key]
        if text not in known:
            known[text] = list(edits(cut, Cut(text)))
        every += [(key, edit) for edit in known[text]]
    every.sort(key=lambda item: (item[1].start, item[1].end))
    result: list[Place] = []
    for key, edit in every:
        if not (result and touching(base, result[-1].end, edit.start)):
            result.append(Place(edit.start, edit.end))
        result[-1].add(key, edit)
    return result


def touching(base: str, end: int, start: int) -> bool:
    """Whether a change that ends before code point `end` touches one that begins at `start`, by what is between.

    They do when they overlap, or nothing stands between them but white space without a paragraph break, or, in a
    script without spaces, fewer than four clusters.
    """
    if start <= end:
        return True
    between = base[end:start]
    first = between.lstrip(" ")[:1]
    if first.isascii() and first.isalnum():
        return False
    kinds = list(map(kind, tokens(between)))
    return {"space", "cluster"}.issuperset(kinds) and kinds.count("cluster") < _CLUSTERS_APART
