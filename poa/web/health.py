"""Whether this process can serve."""

from __future__ import annotations

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from .. import db
from ..guards import needs
from ..policy import Permission

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@needs(Permission.PUBLIC)
def show() -> ResponseReturnValue:
    """200 when the database answers, 503 when it does not."""
    try:
        db.ping()
    except SQLAlchemyError:
        return {"status": "the database does not answer"}, 503
    return {"status": "ok"}
