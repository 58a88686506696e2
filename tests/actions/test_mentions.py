"""Mentions: who may be named in which circle, who is told of it and where, and what is never told."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from poa.actions import comments, mentions
from poa.db import session, transaction
from poa.errors import Invalid
from poa.models import Circle, Clause, Comment, Mail, Plan, User
from poa.policy import circle_readers, reader_circles
from poa.queries import mentions as queries
from poa.queries.circles import circle_named
from tests.cast import Cast, clause_of, email_of, person


@pytest.fixture
def clause(plan: Plan) -> Clause:
    return clause_of(plan, "Each party")


def say(clause: Clause, body: str, circle: str = "all", by: str = "delegate_my") -> Comment:
    with transaction():
        who = person(by)
        return comments.comment(who, clause, body=body, circle=circle_named(clause.plan_id, circle, who))


def meant(comment: Comment) -> list[str]:
    return [one.user.name for one in comment.mentions]


CASES = [
    # who writes, in which circle, whom they name, whether that is a mention, words only, or refused
    ("delegate_my", "own", "Head My", "told"),
    ("delegate_my", "own", "Official My", "told"),
    ("delegate_my", "own", "Head Vn", "refused"),
    ("delegate_my", "own", "Secretariat", "refused"),
    ("delegate_my", "own", "Asean Desk", "refused"),
    ("delegate_my", "own", "Delegate Vn", "words"),  # not known to Malaysia: nothing tells that there is one
    ("delegate_my", "ASEAN", "Head Vn", "told"),
    ("delegate_my", "ASEAN", "Asean Desk", "told"),
    ("delegate_my", "ASEAN", "Head Jp", "refused"),
    ("delegate_my", "ASEAN", "Secretariat", "refused"),
    ("delegate_my", "ASEAN", "Observer", "refused"),
    ("delegate_my", "ASEAN", "Delegate Vn", "words"),
    ("delegate_my", "chairs", "Secretariat", "told"),
    ("delegate_my", "chairs", "Head Vn", "refused"),
    ("delegate_my", "all", "Head Jp", "told"),
    ("delegate_my", "all", "Secretariat", "told"),
    ("delegate_my", "all", "Asean Desk", "told"),
    ("delegate_my", "all", "Observer", "told"),
    ("delegate_my", "all", "Delegate Jp", "words"),
    ("delegate_my", "all", "Stranger", "refused"),  # of no desk that serves the plan
    ("secretariat", "all", "Head Vn", "told"),
    ("asean_desk", "ASEAN", "Head My", "told"),
    ("asean_desk", "ASEAN", "Head Jp", "refused"),
]


@pytest.mark.parametrize(("by", "circle", "name", "outcome"), CASES)
def test_who_may_be_mentioned_where(clause: Clause, by: str, circle: str, name: str, outcome: str) -> None:
    body = f"What do you think, @{name}?"
    if outcome == "refused":
        with pytest.raises(Invalid, match=f"{name} does not read"):
            say(clause, body, circle, by)
        assert session.scalars(select(Comment)).first() is None
    else:
        made = say(clause, body, circle, by)
        assert meant(made) == ([name] if outcome == "told" else [])
    sent = session.scalars(select(Mail.recipient)).all()
    assert sent == ([email_of(name.lower().replace(" ", "_"))] if outcome == "told" else [])


def test_who_is_in_a_circle_is_the_same_asked_from_either_side(plan: Plan, cast: Cast) -> None:
    people = session.scalars(select(User)).unique().all()
    for circle in session.scalars(select(Circle).where(Circle.plan_id == plan.id)):
        inside = set(session.scalars(select(User.id).where(circle_readers(circle))))
        asked = {one.id for one in people if circle.id in set(session.scalars(reader_circles(one)))}
        assert inside == asked, (circle.kind, circle.name)


def test_only_those_are_listed_whom_the_reader_knows_of(plan: Plan, cast: Cast) -> None:
    """Of other delegations their heads, as on the page of people; nobody who could not read it."""

    def listed(by: str, circle: str) -> list[str]:
        who = person(by)
        return [one.name for one in queries.readers(circle_named(plan.id, circle, who), who)]

    assert listed("delegate_my", "own") == ["Delegate My", "Head My", "Official My"]
    bloc = listed("delegate_my", "ASEAN")
    assert bloc[:3] == ["Delegate My", "Head My", "Official My"]
    assert {"Head Vn", "Asean Desk"} < set(bloc)
    assert not {"Head Jp", "Delegate Vn", "Secretariat", "Observer", "Stranger"} & set(bloc)
    everyone = set(listed("delegate_my", "all"))
    assert {"Head Jp", "Secretariat", "Asean Desk", "Observer"} < everyone
    assert not {"Delegate Jp", "Official Vn", "Stranger", "Co Chair"} & everyone


def test_it_waits_until_it_is_answered(clause: Clause, plan: Plan, cast: Cast) -> None:
    made = say(clause, "Is this ours, @head my?", "own")
    [waits] = queries.waiting(person("head_my"), plan)
    assert (waits.comment_id, made.body[waits.start : waits.end]) == (made.id, "@head my")
    assert queries.waiting(person("delegate_my"), plan) == []
    with transaction():
        comments.reply(person("head_my"), made, body="It is.")
    assert queries.waiting(person("head_my"), plan) == []


@pytest.mark.parametrize("end", ["seen", "resolved"])
def test_it_waits_no_longer(clause: Clause, cast: Cast, end: str) -> None:
    made = say(clause, "First.")
    with transaction():
        comments.reply(person("delegate_my"), made, body="And you, @Head Vn?")
    assert len(queries.waiting(person("head_vn"))) == 1
    with transaction():
        if end == "seen":
            mentions.seen(person("head_vn"), made)
        else:
            comments.resolve(person("secretariat"), made)
    assert queries.waiting(person("head_vn")) == []


def test_the_mail_says_where_and_not_what(clause: Clause, cast: Cast) -> None:
    say(clause, "Our red line is 40 per cent, @Head My.", "own")
    [mail] = session.scalars(select(Mail)).all()
    assert mail.recipient == email_of("head_my")
    assert "MY only" in mail.body
    assert "red line" not in mail.subject + mail.body


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("@Head My and @Head My again", ["Head My", "Head My"]),
        ("write to someone@Head My", []),
        ("@Head Myanmar", []),
        ("(@Official My)", ["Official My"]),
        ("@", []),
        ("@@Head My", ["Head My"]),
        ("nobody", []),
    ],
)
def test_what_is_a_mention(clause: Clause, cast: Cast, body: str, found: list[str]) -> None:
    made = say(clause, body, "own")
    assert meant(made) == found
    assert len(session.scalars(select(Mail)).all()) == len(set(found))


def test_two_people_called_alike_are_told_apart_by_their_party(clause: Clause, cast: Cast) -> None:
    with transaction():
        person("head_vn").name = "Kim Lee"
        person("head_my").name = "Kim Lee"
    with pytest.raises(Invalid, match="2 people are called Kim Lee"):
        say(clause, "@Kim Lee, please.")
    made = say(clause, "@Kim Lee (VN), please.")
    assert [one.user_id for one in made.mentions] == [cast.head_vn.id]
    assert meant(say(clause, "@Kim Lee, please.", "own")) == ["Kim Lee"]


def test_to_mention_oneself_tells_nobody(clause: Clause, cast: Cast) -> None:
    assert meant(say(clause, "As @Delegate My said.", "own")) == ["Delegate My"]
    assert session.scalars(select(Mail)).first() is None
    assert queries.waiting(person("delegate_my")) == []


def test_a_closed_account_is_not_mentioned(clause: Clause, cast: Cast, clock: Callable[..., object]) -> None:
    with transaction():
        person("official_my").active = False
    assert meant(say(clause, "@Official My", "own")) == []
