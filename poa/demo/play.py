"""Plays the sample's negotiation through the real actions, with dates relative to the day it is loaded."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from .. import db, jobs
from ..actions import adoptions, amendments, comments, documents, drafts, people, plans, settlements
from ..actions.sessions import Proof, hashed
from ..db import session, transaction
from ..errors import Conflict
from ..models import Amendment, Clause, Comment, Draft, Plan, Role, User
from ..queries.circles import circle_named
from ..queries.drafts import document_of
from ..queries.overlays import Place
from ..render.pdf import render_in_subprocess

HERE = Path(__file__).parent
DOMAIN = "poa.example"
Step = dict[str, Any]


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
    steps = _read("negotiation.json")["steps"]
    with transaction(), _played() as play:
        if session.scalars(select(User).where(User.email == f"secretariat@{DOMAIN}")).unique().first():
            raise Conflict("The sample has been loaded into this database already.")
        play.password = password or secrets.token_urlsafe(9)
        play.password_hash = hashed(play.password)
        play.at(min(step["day"] for step in steps) - 1, "08:00")
        play.people(cast)
        play.begin(cast["plan"])
        for step in steps:
            play.step(step)
        return Loaded(
            clauses=sum(clause.kind != "section" for clause in play.clauses.values()),
            amendments=session.scalar(select(func.count()).select_from(Amendment)) or 0,
            password=play.password,
            accounts=tuple(play.accounts),
        )


def _read(name: str) -> Any:
    return json.loads((HERE / name).read_text(encoding="utf-8"))


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
class _Play:
    """The state of a play: the time it is, who is who, what each local key stands for."""

    today: dt.datetime
    time: dt.datetime = field(init=False)
    password: str = ""
    password_hash: str = ""
    accounts: list[tuple[str, str]] = field(default_factory=list)
    users: dict[str, User] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    plan: Plan = field(init=False)

    def __post_init__(self) -> None:
        self.time = self.today

    def at(self, day: int, time: str) -> None:
        """Set the clock to a day relative to the day of loading, never to a time still to come."""
        hour, minute = map(int, time.split(":"))
        moment = (self.today + dt.timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)
        self.time = min(self.today, max(moment, self.time if self.accounts else moment))

    def people(self, cast: Step) -> None:
        """The parties, the desks and an account for each role."""
        people.ensure_desk("Secretariat")
        people.ensure_desk("ASEAN desk", bloc="ASEAN")
        for position, party in enumerate(cast["parties"], start=1):
            people.ensure_party(party["code"], party["name"], bloc=party["bloc"], position=position)
        self._account("secretariat", cast["desk"], [Role.SECRETARIAT], "the secretariat", desks=["Secretariat"])
        self._account("asean.desk", cast["asean_desk"], [Role.SECRETARIAT], "the ASEAN desk", desks=["ASEAN desk"])
        self._account("observer", cast["observer"], [Role.OBSERVER], "an observer")
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

    def begin(self, given: Step) -> None:
        """Import the zero draft."""
        markdown = (HERE / "zero_draft.md").read_text(encoding="utf-8")
        self.plan, _report = plans.create(
            self.users["secretariat"],
            title=given["title"],
            markdown=markdown,
            abbreviation=given["abbreviation"],
            marking=given["marking"],
            illustrative=given["illustrative"],
        )
        for clause in session.scalars(select(Clause).where(Clause.plan_id == self.plan.id)):
            self.clauses[clause.revision.text] = clause

    def step(self, step: Step) -> None:
        """Do one step as the person it names."""
        self.at(step["day"], step["at"])
        actor = self.users[step["by"]]
        made = getattr(self, f"_{step['do']}")(actor, step)
        if isinstance(made, Amendment) and "as" in step:
            self.amendments[step["as"]] = made
        if isinstance(made, Comment) and "as" in step:
            self.comments[step["as"]] = made

    def _clause(self, start: str) -> Clause:
        """The clause whose zero draft begins so."""
        found = [clause for text, clause in self.clauses.items() if text.startswith(start)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} clauses begin with {start!r}")
        return found[0]

    def _amend(self, actor: User, step: Step) -> Amendment:
        clause = self._clause(step["clause"])
        text = _replaced(clause.revision.text, step.get("replace", []))
        return amendments.propose(
            actor,
            clause,
            revision_id=_revision(clause),
            kind=step["kind"],
            text=text,
            rationale=step["rationale"],
            package=step.get("package", False),
        )

    def _insert(self, actor: User, step: Step) -> Amendment:
        return amendments.propose_insert(
            actor,
            self.plan,
            after=self._clause(step["after"]),
            text=step["text"],
            rationale=step["rationale"],
            kind=step["kind"],
        )

    def _submit(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        circle = circle_named(self.plan.id, step["circle"], actor) if "circle" in step else None
        amendments.submit(actor, amendment, circle=circle)

    def _table(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        amendments.table(actor, amendment, circle=circle_named(self.plan.id, step["circle"], actor))

    def _withdraw(self, actor: User, step: Step) -> None:
        amendments.withdraw(actor, self.amendments[step["amendment"]])

    def _support(self, actor: User, step: Step) -> None:
        amendments.support(actor, self.amendments[step["amendment"]])

    def _rebase(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        clause = session.get_one(Clause, amendment.clause_id)
        text = _replaced(clause.revision.text, step["replace"]) if "replace" in step else None
        amendments.rebase(actor, amendment, text=text, revision_id=_revision(clause))

    def _comment(self, actor: User, step: Step) -> Comment:
        return comments.comment(
            actor,
            self._clause(step["clause"]),
            body=step["body"],
            circle=circle_named(self.plan.id, step["circle"], actor),
            quote=step.get("quote"),
            prefix=step.get("prefix"),
            suffix=step.get("suffix"),
        )

    def _reply(self, actor: User, step: Step) -> Comment:
        return comments.reply(actor, self.comments[step["comment"]], body=step["body"])

    def _resolve(self, actor: User, step: Step) -> None:
        comments.resolve(actor, self.comments[step["comment"]])

    def _merge(self, actor: User, step: Step) -> None:
        clause = self._clause(step["clause"])
        places = settlements.desk_overlay(actor, clause).places
        choices = [_choice(places, wanted) for wanted in step["settle"]]
        settlements.record(actor, clause, revision_id=_revision(clause), choices=choices)

    def _adopt(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        adoptions.adopt(actor, amendment, basis=step["basis"], note=step.get("note"))

    def _issue(self, actor: User, step: Step) -> None:
        drafts.issue(
            actor,
            self.plan,
            name=step["name"],
            stage=step["stage"],
            circle=circle_named(self.plan.id, "all", actor),
            with_comments=step.get("comments", False),
        )

    def _sign(self, actor: User, step: Step) -> None:
        draft = session.scalars(select(Draft).where(Draft.plan_id == self.plan.id, Draft.symbol == step["draft"])).one()
        _print_clean(draft)
        drafts.sign(actor, draft, content_hash=draft.content_hash, proof=Proof(actor.id, db.now()))


def _print_clean(draft: Draft) -> None:
    """Nobody signs what cannot be read: the clean PDF is set here, unless it has been. Others wait for the worker."""
    document = document_of(draft, "clean")
    if document is not None and documents.claim(document.id) is not None:
        documents.finish(document, render_in_subprocess(**jobs.frozen(document)))


def _revision(clause: Clause) -> uuid.UUID:
    return clause.revision.id


def _replaced(text: str, pairs: list[list[str]]) -> str:
    """The text with each pair's first words, which must stand there once, replaced by its second."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise LookupError(f"{old!r} stands {text.count(old)} times in {text!r}")
        text = text.replace(old, new)
    return text


def _choice(places: tuple[Place, ...], wanted: Step) -> settlements.Choice:
    """The choice that a step describes: where its party proposes, near these words (none: an insertion)."""
    fits = [
        (place, index)
        for place in places
        for index, variant in enumerate(place.variants)
        if (wanted["near"] in place.base if wanted["near"] else not place.base)
        and wanted["party"] in {amendment.proposer.code for amendment in variant.amendments}
    ]
    if len(fits) != 1:
        shown = [(place.base, [variant.text for variant in place.variants]) for place in places]
        raise LookupError(f"{len(fits)} places fit {wanted}: {shown}")
    place, index = fits[0]
    return settlements.Choice(
        locus=place.locus,
        take=wanted["take"],
        basis=wanted["basis"],
        variant=index if wanted["take"] == "variant" else None,
        text=wanted.get("text"),
        note=wanted.get("note"),
    )
