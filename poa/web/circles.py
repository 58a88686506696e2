"""Circles of a plan: who is in which, small groups opened and reporting back."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import circles as actions
from ..db import session, transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..models import Circle, Plan
from ..policy import Permission, may
from ..queries import circles, plans
from .forms import given, moment

pages = Blueprint("circles", __name__)


@pages.get("/plans/<uuid:plan_id>/circles")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The circles that the reader is in, what small groups reported to everyone, the form to open one."""
    return _page(plan)


def _page(
    plan: Plan, form: dict[str, str] | None = None, problem: Invalid | None = None, at: Circle | None = None
) -> str:
    """The page, perhaps with a form that could not be taken: of a new group, or of the report of the group `at`."""
    who = reader()
    groups = circles.groups(plan, who)
    views = plans.clause_views(plan, who)
    may_open = may(who, Permission.CIRCLE_OPEN, plan)
    return render_template(
        "circles/index.html",
        plan=plan,
        page="negotiation",
        groups=groups,
        leads={circle.id for circle in groups if not circle.bloc and may(who, Permission.CIRCLE_LEAD, circle)},
        desks={circle.id for circle in groups if circle.bloc and may(who, Permission.CIRCLE_SETTLE, circle)},
        shared=[circle for circle in circles.circles(plan.id, who) if circle.kind == "shared"],
        reports=circles.reports(plan, who),
        sections={view.id: view for view in views if view.is_section},
        may_open=may_open,
        served=may(who, Permission.DECIDE, plan),
        people=circles.possible_facilitators(plan, who) if may_open else [],
        given=form or {},
        parties=request.form.getlist("parties"),
        problem=problem,
        at=at.id if at else None,
    )


@pages.post("/plans/<uuid:plan_id>/circles")
@needs(Permission.CIRCLE_OPEN, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Open a small group, or show the form again with what was typed."""
    form = given("name", "section", "facilitator", "mandate", "deadline")
    try:
        deadline = moment("deadline")
        with transaction():
            made = actions.open_circle(
                reader(),
                plan,
                name=form["name"],
                parties=request.form.getlist("parties"),
                section=plans.optional_id(form["section"]),
                facilitator=form["facilitator"] or None,
                mandate=form["mandate"],
                deadline=deadline,
            )
    except Invalid as error:
        return _page(plan, form, error), 422
    known = _("%(name)s is open. Only its members and the desk know of it.", name=made.name)
    flash(known if made.desks else _("%(name)s is open. Only its members know of it.", name=made.name), "done")
    return redirect(url_for("circles.index", plan_id=plan.id))


@pages.post("/circles/<uuid:circle_id>/report")
@needs(Permission.CIRCLE_LEAD, Circle)
def report(circle: Circle) -> ResponseReturnValue:
    """Report back to everyone, or show the form again."""
    form = given("text")
    try:
        with transaction():
            actions.report(reader(), circle, text=form["text"])
    except Invalid as error:
        plan = session.get_one(Plan, circle.plan_id)
        return _page(plan, form, error, circle), 422
    flash(_("Reported. Everyone reads it on this page and in the history."), "done")
    return redirect(url_for("circles.index", plan_id=circle.plan_id))
