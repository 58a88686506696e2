"""The negotiation of a plan: where it stands, and the way to each of its pages."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from ..errors import PoaError
from ..guards import needs, reader
from ..models import Plan
from ..policy import Permission, may
from ..queries import circles, rounds, silences
from . import pictures

pages = Blueprint("negotiation", __name__)

# Its pages, for who looks for something: endpoint, name, what is there.
PAGES = [
    ("circles.index", _("Circles"), _("who settles what among themselves first")),
    ("amendments.index", _("Amendments"), _("what each delegation proposes, by state and party")),
    ("compilations.show", _("Compilation"), _("the whole text with every proposal in square brackets")),
    ("brackets.index", _("Brackets"), _("what is not agreed yet, who wants the words and who objects")),
    ("packages.index", _("Packages"), _("amendments to several clauses that are taken together or not at all")),
    ("bridges.index", _("Bridges"), _("words that would stand in the place of several amendments")),
    ("positions.index", _("Positions"), _("who stands where, clause by clause")),
    ("meetings.index", _("Meetings"), _("who was there, what was settled, who owes a text by when")),
    ("adoptions.ledger", _("Ad refs"), _("which capitals have still to confirm, and by when")),
    ("adoptions.gate", _("Gate"), _("everything that stands between this plan and its final text")),
    ("adoptions.show", _("Adoption"), _("who has confirmed the final text, its endorsement and adoption")),
    ("drafts.index", _("Drafts"), _("what was issued, with its PDFs, signatures and corrigenda")),
    ("events.index", _("History"), _("who did what, and when")),
]


@pages.get("/plans/<uuid:plan_id>/negotiation")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """Where the negotiation of this plan stands."""
    return page(plan)


def page(plan: Plan, *, form: dict[str, str] | None = None, problem: PoaError | None = None, at: str = "") -> str:
    """The overview: rounds and silences with their clocks; `problem` stands at the form of round `at`, or the new."""
    me = reader()
    found = rounds.rounds(plan, me)
    mine = [circle for circle in circles.circles(plan.id, me) if circle.forum]
    known = current_app.view_functions
    return render_template(
        "negotiation/show.html",
        plan=plan,
        page="negotiation",
        rounds=[(item, may(me, Permission.CONVENE, item)) for item in found],
        silences=silences.silences(plan, me),
        pictures=pictures.of(plan, me),
        circles=[circle for circle in mine if may(me, Permission.CONVENE, circle)],
        suggested=f"Round {len(found) + 1}",
        pages=[item for item in PAGES if item[0] in known],
        given=form or {},
        takes=request.form.getlist("takes") if problem else list(rounds.TAKES),
        problem=problem,
        at=at,
    )
