"""Plans: the list, the reading page, importing one."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import plans as actions
from ..db import transaction
from ..errors import Invalid
from ..guards import needs, reader
from ..intake.markdown import parse_plan_bytes
from ..models import Plan
from ..policy import Permission
from ..queries import plans
from . import reading
from .forms import given
from .home import index_page
from .previews import tracked

pages = Blueprint("plans", __name__)


@pages.get("/")
@needs(Permission.SIGNED_IN)
def index() -> ResponseReturnValue:
    """The one plan's home, or the plans that one takes part in with what is most pressing in each."""
    return index_page()


@pages.get("/plans/<uuid:plan_id>")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The plan as a document, with what stands beside each clause."""
    return reading.page(plan)


@pages.get("/plans/new")
@needs(Permission.PLAN_CREATE)
def new() -> ResponseReturnValue:
    """Where the secretariat brings in a zero draft."""
    return render_template("plans/new.html", given={})


@pages.post("/plans/new")
@needs(Permission.PLAN_CREATE)
def create() -> ResponseReturnValue:
    """Import a zero draft, or show what is wrong with it, line by line, beside what was given."""
    form = given("title", "markdown")
    try:
        if (file := request.files.get("file")) and file.filename:
            data = file.read()
            parse_plan_bytes(data)
            form["markdown"] = data.decode("utf-8-sig")
        with transaction():
            plan, imported = actions.create(reader(), title=form["title"], markdown=form["markdown"])
    except Invalid as error:
        problems = getattr(error, "errors", (error,))
        return render_template("plans/new.html", given=form, problems=problems), 422
    flash(
        _(
            "%(title)s: %(count)s clauses were made of it. Nothing has been issued yet.",
            title=plan.title,
            count=len(imported.clauses),
        ),
        "done",
    )
    return render_template("plans/imported.html", plan=plan, page="plan", report=imported.report), 201


@pages.get("/plans/<uuid:plan_id>/structure")
@needs(Permission.PLAN_EDIT, Plan)
def structure(plan: Plan) -> ResponseReturnValue:
    """Where the desk inserts, moves and takes out clauses."""
    return _structure(plan, {})


def _structure(plan: Plan, form: dict[str, str], problem: Invalid | None = None) -> str:
    return render_template(
        "plans/structure.html",
        plan=plan,
        page="desk",
        clauses=plans.clause_views(plan, reader()),
        retired=plans.retired(plan),
        given=form,
        html=tracked(plan, "", form.get("text", "")),
        error=problem,
    )


@pages.post("/plans/<uuid:plan_id>/structure")
@needs(Permission.PLAN_EDIT, Plan)
def insert(plan: Plan) -> ResponseReturnValue:
    """Insert a clause by the desk's hand."""
    form = given("after", "kind", "level", "text")
    try:
        with transaction():
            made = actions.insert_clause(
                reader(),
                plan,
                after=plans.standing_clause(plan, form["after"]),
                kind=form["kind"],
                text=form["text"],
                level=int(form["level"]) if form["level"] in ("1", "2") else None,
            )
    except Invalid as error:
        return _structure(plan, form, error), 422
    flash(_("The clause has been inserted."), "done")
    return redirect(url_for("clauses.show", clause_id=made.id))
