"""The compilation text of a plan as a page."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ..guards import needs, reader
from ..models import Kind, Plan
from ..policy import Permission
from ..queries.compilations import compilation
from . import texts

pages = Blueprint("compilations", __name__)


@pages.get("/plans/<uuid:plan_id>/compilation")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """All that is tabled, as the reader sees it, in brackets; without the parties' codes when asked."""
    attributed = request.args.get("attributed") != "false"
    found = compilation(plan, reader(), attributed=attributed)
    return render_template(
        "compilations/show.html",
        plan=plan,
        page="negotiation",
        compilation=found,
        clauses=[
            (item, "" if item.kind == Kind.SECTION.value else texts.clause(plan, item.text, f"k-{item.id}"))
            for item in found.clauses
        ],
        attributed=attributed,
    )
