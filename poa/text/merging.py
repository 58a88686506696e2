"""Three-way merge by words: clean text, or the conflicts by name. Nothing is merged by similarity."""

from __future__ import annotations

from dataclasses import dataclass

from poa.text.places import Edit, Place, places
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
    words = tokens(base)
    found = places(words, {"ours": ours, "theirs": theirs})
    regions: list[Clean | Conflict] = []
    at = 0
    for place in found:
        if at < place.start:
            regions.append(Clean("".join(words[at : place.start]), "base"))
        regions.append(_region(words, place))
        at = place.end
    if at < len(words):
        regions.append(Clean("".join(words[at:]), "base"))
    clean = not any(isinstance(region, Conflict) for region in regions)
    return Merge(tuple(regions), clean and _same_sentence(words, found))


def _region(words: list[str], place: Place) -> Clean | Conflict:
    ours, theirs = (place.wording(words, side) for side in ("ours", "theirs"))
    if ours == theirs:
        return Clean(ours, "both")
    if "theirs" not in place.edits:
        return Clean(ours, "ours")
    if "ours" not in place.edits:
        return Clean(theirs, "theirs")
    return Conflict("".join(words[place.start : place.end]), ours, theirs)


def _same_sentence(words: list[str], found: list[Place]) -> bool:
    """Whether both sides changed a sentence of the base, and not in the same way."""
    starts = sentence_starts(words)
    touched: dict[str, set[int]] = {"ours": set(), "theirs": set()}
    differ: set[int] = set()
    for place in found:
        for side, made in place.edits.items():
            numbers = {number for edit in made for number in _sentences(words, starts, edit)}
            touched[side] |= numbers
            if len(place.edits) == 1:
                differ |= numbers
    return bool(touched["ours"] & touched["theirs"] & differ)


def _sentences(words: list[str], starts: list[int], edit: Edit) -> range:
    return sentences_of(words, starts, edit.start, edit.end, tokens(edit.text))
