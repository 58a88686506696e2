"""Line ministries: asked by a one-time link, answering on a page without an account."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from .. import letters, work
from ..actions import consultations as actions
from ..db import now, transaction
from ..errors import Closed, Invalid
from ..guards import needs, reader
from ..models import Consultation, Plan
from ..policy import Permission
from ..queries import delegations, people, plans
from . import texts
from .forms import given

pages = Blueprint("consultations", __name__)


@pages.get("/plans/<uuid:plan_id>/consultations")
@needs(Permission.DELEGATION, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """Who was asked, by when, who has answered, and the form to ask."""
    return _page(plan)


def _page(plan: Plan, **more: object) -> str:
    shown: dict[str, object] = {"given": {}, "chosen": [], "problem": None, "link": None, "link_for": None}
    asked = delegations.consultations(plan, reader())
    return render_template(
        "delegation/consultations.html",
        plan=plan,
        page="delegation",
        consultations=asked,
        unsent=people.unsent(asked),
        clauses=[item for item in plans.clause_views(plan, reader()) if not item.is_section],
        labels=plans.label_map(plan),
        mails=letters.mails(),
        today=now().date(),
        **shown | more,
    )


@pages.post("/plans/<uuid:plan_id>/consultations")
@needs(Permission.DELEGATION, Plan)
def create(plan: Plan) -> ResponseReturnValue:
    """Ask a ministry: the link is mailed, or shown this once."""
    form, chosen = given("ministry", "email", "due", "question"), request.form.getlist("clauses")
    try:
        with transaction():
            made, token = actions.consult(
                reader(),
                plan,
                ministry=form["ministry"],
                email=form["email"],
                due=day(form["due"]),
                question=form["question"],
                clauses=plans.standing_clauses(plan, chosen),
            )
            url = letters.ask(made, token)
    except Invalid as error:
        return _page(plan, given=form, chosen=chosen, problem=error), 422
    if url is not None:
        return _page(plan, link=url, link_for=made), 201
    work.wake()
    flash(_("The question is on its way to %(email)s.", email=made.email), "done")
    return redirect(url_for("consultations.index", plan_id=plan.id))


def day(text: str) -> dt.date:
    """A date as forms and the API write it: 2026-12-01; `Invalid` for anything else."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise Invalid("Give the date to answer by.", field="due") from error


@pages.post("/consultations/<uuid:consultation_id>/withdraw")
@needs(Permission.DELEGATION, Consultation)
def withdraw(consultation: Consultation) -> ResponseReturnValue:
    """Ask no longer."""
    with transaction():
        actions.withdraw(reader(), consultation)
    flash(_("The link works no longer."), "done")
    return redirect(url_for("consultations.index", plan_id=consultation.plan_id))


@pages.get("/answers/<token>")
@needs(Permission.PUBLIC)
def show(token: str) -> ResponseReturnValue:
    """What a ministry is asked, with a field for each clause."""
    return _answer_page(token, {})


def _answer_page(token: str, form: dict[str, str], error: Invalid | None = None) -> ResponseReturnValue:
    try:
        asked = actions.opened(token)
    except Closed as closed:
        return _closed(closed, form)
    labels = plans.label_map(asked.plan)
    page = render_template(
        "delegation/answer.html",
        asked=asked,
        keeper=_keeper(asked),
        token=token,
        clauses=[
            (item, labels.get(item.id, ""), texts.clause(asked.plan, item.revision.text, f"a-{item.id}"))
            for item in asked.clauses
        ],
        given=form,
        error=error,
    )
    return page, 422 if error else 200


def _keeper(asked: Consultation) -> str:
    """Under whose name the browser keeps what is typed here, where nobody has signed in."""
    return f"consultation-{asked.id}"


def _closed(error: Closed, form: dict[str, str]) -> ResponseReturnValue:
    """That it is over, with what was typed: it can be copied from there."""
    typed = [text for name, text in form.items() if name.startswith("answer") and text.strip()]
    return render_template("delegation/closed.html", error=error, typed=typed), 410


@pages.post("/answers/<token>")
@needs(Permission.PUBLIC)
def answer(token: str) -> ResponseReturnValue:
    """Take the answer, once."""
    form = given(*request.form)
    answers = {name.removeprefix("answer-"): text for name, text in form.items() if name.startswith("answer-")}
    try:
        with transaction():
            made = actions.answer(token, name=form.get("name", ""), answers={**answers, "": form.get("answer", "")})
    except Invalid as error:
        return _answer_page(token, form, error)
    except Closed as error:
        return _closed(error, form)
    return render_template("delegation/answered.html", asked=made, keeper=_keeper(made))
