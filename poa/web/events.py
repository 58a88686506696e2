"""The history of a plan, in words."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ..errors import NotFound
from ..guards import needs, reader
from ..models import Event, Plan
from ..policy import Permission
from ..queries import events, plans
from ..streaming import stream as streamed
from .forms import number
from .languages import tongue

pages = Blueprint("events", __name__)

PAGE = 100

WORDS = {
    "plan.created": "brought in the zero draft",
    "clause.inserted": "inserted {label}",
    "clause.moved": "moved {label}",
    "clause.edited": "edited {label}: {reason}",
    "clause.retired": "took {label} out: {reason}",
    "clause.restored": "put {label} back",
    "clause.settled": "settled {places} in {label}",
    "bracket.lifted": "lifted the bracket of {party} in {label}",
    "bracket.decided": "recorded that a bracket in nobody’s name was decided in {label}",
    "revision.undone": "took a settlement of {label} back: {reason}",
    "amendment.drafted": "drafted {change} {label}",
    "amendment.edited": "edited the draft of {change} {label}",
    "amendment.submitted": "submitted {change} {label}",
    "amendment.taken_back": "took {change} {label} back into the delegation",
    "amendment.tabled": "tabled {change} {label}, of {party}",
    "amendment.withdrawn": "withdrew {change} {label}",
    "amendment.supported": "supports {change} {label}, of {party}",
    "amendment.support_ended": "no longer supports {change} {label}, of {party}",
    "amendment.rebased": "carried {change} {label} over to the current text",
    "amendment.adopted": "recorded {change} {label} as adopted, of {party}",
    "amendment.left": "recorded that {change} {label}, of {party}, was left out",
    "amendment.shared": "shared the draft of {change} {label}",
    "amendment.unshared": "took {change} {label} back into the delegation; what was seen was seen",
    "amendment.entered": "entered {change} {label} for {party}, which has to confirm it",
    "amendment.confirmed": "confirmed {change} {label}, entered for {party}",
    "amendment.taken_over": "took over {change} {label}, which {before} had withdrawn",
    "amendment.taken_to_all": "took {change} {label}, of {party}, to everyone as the proposal of {name}",
    "circle.opened": "opened the circle {name}",
    "circle.reported": "reported for {name}: {text}",
    "circle.settled": "settled {places} in {label} among {name}",
    "circle.settlement_undone": "took a settlement of {label} among {name} back: {reason}",
    "comment.made": "commented on {label}",
    "comment.replied": "replied to a comment on {label}",
    "comment.resolved": "resolved a comment on {label}",
    "comment.reopened": "reopened a comment on {label}",
    "instruction.given": "wrote down an instruction for {label}",
    "clause.cleared": "recorded that the capital cleared {label}",
    "clause.held": "recorded that the capital asks to hold {label}",
    "consultation.sent": "asked a ministry: {ministry}",
    "consultation.withdrawn": "asks no longer: {ministry}",
    "consultation.answered": "has the answer of {ministry}",
    "handover.written": "left a note for the handover",
    "position.stated": "stated a position on {label}: {position}",
    "reservation.made": "recorded a reservation on {label}",
    "reservation.lifted": "lifted a reservation on {label}",
    "clause.decided": "recorded {label} as {status}",
    "clause.reopened": "opened {label} again: {reason}",
    "clause.ad_ref": "agreed {label} ad referendum",
    "clause.ad_ref_confirmed": "confirmed {label}: its capital agrees",
    "clause.ad_ref_not_confirmed": "did not confirm {label}: its capital does not agree",
    "clause.reopening_asked": "asks for {label} to be opened again: {reason}",
    "clause.reopening_granted": "granted that {label} is opened again, as {party} asked",
    "clause.reopening_declined": "declined to open {label} again, as {party} asked",
    "meeting.opened": "opened {name}",
    "meeting.closed": "closed {name}",
    "meeting.attended": "recorded {party} as present",
    "meeting.left": "recorded that {party} has left",
    "meeting.clause": "put {label} under discussion",
    "meeting.words": "showed the room provisional words of {label}",
    "meeting.read_back": "read {label} back to the room",
    "meeting.discarded": "dropped the provisional words of {label}",
    "meeting.minuted": "added to the record of a meeting",
    "meeting.done": "recorded that a text owed by {party} has come",
    "section.parked": "parked {label}: {reason}",
    "section.unparked": "took {label} up again",
    "package.made": "made the package “{name}”",
    "package.joined": "put an amendment of {party} into the package “{name}”",
    "package.left": "took an amendment of {party} out of the package “{name}”",
    "package.tabled": "brought the package “{name}” before all who read its amendments",
    "package.dissolved": "dissolved the package “{name}”",
    "package.settled": "settled the package “{name}”: {take} of it taken",
    "bridge.proposed": "brought in a bridging proposal on {label}",
    "bridge.consented": "consented, for {party}, to a bridging proposal on {label}",
    "bridge.not_consented": "did not consent, for {party}, to a bridging proposal on {label}",
    "bridge.agreed": "put a bridging proposal on {label} in the place of the amendments",
    "bridge.rebased": "carried a bridging proposal on {label} over to the current text",
    "bridge.withdrawn": "withdrew a bridging proposal on {label}: {reason}",
    "amendment.bridged": "gave {change} {label}, of {party}, up for a bridging proposal",
    "draft.issued": "issued {symbol}",
    "document.requested": "asked for the {view} PDF of {symbol}",
    "draft.signed": "signed {symbol}",
    "draft.signed_ad_ref": "signed {symbol} ad referendum",
    "draft.signature_confirmed": "confirmed the signature of {symbol}: its capital agrees",
    "draft.confirmation_recorded": "recorded the confirmation of {symbol} by {party}, from its note",
    "plan.endorsed": "recorded that {body} endorsed {symbol}",
    "plan.adopted": "recorded that {body} adopted {symbol}",
    "draft.completed": "gave the last signature to {symbol}",
}
WORDS |= {
    "round.announced": "announced {name}, from {opens_at} until {closes_at}",
    "round.opened": "opened {name}, until {closes_at}",
    "round.extended": "extended {name} until {closes_at}",
    "round.closed": "closed {name}",
    "amendment.admitted": "admitted {change} {label}, of {party}, after the deadline",
    "silence.put": "put {symbol} under silence until {expires_at}",
    "silence.extended": "extended the silence on {symbol} until {expires_at}",
    "silence.withdrawn": "withdrew the silence on {symbol}: {reason}",
    "silence.broken": "broke the silence on {symbol}, for {party}",
    "silence.lapsed": "let the silence on {symbol} lapse by a change of the text",
    "silence.concluded": "had put {symbol} under silence: it is concluded",
    "corrigendum.proposed": "proposed corrigendum {number} to {symbol}",
    "clause.scrubbed": "changed {label} in the legal scrub: {reason}",
    "scrub.flagged": "flagged a change of the legal scrub in {label} as one of substance: {reason}",
    "plan.renumbered": "had the plan renumbered",
    "plan.interim_style": "chose how interim labels are written",
    "corrigendum.objected": "objected to corrigendum {number} to {symbol}",
}
CHANGES = {"modify": "a change in", "delete": "the deletion of", "insert": "a new clause after"}


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
    places = data.get("places", 0)
    data["places"] = f"{places} place{'' if places == 1 else 's'}"
    data["position"] = str(data.get("position", "")).replace("_", " ")
    data["status"] = str(data.get("status", "")).replace("_", " ")
    for name in {"opens_at", "closes_at", "expires_at"} & data.keys():
        data[name] = tongue().moment(dt.datetime.fromisoformat(data[name]))
    data["change"] = CHANGES.get(data.get("change", ""), "")
    if event.kind == "amendment.adopted" and event.data.get("change") == "insert":
        data["change"] = "the new clause"
    data["label"] = labels.get(event.clause_id, "a clause since taken out") if event.clause_id else "the beginning"
    return WORDS.get(event.kind, event.kind).format_map(_Known(data)).rstrip(": ")


class _Known(dict[str, object]):
    """Leaves nothing where an event does not say."""

    def __missing__(self, _key: str) -> str:
        return ""


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
