"""What still stands, the ledger of ad refs, and the last steps: confirmations, endorsement, adoption."""

from __future__ import annotations

import datetime as dt
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import adopting, confirmations, sessions
from ..db import session, transaction
from ..errors import Conflict, Invalid, NotAllowed, NotFound, PoaError
from ..guards import needs, reader
from ..models import Blob, Draft, Plan
from ..policy import Permission, may
from ..queries import adoptions as queries
from ..queries import gate as gate_queries
from ..queries import plans, statuses
from ..queries.drafts import document_of, signoffs
from ..work import wake
from .drafts import kept
from .forms import date_of, given

pages = Blueprint("adoptions", __name__)


@pages.get("/plans/<uuid:plan_id>/gate")
@needs(Permission.READ, Plan)
def gate(plan: Plan) -> ResponseReturnValue:
    """Everything that still stands between the plan and its final text, by kind and by party."""
    standing = gate_queries.gate(plan, reader())
    by_kind = [(kind, _lines(list(items))) for kind, items in groupby(standing, key=lambda item: item.kind)]
    counts: dict[str, dict[str, int]] = {}
    for item in standing:
        for party in item.parties:
            mine = counts.setdefault(party, {})
            mine[item.kind] = mine.get(item.kind, 0) + 1
    return render_template(
        "adoptions/gate.html",
        plan=plan,
        page="negotiation",
        total=len(standing),
        by_kind=by_kind,
        by_party=sorted(counts.items()),
        kinds=gate_queries.KINDS,
    )


def _lines(items: list[gate_queries.Standing]) -> list[tuple[gate_queries.Standing, int, tuple[str, ...]]]:
    """One line for what stands of a kind on a clause in the same words: how often, and with which parties.

    Proposals are many: those on one clause are one line whoever made them.
    """
    found: dict[tuple[object, str], list[gate_queries.Standing]] = {}
    for item in items:
        words = "" if item.kind == "amendment" else item.text
        found.setdefault((item.clause, words), []).append(item)
    return [
        (same[0], len(same), tuple(dict.fromkeys(code for item in same for code in item.parties)))
        for same in found.values()
    ]


@pages.get("/plans/<uuid:plan_id>/ad-refs")
@needs(Permission.READ, Plan)
def ledger(plan: Plan) -> ResponseReturnValue:
    """The ledger of ad refs, the open ones first, by due date."""
    found = statuses.ad_refs(plan, reader())
    return render_template(
        "adoptions/ad_refs.html", plan=plan, page="negotiation", lines=found, labels=plans.label_map(plan)
    )


@pages.get("/plans/<uuid:plan_id>/adoption")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """How far the plan is on its way to adoption."""
    return _page(plan)


def _page(plan: Plan, problem: PoaError | None = None, form: str = "") -> str:
    known = queries.progress(plan, reader())
    me = reader()
    waits = any(
        item.party_id == me.party_id and item.kind == "signed_ad_ref" and item.confirmed_at is None
        for item in known.signoffs
    )
    return render_template(
        "adoptions/show.html",
        plan=plan,
        page="negotiation",
        known=known,
        publication=document_of(known.draft, "publication") if known.adoption and known.draft else None,
        may_decide=may(me, Permission.DECIDE, plan),
        may_record=known.draft is not None and may(me, Permission.RECORD, known.draft),
        may_confirm=waits and known.draft is not None and may(me, Permission.SIGN, known.draft),
        given=given("body", "meeting", "place", "date", "reference", "party"),
        problem=problem,
        form=form,
    )


def _refused(plan: Plan, error: PoaError, form: str) -> ResponseReturnValue:
    session.rollback()
    status = 422 if isinstance(error, Invalid) else 403 if isinstance(error, NotAllowed) else 409
    return _page(session.get_one(Plan, plan.id), error, form), status


@pages.post("/drafts/<uuid:draft_id>/confirmations")
@needs(Permission.RECORD, Draft)
def record(draft: Draft) -> ResponseReturnValue:
    """Record a confirmation that came by note verbale."""
    form = given("party", "reference")
    file = request.files.get("note")
    try:
        with transaction():
            confirmations.record(
                reader(),
                draft,
                party=form["party"],
                reference=form["reference"],
                note=file.read() if file else b"",
                date=date_of("date"),
            )
    except (Invalid, Conflict) as error:
        return _refused(draft.plan, error, "note")
    wake()
    flash(_("The confirmation of %(party)s is recorded, with its note.", party=form["party"]), "done")
    return redirect(url_for("adoptions.show", plan_id=draft.plan_id))


@pages.get("/drafts/<uuid:draft_id>/confirmations/<string:party>/note")
@needs(Permission.READ, Draft)
def note(draft: Draft, party: str) -> ResponseReturnValue:
    """The note that a recorded confirmation rests on."""
    found = next((item for item in signoffs(draft) if item.party.code == party), None)
    if found is None or found.note_sha256 is None:
        raise NotFound("There is no note of this party.")
    blob = session.get_one(Blob, found.note_sha256)
    name = f"note-{found.party.code}.{blob.media_type.rpartition('/')[2]}"
    return kept(blob.data, blob.media_type, blob.sha256, name, download=True)


@pages.post("/drafts/<uuid:draft_id>/signoffs/confirm")
@needs(Permission.SIGN, Draft)
def confirm(draft: Draft) -> ResponseReturnValue:
    """Say that the own capital confirms what was signed ad referendum."""
    me = reader()
    with transaction():
        proof = sessions.prove_again(me, request.form.get("password", ""), request.remote_addr or "")
    try:
        if proof is None:
            raise NotAllowed("This is not your password. Nothing was confirmed; enter it again.")
        with transaction():
            confirmations.confirm_signature(me, draft, proof=proof)
    except (Conflict, NotAllowed) as error:
        return _refused(draft.plan, error, "confirm")
    flash(_("Confirmed: your signature is no longer ad referendum."), "done")
    return redirect(url_for("adoptions.show", plan_id=draft.plan_id))


def _held() -> tuple[dict[str, str], dt.date]:
    form = given("body", "meeting", "place")
    date = date_of("date")
    if date is None:
        raise Invalid("Say on which day it was.", field="date")
    return form, date


@pages.post("/plans/<uuid:plan_id>/endorsement")
@needs(Permission.DECIDE, Plan)
def endorse(plan: Plan) -> ResponseReturnValue:
    """Record the endorsement by senior officials."""
    try:
        form, date = _held()
        with transaction():
            adopting.endorse(reader(), plan, body=form["body"], meeting=form["meeting"], place=form["place"], date=date)
    except (Invalid, Conflict) as error:
        return _refused(plan, error, "endorse")
    flash(_("The endorsement is recorded."), "done")
    return redirect(url_for("adoptions.show", plan_id=plan.id))


@pages.post("/plans/<uuid:plan_id>/adoption")
@needs(Permission.DECIDE, Plan)
def adopt(plan: Plan) -> ResponseReturnValue:
    """Record the adoption by ministers."""
    try:
        form, date = _held()
        with transaction():
            adopting.adopt(reader(), plan, body=form["body"], meeting=form["meeting"], place=form["place"], date=date)
    except (Invalid, Conflict) as error:
        return _refused(plan, error, "adopt")
    wake()
    flash(_("The plan has been adopted. Its publication copy is being set."), "done")
    return redirect(url_for("adoptions.show", plan_id=plan.id))
