"""The legal scrub on the screen: its log, the checks, editorial changes and flags; the numbering of a plan."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from ..actions import numbering
from ..actions import scrubs as actions
from ..db import transaction
from ..errors import Invalid, Stale
from ..guards import needs, reader
from ..models import Clause, Plan, Revision
from ..policy import Permission, may
from ..queries import plans, scrubs
from ..queries.numbering import renumbering
from ..text import check_text
from ..text.terms import KINDS
from ..text.weight import weighty_changes
from . import texts
from .clauses import edit_page
from .forms import given, short, uuid_of

pages = Blueprint("scrubs", __name__)
_page = partial(edit_page, "scrubs/edit.html", "negotiation")


@pages.get("/plans/<uuid:plan_id>/scrub")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The log of the scrub, what the checks find, and where the desk changes a clause."""
    me = reader()
    return render_template(
        "scrubs/index.html",
        plan=plan,
        page="negotiation",
        log=[(line, texts.by_party(plan, line.old, line.new, None)) for line in scrubs.log(plan, me)],
        groups=_groups(plan),
        may_scrub=may(me, Permission.PLAN_EDIT, plan),
        may_flag=may(me, Permission.SCRUB_FLAG, plan),
        may_renumber=may(me, Permission.DECIDE, plan),
    )


def _groups(plan: Plan) -> list[tuple[str, list[tuple[scrubs.Check, str]]]]:
    """What is found, by kind, each with the words that it is about."""
    found = scrubs.checks(plan)
    order = list(KINDS)
    known = {clause.id: clause.revision.text for clause in plans.clauses_in_order(plan.id)} if found else {}
    by_kind = groupby(sorted(found, key=lambda item: order.index(item.kind)), key=lambda item: item.kind)
    return [
        (KINDS[kind], [(item, _excerpt(known[item.clause], item.start, item.end)) for item in group])
        for kind, group in by_kind
    ]


def _excerpt(text: str, start: int, end: int) -> str:
    """The words of a finding with a little of what stands around them."""
    first, last = max(0, start - 30), min(len(text), end + 30)
    around = " ".join(text[first:last].split())
    return ("… " if first else "") + around + (" …" if last < len(text) else "")


@pages.get("/clauses/<uuid:clause_id>/scrub")
@needs(Permission.PLAN_EDIT, Clause)
def edit(clause: Clause) -> ResponseReturnValue:
    """An editorial change of one clause in the scrub."""
    return _page(clause)


@pages.post("/clauses/<uuid:clause_id>/scrub")
@needs(Permission.PLAN_EDIT, Clause)
def scrub(clause: Clause) -> ResponseReturnValue:
    """Record the change; where words of weight would change, ask once more."""
    form = given("text", "revision", "reason", "confirm")
    try:
        revision_id, reason, text = uuid_of(form["revision"]), short("reason"), check_text(form["text"], "text")
        warnings = weighty_changes(clause.revision.text, text) if revision_id == clause.revision_id else []
        if warnings and form["confirm"] != text:
            return _page(clause, form, warnings=warnings), 409
        with transaction():
            actions.scrub(reader(), clause, revision_id=revision_id, text=text, reason=reason)
    except Invalid as error:
        return _page(clause, form, error), 422
    except Stale as error:
        return _page(clause, form | {"revision": error.current}, error), 409
    flash(_("Recorded in the log of the legal scrub. The status of the clause stays as it was."), "done")
    return redirect(url_for("scrubs.index", plan_id=clause.plan_id))


@pages.post("/revisions/<uuid:revision_id>/flag")
@needs(Permission.SCRUB_FLAG, Revision)
def flag(revision: Revision) -> ResponseReturnValue:
    """Flag a change of the scrub as one of substance."""
    plan_id, reason = revision.clause.plan_id, short("reason")
    with transaction():
        actions.flag(reader(), revision, reason=reason)
    went_back = scrubs.issued_to_all(revision) is None
    flash(
        _("Flagged: the text before it stands again.")
        if went_back
        else _("Marked in the log. A draft has been issued on it, so the text stays; propose a change."),
        "done",
    )
    return redirect(url_for("scrubs.index", plan_id=plan_id))


@pages.get("/plans/<uuid:plan_id>/renumber")
@needs(Permission.READ, Plan)
def preview(plan: Plan) -> ResponseReturnValue:
    """The labels that a renumbering would change."""
    known = {clause.id: clause.revision.text for clause in plans.clauses_in_order(plan.id)}
    return render_template(
        "scrubs/renumber.html",
        plan=plan,
        page="negotiation",
        changes=[(item, known[item.clause]) for item in renumbering(plan)],
        may_renumber=may(reader(), Permission.DECIDE, plan),
    )


@pages.post("/plans/<uuid:plan_id>/renumber")
@needs(Permission.DECIDE, Plan)
def renumber(plan: Plan) -> ResponseReturnValue:
    """Compute all labels anew."""
    with transaction():
        changed = numbering.renumber(reader(), plan)
    changes = ngettext(
        "%(num)s label has changed; no text has.", "%(num)s labels have changed; no text has.", len(changed)
    )
    flash(changes, "done")
    return redirect(url_for("plans.show", plan_id=plan.id))


@pages.post("/plans/<uuid:plan_id>/interim-style")
@needs(Permission.PLAN_EDIT, Plan)
def style(plan: Plan) -> ResponseReturnValue:
    """Choose how interim labels are written."""
    with transaction():
        numbering.set_interim_style(reader(), plan, request.form.get("interim_style", ""))
    flash(_("Interim labels are written so from now on."), "done")
    return redirect(url_for("plans.structure", plan_id=plan.id))
