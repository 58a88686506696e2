"""Writing amendments: the editors of a change, a new clause and a draft, and carrying one to a newer text."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import amendments as actions
from ..db import transaction
from ..errors import Conflict, Invalid, Stale
from ..guards import needs, reader
from ..models import Amendment, AmendmentState, CircleKind, Clause, Plan
from ..phrases import Words
from ..policy import Permission
from ..queries import amendments, plans
from ..text import merge
from . import texts
from .amendments import moved
from .forms import given, number, uuid_of
from .languages import said
from .previews import own_code, tracked, wanted

pages = Blueprint("editing", __name__)
KEPT = Words("Kept as a draft that only your delegation reads. Your head of delegation submits it.")


@pages.get("/clauses/<uuid:clause_id>/amend")
@needs(Permission.AMEND, Clause)
def new(clause: Clause) -> ResponseReturnValue:
    """The editor on a clause."""
    return _editor(clause, {"text": clause.revision.text, "revision": str(clause.revision_id), "kind": "modify"})


def _editor(clause: Clause, form: dict[str, str], problem: Invalid | Stale | None = None) -> str:
    plan = clause.plan
    text = wanted(clause, form)
    return render_template(
        "amendments/new.html",
        plan=plan,
        page="plan",
        clause=clause,
        label=plans.label_of(clause),
        drafts=[] if problem else _drafts(clause),
        others=[item for item in plans.clause_views(plan, reader()) if item.id != clause.id],
        given=form,
        html=tracked(plan, clause.revision.text, text, own_code()),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
        circle=own_code(),
    )


def _drafts(clause: Clause) -> list[Amendment]:
    """What the reader's delegation is drafting on this clause already."""
    mine, state = reader().party_id, AmendmentState.DRAFT.value
    return [item for item in amendments.of_clause(clause, reader()) if item.state == state and item.party_id == mine]


@pages.post("/clauses/<uuid:clause_id>/amend")
@needs(Permission.AMEND, Clause)
def create(clause: Clause) -> ResponseReturnValue:
    """Keep a draft in the delegation, or show the editor again with everything that was typed."""
    form = given("text", "revision", "kind", "after", "rationale", "package")
    try:
        with transaction():
            made = actions.propose(
                reader(),
                clause,
                revision_id=uuid_of(form["revision"]),
                kind=form["kind"] or "modify",
                text=form["text"],
                after=plans.standing_clause(clause.plan, form["after"]) if form["kind"] == "move" else None,
                rationale=form["rationale"],
                package=bool(form["package"]),
            )
    except Invalid as error:
        return _editor(clause, form, error), 422
    except Stale as error:
        return _editor(clause, form | {"revision": error.current}, error), 409
    flash(said(KEPT), "done")
    return redirect(url_for("amendments.show", amendment_id=made.id))


@pages.get("/plans/<uuid:plan_id>/amend")
@needs(Permission.AMEND, Plan)
def new_insert(plan: Plan) -> ResponseReturnValue:
    """The editor of a new clause."""
    return _insert_editor(plan, {"after": request.args.get("after", ""), "kind": "clause"})


def _insert_editor(plan: Plan, form: dict[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "amendments/insert.html",
        plan=plan,
        page="plan",
        clauses=plans.clause_views(plan, reader()),
        given=form,
        html=tracked(plan, "", form.get("text", ""), own_code()),
        problem=problem,
        circle=own_code(),
    )


@pages.post("/plans/<uuid:plan_id>/amend")
@needs(Permission.AMEND, Plan)
def create_insert(plan: Plan) -> ResponseReturnValue:
    """Keep a draft of a new clause in the delegation."""
    form = given("after", "kind", "text", "rationale")
    try:
        with transaction():
            made = actions.propose_insert(
                reader(),
                plan,
                after=plans.standing_clause(plan, form["after"]),
                text=form["text"],
                rationale=form["rationale"],
                kind=form["kind"] or "clause",
            )
    except Invalid as error:
        return _insert_editor(plan, form, error), 422
    flash(said(KEPT), "done")
    return redirect(url_for("amendments.show", amendment_id=made.id))


@pages.get("/amendments/<uuid:amendment_id>/edit")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def edit(amendment: Amendment) -> ResponseReturnValue:
    """The editor on a draft."""
    if amendment.state != AmendmentState.DRAFT.value and not amendment.unconfirmed:
        raise Conflict(
            "This amendment is %(state)s, and only a draft is edited. Take it back first.", state=Words(amendment.state)
        )
    version = str(amendments.version_number(amendment, reader()))
    form = {"text": amendment.text, "rationale": amendment.rationale, "version": version, "began": amendment.text}
    return _draft_editor(amendment, form | {"package": "1" if amendment.package else ""})


def _draft_editor(amendment: Amendment, form: dict[str, str], problem: Invalid | Stale | None = None) -> str:
    base = amendment.revision.text if amendment.revision else ""
    clause = amendment.clause or amendment.after
    return render_template(
        "amendments/edit.html",
        plan=amendment.plan,
        page="plan",
        amendment=amendment,
        label=plans.label_of(clause) if clause else "",
        clauses=plans.clause_views(amendment.plan, reader()),
        given=form,
        html=tracked(amendment.plan, base, form["text"], amendment.proposer.code),
        problem=problem if isinstance(problem, Invalid) else None,
        stale=problem if isinstance(problem, Stale) else None,
        circle=own_code(),
        typed=amendment.state == AmendmentState.DRAFT.value and amendment.circle.kind == CircleKind.OWN.value,
    )


@pages.post("/amendments/<uuid:amendment_id>/edit")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def update(amendment: Amendment) -> ResponseReturnValue:
    """Keep the draft's new wording; when a colleague was faster, both texts are shown."""
    form = given("text", "rationale", "package", "version", "began")
    try:
        with transaction():
            actions.edit(
                reader(),
                amendment,
                text=form["text"],
                rationale=form["rationale"],
                package=bool(form["package"]),
                version=number(form["version"]),
                began=form["began"] or None,
            )
    except Invalid as error:
        return _draft_editor(amendment, form, error), 422
    except Stale as error:
        form |= {"version": str(amendments.version_number(amendment, reader())), "began": error.theirs}
        return _draft_editor(amendment, form, error), 409
    flash(said(KEPT) if amendment.state == AmendmentState.DRAFT.value else _("Kept."), "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))


@pages.get("/amendments/<uuid:amendment_id>/rebase")
@needs(Permission.AMENDMENT_REBASE, Amendment)
def rebase(amendment: Amendment) -> ResponseReturnValue:
    """Both texts, and the clean merge where there is one, to carry an amendment to the current text."""
    return _rebase_page(amendment, None, None)


def _rebase_page(amendment: Amendment, text: str | None, problem: Invalid | Stale | None) -> str:
    clause, base = amendment.clause, amendment.revision
    if clause is None or base is None:
        raise Conflict("A new clause has no text that it could be carried to.")
    if not moved(amendment) or amendment.closed_at is not None:
        raise Conflict("There is no newer text that it could be carried to.")
    merged = merge(base.text, amendment.text, clause.revision.text).text
    shown = text if text is not None else merged if merged is not None else amendment.text
    return render_template(
        "amendments/rebase.html",
        plan=amendment.plan,
        page="amendments",
        amendment=amendment,
        clause=clause,
        label=plans.label_of(clause),
        was=texts.amendment(amendment.plan, amendment),
        moved=texts.by_party(amendment.plan, base.text, clause.revision.text, None),
        clauses=plans.clause_views(amendment.plan, reader()),
        html=tracked(amendment.plan, clause.revision.text, shown, amendment.proposer.code),
        text=shown,
        clean=merged is not None,
        problem=problem,
    )


@pages.post("/amendments/<uuid:amendment_id>/rebase")
@needs(Permission.AMENDMENT_REBASE, Amendment)
def carry(amendment: Amendment) -> ResponseReturnValue:
    """Carry it in the words form, or show both texts again."""
    form = given("text", "revision")
    try:
        with transaction():
            actions.rebase(reader(), amendment, text=form["text"], revision_id=uuid_of(form["revision"]))
    except (Invalid, Stale) as error:
        return _rebase_page(amendment, form["text"], error), 409 if isinstance(error, Stale) else 422
    flash(_("It stands on the current text now."), "done")
    return redirect(url_for("amendments.show", amendment_id=amendment.id))
