"""What a step of the script may do around the texts: rounds, meetings, positions, brackets, statuses, silences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..actions import (
    ad_refs,
    brackets,
    circles,
    consultations,
    entries,
    group_settlements,
    handovers,
    instructions,
    meetings,
    plans,
    plenary,
    positions,
    reservations,
    rounds,
    settlements,
    sharing,
    silences,
    statuses,
)
from ..db import session
from ..models import Amendment, Bracket, Clause, Meeting, Silence, User
from ..queries.overlays import clause_overlay, tabled
from ..queries.plans import clauses_in_order
from .drafting import Drafting, Step, choice, replaced, revision_of


@dataclass
class Negotiating(Drafting):
    """The verbs of the negotiation; a step's `by` is who does it, its other fields are the words of the action."""

    # --- circles and rounds ---

    def _open_circle(self, actor: User, step: Step) -> None:
        section = self._clause(step["section"])
        circles.open_circle(
            actor,
            self.plan,
            name=step["name"],
            parties=step["parties"],
            section=section.id,
            facilitator=str(self.users[step["facilitator"]].id),
            mandate=step["mandate"],
            deadline=self.moment(*step["deadline"]),
        )

    def _open_round(self, actor: User, step: Step) -> None:
        rounds.open_round(
            actor,
            self.plan,
            circle=self._circle(actor, step),
            name=step["name"],
            opens_at=self.moment(*step["opens"]) if "opens" in step else None,
            closes_at=self.moment(*step["closes"]),
        )

    def _group_settle(self, actor: User, step: Step) -> Amendment | None:
        """A bloc settles among itself; gives its own amendment."""
        circle, clause = self._circle(actor, step), self._clause(step["clause"])
        places = clause_overlay(clause, tabled(clause, actor, circle_id=circle.id)).places
        made = group_settlements.record(
            actor,
            circle,
            clause,
            revision_id=revision_of(clause),
            choices=[choice(places, wanted) for wanted in step["settle"]],
        )
        return session.get(Amendment, made.amendment_id)

    def _share(self, actor: User, step: Step) -> None:
        sharing.share(actor, self.amendments[step["amendment"]], parties=step["parties"])

    def _enter(self, actor: User, step: Step) -> Amendment:
        clause = self._clause(step["clause"])
        return entries.enter(
            actor,
            clause,
            party=step["party"],
            revision_id=revision_of(clause),
            kind=step["kind"],
            text=replaced(clause.revision.text, step["replace"]),
            rationale=step["rationale"],
        )

    # --- meetings ---

    def _meeting(self, actor: User, step: Step) -> Meeting:
        return meetings.open_meeting(
            actor, self.plan, name=step["name"], place=step["place"], circle=self._circle(actor, step)
        )

    def _attend(self, actor: User, step: Step) -> None:
        meetings.attend(actor, self.made[step["meeting"]], party=step["party"], persons=step["persons"])

    def _discuss(self, actor: User, step: Step) -> None:
        plenary.discuss(actor, self.made[step["meeting"]], self._clause(step["clause"]))

    def _words(self, actor: User, step: Step) -> None:
        meeting: Meeting = self.made[step["meeting"]]
        clause = session.get_one(Clause, meeting.clause_id)
        words = replaced(clause.revision.text, step["replace"])
        plenary.type_words(actor, meeting, words=words, version=meeting.version)

    def _read_back(self, actor: User, step: Step) -> None:
        plenary.read_back(actor, self.made[step["meeting"]])

    def _minute(self, actor: User, step: Step) -> None:
        meetings.minute(
            actor,
            self.made[step["meeting"]],
            kind=step["kind"],
            text=step["text"],
            party=step.get("party"),
            clause=self._clause(step["clause"]) if "clause" in step else None,
            due=self._day(step["due"]) if "due" in step else None,
        )

    def _close_meeting(self, actor: User, step: Step) -> None:
        meetings.close_meeting(actor, self.made[step["meeting"]])

    def _day(self, day: int) -> dt.date:
        return (self.today + dt.timedelta(days=day)).date()

    # --- positions, brackets, statuses ---

    def _position(self, actor: User, step: Step) -> None:
        said: dict[str, Any] = {"position": step["position"], "note": step["note"]}
        said["circle"] = self._circle(actor, step, "chairs")
        if "amendment" in step:
            positions.state_on(actor, self.amendments[step["amendment"]], **said)
        else:
            positions.state(actor, self._clause(step["clause"]), **said)

    def _reserve(self, actor: User, step: Step) -> None:
        reservations.reserve(
            actor, self.plan, clause=self._clause(step["clause"]), kind=step["kind"], text=step["text"]
        )

    def _bracket(self, actor: User, step: Step) -> None:
        clause = self._clause(step["clause"])
        places = settlements.desk_overlay(actor, clause).places
        wanted = choice(places, step | {"take": "bracket", "basis": None})
        settlements.record(actor, clause, revision_id=revision_of(clause), choices=[wanted])

    def _lift(self, actor: User, step: Step) -> None:
        """A party goes with one of the options of a place in brackets, named by its words."""
        standing = select(Bracket).where(
            Bracket.clause_id == self._clause(step["clause"]).id, Bracket.closed_at.is_(None)
        )
        [row] = [item for item in session.scalars(standing) if any(o["text"] == step["option"] for o in item.options)]
        index = next(index for index, option in enumerate(row.options) if option["text"] == step["option"])
        brackets.lift(actor, row, keep=index)

    def _status(self, actor: User, step: Step) -> None:
        pending = [statuses.Pending(party, self._day(day)) for party, day in step.get("ad_refs", [])]
        statuses.decide(
            actor,
            self._clause(step["clause"]),
            status=step["status"],
            reason=step["reason"],
            basis=step["basis"],
            circle=self._circle(actor, step) if "circle" in step else None,
            ad_refs=pending,
        )

    def _all_agreed(self, actor: User, step: Step) -> None:
        """Every clause of the plan is agreed, some of them ad ref."""
        refs = {self._clause(start).id: found for start, found in step["ad_refs"].items()}
        for clause in clauses_in_order(self.plan.id):
            pending = [statuses.Pending(party, self._day(day)) for party, day in refs.get(clause.id, [])]
            said = {"status": "agreed", "reason": step["reason"], "basis": step["basis"]}
            statuses.decide(actor, clause, ad_refs=pending, **said)

    def _confirm_ad_ref(self, actor: User, step: Step) -> None:
        ad_refs.confirm(actor, self._clause(step["clause"]), confirmed=True)

    def _placeholders(self, actor: User, step: Step) -> None:
        """What was still missing is filled in, in each clause that has it."""
        for clause in clauses_in_order(self.plan.id):
            text = clause.revision.text
            for old, new in step["fill"]:
                text = text.replace(old, new)
            if text != clause.revision.text:
                plans.edit_clause(actor, clause, revision_id=revision_of(clause), text=text, reason=step["reason"])

    # --- silences ---

    def _silence(self, actor: User, step: Step) -> Silence:
        return silences.put(actor, self._draft(step["draft"]), expires_at=self.moment(*step["expires"]))

    def _object(self, actor: User, step: Step) -> None:
        against = [self._clause(start).id for start in step["clauses"]]
        silences.object_to(actor, self._put(step), reason=step["reason"], clauses=against)

    def _conclude(self, _actor: User, step: Step) -> None:
        silences.conclude(self._put(step).id)

    def _put(self, step: Step) -> Silence:
        query = select(Silence).where(Silence.draft_id == self._draft(step["draft"]).id)
        return session.scalars(query.order_by(Silence.started_at.desc())).unique().first() or _missing(step)

    # --- inside a delegation ---

    def _instruct(self, actor: User, step: Step) -> None:
        said = {name: step[name] for name in ("instruction", "fallback", "red_line")}
        instructions.instruct(actor, self._clause(step["clause"]), **said)

    def _clear(self, actor: User, step: Step) -> None:
        clause = self._clause(step["clause"])
        hold, note = step.get("hold", False), step["note"]
        instructions.clear(actor, clause, revision_id=revision_of(clause), hold=hold, note=note)

    def _consult(self, actor: User, step: Step) -> str:
        """Gives the token, by which the ministry answers."""
        _made, token = consultations.consult(
            actor,
            self.plan,
            ministry=step["ministry"],
            email=step["email"],
            due=self._day(step["due"]),
            question=step["question"],
            clauses=[self._clause(start) for start in step["clauses"]],
        )
        return token

    def _answer(self, _actor: User, step: Step) -> None:
        answers = {str(self._clause(start).id): text for start, text in step["answers"]}
        consultations.answer(self.made[step["consultation"]], name=step["name"], answers=answers)

    def _hand_over(self, actor: User, step: Step) -> None:
        handovers.hand_over(actor, self.plan, note=step["note"])


def _missing(step: Step) -> Any:
    raise LookupError(f"there is nothing for {step}")
