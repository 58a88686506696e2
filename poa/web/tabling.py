"""Tabling several of what was submitted in one go, at everyone's desk or a bloc's: asked first, then done as one."""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ..actions import amendments as actions
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import reader
from ..models import Amendment, Circle
from ..queries import amendments, plans
from ..queries.circles import circle_to_table
from . import texts
from .merging import Desk


def table(desk: Desk, action: str) -> ResponseReturnValue:
    """Show what would come before whom; once that is confirmed, table all of it or none."""
    named = request.form.get("circle", "") if desk.everyone else desk.circle.name
    ids = [id for id in map(plans.optional_id, request.form.getlist("amendments")) if id]
    if not ids:
        raise Invalid(_("Choose at least one amendment to table."), field="amendments")
    items = amendments.named(desk.plan.id, ids, reader(), "amendments")
    chosen = [(item, _circle(item, named)) for item in items]
    if not request.form.get("sure"):
        return _ask(desk, action, chosen, named)
    try:
        with transaction():
            for item, circle in chosen:
                actions.table(reader(), item, circle=circle)
    except (Invalid, Conflict) as error:
        return _ask(desk, action, chosen, named, error), 422 if isinstance(error, Invalid) else 409
    flash(ngettext("%(num)s amendment tabled.", "%(num)s amendments tabled.", len(chosen)), "done")
    return redirect(desk.home())


def _circle(item: Amendment, name: str) -> Circle:
    """The circle it is to be tabled in: the one named, else the one that it was submitted to."""
    return circle_to_table(item, name, reader()) if name else item.intended


def _ask(
    desk: Desk, action: str, chosen: list[tuple[Amendment, Circle]], named: str, problem: PoaError | None = None
) -> str:
    return render_template(
        "desk/table.html",
        plan=desk.plan,
        page="desk" if desk.everyone else "negotiation",
        desk=desk,
        action=action,
        chosen=[(item, circle, texts.amendment(desk.plan, item)) for item, circle in chosen],
        labels=plans.label_map(desk.plan),
        named=named,
        problem=problem,
    )
