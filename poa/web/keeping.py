"""What the editor's script sends while one types: the delegation's draft, kept as it is typed."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import amendments as actions
from ..actions import keeping
from ..db import transaction
from ..errors import PoaError
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan
from ..policy import Permission
from ..problems import domain_problem
from ..queries import amendments, plans
from .forms import given, number, uuid_of

pages = Blueprint("keeping", __name__)


@pages.post("/clauses/<uuid:clause_id>/draft")
@needs(Permission.AMEND, Clause)
def begin(clause: Clause) -> ResponseReturnValue:
    """Make the delegation's draft of what is typed into the editor of a change."""
    form = given("text", "revision", "kind", "rationale", "package")
    return _kept(
        lambda: actions.propose(
            reader(),
            clause,
            revision_id=uuid_of(form["revision"]),
            kind="alternative" if form["kind"] == "alternative" else "modify",
            text=form["text"],
            rationale=form["rationale"],
            package=bool(form["package"]),
            typed=True,
        )
    )


@pages.post("/plans/<uuid:plan_id>/draft")
@needs(Permission.AMEND, Plan)
def begin_insert(plan: Plan) -> ResponseReturnValue:
    """Make the delegation's draft of a new clause."""
    form = given("after", "kind", "text", "rationale")
    return _kept(
        lambda: actions.propose_insert(
            reader(),
            plan,
            after=plans.standing_clause(plan, form["after"]),
            text=form["text"],
            rationale=form["rationale"],
            kind=form["kind"] or "clause",
            typed=True,
        )
    )


@pages.post("/amendments/<uuid:amendment_id>/typed")
@needs(Permission.AMENDMENT_EDIT, Amendment)
def typed(amendment: Amendment) -> ResponseReturnValue:
    """Keep the draft as it is typed; refused with both texts, and their merge, where a colleague typed meanwhile."""
    form = given("text", "rationale", "version", "began")
    return _kept(
        lambda: keeping.keep_typed(
            reader(),
            amendment,
            text=form["text"],
            rationale=form["rationale"] if "rationale" in request.form else None,
            version=number(form["version"]),
            began=form["began"],
        )
    )


def _kept(act: Callable[[], Amendment]) -> ResponseReturnValue:
    try:
        with transaction():
            amendment = act()
    except PoaError as error:
        return domain_problem(error)
    return jsonify(
        id=str(amendment.id),
        version=amendments.version_number(amendment, reader()),
        at=amendment.changed_at.isoformat(),
        typed=url_for("keeping.typed", amendment_id=amendment.id),
        preview=url_for("previews.draft", amendment_id=amendment.id),
        update=url_for("editing.update", amendment_id=amendment.id),
        page=url_for("amendments.show", amendment_id=amendment.id),
    )
