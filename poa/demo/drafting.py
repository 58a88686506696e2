"""What a step of the script may do to texts: amend, table, comment, settle, issue, sign."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from .. import db, jobs
from ..actions import adoptions, amendments, comments, documents, drafts, settlements
from ..actions.choices import Choice
from ..actions.sessions import Proof
from ..db import session
from ..models import Amendment, Circle, Clause, Comment, Draft, Plan, User
from ..queries.circles import circle_named
from ..queries.drafts import document_of
from ..queries.overlays import Place
from ..render.pdf import render_in_subprocess

Step = dict[str, Any]


@dataclass
class Drafting:
    """The verbs about texts, over the state of a play: the time it is, who is who, what each key stands for."""

    today: dt.datetime
    time: dt.datetime = field(init=False)
    users: dict[str, User] = field(default_factory=dict)
    clauses: dict[str, Clause] = field(default_factory=dict)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    comments: dict[str, Comment] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)
    plan: Plan = field(init=False)

    def moment(self, day: int, time: str) -> dt.datetime:
        """A day relative to the day of loading, at a time in UTC."""
        hour, minute = map(int, time.split(":"))
        return (self.today + dt.timedelta(days=day)).replace(hour=hour, minute=minute, second=0, microsecond=0)

    def _circle(self, actor: User, step: Step, default: str = "all") -> Circle:
        return circle_named(self.plan.id, step.get("circle", default), actor)

    def _draft(self, symbol: str) -> Draft:
        query = select(Draft).where(Draft.plan_id == self.plan.id, Draft.symbol == symbol)
        return session.scalars(query).unique().one()

    def _clause(self, start: str) -> Clause:
        """The clause whose zero draft begins so."""
        found = [clause for text, clause in self.clauses.items() if text.startswith(start)]
        if len(found) != 1:
            raise LookupError(f"{len(found)} clauses begin with {start!r}")
        return found[0]

    def _amend(self, actor: User, step: Step) -> Amendment:
        clause = self._clause(step["clause"])
        text = step.get("text") or replaced(clause.revision.text, step.get("replace", []))
        return amendments.propose(
            actor,
            clause,
            revision_id=revision_of(clause),
            kind=step["kind"],
            text=text,
            rationale=step["rationale"],
            package=step.get("package", False),
            after=self._clause(step["after"]) if "after" in step else None,
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
        circle = self._circle(actor, step) if "circle" in step else None
        amendments.submit(actor, amendment, circle=circle)

    def _table(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        amendments.table(actor, amendment, circle=self._circle(actor, step))

    def _withdraw(self, actor: User, step: Step) -> None:
        amendments.withdraw(actor, self.amendments[step["amendment"]])

    def _support(self, actor: User, step: Step) -> None:
        amendments.support(actor, self.amendments[step["amendment"]])

    def _rebase(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        clause = session.get_one(Clause, amendment.clause_id)
        text = replaced(clause.revision.text, step["replace"]) if "replace" in step else None
        amendments.rebase(actor, amendment, text=text, revision_id=revision_of(clause))

    def _comment(self, actor: User, step: Step) -> Comment:
        return comments.comment(
            actor,
            self._clause(step["clause"]),
            body=step["body"],
            circle=self._circle(actor, step),
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
        choices = [choice(places, wanted) for wanted in step["settle"]]
        settlements.record(actor, clause, revision_id=revision_of(clause), choices=choices)

    def _adopt(self, actor: User, step: Step) -> None:
        amendment = self.amendments[step["amendment"]]
        adoptions.adopt(actor, amendment, basis=step["basis"], note=step.get("note"))

    def _issue(self, actor: User, step: Step) -> None:
        drafts.issue(
            actor,
            self.plan,
            name=step["name"],
            stage=step["stage"],
            circle=self._circle(actor, step),
            with_comments=step.get("comments", False),
        )

    def _sign(self, actor: User, step: Step) -> None:
        draft = self._draft(step["draft"])
        _print_clean(draft)
        drafts.sign(actor, draft, content_hash=draft.content_hash, proof=Proof(actor.id, db.now()))


def _print_clean(draft: Draft) -> None:
    """Nobody signs what cannot be read: the clean PDF is set here, unless it has been. Others wait for the worker."""
    document = document_of(draft, "clean")
    if document is not None and documents.claim(document.id) is not None:
        documents.finish(document, render_in_subprocess(**jobs.frozen(document)))


def revision_of(clause: Clause) -> uuid.UUID:
    return clause.revision.id


def replaced(text: str, pairs: list[list[str]]) -> str:
    """The text with each pair's first words, which must stand there once, replaced by its second."""
    for old, new in pairs:
        if text.count(old) != 1:
            raise LookupError(f"{old!r} stands {text.count(old)} times in {text!r}")
        text = text.replace(old, new)
    return text


def choice(places: tuple[Place, ...], wanted: Step) -> Choice:
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
    return Choice(
        locus=place.locus,
        take=wanted["take"],
        basis=wanted["basis"],
        variant=index if wanted["take"] == "variant" else None,
        text=wanted.get("text"),
        note=wanted.get("note"),
    )
