"""Home: what waits for the reader, deadlines, what changed since, where the negotiation stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from ..actions import visits as actions
from ..db import now, transaction
from ..guards import needs, reader
from ..models import Plan
from ..policy import Permission, may
from ..queries import boards, changes, clearing, drafts, home, plans, visits
from ..queries.changes import Changed
from ..queries.home_items import Item
from ..text.rewordings import Rewording, rewordings
from . import pictures, texts
from .events import href, in_words
from .forms import number

pages = Blueprint("home", __name__)

# Where each thing is done: the endpoint, what its id is called there, the place on the page.
PLACES: dict[str, tuple[str, str, str]] = {
    **dict.fromkeys(
        ("draft", "confirm", "unconfirmed", "admit", "late", "table"), ("amendments.show", "amendment", "")
    ),
    "stale": ("editing.rebase", "amendment", ""),
    "position": ("amendments.show", "amendment", ""),
    "instruction": ("delegation.clause", "clause", ""),
    **dict.fromkeys(("bracket", "nobodys"), ("clauses.show", "clause", "brackets")),
    "consent": ("bridges.show", "bridge", ""),
    "reopening": ("positions.show", "clause", ""),
    "silence": ("silences.show", "silence", ""),
    **dict.fromkeys(("meeting", "owes", "owed"), ("meetings.show", "meeting", "")),
    **dict.fromkeys(("sign", "sign_ad_ref", "unsigned", "issued", "failed"), ("drafts.show", "draft", "")),
    "placeholder": ("clauses.show", "clause", ""),
}
FEW = 5  # so many of a kind are shown at once; the rest is folded


def index_page() -> str:
    """The one plan's home, or the plans with what is most pressing in each."""
    mine = plans.plans(reader())
    if len(mine) == 1:
        return _page(mine[0])
    return render_template("home/plans.html", found=home.headlines(mine, reader()))


@pages.get("/plans/<uuid:plan_id>/home")
@needs(Permission.READ, Plan)
def show(plan: Plan) -> ResponseReturnValue:
    """What waits for the reader in this plan, and where it stands."""
    return _page(plan)


def _page(plan: Plan) -> str:
    found = home.headline(plan, reader())
    issued = drafts.drafts(plan, reader())
    delegation = may(reader(), Permission.DELEGATION, plan)
    return render_template(
        "home/show.html",
        plan=plan,
        page="home",
        found=found,
        groups=_groups(plan, found.items),
        few=FEW,
        latest=issued[0] if issued else None,
        to_clear=clearing.tasks(plan, reader()) if delegation else None,
        easiest=boards.queue(plan, reader())[:FEW] if may(reader(), Permission.MERGE, plan) else [],
        pictures=pictures.of(plan, reader()),
        until=visits.latest(plan, reader()).isoformat(),
    )


Line = tuple[Item, str, list[Rewording]]


def _groups(plan: Plan, items: Sequence[Item]) -> list[tuple[str, list[Line]]]:
    """What waits by kind, the kind first that has the most pressing one; each with where it is done, and its words."""
    found: dict[str, list[Line]] = {}
    for item in items:
        said = rewordings(*(texts.labelled(plan, text) for text in item.texts))[:2] if item.texts else []
        found.setdefault(item.kind, []).append((item, _place(plan, item), said))
    return list(found.items())


def _place(plan: Plan, item: Item) -> str:
    if item.kind == "clear":
        return url_for("clearing.show", plan_id=plan.id, at=f"draft-{item.subject}")
    if item.kind in ("ministry", "answered"):
        return url_for("consultations.index", plan_id=plan.id, _anchor=f"k-{item.subject}")
    if item.kind in ("ad_ref", "capital"):
        return url_for("adoptions.ledger", plan_id=plan.id)
    if item.kind in ("reply", "mention"):
        return url_for("clauses.show", clause_id=item.clause_id, _anchor=f"t-{item.subject}")
    endpoint, noun, anchor = PLACES[item.kind]
    subject = item.clause_id if noun == "clause" else item.subject
    values: dict[str, Any] = {f"{noun}_id": subject}
    return url_for(endpoint, _anchor=anchor or None, **values)


@pages.post("/plans/<uuid:plan_id>/seen")
@needs(Permission.READ, Plan)
def seen(plan: Plan) -> ResponseReturnValue:
    """Note up to when the reader has seen the plan: by script while it is read, by the button for good."""
    finished = request.form.get("finished") == "1"
    ago = dt.timedelta(milliseconds=number(request.form.get("ago", "")) or 0)
    until = _moment(request.form.get("until", "")) or now() - ago
    with transaction():
        actions.seen(reader(), plan, until=until, finished=finished)
    if request.form.get("quiet") == "1":
        return "", 204
    flash(_("Noted. From now on these pages show what changes after this moment."), "done")
    return redirect(url_for("home.show", plan_id=plan.id))


@pages.get("/plans/<uuid:plan_id>/changes")
@needs(Permission.READ, Plan)
def changed(plan: Plan) -> ResponseReturnValue:
    """What changed since the reader was here, since a moment or since a draft: a redline, and the rest in words."""
    wanted = request.args.get("since", "")
    issued = drafts.drafts(plan, reader())
    draft = next((item for item in issued if str(item.id) == wanted), None)
    found = home.headlines([plan], reader())[0]
    since = draft.as_of if draft else _moment(wanted) or found.since
    clauses = changes.changed(plan, reader(), since)
    labels = plans.label_map(plan)
    return render_template(
        "home/changes.html",
        plan=plan,
        page="home",
        since=since,
        draft=draft,
        visited=found.visited,
        marker=found.since,
        symbol=found.draft,
        drafts=issued,
        wanted=wanted if draft else "",
        clauses=[(item, _redline(plan, item)) for item in clauses],
        told=[(event, in_words(event, labels), href(event)) for event in changes.told(plan, reader(), since)],
        until=visits.latest(plan, reader()).isoformat(),
    )


def _redline(plan: Plan, item: Changed) -> object:
    """The clause from its text then to its text now; one that came or went as inserted or deleted words."""
    if item.what == "inserted":
        codes = [code for part in item.chain[0].parts for code in part["parties"]]
        return texts.by_party(plan, "", item.chain[-1].text, codes[0] if codes else None)
    if item.what == "moved":
        return texts.clause(plan, item.chain[-1].text, f"m-{item.id}")
    return texts.between(plan, item.chain)


def _moment(written: str) -> dt.datetime | None:
    """A moment or a day (its beginning, UTC) that an address or a form names; None for none."""
    try:
        found = dt.datetime.fromisoformat(written)
        return (found if found.tzinfo else found.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None
