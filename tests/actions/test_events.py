"""Events: each action leaves one, in its circle."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

import poa.actions
from poa.actions import (
    ad_refs,
    adoptions,
    amendments,
    comments,
    documents,
    plans,
    positions,
    reopenings,
    reservations,
    revisions,
    settlements,
    statuses,
)
from poa.actions.choices import Choice
from poa.db import session, transaction
from poa.models import Amendment, Clause, Event, Plan, Reservation
from poa.queries.circles import circle_named
from poa.queries.events import events as events_of
from poa.web.events import WORDS

from ..cast import Cast, make_amendment, make_comment, make_draft, make_insert, person
from .desk import places
from .paper import clean, printed, request, sign
from .scene import Scene, circles, holds

EACH = "Each party will name a contact point."
MAY = EACH.replace("will", "may")


def settle_one(who: Any, made: Amendment) -> object:
    assert made.clause is not None
    choice = Choice(places(made.clause)[0].locus, "base", "session")
    return settlements.record(who, made.clause, revision_id=made.clause.revision.id, choices=[choice])


def edit(who: Any, clause: Clause) -> object:
    return plans.edit_clause(who, clause, revision_id=clause.revision.id, text=MAY, reason="x")


def table(name: str) -> Callable[[Any, Amendment], object]:
    return lambda who, it: amendments.table(who, it, circle=circle_named(it.plan_id, name, person("head_th")))


def say(circle: str) -> Callable[[Any, Clause], object]:
    return lambda who, it: comments.comment(who, it, body="So.", circle=circle_named(it.plan_id, circle, who))


def reserve(who: Any, plan: Plan) -> Reservation:
    return reservations.reserve(who, plan, clause=None, kind="general")


def reserved(plan: Plan) -> Reservation:
    with transaction():
        return reserve(person("head_jp"), plan)


def agree_in_group(who: Any, clause: Clause) -> object:
    return statuses.decide(who, clause, status="agreed_in_group")


def agreed(clause: Clause, *further: str) -> Clause:
    with transaction():
        for status in ("agreed", *further):
            statuses.decide(person("co_chair"), clause, status=status)
    return clause


def closed(clause: Clause) -> Clause:
    return agreed(clause, "closed")


def ad_ref(clause: Clause) -> Clause:
    with transaction():
        ad_refs.state(person("head_th"), clause, until=None)
    return clause


CONFIRMED, NOT_CONFIRMED = "clause.ad_ref_confirmed", "clause.ad_ref_not_confirmed"
Case = tuple[str, Callable[[Scene], Any], Callable[[Any, Any], object], str, str]
S, JP, TH = "secretariat", "head_jp", "head_th"
CASES: list[Case] = [
    (
        S,
        lambda s: s.plan,
        lambda w, it: plans.insert_clause(w, it, after=None, kind="clause", text="N.", level=None),
        "all",
        "clause.inserted",
    ),
    (S, lambda s: s.clause, lambda w, it: plans.move_clause(w, it, after=None), "all", "clause.moved"),
    (S, lambda s: s.clause, edit, "all", "clause.edited"),
    (S, lambda s: s.clause, lambda w, it: plans.retire_clause(w, it, reason="x"), "all", "clause.retired"),
    (S, Scene.retired, plans.restore_clause, "all", "clause.restored"),
    (S, Scene.amendment, settle_one, "all", "clause.settled"),
    (S, Scene.settled, lambda w, it: revisions.undo(w, it.revision, reason="x"), "all", "revision.undone"),
    (
        JP,
        lambda s: s.clause,
        lambda w, it: amendments.propose(w, it, revision_id=it.revision.id, text=MAY),
        "JP",
        "amendment.drafted",
    ),
    (
        JP,
        lambda s: s.plan,
        lambda w, it: amendments.propose_insert(w, it, after=None, text="N."),
        "JP",
        "amendment.drafted",
    ),
    (JP, lambda s: s.amendment("draft"), lambda w, it: amendments.edit(w, it, rationale="x"), "JP", "amendment.edited"),
    (JP, lambda s: s.amendment("draft"), amendments.submit, "JP", "amendment.submitted"),
    (JP, lambda s: s.amendment("submitted"), amendments.take_back, "JP", "amendment.taken_back"),
    (S, lambda s: s.amendment("submitted"), table("all"), "all", "amendment.tabled"),
    (
        "asean_desk",
        lambda s: s.amendment("submitted", by="th", circle="ASEAN"),
        table("ASEAN"),
        "ASEAN",
        "amendment.tabled",
    ),
    (JP, lambda s: s.amendment("draft"), amendments.withdraw, "JP", "amendment.withdrawn"),
    (JP, Scene.amendment, amendments.withdraw, "all", "amendment.withdrawn"),
    (TH, lambda s: s.amendment(by="vn", circle="ASEAN"), amendments.support, "ASEAN", "amendment.supported"),
    (TH, Scene.amendment, amendments.support, "all", "amendment.supported"),
    ("head_vn", Scene.supported, amendments.end_support, "all", "amendment.support_ended"),
    (
        JP,
        Scene.stale,
        lambda w, it: amendments.rebase(w, it, text="Each has one.", revision_id=it.clause.revision.id),
        "JP",
        "amendment.rebased",
    ),
    (
        S,
        lambda s: make_insert(s.plan, None, "N."),
        lambda w, it: adoptions.adopt(w, it, basis="session"),
        "all",
        "amendment.adopted",
    ),
    (
        S,
        lambda s: make_amendment(s.clause, kind="delete"),
        lambda w, it: adoptions.leave(w, it, basis="session"),
        "all",
        "amendment.left",
    ),
    (JP, lambda s: s.clause, say("all"), "all", "comment.made"),
    (JP, lambda s: s.clause, say("own"), "JP", "comment.made"),
    (TH, lambda s: s.clause, say("ASEAN"), "ASEAN", "comment.made"),
    (
        TH,
        lambda s: make_comment(s.clause, by="delegate_vn", circle="ASEAN"),
        lambda w, it: comments.reply(w, it, body="x"),
        "ASEAN",
        "comment.replied",
    ),
    (JP, lambda s: make_comment(s.clause, circle="own"), comments.resolve, "JP", "comment.resolved"),
    (JP, Scene.resolved, comments.reopen, "all", "comment.reopened"),
    ("delegate_jp", lambda s: make_comment(s.clause, circle="own"), comments.withdraw, "JP", "comment.withdrawn"),
    (JP, lambda s: s.clause, lambda w, it: positions.state(w, it, position="oppose"), "JP", "position.stated"),
    (JP, lambda s: s.plan, reserve, "all", "reservation.made"),
    (JP, lambda s: reserved(s.plan), reservations.lift, "all", "reservation.lifted"),
    (S, lambda s: s.clause, lambda w, it: statuses.decide(w, it, status="agreed"), "all", "clause.decided"),
    ("asean_desk", lambda s: s.clause, agree_in_group, "ASEAN", "clause.decided"),
    (TH, lambda s: agreed(s.clause), lambda w, it: statuses.reopen(w, it, reason="x"), "all", "clause.reopened"),
    (TH, lambda s: s.clause, lambda w, it: ad_refs.state(w, it, until=None), "all", "clause.ad_ref"),
    (TH, lambda s: ad_ref(s.clause), lambda w, it: ad_refs.confirm(w, it, confirmed=True), "all", CONFIRMED),
    (TH, lambda s: ad_ref(s.clause), lambda w, it: ad_refs.confirm(w, it, confirmed=False), "all", NOT_CONFIRMED),
    (JP, lambda s: closed(s.clause), lambda w, it: reopenings.ask(w, it, reason="x"), "all", "clause.reopening_asked"),
]


@pytest.mark.parametrize(
    ("name", "given", "act", "circle", "kind"), CASES, ids=[f"{c[4]}-{c[3]}-{c[0]}" for c in CASES]
)
def test_each_action_leaves_one_event_in_its_circle(
    plan: Plan, name: str, given: Callable[[Scene], Any], act: Callable[[Any, Any], object], circle: str, kind: str
) -> None:
    subject = given(Scene(plan))
    before = Counter(session.scalars(select(Event.id)))
    with transaction():
        act(person(name), subject)
    new = [event for event in session.scalars(select(Event)).unique() if event.id not in before]
    assert [(event.kind, event.circle.name) for event in new] == [(kind, circle)]
    assert (new[0].actor.id, new[0].party_id) == (person(name).id, person(name).party_id)
    assert all(holds(item) for item in circles(plan))


def test_the_events_of_a_draft(plan: Plan, cast: Cast) -> None:
    zero = make_draft(plan, "Zero")
    draft = make_draft(plan, "Rev.1", required=["JP"])
    redline = request(draft, "redline")
    request(draft, "redline")
    printed(clean(draft))
    sign(draft, "JP")
    found = [(event.kind, event.subject_id) for event in reversed(events_of(plan, cast.observer))]
    assert [kind for kind, _ in found] == [
        "plan.created",
        "draft.issued",
        "draft.issued",
        "document.requested",
        "draft.signed",
        "draft.completed",
    ]
    assert [id for _, id in found[1:4]] == [zero.id, draft.id, redline.id]
    with transaction():
        documents.claim(redline.id)
        documents.fail(redline, "No fonts.")
    request(draft, "redline")
    assert events_of(plan, cast.observer)[0].kind == "document.requested"


def test_a_redline_against_an_asean_draft_is_told_in_asean(plan: Plan, cast: Cast) -> None:
    with transaction():
        desk = cast.secretariat
        desk.desks = [*desk.desks, *cast.asean_desk.desks]
    hidden = make_draft(plan, "A1", circle="ASEAN")
    request(make_draft(plan, "Rev.1"), "redline", against=hidden.id, by="head_th")
    assert {event.kind for event in events_of(plan, cast.head_jp)} == {"plan.created", "draft.issued"}
    assert "document.requested" in {event.kind for event in events_of(plan, cast.head_vn)}


def test_every_kind_can_be_read_in_words() -> None:
    """Every kind that an action names; those of people and mail are lines of the log, not events of a plan."""
    named = {
        node.value
        for file in Path(poa.actions.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and re.fullmatch(r"[a-z]+\.[a-z_]+", str(node.value))
    }
    assert {kind for kind in named if kind.split(".")[0] not in ("people", "mail")} == set(WORDS)
