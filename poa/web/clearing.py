"""One thing at a time for who clears, on a telephone too: the words, our brief, the change in words, clear or hold."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..actions import amendments, clearing, instructions
from ..db import after_commit, transaction
from ..errors import Closed, Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Amendment, AmendmentKind, Clause, Plan
from ..policy import Permission
from ..queries import circles, rounds
from ..queries import clearing as queries
from ..queries.clearing import Task
from ..text.rewordings import Rewording, rewordings
from ..work import wake
from . import texts
from .forms import given, number, short, uuid_of

pages = Blueprint("clearing", __name__)


@pages.get("/plans/<uuid:plan_id>/clearing")
@needs(Permission.DELEGATION, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """The first thing to clear, or the one that is asked for."""
    return _page(plan, request.args.get("at", ""))


def _page(plan: Plan, at: str, problem: PoaError | None = None, note: str = "") -> str:
    found = queries.tasks(plan, reader())
    index = next((place for place, task in enumerate(found) if task.key == at), None if at == "end" else 0)
    task = found[index] if index is not None and found else None
    return render_template(
        "clearing/show.html",
        plan=plan,
        page="delegation",
        tasks=found,
        number=(index or 0) + 1,
        task=task,
        html=_redline(plan, task) if task else None,
        phrases=_phrases(plan, task) if task else [],
        circles=[item for item in circles.circles(plan.id, reader()) if item.forum],
        intake=rounds.intake(task.amendment.intended, "amendments") if task and task.amendment else None,
        done=request.args.get("done", ""),
        problem=problem,
        note=note,
    )


def _redline(plan: Plan, task: Task) -> object:
    if task.amendment is not None:
        return texts.amendment(plan, task.amendment)
    return texts.between(plan, task.entry.chain) if task.entry else ""


def _phrases(plan: Plan, task: Task) -> list[Rewording]:
    """The change in words; of what comes or goes as a whole the redline says it all."""
    made = task.amendment
    if made is not None and made.kind != AmendmentKind.MODIFY.value:
        return []
    if made is not None:
        old, new = made.revision.text if made.revision else "", made.text
    else:
        old, new = (task.entry.chain[0].text, task.entry.chain[-1].text) if task.entry else ("", "")
    return rewordings(texts.labelled(plan, old), texts.labelled(plan, new))


@pages.post("/amendments/<uuid:amendment_id>/clearing")
@needs(Permission.AMENDMENT_SUBMIT, Amendment)
def draft(amendment: Amendment) -> ResponseReturnValue:
    """Clear a draft as it was read, leave it with a word to who drafted it, or take a cleared one back."""
    key, act = f"draft-{amendment.id}", request.form.get("act", "")
    behind = queries.after(queries.tasks(amendment.plan, reader()), amendment.id)
    try:
        note = short("note")
        with transaction():
            _on_draft(amendment, act, note)
    except (Closed, Conflict, Invalid) as error:
        return _page(amendment.plan, key, error, given("note")["note"]), 422 if isinstance(error, Invalid) else 409
    at = key if act == "back" else behind.key if behind else "end"
    return redirect(url_for("clearing.show", plan_id=amendment.plan_id, at=at, done=_said(act, key)))


def _on_draft(amendment: Amendment, act: str, note: str) -> None:
    if act == "clear":
        wanted = request.form.get("circle") or "all"
        circle = circles.circle_named(amendment.plan_id, wanted, reader())
        read, floor = number(request.form.get("version", "")), request.form.get("floor") == "1"
        clearing.clear(reader(), amendment, version=read or 0, circle=circle, floor=floor)
        after_commit(wake)
    elif act == "back":
        amendments.take_back(reader(), amendment)
    elif act == "hold":
        if note:
            clearing.hold(reader(), amendment, note=note)
    else:
        raise Invalid("Say whether it is cleared or held.")


@pages.post("/clauses/<uuid:clause_id>/clearing")
@needs(Permission.DELEGATION, Clause)
def text(clause: Clause) -> ResponseReturnValue:
    """Record that the text that was read is cleared, or is to wait."""
    key, act = f"text-{clause.id}", request.form.get("act", "")
    behind = queries.after(queries.tasks(clause.plan, reader()), clause.id)
    try:
        read, note = uuid_of(given("revision")["revision"]), short("note")
        if act not in ("clear", "hold"):
            raise Invalid("Say whether it is cleared or held.")
        with transaction():
            instructions.clear(reader(), clause, revision_id=read, hold=act == "hold", note=note)
    except (Invalid, Conflict) as error:
        return _page(clause.plan, key, error, given("note")["note"]), 422 if isinstance(error, Invalid) else 409
    at = behind.key if behind else "end"
    return redirect(url_for("clearing.show", plan_id=clause.plan_id, at=at, done=_said(act, key)))


def _said(act: str, key: str) -> str:
    """What was done to what, for the next page, which offers to take it back."""
    return f"{act}-{key}"
