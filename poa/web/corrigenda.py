"""Corrigenda of a draft: the list, the desk's form, a party's objection."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import corrigenda as actions
from ..db import transaction
from ..errors import Conflict, Invalid, PoaError
from ..guards import needs, reader
from ..models import Corrigendum, Draft
from ..policy import Permission, may
from ..queries import corrigenda
from ..queries.drafts import content
from ..work import wake
from .forms import given, moment, uuid_of
from .languages import tongue

pages = Blueprint("corrigenda", __name__)


@pages.get("/drafts/<uuid:draft_id>/corrigenda")
@needs(Permission.READ, Draft)
def index(draft: Draft) -> ResponseReturnValue:
    """The corrigenda of a draft, and the form for another one."""
    return _page(draft, {})


def _page(draft: Draft, form: dict[str, str], problem: PoaError | None = None, at: str = "") -> str:
    me = reader()
    clauses = content(draft)["clauses"]
    inside = me.party_id in {party.id for party in draft.circle.parties}
    return render_template(
        "corrigenda/index.html",
        plan=draft.plan,
        page="drafts",
        draft=draft,
        corrigenda=corrigenda.corrigenda(draft),
        labels={item["id"]: item["label"] for item in clauses},
        clauses=[(item["id"], f"{item['label']}  {item['text'][:60]}") for item in clauses],
        may_propose=may(me, Permission.DRAFT_ISSUE, draft),
        may_object=inside and may(me, Permission.SPEAK, draft),
        given=form,
        problem=problem,
        at=at,
    )


@pages.post("/drafts/<uuid:draft_id>/corrigenda")
@needs(Permission.DRAFT_ISSUE, Draft)
def create(draft: Draft) -> ResponseReturnValue:
    """Take a corrigendum, or show the form again."""
    form = given("clause", "wrong", "right", "expires_at")
    try:
        expires_at = moment("expires_at")
        if expires_at is None:
            raise Invalid("Say until when the parties may object.", field="expires_at")
        with transaction():
            made = actions.propose(
                reader(),
                draft,
                clause_id=uuid_of(form["clause"]),
                wrong=form["wrong"],
                right=form["right"],
                expires_at=expires_at,
            )
    except (Invalid, Conflict) as error:
        return _page(draft, form, error), 422 if isinstance(error, Invalid) else 409
    wake()
    flash(
        _(
            "Corrigendum %(number)s stands after %(at)s unless a party objects.",
            number=made.number,
            at=tongue().moment(expires_at),
        ),
        "done",
    )
    return redirect(url_for("corrigenda.index", draft_id=draft.id))


@pages.post("/corrigenda/<uuid:corrigendum_id>/object")
@needs(Permission.SPEAK, Corrigendum)
def object_to(corrigendum: Corrigendum) -> ResponseReturnValue:
    """Object for one's party, or show the form again."""
    form = given("reason")
    try:
        with transaction():
            actions.object_to(reader(), corrigendum, reason=form["reason"])
    except (Invalid, Conflict) as error:
        status = 422 if isinstance(error, Invalid) else 409
        return _page(corrigendum.draft, form, error, str(corrigendum.id)), status
    wake()
    flash(_("Your objection is recorded. The words stay as they were issued."), "done")
    return redirect(url_for("corrigenda.index", draft_id=corrigendum.draft_id))
