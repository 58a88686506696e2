"""The terms of the negotiation, each in a sentence."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ..guards import needs
from ..policy import Permission

pages = Blueprint("help", __name__)


@pages.get("/help/terms")
@needs(Permission.SIGNED_IN)
def terms() -> ResponseReturnValue:
    """All of them, from A to Z."""
    return render_template("help/terms.html")
