"""The gate: everything that still stands between a plan and its final text, as the reader may know it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from ..db import session
from ..models import (
    AdRef,
    Amendment,
    AmendmentState,
    Circle,
    CircleKind,
    Clause,
    Kind,
    Party,
    Plan,
    Position,
    PositionKind,
    Reservation,
    Status,
    User,
)
from ..phrases import Words
from ..policy import reader_circles
from ..text import Bracket, Placeholder, all_brackets, parse_brackets, placeholders
from .circles import circle_all
from .plans import clauses_in_order, label_map
from .statuses import statuses

KINDS = ("open", "contested", "bracket", "placeholder", "ad_ref", "reservation", "amendment", "parked")
PROPOSALS = {
    "modify": Words("A change that %(by)s proposes is before everyone."),
    "insert": Words("A new clause that %(by)s proposes is before everyone."),
    "delete": Words("A deletion that %(by)s proposes is before everyone."),
    "move": Words("A move that %(by)s proposes is before everyone."),
    "alternative": Words("An alternative that %(by)s proposes is before everyone."),
}
_OPEN = (Status.OPEN.value, Status.CONTESTED.value)


@dataclass(frozen=True)
class Standing:
    """One thing that stands: its kind, the clause and the parties it is with, in words."""

    kind: str
    text: str
    clause: uuid.UUID | None = None
    label: str = ""
    parties: tuple[str, ...] = ()

    @property
    def party(self) -> str | None:
        """The party it is with, where it is one alone."""
        return self.parties[0] if len(self.parties) == 1 else None


def gate(plan: Plan, reader: User) -> list[Standing]:
    """What stands, by kind in the order of `KINDS`, then as the clauses stand; a fixed number of queries.

    Only what is before everyone counts, and what a party told the co-chairs, for those who read that: an agreement, ad
    ref or proposal inside a group or a delegation is neither shown nor in the way.
    """
    clauses = clauses_in_order(plan.id)
    named = label_map(plan)
    found = [
        *_by_status(plan, clauses),
        *_in_texts(plan, clauses),
        *_ad_refs(plan),
        *_reserved(plan, reader),
        *_tabled(plan, named),
        *_parked(clauses),
    ]
    order = {clause.id: place for place, clause in enumerate(clauses, start=1)}
    lines = [_labelled(item, named) for item in found if item.clause is None or item.clause in order]
    return sorted(lines, key=lambda item: (KINDS.index(item.kind), order.get(item.clause, 0) if item.clause else 0))


def _labelled(item: Standing, named: dict[uuid.UUID, str]) -> Standing:
    return Standing(item.kind, item.text, item.clause, named[item.clause] if item.clause else "", item.parties)


def _by_status(plan: Plan, clauses: Sequence[Clause]) -> Iterator[Standing]:
    """Clauses that are not agreed before everyone; a heading counts only when somebody disputes it."""
    known = statuses(plan, {item.id: item.revision.text for item in clauses}, [circle_all(plan.id).id])
    for clause in clauses:
        status = known[clause.id].status
        if status not in _OPEN or (status == Status.OPEN.value and clause.kind == Kind.SECTION.value):
            continue
        words = Words("It is contested.") if status == Status.CONTESTED.value else Words("It has not been agreed.")
        yield Standing(status, words, clause.id)


def _in_texts(plan: Plan, clauses: Sequence[Clause]) -> Iterator[Standing]:
    """Brackets and placeholders; a text without their signs is not parsed."""
    codes = plan.attributions
    for clause in clauses:
        text = clause.revision.text
        if "[" not in text and "{" not in text:
            continue
        nodes = parse_brackets(text, codes)
        for bracket in all_brackets(nodes):
            yield Standing("bracket", _short(text[bracket.start : bracket.end]), clause.id, parties=_codes(bracket))
        for item in placeholders(nodes):
            yield Standing("placeholder", _owed(item), clause.id)


def _owed(item: Placeholder) -> str:
    what = _short(item.what)
    if item.owner and item.due:
        return Words("%(what)s, owed by %(owner)s, by %(due)s", what=what, owner=item.owner, due=item.due)
    if item.owner:
        return Words("%(what)s, owed by %(owner)s", what=what, owner=item.owner)
    return Words("%(what)s, by %(due)s", what=what, due=item.due) if item.due else what


def _codes(bracket: Bracket) -> tuple[str, ...]:
    return tuple(key for key in bracket.keys if key != "Chair")


def _short(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= 120 else f"{plain[:119]}…"


def _ad_refs(plan: Plan) -> Iterator[Standing]:
    query = (
        select(AdRef.clause_id, Party.code, AdRef.until)
        .join(Party, Party.id == AdRef.party_id)
        .join(Circle, Circle.id == AdRef.circle_id)
        .where(AdRef.plan_id == plan.id, AdRef.ended_at.is_(None), Circle.kind == CircleKind.ALL.value)
        .order_by(Party.position)
    )
    for clause_id, code, until in session.execute(query):
        words = Words("The capital of %(party)s has to confirm it.", party=code)
        if until:
            words = Words("The capital of %(party)s has to confirm it, by %(until)s.", party=code, until=until)
        yield Standing("ad_ref", words, clause_id, parties=(code,))


def _reserved(plan: Plan, reader: User) -> Iterator[Standing]:
    """Parties whose position is to reserve, and which have recorded no reservation on the clause or on the whole."""
    newest = func.row_number().over(
        partition_by=(Position.clause_id, Position.party_id), order_by=(Position.at.desc(), Position.id)
    )
    said = (
        select(Position.clause_id, Position.party_id, Position.position, newest.label("place"))
        .join(Circle, Circle.id == Position.circle_id)
        .where(
            Position.plan_id == plan.id,
            Position.clause_id.is_not(None),
            or_(Circle.kind == CircleKind.ALL.value, Circle.kind == CircleKind.CHAIRS.value),
            Position.circle_id.in_(reader_circles(reader)),
        )
        .subquery()
    )
    query = (
        select(said.c.clause_id, said.c.party_id, Party.code)
        .join(Party, Party.id == said.c.party_id)
        .where(said.c.place == 1, said.c.position == PositionKind.RESERVE.value)
        .order_by(Party.position)
    )
    rows = select(Reservation.clause_id, Reservation.party_id)
    recorded = {
        tuple(row)
        for row in session.execute(rows.where(Reservation.plan_id == plan.id, Reservation.lifted_at.is_(None)))
    }
    for clause_id, party_id, code in session.execute(query):
        if (clause_id, party_id) not in recorded and (None, party_id) not in recorded:
            words = Words("%(party)s reserves its position; the reservation is not recorded.", party=code)
            yield Standing("reservation", words, clause_id, parties=(code,))


def _before_everyone(plan: Plan) -> Select[uuid.UUID | None, uuid.UUID | None, str, str, str]:
    sponsor = aliased(Circle)
    return (
        select(Amendment.clause_id, Amendment.after_id, Amendment.kind, Party.code, sponsor.name)
        .join(Circle, Circle.id == Amendment.circle_id)
        .outerjoin(Party, Party.id == Amendment.party_id)
        .outerjoin(sponsor, sponsor.id == Amendment.sponsor_id)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.state == AmendmentState.TABLED.value,
            Circle.kind == CircleKind.ALL.value,
        )
        .order_by(Amendment.tabled_at, Amendment.id)
    )


def _tabled(plan: Plan, standing: Collection[uuid.UUID]) -> Iterator[Standing]:
    """Those to a clause that was taken out are moot; a new clause that was to stand after one is not."""
    for clause_id, after_id, kind, code, name in session.execute(_before_everyone(plan)):
        place = clause_id or (after_id if after_id in standing else None)
        words = Words(PROPOSALS[kind].template, by=code or name)
        yield Standing("amendment", words, place, parties=(code or name,))


def _parked(clauses: Sequence[Clause]) -> Iterator[Standing]:
    for clause in clauses:
        if clause.parked_at is not None:
            yield Standing("parked", clause.parked_reason or Words("It is parked."), clause.id)


def standing_on(clause: Clause) -> list[str]:
    """What keeps a clause from being agreed: proposals before everyone, brackets, placeholders; in words."""
    query = _before_everyone(clause.plan).where(Amendment.clause_id == clause.id)
    own: list[str] = [Words("a proposal of %(by)s", by=code or name) for _, _, _, code, name in session.execute(query)]
    texts = _in_texts(clause.plan, [clause])
    names = {"bracket": Words("the bracket %(what)s"), "placeholder": Words("the placeholder %(what)s")}
    return own + [Words(names[item.kind].template, what=item.text) for item in texts]
