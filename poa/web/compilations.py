"""The compilation text is a view of the reading room; this address of it stays."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ..guards import needs
from ..models import Plan
from ..policy import Permission

pages = Blueprint("compilations", __name__)


@pages.get("/plans/<uuid:plan_id>/compilation")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """To the view that shows everything that is tabled in brackets, with the parties' codes or without."""
    attributed = request.args.get("attributed")
    return redirect(url_for("plans.show", plan_id=plan.id, view="compilation", attributed=attributed))
