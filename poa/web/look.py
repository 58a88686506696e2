"""The page that shows every component, for those who build further pages."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from ..guards import needs
from ..policy import Permission

pages = Blueprint("look", __name__)


@pages.get("/components")
@needs(Permission.SIGNED_IN)
def components() -> ResponseReturnValue:
    """All components with made-up content."""
    return render_template("components.html")
