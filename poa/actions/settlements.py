"""Settling: the secretariat records, place by place and with a basis, what was agreed. It never decides for a party."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..db import now, session
from ..errors import Conflict, Invalid, Stale
from ..models import (
    Amendment,
    AmendmentState,
    Cause,
    Clause,
    Package,
    Revision,
    User,
)
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.overlays import ClauseOverlay, clause_overlay, locus_names, tabled
from ..queries.revisions import bracketed, wordings_on, words_taken
from ..text import Locus, check_text, merge, overlay, rest, settle, settled_parts
from . import bracketing, bridging, events, packaging, parking
from .choices import Choice, Taken, settlement_of, take
from .revisions import revise, rewrite


@dataclass(frozen=True)
class Settled:
    """What a settlement came to: the new revision, how many places it settled, how many stay open."""

    revision: Revision
    settled: int
    open: int


def record(
    actor: User,
    clause: Clause,
    *,
    revision_id: uuid.UUID,
    choices: Sequence[Choice],
    package: Package | None = None,
) -> Settled:
    """Settle the named places of a clause in one new revision; unnamed ones stay open, rebased.

    What is in a package across clauses is settled with that `package` only.

    Raises `Stale` when the revision has moved, `Conflict` when a place is unknown (an amendment came or went),
    `Invalid` for a choice that cannot be read.
    """
    require(actor, Permission.MERGE, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if revision_id != clause.revision_id:
        raise moved(clause, revision_id, choices)
    parking.check(clause)
    over = desk_overlay(actor, clause)
    taken = checked(over, choices, package)
    text = settled_text(over, taken)
    effects = [effect_of(item) for item in over.amendments]
    revision = revise(
        actor,
        clause,
        text,
        settled_parts(over.raw, {index: (item.text, item.parties) for index, item in taken.items()}),
        Cause.MERGE,
        settlements=[settlement_of(item) for item in taken.values()],
        effects=effects,
        carried={item.id for item in over.amendments},
    )
    for amendment in over.amendments:
        _follow(actor, amendment, over, taken, revision)
    bridging.follow(actor, clause)
    events.record(
        actor,
        clause.plan_id,
        circle_all(clause.plan_id),
        "clause.settled",
        revision.id,
        clause_id=clause.id,
        number=revision.number,
        places=len(taken),
        open=len(over.places) - len(taken),
        bases=sorted({item.choice.basis for item in taken.values() if item.choice.basis}),
    )
    return Settled(revision, len(taken), len(over.places) - len(taken))


def desk_overlay(actor: User, clause: Clause) -> ClauseOverlay:
    """What the desk settles: the amendments before everyone. What a circle keeps to itself is not settled for all."""
    everyone = circle_all(clause.plan_id)
    return clause_overlay(clause, tabled(clause, actor, circle_id=everyone.id))


def preview(actor: User, clause: Clause, *, revision_id: uuid.UUID, choices: Sequence[Choice]) -> str:
    """The text that these choices would give, without recording anything; raises as `record` does."""
    require(actor, Permission.MERGE, clause)
    if revision_id != clause.revision_id:
        raise moved(clause, revision_id, choices)
    over = desk_overlay(actor, clause)
    return settled_text(over, checked(over, choices))


def settled_text(over: ClauseOverlay, taken: Mapping[int, Taken]) -> str:
    """The clause with the choices put in; `Invalid` when no word would be left, or a bracket would go or be odd."""
    text = settle(over.raw, {index: item.text for index, item in taken.items()})
    if not text.strip():
        raise Invalid("This would leave the clause without a word. Adopt a deletion instead.", field="choices")
    settled = {index: item.text for index, item in taken.items() if item.choice.take != "bracket"}
    whose = {code for item in taken.values() if item.choice.take == "variant" for code in item.parties}
    old, codes = over.revision.text, over.revision.clause.plan.attributions
    bracketing.check(old, settle(over.raw, settled), codes, own=whose, field="choices")
    bracketing.check_balance(old, text, codes, field="choices")
    return check_text(text, "choices")


def checked(over: ClauseOverlay, choices: Sequence[Choice], package: Package | None = None) -> dict[int, Taken]:
    """The choices by the index of their place; `Conflict` for a place that is not known any more."""
    if not choices:
        raise Invalid("Name at least one place to settle.", field="choices")
    known = {place.locus: place for place in over.places}
    taken: dict[int, Taken] = {}
    for choice in choices:
        place = known.get(choice.locus)
        if place is None:
            raise Conflict(
                "One of the places is no longer as you saw it: an amendment was tabled, supported in other words or "
                "withdrawn meanwhile. Nothing was recorded; look at the places again."
            )
        if place.index in taken:
            raise Invalid("One place was settled twice.", field="choices")
        taken[place.index] = take(place, choice)
    packaging.check_places(over, taken, package)
    return taken


def effect_of(amendment: Amendment) -> dict[str, Any]:
    """What an amendment is before a settlement touches it, so that an undo can put it back."""
    return {
        "amendment": str(amendment.id),
        "state": amendment.state,
        "text": amendment.text,
        "stale": amendment.stale,
    }


def _follow(
    actor: User, amendment: Amendment, over: ClauseOverlay, taken: Mapping[int, Taken], revision: Revision
) -> None:
    """What becomes of an amendment: carried on with what is still open; at its end merged if ever words were taken,
    bracketed if some of it was."""
    places = [place for place in over.places if amendment in place.amendments]
    if any(place.index not in taken for place in places):
        left = rest(over.raw, str(amendment.id), {index: item.text for index, item in taken.items()})
        rewrite(actor, amendment, "settled", revision, left)
        return
    if words_taken(amendment):
        amendment.state = AmendmentState.MERGED.value
    else:
        amendment.state = (AmendmentState.BRACKETED if bracketed(amendment) else AmendmentState.SUPERSEDED).value
    amendment.closed_at = now()


def moved(
    clause: Clause, revision_id: uuid.UUID, choices: Sequence[Choice], circle_id: uuid.UUID | None = None
) -> Exception:
    """`Stale`: the text as it is now, and as these choices at the places of a circle (default: all) would have made it
    from the older one."""
    old = session.get(Revision, revision_id)
    if old is None or old.clause_id != clause.id:
        return Invalid("This revision is none of this clause.", field="revision")
    yours = _yours(old, choices, circle_id or circle_all(clause.plan_id).id)
    return Stale(
        "Somebody settled this clause while you worked on it. Both texts are here; nothing you typed is lost.",
        current=str(clause.revision_id),
        theirs=clause.revision.text,
        yours=yours,
        merged=merge(old.text, yours, clause.revision.text).text,
    )


def _yours(old: Revision, choices: Sequence[Choice], circle_id: uuid.UUID) -> str:
    """The older text with the choices put in, as far as its places can be had again from what was kept."""
    raw = overlay(old.text, wordings_on(old, circle_id))
    loci = [part for part in raw if isinstance(part, Locus)]
    named = {choice.locus: choice for choice in choices}
    wanted: dict[int, str] = {}
    for index, (name, locus) in enumerate(zip(locus_names(old.id, raw), loci, strict=True)):
        choice = named.get(name)
        if choice is None or choice.take in ("base", "bracket"):
            continue
        if choice.take == "variant" and choice.variant is not None and 0 <= choice.variant < len(locus.variants):
            wanted[index] = locus.variants[choice.variant].text
        elif choice.text is not None:
            wanted[index] = choice.text
    return settle(raw, wanted)
