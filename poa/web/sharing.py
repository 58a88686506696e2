"""Amendments between parties: shared, entered for a party and confirmed, taken over."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ..actions import entries, sharing, takeovers
from ..db import transaction
from ..errors import Invalid, Stale
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan
from ..policy import Permission
from ..queries import plans
from .forms import given, uuid_of
from .previews import party_named, tracked, wanted

pages = Blueprint("sharing", __name__)
FIELDS = ("party", "kind", "text", "rationale", "revision", "after", "floor")


@pages.post("/amendments/<uuid:amendment_id>/share")
@needs(Permission.AMENDMENT_SHARE, Amendment)
def share(amendment: Amendment) -> ResponseReturnValue:
    """Let the parties that were ticked read a draft; none takes it back."""
    with transaction():
        sharing.share(reader(), amendment, parties=request.form.getlist("parties"))
    shared = amendment.circle.kind == "shared"
    flash(
        _("Shared: %(name)s read it now.", name=amendment.circle.name)
        if shared
        else _("Only your delegation reads it now. What the others have seen they have seen."),
        "done",
    )
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


@pages.post("/amendments/<uuid:amendment_id>/confirm")
@needs(Permission.AMENDMENT_CONFIRM, Amendment)
def confirm(amendment: Amendment) -> ResponseReturnValue:
    """The head makes what was entered for the party its own."""
    with transaction():
        entries.confirm(reader(), amendment)
    flash(_("Confirmed. The desk can table it now."), "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


@pages.post("/amendments/<uuid:amendment_id>/take-over")
@needs(Permission.AMENDMENT_TAKE_OVER, Amendment)
def take_over(amendment: Amendment) -> ResponseReturnValue:
    """The head of a supporting party puts it on the table again."""
    with transaction():
        takeovers.take_over(reader(), amendment)
    flash(_("It is on the table again, as your party’s."), "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


@pages.get("/clauses/<uuid:clause_id>/enter")
@needs(Permission.AMENDMENT_ENTER, Clause)
def new(clause: Clause) -> ResponseReturnValue:
    """Where the desk enters a change that a party sent by mail, or made from the floor."""
    return _editor(clause.plan, clause, {"text": clause.revision.text, "revision": str(clause.revision_id)})


def _editor(plan: Plan, clause: Clause | None, form: dict[str, str], problem: Invalid | Stale | None = None) -> str:
    return render_template(
        "amendments/enter.html",
        plan=plan,
        page="desk",
        clause=clause,
        label=plans.label_of(clause) if clause else "",
        clauses=plans.clause_views(plan, reader()),
        given=form,
        html=_html(plan, clause, form),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
    )


def _html(plan: Plan, clause: Clause | None, form: dict[str, str]) -> Markup:
    code = party_named(plan, form.get("party", ""))
    if clause is None:
        return tracked(plan, "", form.get("text", ""), code)
    return tracked(plan, clause.revision.text, wanted(clause, form), code)


@pages.post("/clauses/<uuid:clause_id>/enter")
@needs(Permission.AMENDMENT_ENTER, Clause)
def create(clause: Clause) -> ResponseReturnValue:
    """Enter it, or show the form again with everything that was typed."""
    form = given(*FIELDS)
    try:
        with transaction():
            made = entries.enter(
                reader(),
                clause,
                party=form["party"],
                revision_id=uuid_of(form["revision"]),
                kind=form["kind"] or "modify",
                text=form["text"],
                rationale=form["rationale"],
                floor=bool(form["floor"]),
            )
    except Invalid as error:
        return _editor(clause.plan, clause, form, error), 422
    except Stale as error:
        return _editor(clause.plan, clause, form | {"revision": error.current}, error), 409
    return _entered(made)


def _entered(made: Amendment) -> ResponseReturnValue:
    flash(
        _("Entered for %(name)s. It can be tabled once its head of delegation confirms it.", name=made.proposer.name),
        "done",
    )
    return redirect(url_for("amendments.show", amendment_id=made.id))


@pages.get("/plans/<uuid:plan_id>/enter")
@needs(Permission.AMENDMENT_ENTER, Plan)
def new_insert(plan: Plan) -> ResponseReturnValue:
    """Where the desk enters a new clause for a party."""
    return _editor(plan, None, {"after": request.args.get("after", "")})


@pages.post("/plans/<uuid:plan_id>/enter")
@needs(Permission.AMENDMENT_ENTER, Plan)
def create_insert(plan: Plan) -> ResponseReturnValue:
    """Enter a new clause, or show the form again."""
    form = given(*FIELDS)
    try:
        with transaction():
            made = entries.enter_insert(
                reader(),
                plan,
                party=form["party"],
                after=plans.standing_clause(plan, form["after"]),
                text=form["text"],
                rationale=form["rationale"],
                kind=form["kind"] or "clause",
                floor=bool(form["floor"]),
            )
    except Invalid as error:
        return _editor(plan, None, form, error), 422
    return _entered(made)
