"""The sample is played through the real actions: all of it or nothing, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from poa import db
from poa.db import session
from poa.demo import play
from poa.errors import Conflict
from poa.models import Adoption, Bracket, Bridge, Meeting, Plan, Round, Silence, User
from poa.queries.gate import gate
from poa.queries.plans import clause_views, plans


def person(key: str) -> User:
    return session.scalars(select(User).where(User.email == f"{key}@poa.example")).unique().one()


@pytest.fixture
def played(database: Any, request: pytest.FixtureRequest) -> None:
    """The sample on either kind of database; on SQLite the one that all tests share, put there at once."""
    if database.kind == "sqlite":
        request.getfixturevalue("sample")
    else:
        assert play.load("a password to play with").password == "a password to play with"


@pytest.mark.slow
def test_a_running_and_a_finished_negotiation(played: None) -> None:
    running, finished = plans(person("observer"))
    assert (running.title in finished.title, len(running.title) < len(finished.title)) == (True, True)
    assert [item.state for item in rounds(running)] == ["closed", "open"]
    assert rounds(running)[-1].takes == ["comments", "amendments"]
    assert [item.state for item in silences(running)] == ["broken"]
    assert [item.state for item in silences(finished)] == ["broken", "concluded"]
    assert session.scalars(select(Adoption.plan_id)).all() == [finished.id]
    assert session.scalars(select(Bracket.outcome).where(Bracket.plan_id == finished.id)).all() == ["lifted"]
    assert session.scalars(select(Bridge.state).join(Bridge.clause).order_by(Bridge.created_at)).all() == [
        "agreed",
        "proposed",
    ]
    assert session.scalar(select(func.count()).select_from(Meeting).where(Meeting.closed_at.is_(None))) == 0
    assert {item.status for item in clause_views(finished, person("observer"))} == {"agreed"}
    assert gate(finished, person("secretariat")) == []
    assert {"open", "contested", "agreed", "closed"} == {
        item.status for item in clause_views(running, person("observer"))
    }
    with pytest.raises(Conflict):
        play.load("again")
    assert session.scalar(select(func.count()).select_from(Plan)) == 2
    latest = session.scalars(select(Round.opens_at).order_by(Round.opens_at.desc())).first()
    assert latest is not None
    assert latest <= dt.datetime.now(dt.UTC)


def rounds(plan: Plan) -> list[Round]:
    return list(session.scalars(select(Round).where(Round.plan_id == plan.id).order_by(Round.number)))


def silences(plan: Plan) -> list[Silence]:
    query = select(Silence).where(Silence.plan_id == plan.id).order_by(Silence.started_at)
    return list(session.scalars(query).unique())


@pytest.mark.one_database
def test_a_play_that_fails_leaves_nothing(database: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "SCRIPTS", (("plan", ("second_round.json",)),))  # without what it stands on
    clock = db.clock
    with pytest.raises(NoResultFound):
        play.load("a password to play with")
    assert session.scalar(select(func.count()).select_from(User)) == 0
    assert session.scalar(select(func.count()).select_from(Plan)) == 0
    assert db.clock is clock
