"""Packages across clauses: made and joined by heads of delegation, settled as one by the desk."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import packages as actions
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Package, Plan
from ..policy import Permission, may
from ..queries import packages as queries
from ..queries import plans
from ..queries.amendments import named
from ..queries.circles import circle_all
from . import merging, texts
from .forms import given, short

pages = Blueprint("packages", __name__)


@pages.get("/plans/<uuid:plan_id>/packages")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """What is offered together, with its words, and the forms for who may act."""
    return _page(plan)


def _page(plan: Plan, problem: PoaError | None = None) -> str:
    me = reader()
    found = queries.packages(plan, me)
    members = queries.members_of(found, me)
    offers = may(me, Permission.PACKAGE, plan)
    return render_template(
        "packages/index.html",
        plan=plan,
        page="negotiation",
        packages=[
            (
                item,
                [
                    (one, texts.amendment(plan, one), offers and may(me, Permission.AMENDMENT_SUBMIT, one))
                    for one in members[item.id]
                ],
                may(me, Permission.PACKAGE_DISSOLVE, item),
            )
            for item in found
        ],
        offers=offers,
        free=queries.free(plan, me) if offers else [],
        may_settle=may(me, Permission.MERGE, plan),
        labels=plans.label_map(plan),
        bases=merging.bases(circle_all(plan.id)),
        given=given("name"),
        chosen=request.form.getlist("amendments"),
        problem=problem,
    )


@pages.post("/plans/<uuid:plan_id>/packages")
@needs(Permission.PACKAGE, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Make a package, or show the form again."""
    try:
        with transaction():
            ids = [_id(text) for text in request.form.getlist("amendments")]
            found = named(plan.id, ids, reader(), "amendments")
            actions.make(reader(), plan, name=short("name"), amendments=found)
    except (Invalid, Conflict) as error:
        return _page(plan, error), 422 if isinstance(error, Invalid) else 409
    flash(_("Offered together: all of it is taken, or none."), "done")
    return redirect(url_for("packages.index", plan_id=plan.id))


def _id(text: str) -> uuid.UUID:
    found = plans.optional_id(text)
    if found is None:
        raise Invalid("This is no amendment.", field="amendments")
    return found


@pages.post("/packages/<uuid:package_id>/add")
@needs(Permission.PACKAGE, Package)
def add(package: Package) -> ResponseReturnValue:
    """Put an amendment of the own party in."""
    with transaction():
        [amendment] = named(package.plan_id, [_id(request.form.get("amendment", ""))], reader(), "amendment")
        actions.add(reader(), package, amendment)
    return _back(package, "It is in the package now.")


@pages.post("/packages/<uuid:package_id>/remove")
@needs(Permission.PACKAGE, Package)
def remove(package: Package) -> ResponseReturnValue:
    """Take an amendment of the own party out."""
    with transaction():
        [amendment] = named(package.plan_id, [_id(request.form.get("amendment", ""))], reader(), "amendment")
        actions.remove(reader(), package, amendment)
    return _back(package, "It stands by itself now.")


@pages.post("/packages/<uuid:package_id>/dissolve")
@needs(Permission.PACKAGE_DISSOLVE, Package)
def dissolve(package: Package) -> ResponseReturnValue:
    """Dissolve a package."""
    with transaction():
        actions.dissolve(reader(), package)
    return _back(package, "Dissolved: each amendment stands by itself.")


@pages.post("/packages/<uuid:package_id>/settle")
@needs(Permission.MERGE, Package)
def settle(package: Package) -> ResponseReturnValue:
    """Take all of a package, or leave all of it."""
    note = short("note")
    form = given("take", "basis")
    with transaction():
        actions.settle(reader(), package, take=form["take"], basis=form["basis"], note=note or None)
    return _back(package, "Recorded. An undo of one of its settlements takes all of them back.")


def _back(package: Package, words: str) -> ResponseReturnValue:
    flash(words, "done")
    return redirect(url_for("packages.index", plan_id=package.plan_id))
