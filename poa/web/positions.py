"""Positions: the matrix of parties and clauses, and the page of one clause where heads say what they think of it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import ad_refs, positions, reopenings, reservations, statuses
from ..actions.statuses import Pending
from ..db import session, transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, Clause, Plan, PositionKind, Reopening, Reservation, ReservationKind
from ..phrases import Words
from ..policy import Permission, may
from ..queries import adoptions, amendments, circles, plans
from ..queries import positions as queries
from ..queries import statuses as status_queries
from . import texts
from .forms import date_of, given
from .languages import said

pages = Blueprint("positions", __name__)

WORDS = {
    "support": Words("supports"),
    "can_accept": Words("can accept"),
    "reserve": Words("reserves"),
    "oppose": Words("opposes"),
    "pending_capital": Words("pending capital"),
}
STATUSES = [(item.value, Words(item.value.replace("_", " "))) for item in statuses.DECIDED]


@pages.get("/plans/<uuid:plan_id>/positions")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """What each party says of each clause, as the reader may know it."""
    wanted = {name: request.args.get(name) or None for name in ("circle", "party", "position")}
    area = plans.optional_id(request.args.get("area"))
    circle = circles.circle_named(plan.id, wanted["circle"], reader()) if wanted["circle"] else None
    found = queries.matrix(plan, reader(), circle=circle, party=wanted["party"], position=wanted["position"], area=area)
    named = plans.label_map(plan)
    recorded = queries.reservations(plan, reader())
    known = queries.places(plan) if recorded else {}
    return render_template(
        "positions/index.html",
        plan=plan,
        page="negotiation",
        matrix=found,
        cells=found.by_place,
        words=WORDS,
        chosen={**wanted, "area": area},
        circles=circles.circles(plan.id, reader()),
        sections=[(id, f"{named[id]} {text}") for id, text in queries.sections(plan)],
        reservations=[
            (item, queries.reservation_words(item, known), may(reader(), Permission.RESERVATION_LIFT, item))
            for item in recorded
        ],
        may_speak=may(reader(), Permission.SPEAK, plan),
        kinds=[kind.value for kind in ReservationKind],
    )


@pages.get("/clauses/<uuid:clause_id>/positions")
@needs(Permission.READ, Clause)
def show(clause: Clause) -> ResponseReturnValue:
    """Where a clause stands: its status, what the parties say of it, and the forms to say it."""
    return page(clause)


def page(clause: Clause, problem: PoaError | None = None) -> str:
    """The clause's standing, with what could not be taken still in its form."""
    me, plan = reader(), clause.plan
    tabled = [item for item in amendments.of_clause(clause, me) if item.state == "tabled" and item.clause_id]
    on_them = queries.on_amendments(plan, me, clause=clause)
    known = queries.places(plan)
    mine = me.party.code if me.party else ""
    said = queries.history(clause, me)
    refs = status_queries.ad_refs(plan, me, clause=clause)
    return render_template(
        "positions/show.html",
        plan=plan,
        page="plan",
        clause=clause,
        label=plans.label_of(clause),
        html=texts.clause(plan, clause.revision.text, str(clause.id)),
        status=status_queries.status_of(clause, me),
        decisions=status_queries.decisions(clause, me),
        ad_refs=refs,
        my_ad_ref=any(line.party == mine and line.ended_at is None for line in refs),
        reopenings=status_queries.reopenings(plan, me, clause=clause),
        history=said,
        silent=[party.code for party in plan.parties if party.code not in {cell.party for cell in said}],
        tabled=[(item, [cell for cell in on_them if cell.subject == item.id]) for item in tabled],
        reservations=[
            (item, queries.reservation_words(item, known), may(me, Permission.RESERVATION_LIFT, item))
            for item in queries.reservations(plan, me, clause=clause)
        ],
        circles=[item for item in circles.circles(plan.id, me) if me.party in item.parties],
        words=WORDS,
        statuses=STATUSES,
        positions=[(kind.value, WORDS[kind.value]) for kind in PositionKind],
        kinds=[kind.value for kind in ReservationKind],
        parties=plan.parties,
        may_speak=may(me, Permission.SPEAK, clause),
        may_decide=may(me, Permission.DECIDE, clause),
        may_record=may(me, Permission.STATUS, clause) and not may(me, Permission.SPEAK, clause),
        adopted=adoptions.adoption(plan.id),
        given=given("position", "note", "circle", "status", "reason", "until", "kind", "text", "party", "form"),
        problem=problem,
    )


def _tried(clause: Clause, act: Callable[[], object], done: str) -> ResponseReturnValue:
    """Do it, or show the page again with what was typed and why it was not done."""
    try:
        with transaction():
            act()
    except (Invalid, Conflict) as error:
        session.rollback()
        return page(session.get_one(Clause, clause.id), error), 422 if isinstance(error, Invalid) else 409
    flash(said(done), "done")
    return redirect(url_for("positions.show", clause_id=clause.id))


@pages.post("/clauses/<uuid:clause_id>/positions")
@needs(Permission.SPEAK, Clause)
def state(clause: Clause) -> ResponseReturnValue:
    """State the own party's position on a clause."""
    form = given("position", "note", "circle")

    def act() -> None:
        circle = circles.circle_named(clause.plan_id, form["circle"] or "chairs", reader())
        positions.state(reader(), clause, position=form["position"], note=form["note"], circle=circle)

    return _tried(clause, act, Words("Your position has been stated. The earlier ones are kept."))


@pages.post("/amendments/<uuid:amendment_id>/positions")
@needs(Permission.SPEAK, Amendment)
def state_on(amendment: Amendment) -> ResponseReturnValue:
    """State it on a tabled amendment."""
    form = given("position", "note", "circle")

    def act() -> None:
        circle = circles.circle_named(amendment.plan_id, form["circle"], reader()) if form["circle"] else None
        positions.state_on(reader(), amendment, position=form["position"], note=form["note"], circle=circle)

    if amendment.clause is None:
        with transaction():
            act()
        return redirect(url_for("amendments.show", amendment_id=amendment.id))
    return _tried(amendment.clause, act, Words("Your position on the amendment has been stated."))


@pages.post("/clauses/<uuid:clause_id>/status")
@needs(Permission.STATUS, Clause)
def decide(clause: Clause) -> ResponseReturnValue:
    """Record how far the clause is agreed, or open it again."""
    form = given("status", "reason", "circle", "until")

    def act() -> None:
        circle = circles.circle_named(clause.plan_id, form["circle"], reader()) if form["circle"] else None
        pending = [Pending(code, date_of("until")) for code in request.form.getlist("ad_ref")]
        statuses.decide(reader(), clause, status=form["status"], reason=form["reason"], circle=circle, ad_refs=pending)

    return _tried(clause, act, Words("The status has been recorded."))


@pages.post("/clauses/<uuid:clause_id>/ad-refs")
@needs(Permission.SPEAK, Clause)
def agree_ad_ref(clause: Clause) -> ResponseReturnValue:
    """Agree subject to the own capital."""
    return _tried(
        clause, lambda: ad_refs.state(reader(), clause, until=date_of("until")), "Recorded: agreed ad referendum."
    )


@pages.post("/clauses/<uuid:clause_id>/ad-refs/confirm")
@needs(Permission.SPEAK, Clause)
def confirm_ad_ref(clause: Clause) -> ResponseReturnValue:
    """Say what the own capital said."""
    confirmed = request.form.get("confirmed") == "1"
    noted = Words("Recorded: the capital did not confirm; the clause is open again.")
    words = Words("Confirmed.") if confirmed else noted
    return _tried(clause, lambda: ad_refs.confirm(reader(), clause, confirmed=confirmed), words)


@pages.post("/clauses/<uuid:clause_id>/reopenings")
@needs(Permission.SPEAK, Clause)
def ask(clause: Clause) -> ResponseReturnValue:
    """Ask for a closed clause to be opened again."""
    reason = given("reason")["reason"]
    return _tried(
        clause, lambda: reopenings.ask(reader(), clause, reason=reason), Words("The co-chairs have been asked.")
    )


@pages.post("/reopenings/<uuid:reopening_id>/decide")
@needs(Permission.DECIDE, Reopening)
def decide_reopening(reopening: Reopening) -> ResponseReturnValue:
    """Record what the room decided of a request."""
    granted = request.form.get("granted") == "1"
    return _tried(
        reopening.clause,
        lambda: reopenings.decide(reader(), reopening, granted=granted),
        Words("The decision is recorded."),
    )


@pages.post("/clauses/<uuid:clause_id>/reservations")
@needs(Permission.SPEAK, Clause)
def reserve(clause: Clause) -> ResponseReturnValue:
    """Record a reservation on the clause."""
    form = given("kind", "text")
    return _tried(
        clause,
        lambda: reservations.reserve(reader(), clause.plan, clause=clause, kind=form["kind"], text=form["text"]),
        "The reservation is recorded. It is printed with the text until you lift it.",
    )


@pages.post("/plans/<uuid:plan_id>/reservations")
@needs(Permission.SPEAK, Plan)
def reserve_all(plan: Plan) -> ResponseReturnValue:
    """Record a reservation on the whole text."""
    form = given("kind", "text")
    with transaction():
        reservations.reserve(reader(), plan, clause=None, kind=form["kind"], text=form["text"])
    flash(_("The reservation is recorded. It is printed at the end of the text until you lift it."), "done")
    return redirect(url_for("positions.index", plan_id=plan.id))


@pages.post("/reservations/<uuid:reservation_id>/lift")
@needs(Permission.RESERVATION_LIFT, Reservation)
def lift(reservation: Reservation) -> ResponseReturnValue:
    """Lift a reservation of the own party."""
    with transaction():
        reservations.lift(reader(), reservation)
    flash(_("The reservation has been lifted."), "done")
    if reservation.clause_id is None:
        return redirect(url_for("positions.index", plan_id=reservation.plan_id))
    return redirect(url_for("positions.show", clause_id=reservation.clause_id))
