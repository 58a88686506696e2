"""Worlds that differ only in what a delegation or ASEAN keeps to itself, and all that somebody reads of one."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, is_dataclass
from typing import Any

from sqlalchemy import inspect, select

from poa.actions import amendments, comments, meetings, plenary
from poa.db import session, transaction
from poa.models import Clause, OneTimeLink, Plan, Session, User
from poa.policy import VISIBLE, visible
from poa.queries import amendments as amended
from poa.queries import boards, circles, desks, documents, drafts, events, overlays, plans, statuses
from poa.queries import comments as threads

from ..actions.desk import places, settle, variant
from ..actions.paper import clean, printed, request
from ..cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_insert, make_plan, person

SHARE = "ASEAN and Japan should share all results of common interest."
SECRETS = {
    "": (),
    "TH": (("draft", "all", "own", "delegate_th"),),
    "ASEAN": (
        ("draft", "all", "own", "delegate_th"),
        ("submitted", "ASEAN", "ASEAN", "delegate_th"),
        ("tabled", "ASEAN", "ASEAN", "asean_desk"),
    ),
}
CHANGING = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\b(?:[0-9a-f]{32}){1,2}\b")
TIMES = re.compile(r"\d{4}-\d\d-\d\d[ T][\d:.+]+Z?|\d{8}T\d{4}Z")

# They order a plan's events over all circles, and are in no query that a page, a file or the API shows.
NEVER_SHOWN = {"last_event", "sequence"}


def played(secrets: str) -> Plan:
    """A plan with something of everything; with `secrets`, also what Thailand or ASEAN keep to themselves."""
    Cast()
    plan = make_plan()
    each, share = clause_of(plan, "Each party"), clause_of(plan, "ASEAN and Japan should")
    private(plan, each, share, secrets)
    make_amendment(share, SHARE.replace("should", "will"), by="vn")
    make_amendment(share, SHARE.replace("common interest", "interest"), by="jp")
    make_insert(plan, each, "They meet each spring.", by="th")
    make_comment(each, "Which one?", by="delegate_vn", quote="contact point")
    private(plan, each, share, secrets)
    settle(share, variant(places(share)[0], "VN"))
    make_draft(plan, "Zero", stage="zero", with_comments=True)
    private(plan, each, share, secrets)
    settle(share, variant(places(share)[0], "JP"))
    draft = make_draft(plan, "Rev.1")
    printed(clean(draft))
    request(draft, "redline")
    return plan


def private(plan: Plan, each: Clause, share: Clause, secrets: str) -> None:
    """What they propose, support, comment, resolve and settle among themselves."""
    for state, circle, heard, speaker in SECRETS[secrets]:
        text = share.revision.text.replace("share", "publish")
        made = make_amendment(share, text, by="th", state=state, circle=circle)
        make_insert(plan, each, "In secret.", by="th", state=state, circle=circle)
        make_amendment(share, kind="delete", by="th", state=state, circle=circle)
        said = make_comment(each, "Between us.", by=speaker, circle=heard, quote="contact")
        done = make_comment(each, "Settled between us.", by=speaker, circle=heard)
        with transaction():
            comments.reply(person(speaker), said, body="Indeed.")
            comments.resolve(person(speaker), done)
            if state == "draft":
                amendments.edit(person("delegate_th"), made, rationale="Better so.")
            if state == "tabled":
                amendments.support(person("head_sg"), made)
                meet(plan, each)


def meet(plan: Plan, clause: Clause) -> None:
    """ASEAN meets by itself, about a clause."""
    desk = person("asean_desk")
    sitting = meetings.open_meeting(desk, plan, name="Among us", circle=circles.circle_named(plan.id, "ASEAN", desk))
    meetings.attend(desk, sitting, party="TH")
    plenary.discuss(desk, sitting, clause)
    plenary.type_words(desk, sitting, words="In secret.", version=sitting.version)
    meetings.minute(desk, sitting, kind="statement", party="TH", text="Among us.")
    plenary.discard(desk, sitting)
    meetings.close_meeting(desk, sitting)


def everything(plan: Plan, name: str) -> str:
    """All that this person reads of the plan, as text; ids and hashes are named by the order in which they come."""
    session.rollback()
    session.expire_all()
    reader = person(name)
    models = [model for model in VISIBLE if model not in (Session, User, OneTimeLink)]
    read: dict[str, Any] = {model.__name__: rows(model, reader) for model in models}
    issued = drafts.drafts(plan, reader)
    read |= {
        "views": plans.clause_views(plan, reader),
        "labels": sorted(plans.label_map(plan).values()),
        "statuses": [statuses.status_of(clause, reader).label for clause in plans.clauses_in_order(plan.id)],
        "decisions": [
            [(item.number, item.status) for item in statuses.decisions(clause, reader)]
            for clause in plans.clauses_in_order(plan.id)
        ],
        "circles": [circle.name for circle in circles.circles(plan.id, reader)],
        "events": [(event.kind, event.data, event.number) for event in events.events(plan, reader)],
        "count": events.count(plan, reader),
        "amendments": [item.text for item in amended.of_plan(plan, reader)],
        "whole": [item.text for item in amended.whole(plan, reader)],
        "waiting": [item.text for item in amended.waiting(plan, reader)],
        "queue": boards.queue(plan, reader),
        "drafts": [drafts.content(draft) for draft in issued],
        "documents": [
            [item.view for item in found]
            for found in documents.documents([draft.id for draft in issued], reader).values()
        ],
        "clauses": [of_clause(plan, clause, reader) for clause in plans.clauses_in_order(plan.id)],
    }
    known: dict[str, str] = {}
    text = TIMES.sub("<time>", json.dumps(read, default=plain, indent=1))
    return CHANGING.sub(lambda match: known.setdefault(match.group(), f"<{len(known)}>"), text)


def of_clause(plan: Plan, clause: Clause, reader: User) -> dict[str, Any]:
    """What is read on the page of a clause."""
    return {
        "text": clause.revision.text,
        "amendments": [item.text for item in amended.of_clause(clause, reader)],
        "threads": [(item.body, [reply.body for reply in item.replies]) for item in threads.threads(clause, reader)],
        "overlay": [item.text for item in overlays.tabled(clause, reader)],
        "stale": [item.text for item in desks.stale(clause, reader)],
        "last": bool(desks.last_settlement(clause, reader)),
        "events": [event.kind for event in events.events(plan, reader, clause=clause)],
    }


def rows(model: type[Any], reader: User) -> list[dict[str, Any]]:
    """Every row of a model that exists for the reader, with all its columns but two, in the order they were made."""
    columns = [column.key for column in inspect(model).columns if column.key not in NEVER_SHOWN]
    found = session.scalars(select(model).where(visible(model, reader))).unique()
    made = [{key: getattr(row, key) for key in columns} for row in found]
    times = ("created_at", "at", "issued_at", "position")
    return sorted(made, key=lambda row: [str(row[key]) for key in times if key in row])


def plain(value: Any) -> Any:
    """What JSON does not know by itself."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return json.loads(value) if isinstance(value, bytes) else str(value)
