"""Record as agreed: what every party can accept, previewed as redlines, recorded in one step."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ..actions import agreements as actions
from ..actions.agreements import Wanted
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Clause, Plan, Revision
from ..policy import Permission
from ..queries import agreements as queries
from ..queries import desks, plans
from ..queries.circles import circle_all
from ..queries.stances import Answer
from . import merging, texts
from .forms import given, short, uuid_of

pages = Blueprint("agreements", __name__)


@pages.get("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """What can be recorded as agreed now, and what is nearest to it."""
    return _page(plan)


def _page(plan: Plan, problem: PoaError | None = None) -> str:
    found = queries.agreements(plan, reader())
    ticked = set(request.form.getlist("clauses")) if problem else {str(item.clause.id) for item in found.items}
    items = [_shown(plan, item) for item in found.items]
    circle = circle_all(plan.id)
    return render_template(
        "agreements/show.html",
        plan=plan,
        page="desk",
        items=items,
        places=sum(len(item.answers) for item in items),
        ticked=ticked,
        taken=sum(len(item.answers) for item in items if str(item.clause.id) in ticked),
        nearest=[(item, _answer(plan, item.answer)) for item in found.nearest],
        recorded=_recorded(plan),
        bases=merging.bases(circle),
        basis=merging.basis(circle),
        given=given("basis", "note"),
        problem=problem,
    )


@dataclass(frozen=True)
class ShownAnswer:
    """A place with its one wording, as words, and who stands where."""

    locus: str
    base: str
    words: str
    proposing: tuple[str, ...]
    supporting: tuple[str, ...]
    accepting: tuple[str, ...]
    silent: tuple[str, ...]


@dataclass(frozen=True)
class ShownAgreed:
    """A clause that can be recorded: its redline and its places."""

    clause: Clause
    label: str
    redline: Markup
    answers: tuple[ShownAnswer, ...]


def _shown(plan: Plan, item: queries.Agreed) -> ShownAgreed:
    redline = texts.by_party(plan, item.clause.revision.text, item.text, None)
    return ShownAgreed(item.clause, item.label, redline, tuple(_answer(plan, answer) for answer in item.places))


def _answer(plan: Plan, answer: Answer) -> ShownAnswer:
    """Who proposes, who supports beside these, who can accept, who is silent: each party once."""
    variant = answer.place.variants[0]
    proposing = tuple(dict.fromkeys(item.proposer.code for item in variant.amendments))
    return ShownAnswer(
        answer.place.locus,
        texts.plain(plan, answer.place.base).strip(),
        texts.plain(plan, variant.text).strip(),
        proposing,
        tuple(code for code in answer.supporting if code not in proposing),
        tuple(code for code in answer.accepting if code not in (*answer.supporting, *proposing)),
        answer.silent,
    )


def _recorded(plan: Plan) -> list[tuple[Revision, str]]:
    """What was recorded just before, with its clauses' labels, as far as it can still be taken back."""
    ids = [plans.optional_id(id) for id in request.args.getlist("recorded")]
    found = [item for id in ids if (item := desks.just_settled(plan, id, reader())) is not None]
    labels = plans.label_map(plan) if found else {}
    return [(item, labels.get(item.clause_id, "")) for item in found]


@pages.post("/plans/<uuid:plan_id>/agreed")
@needs(Permission.MERGE, Plan)
def record(plan: Plan) -> ResponseReturnValue:
    """Record the clauses that were ticked; when one has moved nothing is recorded, and the list is shown anew."""
    try:
        note = short("note")
        with transaction():
            wanted = [_wanted(plan, id) for id in request.form.getlist("clauses")]
            done = actions.record(reader(), plan, wanted=wanted, basis=given("basis")["basis"], note=note or None)
    except (Invalid, Conflict) as error:
        return _page(plan, error), 422 if isinstance(error, Invalid) else 409
    merging.used(given("basis"))
    return redirect(url_for("agreements.show", plan_id=plan.id, recorded=[item.revision.id for item in done]))


def _wanted(plan: Plan, id: str) -> Wanted:
    """A clause as the form showed it: its revision, and the places that stood beside it."""
    clause = plans.standing_clause(plan, id)
    if clause is None:
        raise Invalid("Name the clause.", field="clauses")
    places = tuple(request.form.getlist(f"places-{id}"))
    return Wanted(clause, uuid_of(request.form.get(f"revision-{id}", "")), places)
