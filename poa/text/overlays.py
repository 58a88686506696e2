"""Many parties' texts over one base: what is common, and the places (loci) with their variants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from poa.errors import Invalid
from poa.text.places import places


@dataclass(frozen=True, slots=True)
class Common:
    """Text that nobody changes."""

    text: str


@dataclass(frozen=True, slots=True)
class Variant:
    """One wording at a locus and, sorted, the keys of those who have it."""

    text: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Locus:
    """A place where texts differ. Variants differ from each other and from `base`; more keys first, then by text."""

    base: str
    variants: tuple[Variant, ...]


def overlay(base: str, texts: Mapping[str, str]) -> tuple[Common | Locus, ...]:
    """Lay any number of texts over `base`; keys that leave it as it is at a locus stand in no variant there."""
    parts: list[Common | Locus] = []
    at = 0
    for place in places(base, texts):
        wordings: dict[str, list[str]] = {}
        original = base[place.start : place.end]
        for key in sorted(place.edits):
            wordings.setdefault(place.wording(base, key), []).append(key)
        wordings.pop(original, None)
        if at < place.start:
            parts.append(Common(base[at : place.start]))
        variants = (Variant(text, tuple(keys)) for text, keys in wordings.items())
        parts.append(Locus(original, tuple(sorted(variants, key=lambda item: (-len(item.keys), item.text)))))
        at = place.end
    if at < len(base):
        parts.append(Common(base[at:]))
    return tuple(parts)


def settle(parts: Sequence[Common | Locus], choices: Mapping[int, str]) -> str:
    """The text with `choices` (index among the loci, from 0: text) put in; the other loci keep the base.

    Raises `Invalid` for an index that is no locus.
    """
    _check(parts, choices)
    return "".join(
        part.text if isinstance(part, Common) else choices.get(index, part.base) for index, part in _counted(parts)
    )


def rest(parts: Sequence[Common | Locus], key: str, choices: Mapping[int, str]) -> str:
    """The text that `key` still wants: settled loci as settled, at the others its own variant, or the base.

    Raises `Invalid` for an index that is no locus.
    """
    _check(parts, choices)
    return "".join(
        part.text if isinstance(part, Common) else choices.get(index, wording(part, key))
        for index, part in _counted(parts)
    )


def wording(locus: Locus, key: str) -> str:
    """What `key` has at the locus: its variant, or the base."""
    return next((variant.text for variant in locus.variants if key in variant.keys), locus.base)


def _counted(parts: Sequence[Common | Locus]) -> Iterator[tuple[int, Common | Locus]]:
    """Each part with the number of loci before it."""
    index = 0
    for part in parts:
        yield index, part
        index += isinstance(part, Locus)


def _check(parts: Sequence[Common | Locus], choices: Mapping[int, object]) -> None:
    loci = sum(isinstance(part, Locus) for part in parts)
    unknown = [index for index in choices if not 0 <= index < loci]
    if unknown:
        raise Invalid(
            "There is no place %(name)s: the clause has %(loci)s.", field="choices", name=unknown[0], loci=loci
        )
