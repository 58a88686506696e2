"""The compilation text is a view of the reading room; this address opens the room in it."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue

from ..guards import needs
from ..models import Plan
from ..policy import Permission
from . import reading

pages = Blueprint("compilations", __name__)


@pages.get("/plans/<uuid:plan_id>/compilation")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """Everything that is tabled, in brackets, with the parties' codes or without."""
    return reading.page(plan, view="compilation")
