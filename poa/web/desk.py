"""The merge desk: what waits for the secretariat, settling a clause place by place, adopting, undoing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import adoptions, bracketing, revisions, settlements
from ..actions.settlements import Choice
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan, Revision
from ..policy import Permission
from ..queries import agreements, amendments, desks, plans
from ..queries.circles import circle_all
from ..queries.meetings import open_in
from ..queries.overlays import ClauseOverlay, Place
from ..text import Common
from . import texts
from .forms import number, short, uuid_of

pages = Blueprint("desk", __name__)

BASES = [
    ("session", "agreed in session"),
    ("silence", "by silence"),
    ("consent", "by written consent"),
    ("sole", "the proposer alone is concerned"),
    ("editorial", "editorial"),
]


def bases_of(plan: Plan) -> list[tuple[str, str]]:
    """The bases in words; while a meeting of everyone is open, the one that is meant by `in session`."""
    meeting = open_in(circle_all(plan.id))
    session_words = f"agreed in session: {meeting.name}" if meeting else BASES[0][1]
    return [(BASES[0][0], session_words), *BASES[1:]]


@pages.get("/plans/<uuid:plan_id>/desk")
@needs(Permission.MERGE, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The desk's day: what to table, what to settle (the easiest first), what stands on its own, what is stale."""
    return render_template(
        "desk/show.html",
        plan=plan,
        page="desk",
        queue=desks.queue(plan, reader()),
        parked=desks.queue(plan, reader(), in_parked=True),
        agreed=len(agreements.agreements(plan, reader()).items),
        waiting=amendments.waiting(plan, reader()),
        whole=[(item, texts.amendment(plan, item)) for item in amendments.whole(plan, reader())],
        labels=plans.label_map(plan),
        bases=bases_of(plan),
    )


@dataclass(frozen=True)
class Shown:
    """A variant as the desk sees it."""

    text: str
    parties: tuple[str, ...]
    supporters: tuple[str, ...]
    sentence: str
    rationales: tuple[tuple[str, str], ...]


@pages.get("/clauses/<uuid:clause_id>/merge")
@needs(Permission.MERGE, Clause)
def merge(clause: Clause) -> ResponseReturnValue:
    """One clause with all its places."""
    return _page(clause)


def _page(clause: Clause, given: dict[str, str] | None = None, problem: PoaError | None = None) -> str:
    plan = clause.plan
    over = settlements.desk_overlay(reader(), clause)
    places = [(place, [variant_shown(plan, over, place, item) for item in place.variants]) for place in over.places]
    return render_template(
        "desk/merge.html",
        plan=plan,
        page="desk",
        clause=clause,
        label=plans.label_of(clause),
        parts=laid(over),
        places=places,
        amendments=[(item, texts.amendment(plan, item)) for item in over.amendments],
        stale=desks.stale(clause, reader()),
        whole=[
            (item, texts.amendment(plan, item))
            for item in amendments.whole(plan, reader())
            if clause.id in (item.clause_id, item.after_id)
        ],
        queue=desks.queue(plan, reader()),
        bases=bases_of(plan),
        in_brackets=bracketing.in_brackets,
        given=given or {},
        problem=problem,
        lost=lost(over, given or {}) if isinstance(problem, Conflict) else [],
        result=texts.clause(plan, clause.revision.text, f"r-{clause.id}"),
        last=desks.last_settlement(clause, reader()),
    )


def laid(over: ClauseOverlay) -> list[dict[str, Any]]:
    """The clause with its numbered places, as the macro draws it."""
    plan = over.revision.clause.plan
    return [
        {"common": texts.labelled(plan, part.text).replace("*", "")}
        if isinstance(part, Common)
        else {"locus": part.locus, "base": part.base, "number": part.index + 1}
        for part in over.parts
    ]


def variant_shown(plan: Plan, over: ClauseOverlay, place: Place, variant: Any) -> Shown:
    """A variant with its sentence, its rationales and its supporters told apart from its proposers."""
    proposers = tuple(dict.fromkeys(item.proposer.code for item in variant.amendments))
    return Shown(
        text=variant.text,
        parties=proposers,
        supporters=tuple(code for code in variant.parties if code not in proposers),
        sentence=texts.by_party(
            plan, desks.sentence(over, place, place.base), desks.sentence(over, place, variant.text), proposers[0]
        ),
        rationales=tuple((item.proposer.code, item.rationale) for item in variant.amendments if item.rationale),
    )


def chosen(over: ClauseOverlay, given: dict[str, str]) -> list[Choice]:
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


def sent() -> dict[str, str]:
    """Everything that the form sent."""
    return {name: value.replace("\r\n", "\n") for name, value in request.form.items() if name != "csrf_token"}


@pages.post("/clauses/<uuid:clause_id>/merge")
@needs(Permission.MERGE, Clause)
def settle(clause: Clause) -> ResponseReturnValue:
    """Record the settlement; when the clause moved meanwhile, both texts and everything typed are shown."""
    given = sent()
    try:
        choices = chosen(settlements.desk_overlay(reader(), clause), given)
        with transaction():
            done = settlements.record(reader(), clause, revision_id=_revision(given), choices=choices)
    except (Invalid, Conflict) as error:
        return _page(clause, given, error), 422 if isinstance(error, Invalid) else 409
    left = f"{done.open} {'place stays' if done.open == 1 else 'places stay'} open." if done.open else ""
    flash(f"Recorded: {done.settled} {'place' if done.settled == 1 else 'places'} settled. {left}", "done")
    if done.open:
        return redirect(url_for("desk.merge", clause_id=clause.id))
    return redirect(url_for("desk.show", plan_id=clause.plan_id))


def _revision(given: dict[str, str]) -> uuid.UUID:
    return uuid_of(given.get("revision", ""))


@pages.post("/clauses/<uuid:clause_id>/merge/preview")
@needs(Permission.MERGE, Clause)
def preview(clause: Clause) -> ResponseReturnValue:
    """The text that the choices made so far would give; writes nothing."""
    given = sent()
    try:
        choices = chosen(settlements.desk_overlay(reader(), clause), given)
        text = (
            settlements.preview(reader(), clause, revision_id=_revision(given), choices=choices)
            if choices
            else clause.revision.text
        )
    except (Invalid, Conflict) as error:
        return render_template("amendments/preview.html", problem=error), 422 if isinstance(error, Invalid) else 409
    html = texts.by_party(clause.plan, clause.revision.text, text, None)
    return render_template("amendments/preview.html", html=html, unchanged=False)


def lost(over: ClauseOverlay, given: dict[str, str]) -> list[str]:
    """Other words that were typed at places which are no longer there, and the note when no place is."""
    known = {place.locus for place in over.places}
    texts_given = {name.removeprefix("text-"): value for name, value in given.items() if name.startswith("text-")}
    lost = [value for locus, value in texts_given.items() if locus not in known and value.strip()]
    return lost if known or not given.get("note", "").strip() else [*lost, given["note"]]


@pages.post("/amendments/<uuid:amendment_id>/adopt")
@needs(Permission.MERGE, Amendment)
def adopt(amendment: Amendment) -> ResponseReturnValue:
    """Adopt a deletion, of the text that was seen, or a new clause."""
    basis, note = request.form.get("basis", ""), short("note")
    seen = uuid_of(request.form["revision"]) if request.form.get("revision") else None
    with transaction():
        adoptions.adopt(reader(), amendment, basis=basis, note=note or None, revision_id=seen)
    flash("Adopted and recorded. It can be undone until a draft is issued on it.", "done")
    return redirect(url_for("desk.show", plan_id=amendment.plan_id))


@pages.post("/amendments/<uuid:amendment_id>/leave")
@needs(Permission.MERGE, Amendment)
def leave(amendment: Amendment) -> ResponseReturnValue:
    """Settle without a deletion or a new clause."""
    basis, note = request.form.get("basis", ""), short("note")
    with transaction():
        adoptions.leave(reader(), amendment, basis=basis, note=note or None)
    flash("Recorded: the text stays as it is.", "done")
    return redirect(url_for("desk.show", plan_id=amendment.plan_id))


@pages.post("/revisions/<uuid:revision_id>/undo")
@needs(Permission.UNDO, Revision)
def undo(revision: Revision) -> ResponseReturnValue:
    """Take a settlement back, with its reason."""
    clause, reason = revision.clause, short("reason")
    with transaction():
        revisions.undo(reader(), revision, reason=reason)
    flash("Taken back: the text before it stands again, and so do its amendments.", "done")
    return redirect(url_for("clauses.show", clause_id=clause.id))
