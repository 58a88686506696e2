"""Bridging proposals: a list, one by one against the text and each amendment, and the form that brings one in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from ..actions import bridges as actions
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError, Stale
from ..guards import needs, reader
from ..models import Amendment, Bridge, BridgeConsent, Clause, Plan
from ..policy import Permission, may
from ..queries import bridges as queries
from ..queries import plans
from ..queries.amendments import named
from ..work import wake
from . import texts
from .forms import given, short, uuid_of
from .previews import tracked

pages = Blueprint("bridges", __name__)


@pages.get("/plans/<uuid:plan_id>/bridges")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The bridging proposals of a plan; with `?clause=` the form for one on that clause."""
    return _page(plan, request.args.get("clause", ""))


def _page(plan: Plan, clause_id: str, problem: PoaError | None = None) -> str:
    proposes = may(reader(), Permission.BRIDGE, plan)
    by_clause: dict[Clause, list[tuple[Amendment, Markup]]] = {}
    for item in queries.bridgeable(plan, reader()) if proposes else []:
        if item.clause is not None:
            by_clause.setdefault(item.clause, []).append((item, texts.amendment(plan, item)))
    open_to = [(clause, found) for clause, found in by_clause.items() if len(found) > 1]
    chosen = next(((clause, found) for clause, found in open_to if str(clause.id) == clause_id), None)
    return render_template(
        "bridges/index.html",
        plan=plan,
        page="negotiation",
        bridges=[(item, redline(plan, item), answers(item)) for item in queries.bridges(plan, reader())],
        proposes=proposes,
        open_to=open_to,
        chosen=chosen,
        labels=plans.label_map(plan),
        **_form(plan, chosen[0] if chosen else None, problem),
        problem=problem,
    )


def _form(plan: Plan, clause: Clause | None, problem: PoaError | None) -> dict[str, Any]:
    """What the form for one on this clause is filled with; after a refusal everything that was typed."""
    if clause is None:
        return {}
    began = {"text": clause.revision.text, "revision": str(clause.revision_id)}
    form = given("text", "revision", "rationale") if problem else began
    if isinstance(problem, Stale):
        form["revision"] = problem.current
    return {
        "given": form,
        "html": tracked(plan, clause.revision.text, form["text"]),
        "order": plans.clause_views(plan, reader()),
        "ticked": request.form.getlist("amendments"),
    }


def redline(plan: Plan, bridge: Bridge) -> Markup:
    """Its words against the text that they would change."""
    return texts.by_party(plan, bridge.revision.text, bridge.text, None)


def answers(bridge: Bridge) -> list[tuple[str, BridgeConsent | None]]:
    """Each proponent with what it said last, or None."""
    known = queries.answers(bridge)
    return [(code, known.get(code)) for code in queries.proponents(bridge)]


@pages.post("/plans/<uuid:plan_id>/bridges")
@needs(Permission.BRIDGE, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Bring one in, or show the form again with what was typed."""
    form = given("clause", "text", "revision")
    try:
        with transaction():
            clause = plans.standing_clause(plan, form["clause"])
            if clause is None:
                raise Invalid("Name the clause.", field="clause")
            ids = [id for text in request.form.getlist("amendments") if (id := plans.optional_id(text))]
            found = named(plan.id, ids, reader(), "amendments")
            rationale = short("rationale")
            made = actions.propose(
                reader(),
                clause,
                amendments=found,
                text=form["text"],
                rationale=rationale,
                revision_id=uuid_of(form["revision"]),
            )
    except (Invalid, Conflict) as error:
        return _page(plan, form["clause"], error), 422 if isinstance(error, Invalid) else 409
    flash(_("Proposed. Nothing changes until each proponent has consented."), "done")
    return redirect(url_for("bridges.show", bridge_id=made.id))


@pages.get("/bridges/<uuid:bridge_id>")
@needs(Permission.READ, Bridge)
def show(bridge: Bridge) -> ResponseReturnValue:
    """One bridging proposal: against the text, and against each amendment that it would replace."""
    plan, me = bridge.clause.plan, reader()
    return render_template(
        "bridges/show.html",
        plan=plan,
        page="negotiation",
        bridge=bridge,
        label=plans.label_of(bridge.clause),
        html=redline(plan, bridge),
        against=[(item, texts.by_party(plan, item.text, bridge.text, None)) for item in bridge.amendments],
        answers=answers(bridge),
        may_consent=may(me, Permission.BRIDGE_CONSENT, bridge) and bridge.state == "proposed",
        may_withdraw=may(me, Permission.BRIDGE_WITHDRAW, bridge) and bridge.state == "proposed",
    )


@pages.post("/bridges/<uuid:bridge_id>/consent")
@needs(Permission.BRIDGE_CONSENT, Bridge)
def consent(bridge: Bridge) -> ResponseReturnValue:
    """Consent for the own party, or not."""
    note, said = short("note"), given("consents")["consents"]
    if said not in ("yes", "no"):
        raise Invalid("Say whether your delegation consents.", field="consents")
    with transaction():
        actions.consent(reader(), bridge, consents=said == "yes", note=note)
    wake()
    agreed = _("Agreed: these words stand in the place of the amendments now.")
    noted = _("Recorded. You may say otherwise until all have consented.")
    flash(agreed if bridge.state == "agreed" else noted, "done")
    return redirect(url_for("bridges.show", bridge_id=bridge.id))


@pages.post("/bridges/<uuid:bridge_id>/withdraw")
@needs(Permission.BRIDGE_WITHDRAW, Bridge)
def withdraw(bridge: Bridge) -> ResponseReturnValue:
    """Withdraw it; the amendments stay as they are."""
    reason = short("reason")
    with transaction():
        actions.withdraw(reader(), bridge, reason=reason)
    flash(_("Withdrawn. The amendments stand as they did."), "done")
    return redirect(url_for("bridges.show", bridge_id=bridge.id))
