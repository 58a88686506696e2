"""The places of a clause as a merge desk shows them, and what its form chose; for everyone's desk and a bloc's."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from markupsafe import Markup

from ..actions import bracketing
from ..actions.choices import Choice
from ..queries import desks
from ..queries.overlays import ClauseOverlay, Place, PlaceVariant
from ..queries.stances import ORDER, SILENT, Stances
from ..text import Common
from . import texts
from .forms import number

# The keys that take a variant; each other letter has its own meaning at the desk.
LETTERS = "abcdefghij"


@dataclass(frozen=True)
class Shown:
    """A variant as the desk sees it; `said` gives, position by position, the parties that have it."""

    text: str
    parties: tuple[str, ...]
    supporters: tuple[str, ...]
    sentence: Markup
    rationales: tuple[tuple[str, str], ...]
    said: tuple[tuple[str, tuple[str, ...]], ...]
    key: str


@dataclass(frozen=True)
class ShownPlace:
    """A place as the desk sees it: `number` of `total`, what it would be in brackets, and `was` for the way back."""

    number: int
    total: int
    locus: str
    base: str
    variants: tuple[Shown, ...]
    bracketed: str
    was: str


def laid(over: ClauseOverlay) -> list[dict[str, Any]]:
    """The clause with its numbered places, as the macro draws it."""
    plan = over.revision.clause.plan
    return [
        {"common": texts.labelled(plan, part.text).replace("*", "")}
        if isinstance(part, Common)
        else {"locus": part.locus, "base": part.base, "number": part.index + 1}
        for part in over.parts
    ]


def shown(over: ClauseOverlay, stances: Stances, *, brackets: bool = True) -> list[ShownPlace]:
    """The places with all that the desk may know of them."""
    return [
        ShownPlace(
            number=place.index + 1,
            total=len(over.places),
            locus=place.locus,
            base=place.base,
            variants=tuple(_variant(over, stances, place, index) for index in range(len(place.variants))),
            bracketed=bracketing.in_brackets(place) if brackets else "",
            was=json.dumps([place.base, [variant.text for variant in place.variants]]),
        )
        for place in over.places
    ]


def _variant(over: ClauseOverlay, stances: Stances, place: Place, index: int) -> Shown:
    """A variant with its sentence, its rationales and its supporters told apart from its proposers."""
    variant, plan = place.variants[index], over.revision.clause.plan
    proposers = tuple(dict.fromkeys(item.proposer.code for item in variant.amendments))
    old, new = desks.sentence(over, place, place.base), desks.sentence(over, place, variant.text)
    return Shown(
        text=variant.text,
        parties=proposers,
        supporters=tuple(code for code in variant.parties if code not in proposers),
        sentence=texts.by_party(plan, old, new, proposers[0]),
        rationales=tuple((item.proposer.code, item.rationale) for item in variant.amendments if item.rationale),
        said=_said(over, stances, variant),
        key=LETTERS[index] if index < len(LETTERS) else "",
    )


def _said(over: ClauseOverlay, stances: Stances, variant: PlaceVariant) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What the others say, from support to silence; who proposes or supports it stands beside it already."""
    found = stances.on(over.revision.clause, variant.amendments)
    named = set(variant.parties)
    return tuple(
        (position, codes)
        for position in (*ORDER, SILENT)
        if (codes := tuple(code for code, said in found.items() if said == position and code not in named))
    )


def sent() -> dict[str, str]:
    """Everything that the form sent."""
    return {name: value.replace("\r\n", "\n") for name, value in request.form.items() if name != "csrf_token"}


def chosen(over: ClauseOverlay, given: Mapping[str, str]) -> list[Choice]:
    """What the form chose: `take-LOCUS` is open, base, text or variant-N; `text-LOCUS` holds the other words."""
    places = {place.locus: place for place in over.places}
    found = []
    for name, take in given.items():
        locus = name.removeprefix("take-")
        if locus == name or take == "open":
            continue
        kind, _, index = take.partition("-")
        words = given.get(f"text-{locus}", "")
        if kind == "text" and locus in places:
            words = fitted(words, places[locus])
        found.append(
            Choice(
                locus=locus,
                take=kind,
                basis=given.get("basis", ""),
                variant=number(index),
                text=words if kind == "text" and words.strip() else None,
                note=given.get("note") or None,
            )
        )
    return found


def fitted(words: str, place: Place) -> str:
    """Other words with the white space at their edges that the place has: nobody types that in a form."""
    like = place.base or next((variant.text for variant in place.variants if variant.text.strip()), "")
    core = words.strip()
    if not core or not like.strip():
        return core
    before = like[: len(like) - len(like.lstrip())]
    behind = like[len(like.rstrip()) :]
    return before + core + behind


@dataclass(frozen=True)
class Kept:
    """What becomes of a form when the text has moved under it: what still has its place, and what has none."""

    given: dict[str, str]
    lost: tuple[str, ...]


def carried(over: ClauseOverlay, given: Mapping[str, str]) -> Kept:
    """A form's choices on the places as they are now: those of the same words, the first ones first.

    A choice without such a place, or of a variant that is gone, is given back as words; so is the note without a place.
    """
    places = {place.locus: place for place in over.places}
    free = [place for place in over.places if f"take-{place.locus}" not in given]
    kept = {name: value for name, value in given.items() if not name.startswith(("take-", "text-"))}
    lost: list[str] = []
    for locus, take, words in _asked(given):
        base, variants = _was(given.get(f"was-{locus}", ""))
        place = places.get(locus) or next((item for item in free if base is not None and item.base == base), None)
        if place in free:
            free.remove(place)
        wanted = take if place and locus in places else _now(take, variants, place)
        if place is not None and wanted is not None:
            kept[f"take-{place.locus}"], kept[f"text-{place.locus}"] = wanted, words
        else:
            lost += [text.strip() for text in (words, *_meant(take, base, variants)) if text.strip()]
    note = given.get("note", "").strip()
    return Kept(kept, tuple(lost if places or not note else [*lost, note]))


def _asked(given: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """The places that something was chosen or typed at: name, choice, other words."""
    names = dict.fromkeys(name.partition("-")[2] for name in given if name.startswith(("take-", "text-")))
    asked = [(name, given.get(f"take-{name}", "open"), given.get(f"text-{name}", "")) for name in names]
    return [item for item in asked if item[1] != "open" or item[2].strip()]


def _was(text: str) -> tuple[str | None, Sequence[str]]:
    """A place as the form had it: its words and its variants."""
    try:
        base, variants = json.loads(text)
    except ValueError:
        return None, ()
    known = isinstance(base, str) and isinstance(variants, list) and all(isinstance(item, str) for item in variants)
    return (base, variants) if known else (None, ())


def _now(take: str, variants: Sequence[str], place: Place | None) -> str | None:
    """A choice as the place that came of it has it; None for a variant that is gone."""
    if place is None or not take.startswith("variant-"):
        return take
    texts_now = [variant.text for variant in place.variants]
    return next(
        (f"variant-{texts_now.index(text)}" for text in _meant(take, None, variants) if text in texts_now), None
    )


def _meant(take: str, base: str | None, variants: Sequence[str]) -> list[str]:
    """The words that a choice stood for, as far as the form said."""
    if take == "base":
        return [base or ""]
    index = number(take.removeprefix("variant-"))
    return [variants[index]] if index is not None and index < len(variants) else []
