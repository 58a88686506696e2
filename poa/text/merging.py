"""Three-way merge by words: clean text, or the conflicts by name. Nothing is merged by similarity."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import accumulate

from poa.text.places import Place, places
from poa.text.sentences import sentence_starts, sentences_of
from poa.text.words import tokens


@dataclass(frozen=True, slots=True)
class Clean:
    """Merged text and whose it is: "base", "ours", "theirs", or "both" where both made the same change."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A span where both sides changed the base, not in the same way."""

    base: str
    ours: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Merge:
    """The regions in order; `review`: clean, but both sides changed the same sentence, so somebody should read it."""

    regions: tuple[Clean | Conflict, ...]
    review: bool = False

    @property
    def conflicts(self) -> tuple[Conflict, ...]:
        """The conflicts, in order."""
        return tuple(region for region in self.regions if isinstance(region, Conflict))

    @property
    def text(self) -> str | None:
        """The merged text, or None while a conflict stands."""
        if self.conflicts:
            return None
        return "".join(region.text for region in self.regions if isinstance(region, Clean))


def merge(base: str, ours: str, theirs: str) -> Merge:
    """Put both sides' changes into `base`; those that overlap or touch are a conflict unless they are the same."""
    found = places(base, {"ours": ours, "theirs": theirs})
    regions: list[Clean | Conflict] = []
    at = 0
    for place in found:
        if at < place.start:
            regions.append(Clean(base[at : place.start], "base"))
        regions.append(_region(base, place))
        at = place.end
    if at < len(base):
        regions.append(Clean(base[at:], "base"))
    clean = not any(isinstance(region, Conflict) for region in regions)
    return Merge(tuple(regions), clean and _same_sentence(base, found))


def _region(base: str, place: Place) -> Clean | Conflict:
    if len(place.edits) == 1:
        (side,) = place.edits
        return Clean(place.wording(base, side), side)
    ours, theirs = (place.wording(base, side) for side in ("ours", "theirs"))
    return Clean(ours, "both") if ours == theirs else Conflict(base[place.start : place.end], ours, theirs)


def _same_sentence(base: str, found: list[Place]) -> bool:
    """Whether both sides changed a sentence of the base, and not in the same way."""
    if {side for place in found for side in place.edits} != {"ours", "theirs"}:
        return False
    words = tokens(base)
    offsets = list(accumulate(map(len, words), initial=0))
    starts = sentence_starts(words)
    touched: dict[str, set[int]] = {"ours": set(), "theirs": set()}
    differ: set[int] = set()
    for place in found:
        for side, made in place.edits.items():
            for edit in made:
                start, end = bisect_left(offsets, edit.start), bisect_left(offsets, edit.end)
                sentences = sentences_of(words, starts, start, end, edit.text)
                touched[side].update(sentences)
                if len(place.edits) == 1:
                    differ.update(sentences)
    return bool(touched["ours"] & touched["theirs"] & differ)
