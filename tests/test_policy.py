"""The access table: who sees what of each circle, who may do what, and that nothing is left out of it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from poa import models
from poa.actions import amendments, bridges, comments, packages, reservations, sessions
from poa.actions.choices import Choice
from poa.db import Identified, session, transaction
from poa.errors import Invalid, NotAllowed, NotFound
from poa.models import Amendment, Circle, Clause, Comment, Document, Draft, Event, Plan, Revision, Session, User
from poa.policy import REFUSALS, RULES, VISIBLE, Permission, may, require, visible
from poa.queries import find
from poa.queries.circles import circle_named, circles

from .actions.desk import places, settle
from .actions.paper import clean, request
from .cast import Cast, clause_of, make_amendment, make_comment, make_draft, make_invitation, make_plan, person
from .conftest import Clock

EACH = "Each party will name a contact point."
JP = {"delegate_jp", "colleague_jp", "head_jp", "official_jp"}
TH = {"delegate_th", "head_th", "official_th"}
SG = {"delegate_sg", "head_sg", "official_sg"}
ALL = JP | TH | SG | {"secretariat", "asean_desk", "observer"}
ASEAN = TH | SG | {"asean_desk"}
WATCHED = (*sorted(ALL), "stranger")
BY_CIRCLE = {("th", "own"): TH, ("jp", "own"): JP, ("th", "ASEAN"): ASEAN, ("th", "all"): ALL, ("jp", "all"): ALL}


def who_sees(row: Any) -> set[str]:
    """Who can find this row; for nobody else it exists, in a look-up or in a list."""
    found = set()
    for name in WATCHED:
        reader = person(name)
        listed = session.query(type(row)).filter(visible(type(row), reader), type(row).id == row.id).count()
        try:
            assert find(type(row), row.id, reader) is row
            found.add(name)
        except NotFound:
            assert listed == 0
        else:
            assert listed == 1
    return found


def amendment(plan: Plan, by: str, circle: str, state: str = "tabled") -> Amendment:
    """An amendment that is read by this circle: as a draft by the own one."""
    clause = clause_of(plan, "Each party")
    text = EACH.replace("will", "may")
    if circle == "own":
        return make_amendment(clause, text, by=by, state="draft")
    return make_amendment(clause, text, by=by, state=state, circle=circle)


def comment(plan: Plan, by: str, circle: str) -> Comment:
    return make_comment(clause_of(plan, "Each party"), by=f"delegate_{by}", circle=circle)


def reply(plan: Plan, by: str, circle: str) -> Comment:
    with transaction():
        return comments.reply(person(f"head_{by}"), comment_now(plan, by, circle), body="So.")


def comment_now(plan: Plan, by: str, circle: str) -> Comment:
    who = person(f"delegate_{by}")
    place = circle_named(plan.id, circle, who)
    return comments.comment(who, clause_of(plan, "Each party"), body="Why?", circle=place)


def event(plan: Plan, by: str, circle: str) -> Event:
    made = comment(plan, by, circle)
    return session.query(Event).filter_by(subject_id=made.id).one()


def a_circle(plan: Plan, by: str, circle: str) -> Circle:
    return circle_named(plan.id, circle, person(f"head_{by}"))


@pytest.mark.parametrize("make", [amendment, comment, reply, event, a_circle])
@pytest.mark.parametrize(("by", "circle"), BY_CIRCLE)
def test_who_is_in_the_circle_sees_it(plan: Plan, make: Callable[..., Any], by: str, circle: str) -> None:
    assert who_sees(make(plan, by, circle)) == BY_CIRCLE[by, circle]


def test_a_submitted_amendment_is_seen_by_the_desk_it_waits_for(plan: Plan) -> None:
    assert who_sees(amendment(plan, "th", "all", "submitted")) == TH | {"secretariat"}
    assert who_sees(amendment(plan, "th", "ASEAN", "submitted")) == TH | {"asean_desk"}
    assert who_sees(amendment(plan, "jp", "all", "submitted")) == JP | {"secretariat"}


def test_a_plan_and_its_text_are_for_all_of_its_parties(plan: Plan) -> None:
    clause = clause_of(plan, "Each party")
    for row in (plan, clause, clause.revision):
        assert who_sees(row) == ALL


def test_drafts_and_documents_go_to_their_circle(plan: Plan, cast: Cast) -> None:
    with transaction():
        desk = cast.secretariat
        desk.desks = [*desk.desks, *cast.asean_desk.desks]
    zero, own = make_draft(plan, "Zero"), make_draft(plan, "A1", circle="ASEAN")
    rev = make_draft(plan, "Rev.1")
    mixed = request(rev, "redline", against=own.id, by="head_th")
    plain = request(rev, "redline", against=zero.id, by="head_th")
    inside = ASEAN | {"secretariat"}
    for row, readers in ((zero, ALL), (own, inside), (clean(own), inside), (mixed, inside), (plain, ALL)):
        assert who_sees(row) == readers


def test_a_plan_of_other_parties_does_not_exist(plan: Plan, cast: Cast) -> None:
    """A plan among some parties only: the others, and the desks that do not serve it, are told nothing."""
    made = make_plan("Another plan")
    with transaction():
        for circle in session.query(Circle).filter_by(plan_id=made.id):
            circle.parties = [party for party in circle.parties if party.code in ("TH", "SG")]
            circle.desks = [desk for desk in circle.desks if desk.bloc == "ASEAN"] if circle.kind == "named" else []
    # The ASEAN desk serves a circle of it, so that it reads what is for all; the observers read whatever is for all.
    inside = ASEAN | {"observer"}
    clause = clause_of(made, "Each party")
    for row in (made, clause, clause.revision):
        assert who_sees(row) == inside


def test_ones_sessions_are_ones_own(cast: Cast) -> None:
    with transaction():
        sessions.begin(cast.head_jp, kind="browser", agent="tests")
    held = session.query(Session).one()
    assert who_sees(held) == {"head_jp"}


def test_who_was_ended_sees_and_does_nothing(plan: Plan, cast: Cast) -> None:
    with transaction():
        cast.head_jp.active = False
    assert session.query(Plan).filter(visible(Plan, cast.head_jp)).count() == 0
    assert circles(plan.id, cast.head_jp) == []
    assert [permission for permission in Permission if may(cast.head_jp, permission)] == []


def test_a_role_has_its_dates(plan: Plan, cast: Cast, clock: Clock) -> None:
    with transaction():
        for held in (*cast.secretariat.held_roles, *cast.head_jp.held_roles, *cast.observer.held_roles):
            held.until = clock.now + dt.timedelta(days=1)
    assert may(cast.secretariat, Permission.MERGE, plan)
    assert may(cast.head_jp, Permission.AMEND, plan)
    clock.forward(days=2)
    assert not may(cast.secretariat, Permission.MERGE, plan)
    assert not may(cast.head_jp, Permission.AMEND, plan)
    for name in ("secretariat", "observer"):
        assert session.query(Plan).filter(visible(Plan, person(name))).count() == 0


@pytest.mark.parametrize("name", ["own", "ASEAN", "all", "TH", "JP", "other", "nothing", "id"])
def test_a_circle_one_is_not_in_is_as_unknown_as_none(plan: Plan, cast: Cast, name: str) -> None:
    reader = cast.head_jp
    hidden = session.query(Circle).filter_by(plan_id=plan.id, name="ASEAN").one()
    given = {"other": str(uuid.uuid4()), "nothing": "", "id": str(hidden.id)}.get(name, name)
    if name in ("own", "all"):
        assert circle_named(plan.id, given, reader).name == {"own": "JP", "all": "all"}[name]
        return
    with pytest.raises(Invalid) as refusal:
        circle_named(plan.id, given, reader)
    assert refusal.value.message == f"There is no circle {given!r} that you are in."


ROLES = ("delegate_jp", "head_jp", "official_jp", "head_th", "secretariat", "asean_desk", "stranger", "observer")
PARTY = {"delegate_jp", "head_jp", "official_jp", "head_th"}
DESKS = {"secretariat", "asean_desk", "stranger"}
DRAFTERS = {"delegate_jp", "head_jp", "head_th"}
MAY: dict[Permission, tuple[str, set[str]]] = {
    Permission.PUBLIC: ("plan", set(ROLES)),
    Permission.SIGNED_IN: ("plan", set(ROLES)),
    Permission.READ: ("plan", set(ROLES)),
    Permission.PLAN_CREATE: ("none", DESKS),
    Permission.PLAN_EDIT: ("plan", {"secretariat"}),
    Permission.PEOPLE_READ: ("none", set(ROLES)),
    Permission.PEOPLE_INVITE: ("none", DESKS | {"head_jp", "head_th"}),
    Permission.PEOPLE_MANAGE: ("person", {"head_jp"}),
    Permission.INVITATION_WITHDRAW: ("link", {"head_jp"}),
    Permission.COMMENT: ("clause", DRAFTERS | DESKS),
    Permission.COMMENT_RESOLVE: ("comment", {"delegate_jp", "head_jp", "secretariat"}),
    Permission.COMMENT_WITHDRAW: ("comment", {"delegate_jp"}),
    Permission.AMEND: ("clause", DRAFTERS),
    Permission.AMENDMENT_EDIT: ("amendment", {"delegate_jp", "head_jp"}),
    Permission.AMENDMENT_SUBMIT: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_RETURN: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_TABLE: ("amendment", {"secretariat"}),
    Permission.AMENDMENT_WITHDRAW: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_REBASE: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_SUPPORT: ("amendment", {"head_th"}),
    Permission.MERGE: ("clause", {"secretariat"}),
    Permission.UNDO: ("revision", {"secretariat"}),
    Permission.DRAFT_ISSUE: ("plan", {"secretariat"}),
    Permission.CONVENE: ("draft", {"secretariat", "asean_desk"}),
    Permission.DOCUMENT_REQUEST: ("draft", PARTY | DESKS),
    Permission.SIGN: ("draft", {"official_jp"}),
    Permission.DECIDE: ("clause", {"secretariat"}),
    Permission.SPEAK: ("clause", {"head_jp", "head_th"}),
    Permission.STATUS: ("clause", {"head_jp", "head_th", "secretariat", "asean_desk"}),
    Permission.RECORD: ("draft", {"secretariat"}),
    Permission.CIRCLE_OPEN: ("plan", {"head_jp", "head_th", "secretariat"}),
    Permission.CIRCLE_LEAD: ("circle", {"secretariat"}),
    Permission.CIRCLE_SETTLE: ("circle", {"secretariat"}),
    Permission.AMENDMENT_ENTER: ("clause", {"secretariat"}),
    Permission.AMENDMENT_CONFIRM: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_SHARE: ("amendment", {"head_jp"}),
    Permission.AMENDMENT_TAKE_OVER: ("supported", {"head_th"}),
    Permission.RESERVATION_LIFT: ("reservation", {"head_jp"}),
    Permission.MEET: ("plan", {"secretariat", "asean_desk"}),
    Permission.DELEGATION: ("plan", DRAFTERS),
    Permission.SCRUB_FLAG: ("revision", {"head_jp", "head_th", "secretariat"}),
    Permission.BRACKET_LIFT: ("bracket", {"head_jp", "head_th", "secretariat"}),
    Permission.BRIDGE: ("clause", {"head_jp", "head_th", "secretariat"}),
    Permission.BRIDGE_CONSENT: ("bridge", {"head_jp", "head_th"}),
    Permission.BRIDGE_WITHDRAW: ("bridge", {"secretariat"}),
    Permission.PACKAGE: ("plan", {"head_jp", "head_th", "asean_desk"}),
    Permission.PACKAGE_DISSOLVE: ("package", {"head_jp"}),
}


def make_reservation(plan: Plan) -> models.Reservation:
    with transaction():
        return reservations.reserve(person("head_jp"), plan, clause=None, kind="general")


def make_supported(clause: Clause) -> Amendment:
    made = make_amendment(clause, EACH.replace("will", "may"))
    with transaction():
        amendments.support(person("head_th"), made)
    return made


def make_bridge(clause: Clause) -> models.Bridge:
    """Between Japan and Thailand, brought in by the desk."""
    replaced = [
        make_amendment(clause, EACH.replace("will", word), by=by) for word, by in (("may", "jp"), ("can", "th"))
    ]
    with transaction():
        return bridges.propose(
            person("secretariat"),
            clause,
            revision_id=clause.revision.id,
            amendments=replaced,
            text=EACH.replace("will", "should"),
        )


def make_package(clause: Clause) -> models.Package:
    made = make_amendment(clause, EACH.replace("will", "may"))
    with transaction():
        return packages.make(person("head_jp"), clause.plan, name="Calls", amendments=[made])


def make_bracket(clause: Clause) -> models.Bracket:
    """A place on which Japan and Thailand differ, put into brackets."""
    for word, by in (("may", "jp"), ("can", "th")):
        make_amendment(clause, EACH.replace("will", word), by=by)
    settle(clause, *(Choice(place.locus, "bracket", None) for place in places(clause)))
    return session.scalars(select(models.Bracket)).one()


def subject(plan: Plan, name: str) -> Any:
    """What a permission is asked about."""
    clause = clause_of(plan, "Each party")
    return {
        "none": lambda: None,
        "plan": lambda: plan,
        "clause": lambda: clause,
        "revision": lambda: clause.revision,
        "person": lambda: person("delegate_jp"),
        "link": lambda: make_invitation()[0],
        "comment": lambda: make_comment(clause, by="delegate_jp"),
        "amendment": lambda: make_amendment(clause, EACH.replace("will", "may")),
        "supported": lambda: make_supported(clause),
        "circle": lambda: circle_named(plan.id, "all", person("observer")),
        "draft": lambda: make_draft(plan, required=["JP"]),
        "reservation": lambda: make_reservation(plan),
        "bridge": lambda: make_bridge(clause),
        "package": lambda: make_package(clause),
        "bracket": lambda: make_bracket(clause),
    }[name]()


@pytest.mark.parametrize("permission", list(Permission))
def test_who_may(plan: Plan, permission: Permission) -> None:
    name, allowed = MAY[permission]
    about = subject(plan, name)
    assert {role for role in ROLES if may(person(role), permission, about)} == allowed
    for role in ROLES:
        if role not in allowed:
            with pytest.raises(NotAllowed) as refusal:
                require(person(role), permission, about)
            assert refusal.value.message == REFUSALS.get(permission, "Your role does not include this.")


def test_nothing_is_left_out_of_the_tables() -> None:
    assert set(RULES) == set(Permission) == set(MAY)
    read = {Plan, Clause, Revision, Circle, Amendment, Comment, Draft, Document, Event, Session, User}
    read |= {models.OneTimeLink, models.Round, models.Position, models.Reservation, models.Decision, models.AdRef}
    read |= {models.Reopening, models.Package, models.Bracket, models.Bridge, models.Silence, models.Corrigendum}
    read |= {models.Meeting, models.Minute, models.Instruction, models.Clearance, models.Consultation, models.Handover}
    read |= {models.Endorsement, models.Adoption, models.ScrubFlag, models.GroupSettlement, models.Presence}
    assert set(VISIBLE) == read
    rest = {mapper.class_.__name__ for mapper in Identified.registry.mappers} - {model.__name__ for model in VISIBLE}
    assert rest == {
        "AmendmentVersion",
        "Answer",
        "Attendance",
        "Blob",
        "BracketLift",
        "BridgeConsent",
        "CommentMention",
        "Desk",
        "Mail",
        "Objection",
        "Party",
        "SignInFailure",
        "Signoff",
        "Support",
        "UserRole",
        "Visit",
    }
    with pytest.raises(KeyError):
        visible(models.Blob, User(active=True))
