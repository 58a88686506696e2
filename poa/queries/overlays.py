"""All tabled amendments to a clause laid over its text: common words and places, who stands behind each variant."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import rfc8785
from sqlalchemy import select

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Clause, Revision, User
from ..policy import visible
from ..text import Common, Locus, overlay


@dataclass(frozen=True)
class PlaceVariant:
    """One wording at a place: the amendments that have it, and their parties, proposers before supporters."""

    text: str
    amendments: tuple[Amendment, ...]
    parties: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A place: `locus` names it for good (revision, span and variants), `index` counts from 0 in the clause."""

    locus: str
    index: int
    start: int
    base: str
    variants: tuple[PlaceVariant, ...]

    @property
    def amendments(self) -> tuple[Amendment, ...]:
        """Every amendment that changes something here."""
        return tuple(amendment for variant in self.variants for amendment in variant.amendments)


@dataclass(frozen=True)
class ClauseOverlay:
    """The overlay of one clause: `raw` as the engine gave it, `parts` the same with names; keys are amendment ids."""

    revision: Revision
    amendments: tuple[Amendment, ...]
    raw: tuple[Common | Locus, ...]
    parts: tuple[Common | Place, ...]

    @property
    def places(self) -> tuple[Place, ...]:
        """The places, in the order of the text."""
        return tuple(part for part in self.parts if isinstance(part, Place))


def clause_overlay(clause: Clause, amendments: Sequence[Amendment]) -> ClauseOverlay:
    """Lay these amendments (tabled, to modify, on the current revision) over the clause."""
    revision = clause.revision
    standing = {str(item.id): item for item in amendments}
    raw = overlay(revision.text, {key: item.text for key, item in standing.items()})
    names = locus_names(revision.id, raw)
    parts: list[Common | Place] = []
    start = 0
    for part in raw:
        if isinstance(part, Common):
            parts.append(part)
            start += len(part.text)
            continue
        index = sum(isinstance(item, Place) for item in parts)
        parts.append(_place(names[index], index, start, part, standing))
        start += len(part.base)
    return ClauseOverlay(revision, tuple(standing.values()), tuple(raw), tuple(parts))


def locus_names(revision_id: uuid.UUID, raw: Sequence[Common | Locus]) -> list[str]:
    """The name of each locus: a hash over revision, span and variants, so that it can only mean these words."""
    names, start = [], 0
    for part in raw:
        if isinstance(part, Common):
            start += len(part.text)
            continue
        variants = [[variant.text, sorted(variant.keys)] for variant in part.variants]
        names.append(hashlib.sha256(rfc8785.dumps([str(revision_id), start, part.base, variants])).hexdigest()[:32])
        start += len(part.base)
    return names


def _place(name: str, index: int, start: int, locus: Locus, standing: dict[str, Amendment]) -> Place:
    variants = []
    for variant in locus.variants:
        behind = sorted((standing[key] for key in variant.keys), key=lambda item: (item.tabled_at, item.id))
        variants.append(PlaceVariant(variant.text, tuple(behind), parties_behind(behind)))
    return Place(name, index, start, locus.base, tuple(variants))


def parties_behind(amendments: Sequence[Amendment]) -> tuple[str, ...]:
    """The codes of those who want it: proposers first, then supporters, each once."""
    proposers = [item.proposer.code for item in amendments]
    supporters = [party.code for item in amendments for party in item.supporters]
    return tuple(dict.fromkeys(proposers + supporters))


def tabled(clause: Clause, reader: User, *, circle_id: object | None = None) -> list[Amendment]:
    """The tabled amendments that modify the current text, as the reader sees them; the oldest first.

    With `circle_id`, those of that circle alone.
    """
    query = select(Amendment).where(
        Amendment.clause_id == clause.id,
        Amendment.kind == AmendmentKind.MODIFY.value,
        Amendment.state == AmendmentState.TABLED.value,
        Amendment.revision_id == clause.revision_id,
        Amendment.stale.is_(False),
        visible(Amendment, reader),
    )
    if circle_id is not None:
        query = query.where(Amendment.circle_id == circle_id)
    return list(session.scalars(query.order_by(Amendment.tabled_at, Amendment.id)).unique())


def tabled_on(clause: Clause, circle_id: uuid.UUID) -> list[Amendment]:
    """Everything tabled on a clause in a circle: deletions and what is stale too; the oldest first."""
    query = select(Amendment).where(
        Amendment.clause_id == clause.id,
        Amendment.state == AmendmentState.TABLED.value,
        Amendment.circle_id == circle_id,
    )
    return list(session.scalars(query.order_by(Amendment.tabled_at, Amendment.id)).unique())
