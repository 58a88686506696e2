"""Plays the sample's negotiation through the real actions, with dates relative to the day it is loaded."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from .. import db
from ..actions import people, plans
from ..actions.sessions import hashed
from ..db import session, transaction
from ..errors import Conflict
from ..models import Amendment, Clause, Comment, Role, User
from .concluding import Concluding
from .drafting import Step

HERE = Path(__file__).parent
DOMAIN = "poa.example"
# Each plan of the sample, in the order they are listed, with the scripts that are played on it.
SCRIPTS = (("plan", ("negotiation.json", "second_round.json")), ("finished", ("finished.json",)))


@dataclass(frozen=True)
class Loaded:
    """What was loaded: counts, the one password, and each account with who it is."""

    clauses: int
    amendments: int
    password: str
    accounts: tuple[tuple[str, str], ...]


def load(password: str | None = None) -> Loaded:
    """Load the sample into the database, all of it or nothing. `Conflict` when it is there already."""
    cast = _read("parties.json")
    scripts = [(cast[name], sorted(_steps(*files), key=_when)) for name, files in SCRIPTS]
    with transaction(), _played() as play:
        if session.scalars(select(User).where(User.email == f"secretariat@{DOMAIN}")).unique().first():
            raise Conflict("The sample has been loaded into this database already.")
        play.password = password or secrets.token_urlsafe(9)
        play.password_hash = hashed(play.password)
        play.time = play.moment(min(steps[0]["day"] for _, steps in scripts) - 2, "08:00")
        play.people(cast)
        for given, steps in scripts:
            play.play(given, steps)
        return Loaded(
            clauses=sum(clause.kind != "section" for clause in play.clauses.values()),
            amendments=session.scalar(select(func.count()).select_from(Amendment)) or 0,
            password=play.password,
            accounts=tuple(play.accounts),
        )


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def _steps(*files: str) -> list[Step]:
    return [step for name in files for step in _read(name)["steps"]]


def _when(step: Step) -> tuple[int, str]:
    return step["day"], step["at"]


@contextmanager
def _played() -> Iterator[_Play]:
    """The clock of the application stands at each step's time while the play lasts."""
    clock, today = db.clock, db.now()
    play = _Play(today)
    db.clock = lambda: play.time
    try:
        yield play
    finally:
        db.clock = clock


@dataclass
class _Play(Concluding):
    """A play: who is on the stage, and what time it is."""

    password: str = ""
    password_hash: str = ""
    accounts: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.time = self.today

    def people(self, cast: Step) -> None:
        """The parties, the desks and an account for each role."""
        people.ensure_desk("Secretariat")
        people.ensure_desk("ASEAN desk", bloc="ASEAN")
        for position, party in enumerate(cast["parties"], start=1):
            people.ensure_party(party["code"], party["name"], bloc=party["bloc"], position=position)
        self._account("secretariat", cast["desk"], [Role.SECRETARIAT], "the secretariat", desks=["Secretariat"])
        self._account("asean.desk", cast["asean_desk"], [Role.SECRETARIAT], "the ASEAN desk", desks=["ASEAN desk"])
        self._account("observer", cast["observer"], [Role.OBSERVER], "an observer")
        for side in ("asean", "jp"):
            chair = cast["co_chairs"][side]
            self._account(f"chair.{side}", chair, [Role.CO_CHAIR], f"co-chair, {chair['side']}")
        for party in cast["parties"]:
            for role in (Role.DELEGATE, Role.HEAD, Role.OFFICIAL):
                person = {"name": party[role.value], "title": party["titles"][role.value]}
                self._account(
                    f"{role.value}.{party['code'].lower()}",
                    person,
                    [role],
                    f"{'head of delegation' if role is Role.HEAD else role.value}, {party['name']}",
                    party=party["code"],
                )

    def _account(
        self,
        key: str,
        person: Step,
        roles: list[Role],
        who: str,
        *,
        party: str | None = None,
        desks: list[str] | None = None,
    ) -> None:
        email = f"{key}@{DOMAIN}"
        self.users[key] = people.add_user(
            email,
            person["name"],
            roles,
            party=party,
            desks=desks or [],
            title=person["title"],
        )
        self.users[key].password_hash = self.password_hash
        self.accounts.append((email, who))

    def play(self, given: Step, steps: list[Step]) -> None:
        """Import the zero draft as a plan and do all the steps on it, at their times, none of them still to come."""
        self.time = self.moment(min(step["day"] for step in steps) - 1, "08:00")
        self._begin(given)
        for step in steps:
            self.time = min(self.today, max(self.moment(*_when(step)), self.time))
            self._step(step)

    def _begin(self, given: Step) -> None:
        markdown = (HERE / "zero_draft.md").read_text(encoding="utf-8")
        self.plan, _report = plans.create(
            self.users["secretariat"],
            title=given["title"],
            markdown=markdown,
            abbreviation=given["abbreviation"],
            marking=given["marking"],
            illustrative=given["illustrative"],
        )
        found = session.scalars(select(Clause).where(Clause.plan_id == self.plan.id))
        self.clauses = {clause.revision.text: clause for clause in found}
        self.made = {}

    def _step(self, step: Step) -> None:
        """Do one step as the person it names, and keep what it made under its key."""
        made = getattr(self, f"_{step['do']}")(self.users.get(step["by"]), step)
        if isinstance(made, Amendment):
            self.amendments[step.get("as", "")] = made
        elif isinstance(made, Comment):
            self.comments[step.get("as", "")] = made
        elif "as" in step:
            self.made[step["as"]] = made
