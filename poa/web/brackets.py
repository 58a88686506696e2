"""The brackets of a plan: who still holds what, lifting, how many there were in each draft."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ..actions import brackets as actions
from ..db import transaction
from ..errors import Conflict, Invalid
from ..guards import needs, reader
from ..models import Bracket, Plan
from ..policy import Permission, may
from ..queries import brackets as queries
from ..queries.brackets import BracketView
from ..text.bracket_places import NO_WORDS
from . import texts
from .merging import BASES

pages = Blueprint("brackets", __name__)


@dataclass(frozen=True)
class Choice:
    """What one may go with: its words, who is behind it, and how the clause would read."""

    choice: int
    words: str
    behind: tuple[str, ...]
    html: Markup


@dataclass(frozen=True)
class Row:
    """A bracket on the page; `choices` only for who may lift it, `decides` where it is nobody's."""

    view: BracketView
    choices: tuple[Choice, ...]
    decides: bool


def rows(plan: Plan, views: list[BracketView]) -> list[Row]:
    """The brackets as the reader may act on them."""
    decides = bool(views) and may(reader(), Permission.DECIDE, views[0].bracket)
    return [_row(plan, view, decides) for view in views]


def _row(plan: Plan, view: BracketView, decides: bool) -> Row:
    nobodys = not queries.sides(view.bracket)
    if not (decides if nobodys else actions.holds(reader(), view.bracket)):
        return Row(view, (), False)
    return Row(view, tuple(_choice(plan, view, choice) for choice in queries.choices(view.bracket)), nobodys)


def _choice(plan: Plan, view: BracketView, choice: int) -> Choice:
    bracket, old = view.bracket, view.clause_text
    words = bracket.options[choice]["text"] if choice != NO_WORDS else ""
    new = queries.chosen_text(bracket, old, plan, choice)
    behind = tuple(code for code in queries.sides(bracket) if code in queries.behind(bracket, choice))
    return Choice(choice, words.strip(), behind, texts.by_party(plan, old, new, None))


@pages.get("/plans/<uuid:plan_id>/brackets")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """What stands in brackets, of one party when asked, and how many pairs each draft had."""
    return _page(plan)


def _page(plan: Plan, problem: Invalid | Conflict | None = None, at: str = "") -> str:
    party = request.args.get("party") or None
    every = queries.brackets(plan, reader())
    holders = {code for view in every for code in view.holders}
    shown = [view for view in every if party is None or party in view.holders]
    return render_template(
        "brackets/index.html",
        plan=plan,
        page="negotiation",
        rows=rows(plan, shown),
        total=len(every),
        party=party or "",
        parties=[code for code in (*plan.codes, *sorted(plan.attributions - set(plan.codes))) if code in holders],
        burned=queries.burn_down(plan, reader()),
        bases=BASES,
        problem=problem,
        at=at,
    )


@pages.post("/brackets/<uuid:bracket_id>/lift")
@needs(Permission.BRACKET_LIFT, Bracket)
def lift(bracket: Bracket) -> ResponseReturnValue:
    """Lift the own bracket, or record what the co-chairs decided of one in nobody's name."""
    plan, given = bracket.clause.plan, request.form.get("choice", "")
    try:
        with transaction():
            actions.lift(reader(), bracket, keep=_keep(given), basis=request.form.get("basis") or None)
    except (Invalid, Conflict) as error:
        return _page(plan, error, str(bracket.id)), 422 if isinstance(error, Invalid) else 409
    changed = bracket.closed_at is not None
    flash(_("With this the last lift was given: the text has changed.") if changed else _("Noted."), "done")
    return redirect(url_for("brackets.index", plan_id=plan.id))


def _keep(given: str) -> bool | int:
    """The choice of the form: an option's index, or -1 for no words."""
    if given == str(NO_WORDS):
        return False
    if given.isdecimal() and len(given) < 6:
        return int(given)
    raise Invalid("Say which words you can go with.", field="choice")
