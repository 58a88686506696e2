"""The history of a plan, in words."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from ..errors import NotFound
from ..guards import needs, reader
from ..models import Event, Plan
from ..phrases import Words
from ..policy import Permission
from ..queries import events, plans
from ..reasons import known
from ..streaming import stream as streamed
from .forms import number
from .languages import tongue

pages = Blueprint("events", __name__)

PAGE = 100
_PLACES = re.compile(r"%\((\w+)\)s")

WORDS = {
    "plan.created": Words("brought in the zero draft"),
    "clause.inserted": Words("inserted %(label)s"),
    "clause.moved": Words("moved %(label)s"),
    "clause.edited": Words("edited %(label)s: %(reason)s"),
    "clause.retired": Words("took %(label)s out: %(reason)s"),
    "clause.restored": Words("put %(label)s back"),
    "clause.settled": Words("settled %(places)s in %(label)s"),
    "bracket.lifted": Words("lifted the bracket of %(party)s in %(label)s"),
    "bracket.decided": Words("recorded that a bracket in nobody’s name was decided in %(label)s"),
    "revision.undone": Words("took a settlement of %(label)s back: %(reason)s"),
    "amendment.drafted": Words("drafted %(change)s %(label)s"),
    "amendment.edited": Words("edited the draft of %(change)s %(label)s"),
    "amendment.submitted": Words("submitted %(change)s %(label)s"),
    "amendment.taken_back": Words("took %(change)s %(label)s back into the delegation"),
    "amendment.tabled": Words("tabled %(change)s %(label)s, of %(party)s"),
    "amendment.withdrawn": Words("withdrew %(change)s %(label)s"),
    "amendment.supported": Words("supports %(change)s %(label)s, of %(party)s"),
    "amendment.support_ended": Words("no longer supports %(change)s %(label)s, of %(party)s"),
    "amendment.rebased": Words("carried %(change)s %(label)s over to the current text"),
    "amendment.adopted": Words("recorded %(change)s %(label)s as adopted, of %(party)s"),
    "amendment.left": Words("recorded that %(change)s %(label)s, of %(party)s, was left out"),
    "amendment.shared": Words("shared the draft of %(change)s %(label)s"),
    "amendment.unshared": Words("took %(change)s %(label)s back into the delegation; what was seen was seen"),
    "amendment.entered": Words("entered %(change)s %(label)s for %(party)s, which has to confirm it"),
    "amendment.confirmed": Words("confirmed %(change)s %(label)s, entered for %(party)s"),
    "amendment.taken_over": Words("took over %(change)s %(label)s, which %(before)s had withdrawn"),
    "amendment.taken_to_all": Words("took %(change)s %(label)s, of %(party)s, to everyone as the proposal of %(name)s"),
    "circle.opened": Words("opened the circle %(name)s"),
    "circle.reported": Words("reported for %(name)s: %(text)s"),
    "circle.settled": Words("settled %(places)s in %(label)s among %(name)s"),
    "circle.settlement_undone": Words("took a settlement of %(label)s among %(name)s back: %(reason)s"),
    "comment.made": Words("commented on %(label)s"),
    "comment.replied": Words("replied to a comment on %(label)s"),
    "comment.resolved": Words("resolved a comment on %(label)s"),
    "comment.reopened": Words("reopened a comment on %(label)s"),
    "comment.withdrawn": Words("took back a comment on %(label)s"),
    "instruction.given": Words("wrote down an instruction for %(label)s"),
    "clause.cleared": Words("recorded that the capital cleared %(label)s"),
    "clause.held": Words("recorded that the capital asks to hold %(label)s"),
    "consultation.sent": Words("asked a ministry: %(ministry)s"),
    "consultation.withdrawn": Words("asks no longer: %(ministry)s"),
    "consultation.answered": Words("has the answer of %(ministry)s"),
    "handover.written": Words("left a note for the handover"),
    "position.stated": Words("stated a position on %(label)s: %(position)s"),
    "reservation.made": Words("recorded a reservation on %(label)s"),
    "reservation.lifted": Words("lifted a reservation on %(label)s"),
    "clause.decided": Words("recorded %(label)s as %(status)s"),
    "clause.reopened": Words("opened %(label)s again: %(reason)s"),
    "clause.ad_ref": Words("agreed %(label)s ad referendum"),
    "clause.ad_ref_confirmed": Words("confirmed %(label)s: its capital agrees"),
    "clause.ad_ref_not_confirmed": Words("did not confirm %(label)s: its capital does not agree"),
    "clause.reopening_asked": Words("asks for %(label)s to be opened again: %(reason)s"),
    "clause.reopening_granted": Words("granted that %(label)s is opened again, as %(party)s asked"),
    "clause.reopening_declined": Words("declined to open %(label)s again, as %(party)s asked"),
    "meeting.opened": Words("opened %(name)s"),
    "meeting.closed": Words("closed %(name)s"),
    "meeting.attended": Words("recorded %(party)s as present"),
    "meeting.left": Words("recorded that %(party)s has left"),
    "meeting.clause": Words("put %(label)s under discussion"),
    "meeting.words": Words("showed the room provisional words of %(label)s"),
    "meeting.read_back": Words("read %(label)s back to the room"),
    "meeting.discarded": Words("dropped the provisional words of %(label)s"),
    "meeting.minuted": Words("added to the record of a meeting"),
    "meeting.done": Words("recorded that a text owed by %(party)s has come"),
    "section.parked": Words("parked %(label)s: %(reason)s"),
    "section.unparked": Words("took %(label)s up again"),
    "package.made": Words("made the package “%(name)s”"),
    "package.joined": Words("put an amendment of %(party)s into the package “%(name)s”"),
    "package.left": Words("took an amendment of %(party)s out of the package “%(name)s”"),
    "package.tabled": Words("brought the package “%(name)s” before all who read its amendments"),
    "package.dissolved": Words("dissolved the package “%(name)s”"),
    "package.settled": Words("settled the package “%(name)s”: %(take)s of it taken"),
    "bridge.proposed": Words("brought in a bridging proposal on %(label)s"),
    "bridge.consented": Words("consented, for %(party)s, to a bridging proposal on %(label)s"),
    "bridge.not_consented": Words("did not consent, for %(party)s, to a bridging proposal on %(label)s"),
    "bridge.agreed": Words("put a bridging proposal on %(label)s in the place of the amendments"),
    "bridge.rebased": Words("carried a bridging proposal on %(label)s over to the current text"),
    "bridge.withdrawn": Words("withdrew a bridging proposal on %(label)s: %(reason)s"),
    "amendment.bridged": Words("gave %(change)s %(label)s, of %(party)s, up for a bridging proposal"),
    "draft.issued": Words("issued %(symbol)s"),
    "document.requested": Words("asked for the %(view)s PDF of %(symbol)s"),
    "draft.signed": Words("signed %(symbol)s"),
    "draft.signed_ad_ref": Words("signed %(symbol)s ad referendum"),
    "draft.signature_confirmed": Words("confirmed the signature of %(symbol)s: its capital agrees"),
    "draft.confirmation_recorded": Words("recorded the confirmation of %(symbol)s by %(party)s, from its note"),
    "plan.endorsed": Words("recorded that %(body)s endorsed %(symbol)s"),
    "plan.adopted": Words("recorded that %(body)s adopted %(symbol)s"),
    "draft.completed": Words("gave the last signature to %(symbol)s"),
}
WORDS |= {
    "round.announced": Words("announced %(name)s, from %(opens_at)s until %(closes_at)s"),
    "round.opened": Words("opened %(name)s, until %(closes_at)s"),
    "round.extended": Words("extended %(name)s until %(closes_at)s"),
    "round.closed": Words("closed %(name)s"),
    "amendment.admitted": Words("admitted %(change)s %(label)s, of %(party)s, after the deadline"),
    "silence.put": Words("put %(symbol)s under silence until %(expires_at)s"),
    "silence.extended": Words("extended the silence on %(symbol)s until %(expires_at)s"),
    "silence.withdrawn": Words("withdrew the silence on %(symbol)s: %(reason)s"),
    "silence.broken": Words("broke the silence on %(symbol)s, for %(party)s"),
    "silence.lapsed": Words("let the silence on %(symbol)s lapse by a change of the text"),
    "silence.concluded": Words("had put %(symbol)s under silence: it is concluded"),
    "corrigendum.proposed": Words("proposed corrigendum %(number)s to %(symbol)s"),
    "clause.scrubbed": Words("changed %(label)s in the legal scrub: %(reason)s"),
    "scrub.flagged": Words("flagged a change of the legal scrub in %(label)s as one of substance: %(reason)s"),
    "plan.renumbered": Words("had the plan renumbered"),
    "plan.interim_style": Words("chose how interim labels are written"),
    "corrigendum.objected": Words("objected to corrigendum %(number)s to %(symbol)s"),
}
CHANGES = {"modify": Words("a change in"), "delete": Words("the deletion of"), "insert": Words("a new clause after")}


@pages.get("/plans/<uuid:plan_id>/history")
@needs(Permission.READ, Plan)
def index(plan: Plan) -> ResponseReturnValue:
    """The plan's events that the reader may know of, a hundred at a time."""
    page = number(request.args.get("page", "1"))
    last = max(1, -(-events.count(plan, reader()) // PAGE))
    if page is None or not 1 <= page <= last:
        raise NotFound("There is no such page.")
    found = events.events(plan, reader(), limit=PAGE, offset=(page - 1) * PAGE)
    labels = plans.label_map(plan)
    return render_template(
        "events/index.html",
        plan=plan,
        page="events",
        events=[(event, in_words(event, labels), href(event)) for event in found],
        number=page,
        pages=last,
        url=lambda page: url_for("events.index", plan_id=plan.id, page=page),
    )


@pages.get("/plans/<uuid:plan_id>/stream")
@needs(Permission.READ, Plan)
def stream(plan: Plan) -> ResponseReturnValue:
    """The plan's events as they come, for the pages' own scripts."""
    return streamed(plan)


def in_words(event: Event, labels: Mapping[uuid.UUID, str]) -> str:
    """What somebody did, to be read after the name."""
    data = dict(event.data)
    words = WORDS.get(event.kind)
    if words is None:
        return event.kind
    places = data.get("places", 0)
    data["places"] = ngettext("%(num)s place", "%(num)s places", places)
    for name in {"position", "status", "take"} & data.keys():
        data[name] = Words(str(data[name]).replace("_", " "))
    if "reason" in data:
        data["reason"] = known(data["reason"])
    for name in {"opens_at", "closes_at", "expires_at"} & data.keys():
        data[name] = dt.datetime.fromisoformat(data[name])
    data["change"] = CHANGES.get(data.get("change", ""), "")
    if event.kind == "amendment.adopted" and event.data.get("change") == "insert":
        data["change"] = Words("the new clause")
    since = Words("a clause since taken out")
    data["label"] = labels.get(event.clause_id, since) if event.clause_id else Words("the beginning")
    template = words.template
    values = {name: data.get(name, "") for name in _PLACES.findall(template)}
    return tongue().say(Words(template, **values)).rstrip(": ")


def href(event: Event) -> str:
    if event.kind.startswith("meeting."):
        return url_for("meetings.show", meeting_id=event.subject_id)
    if event.kind.startswith("amendment."):
        return url_for("amendments.show", amendment_id=event.subject_id)
    if event.kind == "draft.issued" or event.kind == "draft.completed":
        return url_for("drafts.show", draft_id=event.subject_id)
    if event.kind.startswith("silence."):
        return url_for("silences.show", silence_id=event.subject_id)
    if event.kind.startswith("round."):
        return url_for("negotiation.show", plan_id=event.plan_id, _anchor="rounds")
    if event.clause_id is not None:
        return url_for("clauses.show", clause_id=event.clause_id)
    return ""
