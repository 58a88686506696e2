"""Compilation text: every tabled amendment in brackets in the plan's text, as a reader or a circle sees it."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from ..db import session
from ..models import Amendment, AmendmentKind, AmendmentState, Circle, Clause, Party, Plan, Revision, Support, User
from ..phrases import Words
from ..policy import visible
from ..text.compilations import Wording, compiled, count_pairs, inserted, unattributed
from .circles import circle_all
from .labels import Place, labels

_NO_CODE = re.compile(r'[\[\]{}:,"\\\s]+')


@dataclass(frozen=True)
class CompiledClause:
    """A clause as it is compiled. One that is proposed has the amendment's id, an interim label and `inserted`.

    `notes` say what brackets cannot: where to it should be moved, that an amendment is stale.
    """

    id: uuid.UUID
    kind: str
    level: int | None
    label: str
    text: str
    pairs: int
    inserted: bool
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Compilation:
    """A plan compiled: its clauses in order, and the codes that count in its brackets."""

    clauses: tuple[CompiledClause, ...]
    codes: frozenset[str]

    @property
    def pairs(self) -> int:
        """How many pairs of brackets it has."""
        return sum(clause.pairs for clause in self.clauses)


@dataclass(frozen=True)
class _Proposal:
    """A tabled amendment: what it changes and the codes behind it, the proposer first."""

    id: uuid.UUID
    clause_id: uuid.UUID | None
    after_id: uuid.UUID | None
    kind: str
    clause_kind: str | None
    text: str
    stale: bool
    codes: tuple[str, ...]


def compilation(plan: Plan, reader: User, *, attributed: bool = True) -> Compilation:
    """All that is tabled, as the reader sees it, in the text as it stands; three queries."""
    return _compile(plan, visible(Amendment, reader), attributed)


def of_circle(plan: Plan, circle: Circle) -> Compilation:
    """The same for everybody in a circle: what is tabled there and before all; four queries."""
    return _compile(plan, Amendment.circle_id.in_({circle.id, circle_all(plan.id).id}), attributed=True)


def _compile(plan: Plan, seen: ColumnElement[bool], attributed: bool) -> Compilation:
    query = select(Clause.id, Clause.kind, Clause.level, Clause.frozen_label, Clause.retired_at, Revision.text)
    rows = session.execute(
        query.join(Revision, Revision.id == Clause.revision_id)
        .where(Clause.plan_id == plan.id)
        .order_by(Clause.position)
    ).all()
    proposals = _proposals(plan.id, seen)
    codes = plan.attributions | {code for proposal in proposals for code in proposal.codes}
    behind: dict[uuid.UUID | None, list[_Proposal]] = defaultdict(list)
    about: dict[uuid.UUID | None, list[_Proposal]] = defaultdict(list)
    for proposal in proposals:
        if proposal.kind == AmendmentKind.INSERT.value:
            behind[proposal.after_id].append(proposal)
        else:
            about[proposal.clause_id].append(proposal)
    named = _labels(plan, rows, behind)
    found = [_new(proposal, named, codes, attributed) for proposal in behind[None]]
    for id, kind, level, _frozen, retired_at, text in rows:
        if retired_at is None:
            words = _named_or_not(_compiled(text, about[id], codes), codes, attributed)
            notes = _notes(about[id], named, attributed)
            found.append(CompiledClause(id, kind, level, named[id], words, count_pairs(words, codes), False, notes))
        found += [_new(proposal, named, codes, attributed) for proposal in behind[id]]
    return Compilation(tuple(found), codes)


def _proposals(plan_id: uuid.UUID, seen: ColumnElement[bool]) -> list[_Proposal]:
    """What is tabled, the oldest first, as plain rows: there may be thousands; two queries."""
    tabled = (Amendment.plan_id == plan_id, Amendment.state == AmendmentState.TABLED.value, seen)
    supports = (
        select(Support.amendment_id, Party.code)
        .join(Party, Party.id == Support.party_id)
        .join(Amendment, Amendment.id == Support.amendment_id)
        .where(*tabled, Support.withdrawn_at.is_(None))
        .order_by(Support.created_at, Support.id)
    )
    supporters: dict[uuid.UUID, list[str]] = defaultdict(list)
    for amendment_id, code in session.execute(supports):
        supporters[amendment_id].append(code)
    columns = (
        *(Amendment.id, Amendment.clause_id, Amendment.after_id, Amendment.kind, Amendment.clause_kind),
        *(Amendment.text, or_(Amendment.stale, Amendment.revision_id != Clause.revision_id), Party.code, Circle.name),
    )
    query = (
        select(*columns)
        .outerjoin(Clause, Clause.id == Amendment.clause_id)
        .outerjoin(Party, Party.id == Amendment.party_id)
        .outerjoin(Circle, Circle.id == Amendment.sponsor_id)
        .where(*tabled)
        .order_by(Amendment.tabled_at, Amendment.id)
    )
    return [
        _Proposal(*row[:6], stale=bool(row[6]), codes=_behind(row[7] or _code(row[8]), supporters[row[0]]))
        for row in session.execute(query)
    ]


def _behind(proposer: str, supporters: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([proposer, *supporters]))


def _code(name: str) -> str:
    """A circle's name as it can stand before a colon."""
    return _NO_CODE.sub(" ", name).strip()


def _labels(
    plan: Plan, rows: Sequence[Any], behind: Mapping[uuid.UUID | None, Sequence[_Proposal]]
) -> dict[uuid.UUID, str]:
    """The labels that stand, and for what is proposed between them interim ones."""
    places = [Place(id, kind, level, frozen, gone is not None) for id, kind, level, frozen, gone, *_ in rows]
    named = labels(places, plan.interim_style)
    widened = _places(behind.get(None, ()))
    for place in places:
        widened.append(Place(place.id, place.kind, place.level, named.get(place.id, place.frozen), place.retired))
        widened += _places(behind.get(place.id, ()))
    return labels(widened, plan.interim_style) | named if len(widened) > len(places) else named


def _places(proposals: Sequence[_Proposal]) -> list[Place]:
    return [Place(proposal.id, proposal.clause_kind or "clause", None, None) for proposal in proposals]


def _compiled(text: str, proposals: Sequence[_Proposal], codes: frozenset[str]) -> str:
    """The clause's text with what is proposed to it; what is stale cannot be laid over it."""
    if not proposals:
        return text
    by_kind: dict[str, list[Wording]] = defaultdict(list)
    for proposal in proposals:
        if proposal.kind != AmendmentKind.MODIFY.value or not proposal.stale:
            by_kind[proposal.kind].append((proposal.text, proposal.codes))
    deleting = [keys for _, keys in by_kind[AmendmentKind.DELETE.value]]
    deleted = dict.fromkeys([*(keys[0] for keys in deleting), *(key for keys in deleting for key in keys)])
    wordings, alternatives = by_kind[AmendmentKind.MODIFY.value], by_kind[AmendmentKind.ALTERNATIVE.value]
    return compiled(text, tuple(wordings), tuple(alternatives), tuple(deleted), codes)


def _new(
    proposal: _Proposal, named: Mapping[uuid.UUID, str], codes: frozenset[str], attributed: bool
) -> CompiledClause:
    text = _named_or_not(inserted(proposal.text, proposal.codes, codes), codes, attributed)
    kind, label = proposal.clause_kind or "clause", named[proposal.id]
    return CompiledClause(proposal.id, kind, None, label, text, count_pairs(text, codes), True, ())


def _named_or_not(text: str, codes: frozenset[str], attributed: bool) -> str:
    return text if attributed or "[" not in text else unattributed(text, codes)


def _notes(proposals: Sequence[_Proposal], named: Mapping[uuid.UUID, str], attributed: bool) -> tuple[str, ...]:
    """What is proposed to a clause and is no matter of words, each with who wants it unless nobody is named."""
    found: list[str] = []
    for proposal in proposals:
        if proposal.kind == AmendmentKind.MOVE.value:
            said = _move(proposal.after_id, named)
        elif proposal.kind == AmendmentKind.MODIFY.value and proposal.stale:
            said = _NOT_CARRIED
        else:
            continue
        codes = ", ".join(proposal.codes)
        found.append(Words("%(codes)s: %(note)s", codes=codes, note=said[0]) if attributed else said[1])
    return tuple(dict.fromkeys(found))


_NOT_CARRIED = (
    Words("an amendment to an earlier text, not yet carried over"),
    Words("An amendment to an earlier text, not yet carried over"),
)


def _move(after_id: uuid.UUID | None, named: Mapping[uuid.UUID, str]) -> tuple[Words, Words]:
    """After a name and by itself; without the place when what it should stand after has been taken out."""
    if after_id is None:
        return Words("move to the beginning"), Words("Move to the beginning")
    label = named.get(after_id)
    if label is None:
        return Words("move"), Words("Move")
    return Words("move after %(label)s", label=label), Words("Move after %(label)s", label=label)
