"""The last steps of a plan: endorsed by senior officials, adopted by ministers; after that its text stands."""

from __future__ import annotations

import datetime as dt

from ..db import now, session
from ..errors import Closed, Conflict, Invalid
from ..models import Adoption, Draft, Endorsement, Plan, User
from ..phrases import Listed, Words
from ..policy import Permission, require
from ..queries.adoptions import Progress, moved_on, progress
from ..text import check_text
from . import events
from .drafts import queue_publication


def endorse(
    actor: User, plan: Plan, *, body: str, meeting: str, place: str, date: dt.date, draft: Draft | None = None
) -> Endorsement:
    """Record that senior officials endorsed the final draft: which body, at which meeting, where and when."""
    require(actor, Permission.DECIDE, plan)
    events.lock(plan.id)
    known, final = _expect_confirmed(actor, plan, "endorsed")
    if draft is not None and draft.id != final.id:
        raise Invalid("Only the last final draft is endorsed.", field="draft")
    if known.endorsement is not None:
        raise Conflict(
            "%(symbol)s has been endorsed already; that is possible while it is confirmed.", symbol=final.symbol
        )
    made = Endorsement(
        plan_id=plan.id,
        draft=final,
        body=_words(body, "body"),
        meeting=_words(meeting, "meeting"),
        place=_words(place, "place"),
        date=date,
        recorded_by_id=actor.id,
        at=now(),
    )
    session.add(made)
    session.flush()
    _tell(actor, final, "plan.endorsed", made)
    return made


def adopt(actor: User, plan: Plan, *, body: str, meeting: str, place: str, date: dt.date) -> Adoption:
    """Record that ministers adopted the final draft, confirmed by all whose confirmation was required.

    From now on the plan takes no amendment and no edit; its publication copy is queued. `Conflict` says
    what is missing.
    """
    require(actor, Permission.DECIDE, plan)
    events.lock(plan.id)
    _known, final = _expect_confirmed(actor, plan, "adopted")
    made = Adoption(
        plan_id=plan.id,
        draft=final,
        body=_words(body, "body"),
        meeting=_words(meeting, "meeting"),
        place=_words(place, "place"),
        date=date,
        recorded_by=actor,
        at=now(),
    )
    session.add(made)
    session.flush()
    queue_publication(actor, final)
    _tell(actor, final, "plan.adopted", made)
    return made


def _expect_confirmed(actor: User, plan: Plan, verb: str) -> tuple[Progress, Draft]:
    known = progress(plan, actor)
    if known.state == "adopted":
        raise Closed("This plan has been adopted.")
    if known.draft is None:
        raise Conflict(
            "No final draft has been issued. The plan is %(verb)s once one is confirmed by all required.",
            verb=Words(verb),
        )
    waiting = [Words("the confirmation of %(code)s", code=code) for code in known.missing]
    waiting += [Words("the capital of %(code)s", code=code) for code in known.ad_ref]
    if waiting:
        raise Conflict("It cannot be %(verb)s yet. Missing: %(missing)s.", verb=Words(verb), missing=Listed(waiting))
    if moved_on(known.draft):
        raise Conflict(
            "The text has moved on since %(symbol)s. Issue another final draft first.", symbol=known.draft.symbol
        )
    return known, known.draft


def _words(text: str, field: str) -> str:
    return check_text(" ".join(text.split()), field, 300)


def _tell(actor: User, draft: Draft, kind: str, made: Endorsement | Adoption) -> None:
    events.record(
        actor,
        draft.plan_id,
        draft.circle,
        kind,
        made.id,
        symbol=draft.symbol,
        body=made.body,
        meeting=made.meeting,
        place=made.place,
        date=made.date.isoformat(),
    )
