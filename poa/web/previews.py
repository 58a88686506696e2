"""What an editor asks while one types: the tracked changes, as the server will compute them. Nothing is written."""

from __future__ import annotations

from collections.abc import Set

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from ..actions import bracketing
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Amendment, AmendmentKind, Clause, Plan
from ..policy import Permission
from ..queries import plans
from ..queries.amendments import named
from ..text import check_text
from . import texts
from .forms import given

pages = Blueprint("previews", __name__)


def own_code() -> str | None:
    """The code of the reader's party."""
    party = reader().party
    return party.code if party else None


def wanted(clause: Clause, form: dict[str, str]) -> str:
    """The text that is proposed: none for a deletion, the one that stands for a move."""
    return {"delete": "", "move": clause.revision.text}.get(form.get("kind", ""), form["text"])


def party_named(plan: Plan, code: str) -> str | None:
    """A code that a form gave, if it is that of a party to the plan."""
    return code if any(party.code == code for party in plan.parties) else None


def tracked(plan: Plan, old: str, new: str, code: str | None = None) -> Markup:
    """The tracked changes beside an editor when its page opens; none of a text that cannot be taken."""
    try:
        return texts.by_party(plan, old, check_text(new, "text") if new else "", code)
    except Invalid:
        return Markup()


@pages.post("/clauses/<uuid:clause_id>/preview")
@needs(Permission.AMEND, Clause)
def change(clause: Clause) -> ResponseReturnValue:
    """Of a change of a clause, by the reader's delegation."""
    return _proposed(clause, own_code())


@pages.post("/plans/<uuid:plan_id>/preview")
@needs(Permission.AMEND, Plan)
def insert(plan: Plan) -> ResponseReturnValue:
    """Of a new clause, by the reader's delegation."""
    return _shown(plan, "", given("text")["text"], own_code())


@pages.post("/amendments/<uuid:amendment_id>/preview")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def draft(amendment: Amendment) -> ResponseReturnValue:
    """Of a draft, against the text that it started from."""
    base = amendment.revision.text if amendment.revision else ""
    return _amended(amendment, base)


@pages.post("/amendments/<uuid:amendment_id>/rebase/preview")
@needs(Permission.AMENDMENT_REBASE, Amendment)
def carried(amendment: Amendment) -> ResponseReturnValue:
    """Of an amendment that is carried to the text that stands now."""
    return _amended(amendment, amendment.clause.revision.text if amendment.clause else "")


@pages.post("/clauses/<uuid:clause_id>/enter/preview")
@needs(Permission.AMENDMENT_ENTER, Clause)
def entered(clause: Clause) -> ResponseReturnValue:
    """Of a change that the desk enters for the party that the form names."""
    return _proposed(clause, party_named(clause.plan, given("party")["party"]))


@pages.post("/plans/<uuid:plan_id>/enter/preview")
@needs(Permission.AMENDMENT_ENTER, Plan)
def entered_insert(plan: Plan) -> ResponseReturnValue:
    """Of a new clause that the desk enters for the party that the form names."""
    return _shown(plan, "", given("text")["text"], party_named(plan, given("party")["party"]))


@pages.post("/clauses/<uuid:clause_id>/edit/preview")
@needs(Permission.PLAN_EDIT, Clause)
def edited(clause: Clause) -> ResponseReturnValue:
    """Of the desk's editorial change, in the legal scrub as before it."""
    return _shown(clause.plan, clause.revision.text, given("text")["text"])


@pages.post("/plans/<uuid:plan_id>/structure/preview")
@needs(Permission.PLAN_EDIT, Plan)
def inserted(plan: Plan) -> ResponseReturnValue:
    """Of a clause that the desk inserts."""
    return _shown(plan, "", given("text")["text"])


@pages.post("/clauses/<uuid:clause_id>/bridge/preview")
@needs(Permission.BRIDGE, Clause)
def bridged(clause: Clause) -> ResponseReturnValue:
    """Of a bridging proposal, which may change what its amendments' parties hold in brackets."""
    ids = [id for id in map(plans.optional_id, request.form.getlist("amendments")) if id]
    whose = {item.proposer.code for item in named(clause.plan_id, ids, reader(), "amendments")}
    return _shown(clause.plan, clause.revision.text, given("text")["text"], own=whose)


def _proposed(clause: Clause, code: str | None) -> ResponseReturnValue:
    form = given("text", "kind")
    whole = form["kind"] == AmendmentKind.ALTERNATIVE.value
    return _shown(clause.plan, clause.revision.text, wanted(clause, form), code, whole=whole)


def _amended(amendment: Amendment, base: str) -> ResponseReturnValue:
    whole = amendment.kind == AmendmentKind.ALTERNATIVE.value
    return _shown(amendment.plan, base, given("text")["text"], amendment.proposer.code, whole=whole)


def _shown(
    plan: Plan, old: str, text: str, code: str | None = None, *, own: Set[str] = frozenset(), whole: bool = False
) -> ResponseReturnValue:
    """A text against another as its party's tracked changes, and why its brackets would not be taken, if so.

    `own`: in whose name it is written, when not in that of `code`. `whole`: it stands beside the old text, not for it.
    """
    try:
        new = check_text(text, "text") if text else ""
    except Invalid as error:
        return render_template("amendments/preview.html", problem=error), 422
    html = texts.by_party(plan, old, new, code)
    refused = _refused(plan, "" if whole else old, new, {code} if code else own)
    return render_template("amendments/preview.html", html=html, unchanged=new == old, refused=refused)


def _refused(plan: Plan, old: str, new: str, own: Set[str]) -> Invalid | None:
    """Why the brackets of what is being typed will not be taken when it is kept for good; None when they will."""
    try:
        bracketing.check(old, new, plan.attributions, own=own)
    except Invalid as error:
        return error
    return None
