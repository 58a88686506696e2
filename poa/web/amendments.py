"""Amendments: the list, one by one, and what their party, the desk and supporters do with them."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import amendments as actions
from ..db import after_commit, transaction
from ..guards import needs, reader
from ..models import Amendment, AmendmentKind, AmendmentState, CircleKind, Plan
from ..phrases import Words
from ..policy import Permission, may
from ..queries import amendments, circles, plans, rounds
from ..work import wake
from . import texts
from .languages import said

pages = Blueprint("amendments", __name__)

ACTS = {
    "edit": (Permission.AMENDMENT_EDIT, ("draft",)),
    "submit": (Permission.AMENDMENT_SUBMIT, ("draft",)),
    "admit": (Permission.CONVENE, ("submitted",)),
    "take_back": (Permission.AMENDMENT_RETURN, ("submitted",)),
    "table": (Permission.AMENDMENT_TABLE, ("submitted",)),
    "support": (Permission.AMENDMENT_SUPPORT, ("tabled",)),
    "withdraw": (Permission.AMENDMENT_WITHDRAW, ("draft", "submitted", "tabled")),
    "rebase": (Permission.AMENDMENT_REBASE, ("draft", "submitted", "tabled")),
    "share": (Permission.AMENDMENT_SHARE, ("draft",)),
    "take_over": (Permission.AMENDMENT_TAKE_OVER, ("withdrawn",)),
}
UNCONFIRMED = {
    "edit": Permission.AMENDMENT_EDIT,
    "confirm": Permission.AMENDMENT_CONFIRM,
    "withdraw": Permission.AMENDMENT_WITHDRAW,
    "rebase": Permission.AMENDMENT_REBASE,
}


def acts(amendment: Amendment) -> set[str]:
    """What the reader may do with it now."""
    who = reader()
    if amendment.unconfirmed:
        found = {act for act, need in UNCONFIRMED.items() if may(who, need, amendment)}
        return found if moved(amendment) else found - {"rebase"}
    found = {act for act, (need, states) in ACTS.items() if amendment.state in states and may(who, need, amendment)}
    waits = amendment.late and amendment.admitted_at is None
    if not waits:
        found.discard("admit")
    elif "table" in found:
        found.discard("table")
    if "rebase" in found and not moved(amendment):
        found.discard("rebase")
    shared = amendment.circle.kind == CircleKind.SHARED.value and amendment.state in ("draft", "submitted")
    if shared and may(who, Permission.AMENDMENT_SUPPORT, amendment):
        found.add("support")
    if amendment.tabled_at is None:
        found.discard("take_over")
    if "support" in found and who.party in amendment.supporters:
        found.discard("support")
        found.add("end_support")
    return found


def moved(amendment: Amendment) -> bool:
    """Whether its clause stands in another text than the one it was written on."""
    clause = amendment.clause
    return clause is not None and clause.retired_at is None and amendment.revision_id != clause.revision_id


@pages.get("/plans/<uuid:plan_id>/amendments")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The plan's amendments, filtered by state and party."""
    states = [item.value for item in AmendmentState]
    state = next((item for item in states if item == request.args.get("state")), "")
    party = next((code for code in sorted(plan.attributions) if code == request.args.get("party")), "")
    found = amendments.of_plan(plan, reader(), states=[state] if state else (), party=party or None)
    return render_template(
        "amendments/index.html",
        plan=plan,
        page="amendments",
        amendments=found,
        waiting=amendments.waiting(plan, reader()),
        labels=plans.label_map(plan),
        state=state,
        party=party,
        states=states,
    )


@pages.get("/amendments/<uuid:amendment_id>")
@needs(Permission.READ, Amendment)
def show(amendment: Amendment) -> ResponseReturnValue:
    """One amendment: its words as tracked changes, who is behind it, what may be done with it."""
    return _page(amendment)


def _page(amendment: Amendment) -> str:
    plan = amendment.plan
    submitted = amendments.submitted_wording(amendment)
    changed = submitted is not None and submitted.revision_id != amendment.revision_id
    base = submitted.revision.text if submitted and submitted.revision else ""
    ours = amendment.party_id is not None and amendment.party_id == reader().party_id
    return render_template(
        "amendments/show.html",
        plan=plan,
        page="amendments",
        amendment=amendment,
        html=texts.amendment(plan, amendment),
        submitted_html=texts.by_party(plan, base, submitted.text, amendment.proposer.code)
        if submitted and changed and not AmendmentKind(amendment.kind).wordless
        else None,
        ours=ours,
        versions=amendments.versions(amendment) if ours else [],
        labels=plans.label_map(plan),
        acts=acts(amendment),
        circles=[item for item in circles.circles(plan.id, reader()) if item.forum],
        moved=moved(amendment),
        intake=rounds.intake(amendment.intended, "amendments"),
        late=amendment.late and rounds.knows_lateness(reader(), amendment),
    )


def _act(rule: str, permission: Permission, do: Callable[[Amendment], object], done: str) -> None:
    """A route that does one thing to an amendment and shows it again."""

    def view(amendment: Amendment) -> ResponseReturnValue:
        with transaction():
            do(amendment)
        flash(said(done), "done")
        return redirect(url_for("amendments.show", amendment_id=amendment.id))

    url = f"/amendments/<uuid:amendment_id>/{rule.replace('_', '-')}"
    pages.add_url_rule(url, rule, needs(permission, Amendment)(view), methods=["POST"])


def _table(amendment: Amendment) -> object:
    circle = circles.circle_to_table(amendment, request.form.get("circle") or "all", reader())
    return actions.table(reader(), amendment, circle=circle)


def _submit(amendment: Amendment) -> object:
    wanted = request.form.get("circle")
    circle = circles.circle_named(amendment.plan_id, wanted, reader()) if wanted else None
    done = actions.submit(reader(), amendment, circle=circle, floor=bool(request.form.get("floor")))
    after_commit(wake)
    return done


_act("submit", Permission.AMENDMENT_SUBMIT, _submit, Words("Submitted. The desk sees it now, and tables it."))
_act(
    "take_back",
    Permission.AMENDMENT_RETURN,
    lambda item: actions.take_back(reader(), item),
    Words("Taken back: a draft that only your delegation reads."),
)
_act(
    "admit",
    Permission.CONVENE,
    lambda item: actions.admit(reader(), item),
    Words("Admitted. The desk can table it now."),
)
_act("table", Permission.AMENDMENT_TABLE, _table, Words("Tabled."))
_act(
    "withdraw",
    Permission.AMENDMENT_WITHDRAW,
    lambda item: actions.withdraw(reader(), item),
    Words("Withdrawn. It stays on record."),
)
_act(
    "support",
    Permission.AMENDMENT_SUPPORT,
    lambda item: actions.support(reader(), item),
    Words("Your party supports it."),
)
_act(
    "end_support",
    Permission.AMENDMENT_SUPPORT,
    lambda item: actions.end_support(reader(), item),
    Words("Your party no longer supports it."),
)
