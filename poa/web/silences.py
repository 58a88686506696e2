"""The silence procedure: putting a draft, its page with the clock, objecting, extending, withdrawing."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import silences as actions
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Draft, Silence
from ..phrases import Words
from ..policy import Permission, may
from ..queries import circles, silences
from ..queries.drafts import content
from ..work import wake
from .forms import given, moment, short, uuid_of
from .languages import said, tongue

pages = Blueprint("silences", __name__)


@pages.get("/drafts/<uuid:draft_id>/silence")
@needs(Permission.CONVENE, Draft)
def new(draft: Draft) -> ResponseReturnValue:
    """Where a draft is put under silence."""
    return _form(draft, {})


def _form(draft: Draft, form: dict[str, str], problem: PoaError | None = None) -> str:
    mine = silences.circles_of(draft, circles.circles(draft.plan_id, reader()))
    return render_template(
        "silences/new.html",
        plan=draft.plan,
        page="negotiation",
        draft=draft,
        circles=[circle for circle in mine if may(reader(), Permission.CONVENE, circle)],
        stands=silences.stands(draft),
        given=form,
        problem=problem,
    )


@pages.post("/drafts/<uuid:draft_id>/silence")
@needs(Permission.CONVENE, Draft)
def create(draft: Draft) -> ResponseReturnValue:
    """Put the draft, or show the form again."""
    form = given("expires_at", "circle")
    try:
        expires_at = moment("expires_at")
        if expires_at is None:
            raise Invalid("Say when the silence ends.", field="expires_at")
        with transaction():
            circle = circles.circle_named(draft.plan_id, form["circle"], reader()) if form["circle"] else None
            made = actions.put(reader(), draft, expires_at=expires_at, circle=circle)
    except (Invalid, Conflict) as error:
        return _form(draft, form, error), 422 if isinstance(error, Invalid) else 409
    wake()
    flash(
        _(
            "%(symbol)s is under silence until %(at)s. All heads have been told.",
            symbol=draft.symbol,
            at=tongue().moment(expires_at),
        ),
        "done",
    )
    return redirect(url_for("silences.show", silence_id=made.id))


@pages.get("/silences/<uuid:silence_id>")
@needs(Permission.READ, Silence)
def show(silence: Silence) -> ResponseReturnValue:
    """A silence: its clock, what became of it, and what the reader may do."""
    return _page(silence)


def _page(silence: Silence, form: dict[str, str] | None = None, problem: PoaError | None = None, act: str = "") -> str:
    me, pending = reader(), silence.state == "pending"
    inside = me.party_id in {party.id for party in silence.circle.parties}
    clauses = [item for item in content(silence.draft)["clauses"] if item["kind"] != "section"]
    return render_template(
        "silences/show.html",
        plan=silence.draft.plan,
        page="negotiation",
        silence=silence,
        labels={item["id"]: item["label"] for item in clauses},
        clauses=[(item["id"], f"{item['label']}  {item['text'][:60]}") for item in clauses],
        may_object=pending and inside and may(me, Permission.SPEAK, silence),
        may_convene=pending and may(me, Permission.CONVENE, silence),
        named=request.form.getlist("clauses"),
        given=form or {},
        problem=problem,
        act=act,
    )


def _act(silence: Silence, act: str, form: dict[str, str], do: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        with transaction():
            do()
    except (Invalid, Conflict) as error:
        return _page(silence, form, error, act), 422 if isinstance(error, Invalid) else 409
    wake()
    flash(said(done), "done")
    return redirect(url_for("silences.show", silence_id=silence.id))


@pages.post("/silences/<uuid:silence_id>/object")
@needs(Permission.SPEAK, Silence)
def object_to(silence: Silence) -> ResponseReturnValue:
    """Break the silence for one's party."""
    form = given("reason")

    def do() -> object:
        named = [uuid_of(id) for id in request.form.getlist("clauses")]
        return actions.object_to(reader(), silence, reason=form["reason"], clauses=named)

    return _act(silence, "object", form, do, Words("The silence is broken. Everybody it was put to has been told."))


@pages.post("/silences/<uuid:silence_id>/extend")
@needs(Permission.CONVENE, Silence)
def extend(silence: Silence) -> ResponseReturnValue:
    """Put the end off."""

    def do() -> object:
        expires_at = moment("expires_at")
        if expires_at is None:
            raise Invalid("Say until when.", field="expires_at")
        return actions.extend(reader(), silence, expires_at=expires_at)

    return _act(silence, "extend", given("expires_at"), do, Words("Extended. Everybody it was put to has been told."))


@pages.post("/silences/<uuid:silence_id>/withdraw")
@needs(Permission.CONVENE, Silence)
def withdraw(silence: Silence) -> ResponseReturnValue:
    """Take it back."""

    def do() -> object:
        return actions.withdraw(reader(), silence, reason=short("reason"))

    return _act(silence, "withdraw", given("reason"), do, Words("Withdrawn. Everybody it was put to has been told."))
