"""What everyone's merge desk and a bloc's have in common: the queue, the page of a clause, the way to the next."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import session as browser
from flask import url_for
from flask_babel import gettext as _

from ..errors import Conflict, PoaError
from ..guards import reader
from ..models import Amendment, Basis, Circle, CircleKind, Clause, Plan
from ..phrases import Words
from ..queries import amendments, boards, desks, plans
from ..queries.boards import Board
from ..queries.meetings import open_in
from ..queries.overlays import ClauseOverlay, clause_overlay, tabled
from . import places, texts

BASES: list[tuple[str, str]] = [
    (Basis.SESSION.value, Words("agreed in session")),
    (Basis.SILENCE.value, Words("by silence")),
    (Basis.CONSENT.value, Words("by written consent")),
    (Basis.SOLE.value, Words("the proposer alone is concerned")),
    (Basis.EDITORIAL.value, Words("editorial")),
]


def bases(circle: Circle) -> list[tuple[str, str]]:
    """The bases in words; while a meeting of the circle is open, the one that is meant by `in session`."""
    meeting = open_in(circle)
    if meeting is None:
        return BASES
    return [(Basis.SESSION.value, _("agreed in session: %(name)s", name=meeting.name)), *BASES[1:]]


def basis(circle: Circle) -> str:
    """The basis that stands in a form at first: the session that runs, else the one that was used last."""
    if open_in(circle) is not None:
        return Basis.SESSION.value
    usual = Basis.SESSION if circle.kind == CircleKind.ALL.value else Basis.CONSENT
    last = browser.get("basis")
    return last if last in {item.value for item in Basis} else usual.value


def used(given: Mapping[str, str]) -> None:
    """Remember, for this browser, on what basis something was recorded."""
    browser["basis"] = given.get("basis", "")


@dataclass
class Desk:
    """A merge desk: that of everyone, or of a bloc."""

    plan: Plan
    circle: Circle
    everyone: bool = field(init=False)

    def __post_init__(self) -> None:
        self.everyone = self.circle.kind == CircleKind.ALL.value

    @cached_property
    def whole(self) -> list[Amendment]:
        """What is adopted or left as one; at a bloc's desk its own."""
        found = amendments.whole(self.plan, reader())
        return found if self.everyone else [item for item in found if item.circle_id == self.circle.id]

    @cached_property
    def board(self) -> Board:
        """Its clauses by what is easiest, and how far the plan has come."""
        return boards.board(self.circle, reader(), [item for item in self.whole if item.circle_id == self.circle.id])

    def over(self, clause: Clause) -> ClauseOverlay:
        """What is tabled in its circle, laid over a clause."""
        return clause_overlay(clause, tabled(clause, reader(), circle_id=self.circle.id))

    def home(self, **more: Any) -> str:
        """The address of its first page."""
        if self.everyone:
            return url_for("desk.show", plan_id=self.plan.id, **more)
        return url_for("circle_desk.show", circle_id=self.circle.id, **more)

    def page(self, clause_id: uuid.UUID, **more: Any) -> str:
        """The address of a clause's page."""
        if self.everyone:
            return url_for("desk.merge", clause_id=clause_id, **more)
        return url_for("circle_desk.merge", circle_id=self.circle.id, clause_id=clause_id, **more)

    def row(self, item: boards.Item) -> str:
        """The address of what the queue has: of a parked clause its own page, for nothing is settled there."""
        return url_for("clauses.show", clause_id=item.clause) if item.group == "parked" else self.page(item.clause)

    def ahead(self, clause: Clause) -> uuid.UUID | None:
        """The clause one goes to after recording: the next in the queue, else the first; to be asked before it."""
        left = [item.clause for item in self.board.queue if item.clause != clause.id]
        following = self.board.beside(clause.id, 1)
        return following.clause if following else left[0] if left else None

    def onward(self, ahead: uuid.UUID | None, recorded: uuid.UUID) -> str:
        """Where one goes after recording, with what was recorded; to the desk when nothing is left."""
        return self.page(ahead, recorded=recorded) if ahead else self.home(recorded=recorded)

    def shown(self, clause: Clause, given: dict[str, str], problem: PoaError | None) -> dict[str, Any]:
        """What the page of a clause is made of; after a conflict every choice comes back, in its place or as words."""
        over = self.over(clause)
        kept = places.carried(over, given) if isinstance(problem, Conflict) else places.Kept(given, ())
        return {
            "desk": self,
            "plan": self.plan,
            "desk_keys": True,
            "clause": clause,
            "label": plans.label_of(clause),
            "parts": places.laid(over),
            "places": places.shown(over, self.board.stances, brackets=self.everyone),
            "amendments": [(item, texts.amendment(self.plan, item)) for item in over.amendments],
            "stale": desks.stale(clause, reader(), self.circle),
            "bases": bases(self.circle),
            "basis": basis(self.circle),
            "given": kept.given,
            "lost": kept.lost,
            "problem": problem,
            "result": texts.clause(self.plan, clause.revision.text, f"r-{clause.id}"),
        }
