"""The negotiation of a plan: where it stands, and the way to each of its pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ..guards import needs
from ..models import Plan
from ..policy import Permission

pages = Blueprint("negotiation", __name__)


@pages.get("/plans/<uuid:plan_id>/negotiation")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """Where the negotiation of this plan stands."""
    return render_template("negotiation/show.html", plan=plan, page="negotiation")
