"""What is chosen at a place of a clause, and how that is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from ..errors import Invalid
from ..models import Basis
from ..queries.overlays import Place
from ..text import check_text
from . import bracketing


@dataclass(frozen=True)
class Choice:
    """What was settled at one place: `take` is base, variant (its index) or text (other words), with its basis.

    Or nothing was, and it is put into brackets: `bracket`, perhaps with the codes of those who object.
    """

    locus: str
    take: str
    basis: str | None
    variant: int | None = None
    text: str | None = None
    note: str | None = None
    objecting: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """A checked choice: the words, and the parties whose words they are (none for base, other words and brackets)."""

    place: Place
    choice: Choice
    text: str
    parties: tuple[str, ...]


def take(place: Place, choice: Choice) -> Taken:
    """The choice as checked at its place; `Invalid` when it cannot be read."""
    if choice.basis not in {basis.value for basis in Basis} and (choice.take != "bracket" or choice.basis is not None):
        raise Invalid(
            "A basis is one of %(choices)s.", field="basis", choices=", ".join(basis.value for basis in Basis)
        )
    if choice.note:
        check_text(choice.note, "note", 2_000)
    if choice.take == "base":
        return Taken(place, choice, place.base, ())
    if choice.take == "variant":
        if choice.variant is None or not 0 <= choice.variant < len(place.variants):
            raise Invalid("There is no variant %(variant)s at this place.", field="variant", variant=choice.variant)
        variant = place.variants[choice.variant]
        return Taken(place, choice, variant.text, variant.parties)
    if choice.take == "text":
        if choice.text is None:
            raise Invalid("Other words were chosen, but none are given.", field="text")
        text = check_text(choice.text, "text") if choice.text.strip() else choice.text
        same = next((item for item in place.variants if item.text == text), None)
        return Taken(place, choice, text, same.parties if same else ())
    if choice.take == "bracket":
        named = bracketing.objecting(place, choice.objecting)
        return Taken(place, replace(choice, objecting=named), bracketing.in_brackets(place), ())
    raise Invalid("A place takes its base, a variant, other words (text) or brackets.", field="take")


def settlement_of(item: Taken) -> dict[str, Any]:
    """What was settled at a place, as it is recorded."""
    said = {"objecting": list(item.choice.objecting)} if item.choice.take == "bracket" else {}
    return {
        **said,
        "locus": item.place.locus,
        "base": item.place.base,
        "text": item.text,
        "take": item.choice.take,
        "parties": list(item.parties),
        "variants": [
            {
                "text": variant.text,
                "parties": list(variant.parties),
                "amendments": [str(amendment.id) for amendment in variant.amendments],
            }
            for variant in item.place.variants
        ],
        "basis": item.choice.basis,
        "note": item.choice.note,
    }
