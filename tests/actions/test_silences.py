"""The silence procedure: every state, every verb, everybody; what breaks it, what makes it lapse, its very second."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from sqlalchemy import select

from poa import jobs
from poa.actions import (
    adoptions,
    amendments,
    comments,
    entries,
    group_settlements,
    plans,
    silences,
    takeovers,
)
from poa.db import session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, NotFound
from poa.models import Amendment, Circle, Draft, Event, Mail, Plan, Role, Silence
from poa.policy import Permission, may
from poa.queries import find
from poa.queries import silences as queries
from poa.queries.circles import circle_all

from ..cast import CODES, Cast, clause_of, email_of, make_amendment, make_comment, make_draft, make_insert, person
from ..doubles import Clock
from .desk import adopt, places, settle, variant
from .scene import EACH, MAY, Scene, circles, holds

HOUR = dt.timedelta(hours=1)
EVERYBODY = (
    *("head_jp", "delegate_jp", "official_jp", "head_th", "delegate_th", "co_chair", "co_chair_jp"),
    *("secretariat", "asean_desk", "stranger", "observer"),
)
Act = tuple[Permission, Callable[[Any, Silence], object]]
VERBS: dict[str, Act] = {
    "object": (Permission.SPEAK, lambda who, it: silences.object_to(who, it, reason="Not yet.")),
    "extend": (Permission.CONVENE, lambda who, it: silences.extend(who, it, expires_at=it.expires_at + HOUR)),
    "withdraw": (Permission.CONVENE, silences.withdraw),
}
GIVES = {"object": "broken", "extend": "pending", "withdraw": "withdrawn"}
STATES = ("pending", "concluded", "broken", "lapsed", "withdrawn")
# Who sees it and who may do what, by circle.
SEES = {"all": set(EVERYBODY) - {"stranger"}, "ASEAN": {"head_th", "delegate_th", "asean_desk"}}
HEADS = {"all": {"head_jp", "head_th"}, "ASEAN": {"head_th"}}
CONVENERS = {"all": {"secretariat", "co_chair", "co_chair_jp"}, "ASEAN": {"asean_desk"}}


class _Undo(Exception):
    """Ends a trial without a trace."""


def named(plan: Plan, name: str) -> Circle:
    kind = "all" if name == "all" else "named"
    return session.scalars(
        select(Circle).where(Circle.plan_id == plan.id, Circle.kind == kind, Circle.name == name)
    ).one()


def put(draft: Draft, circle: str = "all", **left: float) -> Silence:
    """A silence that ends so long from now (default: an hour)."""
    from poa.db import now

    with transaction():
        who = person("asean_desk" if circle == "ASEAN" else "secretariat")
        ends = now() + (dt.timedelta(**left) if left else HOUR)
        return silences.put(who, draft, expires_at=ends, circle=named(draft.plan, circle))


def bring(silence: Silence, state: str, clock: Clock) -> None:
    """Bring a pending silence of Thailand's circle to a state."""
    if state == "concluded":
        clock.forward(hours=1)
    with transaction():
        if state == "broken":
            silences.object_to(person("head_th"), silence, reason="Not yet.")
        elif state == "withdrawn":
            silences.withdraw(silence.put_by, silence)
        elif state == "lapsed":
            silences.text_moved(person("secretariat"), silence.plan_id)
    assert silence.state == state


def outcomes(names: Iterable[str], id: uuid.UUID) -> dict[tuple[str, str], str]:
    """What comes of it when these people try: unseen, refused, conflict, or the state it has then."""
    found = {}
    for name in names:
        for verb, (permission, act) in VERBS.items():
            try:
                with transaction():
                    who = person(name)
                    silence = find(Silence, id, who)
                    allowed = may(who, permission, silence)
                    act(who, silence)
                    assert allowed, f"{name} {verb}: the action allows what the policy does not"
                    found[verb, name] = silence.state
                    raise _Undo
            except _Undo:
                pass
            except NotFound:
                found[verb, name] = "unseen"
            except NotAllowed:
                found[verb, name] = "refused"
            except Conflict:
                found[verb, name] = "conflict"
    return found


@pytest.mark.parametrize("circle", ["all", "ASEAN"])
@pytest.mark.parametrize("state", STATES)
def test_every_verb_in_every_state_by_everybody(plan: Plan, clock: Clock, state: str, circle: str) -> None:
    silence = put(make_draft(plan), circle)
    bring(silence, state, clock)

    def expected(verb: str, name: str) -> str:
        if name not in SEES[circle]:
            return "unseen"
        if name not in (HEADS if verb == "object" else CONVENERS)[circle]:
            return "refused"
        return GIVES[verb] if state == "pending" else "conflict"

    tries = [(verb, name) for verb in VERBS for name in EVERYBODY]
    assert outcomes(EVERYBODY, silence.id) == {(verb, name): expected(verb, name) for verb, name in tries}


def test_a_refusal_says_what_it_is_and_what_it_would_have_to_be(plan: Plan, clock: Clock) -> None:
    silence = put(make_draft(plan))
    bring(silence, "concluded", clock)
    with pytest.raises(Conflict, match=r"is concluded since .* while it is pending"), transaction():
        silences.object_to(person("head_jp"), silence, reason="Too late.")


def test_it_ends_at_its_very_second(plan: Plan, clock: Clock) -> None:
    silence = put(make_draft(plan))
    clock.now = silence.expires_at - dt.timedelta(microseconds=1)
    assert silence.state == "pending"
    assert set(outcomes(["head_jp"], silence.id).values()) == {"broken", "refused"}
    clock.now = silence.expires_at
    assert silence.state == "concluded"
    assert set(outcomes(["head_jp"], silence.id).values()) == {"conflict", "refused"}


# --- who puts what to whom --------------------------------------------------------------------------------------------


def test_who_may_put_one(plan: Plan, cast: Cast, clock: Clock) -> None:
    draft = make_draft(plan)
    for circle in ("all", "ASEAN"):
        done = set()
        for name in EVERYBODY:
            try:
                with transaction():
                    silences.put(person(name), draft, expires_at=clock.now + HOUR, circle=named(plan, circle))
                    done.add(name)
                    raise _Undo
            except (_Undo, NotAllowed):
                pass
        # Co-chairs and the plan's desk decide in any circle that they know of; of ASEAN's the API tells them nothing.
        assert done == {"all": CONVENERS["all"], "ASEAN": CONVENERS["all"] | {"asean_desk"}}[circle]


@pytest.mark.parametrize(("left", "field"), [(-1, "expires_at"), (0, "expires_at")])
def test_its_end_must_be_to_come(plan: Plan, clock: Clock, left: int, field: str) -> None:
    draft = make_draft(plan)
    with pytest.raises(Invalid) as refused:
        put(draft, seconds=left) if left else put(draft, microseconds=0)
    assert refused.value.field == field
    put(draft, microseconds=1)


def test_one_at_a_time_on_a_draft(plan: Plan, clock: Clock) -> None:
    draft, other = make_draft(plan), make_draft(plan, "Rev.2")
    first = put(draft)
    put(other)
    with pytest.raises(Conflict, match="pending already"):
        put(draft, "ASEAN")
    bring(first, "withdrawn", clock)
    again = put(draft)
    clock.forward(hours=1)
    assert again.state == "concluded"
    put(draft)


def test_not_to_more_than_the_draft_was_issued_to(plan: Plan, cast: Cast) -> None:
    with transaction():
        cast.secretariat.desks = [*cast.secretariat.desks, *cast.asean_desk.desks]
    with pytest.raises(Invalid) as refused:
        put(make_draft(plan, circle="ASEAN"), "all")
    assert refused.value.field == "circle"
    query = select(Circle).where(Circle.plan_id == plan.id, Circle.kind == "own", Circle.name == "JP")
    own = session.scalars(query).one()
    draft, end = make_draft(plan, "Rev.2"), dt.datetime.now(dt.UTC) + HOUR
    with pytest.raises(Invalid) as refused, transaction():
        silences.put(person("secretariat"), draft, expires_at=end, circle=own)
    assert refused.value.field == "circle"


def test_not_on_a_text_that_has_moved(plan: Plan) -> None:
    draft, scene = make_draft(plan), Scene(plan)
    with transaction():
        edit(scene)
    assert not queries.stands(draft)
    with pytest.raises(Invalid) as refused:
        put(draft)
    assert refused.value.field == "draft"
    with transaction():
        plans.edit_clause(desk(), scene.clause, revision_id=scene.clause.revision.id, text=EACH, reason="Back.")
    assert queries.stands(draft), "it is the text that counts, not how it came about"
    put(draft)
    with transaction():
        plans.move_clause(desk(), scene.clause, after=None)
    assert not queries.stands(draft)


# --- what breaks it, what makes it lapse, what does neither -----------------------------------------------------------


def edit(scene: Scene) -> object:
    clause = scene.clause
    return plans.edit_clause(person("secretariat"), clause, revision_id=clause.revision.id, text=MAY, reason="x")


def desk() -> Any:
    return person("secretariat")


def in_one(act: Callable[[Any], object]) -> Callable[[Any], object]:
    def acted(it: Any) -> object:
        with transaction():
            return act(it)

    return acted


TEXT: dict[str, tuple[Callable[[Scene], Any], Callable[[Any], object]]] = {
    "edit": (lambda s: s, in_one(edit)),
    "insert": (
        lambda s: s,
        in_one(lambda s: plans.insert_clause(desk(), s.plan, after=None, kind="clause", text="N.", level=None)),
    ),
    "move": (lambda s: s, in_one(lambda s: plans.move_clause(desk(), s.clause, after=None))),
    "retire": (lambda s: s, in_one(lambda s: plans.retire_clause(desk(), s.clause, reason="x"))),
    "restore": (Scene.retired, in_one(lambda it: plans.restore_clause(desk(), it))),
    "settle": (
        lambda s: s.amendment(),
        lambda it: settle(it.clause, variant(places(it.clause)[0], "JP")),
    ),
    "adopt a new clause": (lambda s: make_insert(s.plan, None, "N."), adopt),
    "adopt a deletion": (lambda s: make_amendment(s.clause, kind="delete"), adopt),
}
OTHER: dict[str, tuple[Callable[[Scene], Any], Callable[[Any], object]]] = {
    "draft": (lambda s: s, lambda s: s.amendment("draft")),
    "change a draft": (
        lambda s: s.amendment("draft"),
        in_one(lambda it: amendments.edit(person("head_jp"), it, rationale="x")),
    ),
    "table": (
        lambda s: s.amendment("submitted"),
        in_one(lambda it: amendments.table(desk(), it, circle=circle_all(it.plan_id))),
    ),
    "support": (Scene.amendment, in_one(lambda it: amendments.support(person("head_th"), it))),
    "leave out": (
        lambda s: make_amendment(s.clause, kind="delete"),
        in_one(lambda it: adoptions.leave(desk(), it, basis="session")),
    ),
    "comment": (lambda s: s, lambda s: make_comment(s.clause)),
    "issue a draft": (lambda s: s, lambda s: make_draft(s.plan, "Rev.2")),
    "submit to ASEAN": (lambda s: s, lambda s: s.amendment("submitted", by="th", circle="ASEAN")),
}


@pytest.mark.parametrize("act", [*TEXT, *OTHER])
def test_a_change_of_the_text_makes_it_lapse_and_nothing_else(plan: Plan, clock: Clock, act: str) -> None:
    given, do = (TEXT | OTHER)[act]
    subject = given(Scene(plan))
    draft = make_draft(plan)
    late = put(make_draft(plan, "Rev.0"), minutes=1)
    clock.forward(minutes=1)
    silence = put(draft)
    do(subject)
    session.expire_all()
    assert silence.state == ("lapsed" if act in TEXT else "pending")
    assert late.state == "concluded", "what was over before stays concluded"
    kinds = set(session.scalars(select(Event.kind).where(Event.subject_id.in_([silence.id, late.id]))))
    assert kinds == {"silence.put"} | ({"silence.lapsed", "silence.concluded"} if act in TEXT else set())


@pytest.mark.parametrize(
    ("circle", "party", "meant", "broken"),
    [
        ("all", "jp", "all", True),
        ("all", "th", "all", True),
        ("all", "th", "ASEAN", False),
        ("ASEAN", "th", "ASEAN", True),
        ("ASEAN", "th", "all", True),
        ("ASEAN", "jp", "all", False),
    ],
)
def test_an_amendment_breaks_the_silences_of_those_it_is_meant_for(
    plan: Plan, circle: str, party: str, meant: str, broken: bool
) -> None:
    silence = put(make_draft(plan), circle)
    make_amendment(clause_of(plan, EACH), MAY, by=party, state="submitted", circle=meant)
    session.expire_all()
    assert silence.state == ("broken" if broken else "pending")
    assert [(item.party.code, item.clauses) for item in silence.objections] == ([(party.upper(), [])] if broken else [])


def test_what_is_entered_taken_over_or_a_blocs_breaks_it_too(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, EACH)
    left = make_amendment(clause, MAY)
    with transaction():
        amendments.support(cast.head_th, left)
        amendments.withdraw(cast.head_jp, left)
    asean = make_amendment(clause, kind="delete", by="th", circle="ASEAN")
    draft = make_draft(plan)
    acts: list[tuple[Callable[[], object], str]] = [
        (lambda: entries.enter(cast.secretariat, clause, party="VN", revision_id=clause.revision.id, text=MAY), "VN"),
        (lambda: takeovers.take_over(cast.head_th, left), "TH"),
        (lambda: group_settlements.take_to_all(cast.asean_desk, asean), "ASEAN"),
    ]
    for act, party in acts:
        silence = put(draft)
        with transaction():
            act()
        session.expire_all()
        assert silence.state == "broken", party
        query = select(Event).where(Event.subject_id == silence.id, Event.kind == "silence.broken")
        assert [event.data["party"] for event in session.scalars(query).unique()] == [party]


def test_an_amendment_after_its_end_breaks_nothing(plan: Plan, clock: Clock) -> None:
    silence = put(make_draft(plan))
    clock.forward(hours=1)
    make_amendment(clause_of(plan, EACH), MAY, state="submitted")
    session.expire_all()
    assert (silence.state, silence.objections) == ("concluded", [])


def test_an_objection_names_clauses_of_the_draft(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, EACH)
    silence = put(make_draft(plan))
    for reason, clauses, field in (("  ", [], "reason"), ("No.", [uuid.uuid4()], "clauses"), ("a\0b", [], "reason")):
        with pytest.raises(Invalid) as refused, transaction():
            silences.object_to(cast.head_jp, silence, reason=reason, clauses=clauses)
        assert refused.value.field == field
    with transaction():
        silences.object_to(cast.head_jp, silence, reason="Not each.", clauses=[clause.id, clause.id])
    [objection] = silence.objections
    assert (objection.party.code, objection.reason, objection.clauses) == ("JP", "Not each.", [str(clause.id)])
    assert (silence.state, silence.reason) == ("broken", "Not each.")


def test_it_is_extended_only_to_a_later_end(plan: Plan, cast: Cast, clock: Clock) -> None:
    silence = put(make_draft(plan))
    for by in (dt.timedelta(0), -HOUR / 2, -2 * HOUR):
        with pytest.raises(Invalid), transaction():
            silences.extend(cast.secretariat, silence, expires_at=silence.expires_at + by)
    with transaction():
        silences.extend(cast.co_chair, silence, expires_at=silence.expires_at + HOUR)
    clock.forward(hours=1)
    assert silence.state == "pending"
    clock.forward(hours=1)
    assert silence.state == "concluded"


# --- all are told at the same time ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("circle", "codes"), [("all", CODES), ("ASEAN", [code for code in CODES if code != "JP"])])
@pytest.mark.parametrize("state", [*STATES, "extended"])
def test_every_head_is_told_at_once_and_nobody_else(
    plan: Plan, clock: Clock, circle: str, codes: list[str], state: str
) -> None:
    silence = put(make_draft(plan), circle)
    if state != "pending":
        with transaction():
            session.query(Mail).delete()
    if state == "extended":
        with transaction():
            silences.extend(silence.put_by, silence, expires_at=silence.expires_at + HOUR)
    elif state != "pending":
        bring(silence, state, clock)
        jobs.keep_deadlines()
    mails = session.scalars(select(Mail)).all()
    assert sorted(mail.recipient for mail in mails) == sorted(email_of(f"head_{code.lower()}") for code in codes)
    assert len({mail.created_at for mail in mails}) == 1
    assert all("Rev.1" in mail.subject for mail in mails)
    kind = {"pending": "put"}.get(state, state)
    events = session.scalars(select(Event).where(Event.subject_id == silence.id).order_by(Event.number)).unique().all()
    assert [event.circle.name for event in events] == [circle] * len(events)
    assert events[-1].kind == f"silence.{kind}"
    assert all(holds(item) for item in circles(plan))


def test_a_head_whose_office_is_over_is_not_told(plan: Plan, cast: Cast) -> None:
    with transaction():
        cast.head_jp.held_roles[0].until = dt.datetime.now(dt.UTC) - HOUR
        cast.head_th.active = False
    put(make_draft(plan))
    told = set(session.scalars(select(Mail.recipient)))
    assert len(told) == len(CODES) - 2
    assert not told & {email_of("head_jp"), email_of("head_th")}


# --- concluded by time alone, written down by a worker ----------------------------------------------------------------


def concluded(silence: Silence) -> list[Event]:
    query = select(Event).where(Event.subject_id == silence.id, Event.kind == "silence.concluded")
    return list(session.scalars(query).unique())


def test_a_worker_writes_down_once_what_is_true_before(plan: Plan, clock: Clock) -> None:
    first, second = put(make_draft(plan)), put(make_draft(plan, "Rev.2"), hours=2)
    clock.now = first.expires_at - dt.timedelta(microseconds=1)
    assert jobs.keep_deadlines() == 0
    clock.forward(hours=5)
    assert (first.state, second.state, first.recorded) == ("concluded", "concluded", "pending")
    assert queries.silences(plan, person("observer"))[0].state == "concluded"
    assert concluded(first) == [], "reading writes nothing"
    session.rollback()
    assert jobs.keep_deadlines() == 2
    assert jobs.keep_deadlines() == 0
    session.expire_all()
    for silence in (first, second):
        [event] = concluded(silence)
        assert event.at == silence.ended_at == silence.expires_at
        assert silence.recorded == "concluded"
    assert all(holds(item) for item in circles(plan))


@pytest.mark.parametrize("state", ["broken", "lapsed", "withdrawn"])
def test_what_ended_before_is_never_concluded(plan: Plan, clock: Clock, state: str) -> None:
    silence = put(make_draft(plan))
    bring(silence, state, clock)
    clock.forward(hours=2)
    assert jobs.keep_deadlines() == 0
    session.expire_all()
    assert silence.state == state


def test_a_worker_that_looked_too_early_concludes_nothing(plan: Plan, clock: Clock) -> None:
    """Between its look and its turn somebody extended it."""
    silence = put(make_draft(plan))
    clock.forward(hours=1)
    due = queries.over()
    clock.forward(minutes=-1)
    with transaction():
        silences.extend(person("secretariat"), silence, expires_at=silence.expires_at + HOUR)
    clock.forward(minutes=1)
    with transaction():
        assert [silences.conclude(id) for id in due] == [False]
    assert silence.state == "pending"


def test_words_are_still_exchanged_under_silence(plan: Plan, cast: Cast) -> None:
    silence = put(make_draft(plan))
    thread = make_comment(clause_of(plan, EACH))
    with transaction():
        comments.reply(cast.head_th, thread, body="Indeed.")
    session.expire_all()
    assert silence.state == "pending"
    assert cast.head_th.has(Role.HEAD)
    assert session.query(Amendment).count() == 0
