"""A delegation among itself: its brief, what changed since its capital cleared the text, its handovers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import handovers, instructions
from ..db import now, transaction
from ..errors import Invalid, PoaError, Stale
from ..guards import needs, reader
from ..models import Clause, Plan, User
from ..policy import Permission
from ..queries import delegations as queries
from ..queries import plans
from . import texts
from .forms import given, short, uuid_of

pages = Blueprint("delegation", __name__)


@pages.get("/plans/<uuid:plan_id>/delegation")
@needs(Permission.DELEGATION, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The brief of the reader's delegation: each clause with what it is told and what the capital cleared."""
    entries = queries.brief(plan, reader())
    clauses = [item for item in entries if not item.is_section]
    return render_template(
        "delegation/show.html",
        plan=plan,
        page="delegation",
        entries=entries,
        held=sum(item.held for item in clauses),
        changed=sum(item.state == "changed" for item in clauses),
        told=sum(item.instruction is not None for item in clauses),
        consultations=queries.consultations(plan, reader()),
        today=now().date(),
    )


@pages.get("/plans/<uuid:plan_id>/delegation/changes")
@needs(Permission.DELEGATION, Plan)
def changes(plan: Plan) -> ResponseReturnValue:
    """What changed since the capital last cleared it, for the whole plan."""
    entries = [item for item in queries.brief(plan, reader()) if not item.is_section]
    return render_template(
        "delegation/changes.html",
        plan=plan,
        page="delegation",
        changed=[(item, texts.between(plan, item.chain)) for item in entries if item.changed],
        fresh=[(item, texts.clause(plan, item.text, f"n-{item.id}")) for item in entries if item.cleared is None],
    )


@pages.get("/clauses/<uuid:clause_id>/brief")
@needs(Permission.DELEGATION, Clause)
def clause(clause: Clause) -> ResponseReturnValue:
    """One clause: our brief, the change in words, clear or hold."""
    return _clause_page(clause)


def _clause_page(clause: Clause, form: dict[str, str] | None = None, problem: PoaError | None = None) -> str:
    plan = clause.plan
    entry = queries.entry(clause, reader())
    return render_template(
        "delegation/clause.html",
        plan=plan,
        page="delegation",
        clause=clause,
        entry=entry,
        html=texts.clause(plan, clause.revision.text, str(clause.id)),
        redline=texts.between(plan, entry.chain) if entry and entry.changed else None,
        told=queries.instructions(clause, reader()),
        given=form,
        problem=problem,
        next=_next(plan, clause),
    )


def _next(plan: Plan, clause: Clause) -> Any:
    """The clause after this one that waits for the capital, if any."""
    entries = [item for item in queries.brief(plan, reader()) if not item.is_section]
    index = next((i for i, item in enumerate(entries) if item.id == clause.id), -1)
    return next((item for item in entries[index + 1 :] if item.state != "cleared"), None)


@pages.post("/clauses/<uuid:clause_id>/brief")
@needs(Permission.DELEGATION, Clause)
def instruct(clause: Clause) -> ResponseReturnValue:
    """Write down what the delegation is told."""
    form = given("instruction", "fallback", "red_line")
    try:
        with transaction():
            instructions.instruct(reader(), clause, **form)
    except Invalid as error:
        return _clause_page(clause, form, error), 422
    flash(_("Kept in your delegation. The earlier wording stays below."), "done")
    return redirect(url_for("delegation.clause", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/clearances")
@needs(Permission.DELEGATION, Clause)
def clear(clause: Clause) -> ResponseReturnValue:
    """Record that the capital cleared the text that was read, or holds it."""
    form, hold = given("revision"), request.form.get("hold") == "1"
    try:
        revision_id, note = uuid_of(form["revision"]), short("note")
        with transaction():
            instructions.clear(reader(), clause, revision_id=revision_id, hold=hold, note=note)
    except (Invalid, Stale) as error:
        return _clause_page(clause, None, error), 422 if isinstance(error, Invalid) else 409
    flash(_("Held: your delegation sees that the capital asks to wait.") if hold else _("Cleared."), "done")
    return redirect(url_for("delegation.clause", clause_id=clause.id))


@pages.get("/plans/<uuid:plan_id>/handover")
@needs(Permission.DELEGATION, Plan)
def handover(plan: Plan) -> ResponseReturnValue:
    """All that a delegate who comes anew needs: drafts, instructions, dates, notes."""
    return _handover_page(plan)


def _handover_page(plan: Plan, form: dict[str, str] | None = None, problem: Invalid | None = None) -> str:
    entries = [item for item in queries.brief(plan, reader()) if not item.is_section]
    return render_template(
        "delegation/handover.html",
        plan=plan,
        page="delegation",
        drafts=queries.drafts_of(plan, reader()),
        labels=plans.label_map(plan),
        told=[item for item in entries if item.instruction],
        waiting=[item for item in entries if item.state in ("changed", "hold")],
        consultations=queries.consultations(plan, reader()),
        handovers=queries.handovers(plan, reader()),
        colleagues=queries.colleagues(reader()),
        today=now().date(),
        given=form or {},
        problem=problem,
    )


@pages.post("/plans/<uuid:plan_id>/handover")
@needs(Permission.DELEGATION, Plan)
def hand_over(plan: Plan) -> ResponseReturnValue:
    """Leave the note for who comes next."""
    form = given("note", "to")
    try:
        with transaction():
            handovers.hand_over(reader(), plan, note=form["note"], to=_colleague(form["to"]))
    except Invalid as error:
        return _handover_page(plan, form, error), 422
    flash(_("The note stands below, for your delegation only."), "done")
    return redirect(url_for("delegation.handover", plan_id=plan.id))


def _colleague(wanted: str) -> User | None:
    if not wanted:
        return None
    found = {str(person.id): person for person in queries.colleagues(reader())}
    if wanted not in found:
        raise Invalid("A file is handed over to a colleague of the own delegation.", field="to")
    return found[wanted]
