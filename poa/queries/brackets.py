"""Brackets as the reader sees them: what stands, who still holds what, how a clause would read, the burn-down."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from ..db import session
from ..models import Bracket, BracketLift, Clause, Draft, Plan, Position, PositionKind, Revision, User
from ..policy import visible
from ..text.bracket_places import NO_WORDS, bracket_places, choose
from ..text.compilations import count_pairs
from .circles import circle_all
from .plans import label_map

_AGAINST = (PositionKind.OPPOSE.value, PositionKind.RESERVE.value)


@dataclass(frozen=True)
class BracketView:
    """A bracket that stands, with its clause's label and who holds it still."""

    bracket: Bracket
    label: str
    clause_text: str
    holders: tuple[str, ...]


def brackets(plan: Plan, reader: User, *, party: str | None = None) -> list[BracketView]:
    """The brackets of a plan in the order of its text, of one holder when asked; four queries."""
    query = (
        select(Bracket, Revision.text)
        .join(Clause, Clause.id == Bracket.clause_id)
        .join(Revision, Revision.id == Clause.revision_id)
        .where(Bracket.plan_id == plan.id, Bracket.closed_at.is_(None), visible(Bracket, reader))
        .order_by(Clause.position, Bracket.start, Bracket.depth)
    )
    rows = session.execute(query).all()
    named = label_map(plan) if rows else {}
    found = [BracketView(row, named.get(row.clause_id, ""), text, holders(row)) for row, text in rows]
    return [view for view in found if party is None or party in view.holders]


def of_clause(clause: Clause, reader: User) -> list[BracketView]:
    """The brackets of one clause, in the order of its text."""
    query = select(Bracket).where(Bracket.clause_id == clause.id, Bracket.closed_at.is_(None), visible(Bracket, reader))
    rows = session.scalars(query.order_by(Bracket.start, Bracket.depth)).all()
    return [BracketView(row, "", clause.revision.text, holders(row)) for row in rows]


def sides(bracket: Bracket) -> tuple[str, ...]:
    """Everybody with a word in it: who wants the words, who objects."""
    return (*bracket.wanting, *bracket.objecting)


def lifted(bracket: Bracket) -> dict[str, BracketLift]:
    """The latest lift of each, by code."""
    return {lift.code: lift for lift in sorted(bracket.lifts, key=lambda lift: lift.number)}


def base_of(bracket: Bracket) -> int:
    """What stands when nothing comes of the proposals: the base's option, or no words."""
    return next((index for index, option in enumerate(bracket.options) if option["base"]), NO_WORDS)


def is_deletion(bracket: Bracket) -> bool:
    """Whether all that is proposed is that the words go."""
    return all(option["base"] or not option["text"] for option in bracket.options)


def behind(bracket: Bracket, choice: int) -> frozenset[str]:
    """Who is behind an option: the base, or no words, is what those stand for who want nothing of what is proposed."""
    if choice == base_of(bracket):
        return frozenset(bracket.wanting if is_deletion(bracket) else bracket.objecting)
    return frozenset(bracket.options[choice]["parties"])


def needed(bracket: Bracket, choice: int) -> tuple[str, ...]:
    """Whose lift an option needs: every holder who is not behind it."""
    own = behind(bracket, choice)
    return tuple(code for code in sides(bracket) if code not in own)


def holders(bracket: Bracket) -> tuple[str, ...]:
    """Who has not lifted yet: who has not said to go with anything but the own words."""
    said = lifted(bracket)
    return tuple(code for code in sides(bracket) if code not in said or code in behind(bracket, said[code].choice))


def decided(bracket: Bracket) -> int | None:
    """The option that all who had to have lifted to; None while there is none."""
    said = {code: lift.choice for code, lift in lifted(bracket).items()}
    for choice in choices(bracket):
        wanted = needed(bracket, choice)
        if wanted and all(said.get(code) == choice for code in wanted):
            return choice
    return None


def choices(bracket: Bracket) -> tuple[int, ...]:
    """What one may choose: the options by index, and no words where none of them is the base."""
    indexes = tuple(range(len(bracket.options)))
    return indexes if base_of(bracket) != NO_WORDS else (*indexes, NO_WORDS)


def chosen_text(bracket: Bracket, text: str, plan: Plan, choice: int) -> str:
    """The clause's text with an option chosen; `text` is that of the current revision."""
    codes = plan.attributions
    place = next(item for item in bracket_places(text, codes) if item.start == bracket.start)
    return choose(text, place, choice, codes)


def objecting_to(plan_id: uuid.UUID, amendments: Iterable[uuid.UUID]) -> list[str]:
    """The codes of the parties that, in what all may read, last said that they oppose or reserve on one of these."""
    query = (
        select(Position)
        .where(Position.amendment_id.in_(list(amendments)), Position.circle_id == circle_all(plan_id).id)
        .order_by(Position.at, Position.id)
    )
    latest = {(item.amendment_id, item.party.code): item.position for item in session.scalars(query)}
    return list(dict.fromkeys(code for (_, code), said in latest.items() if said in _AGAINST))


@dataclass(frozen=True)
class Burned:
    """An issued draft and how many pairs of brackets its text had."""

    id: uuid.UUID
    symbol: str
    issued_at: dt.datetime
    pairs: int


def burn_down(plan: Plan, reader: User) -> list[Burned]:
    """The pairs of brackets in each draft that the reader has, the first one first; two queries at most."""
    query = (
        select(Draft.id, Draft.symbol, Draft.issued_at, Draft.content_hash)
        .where(Draft.plan_id == plan.id, visible(Draft, reader))
        .order_by(Draft.number)
    )
    rows = session.execute(query).all()
    _count([row.content_hash for row in rows])
    return [Burned(row.id, row.symbol, row.issued_at, _COUNTED[row.content_hash]) for row in rows]


_COUNTED: dict[str, int] = {}  # a draft never changes: content hash → pairs


def _count(hashes: Sequence[str]) -> None:
    new = [content_hash for content_hash in hashes if content_hash not in _COUNTED]
    if not new:
        return
    if len(_COUNTED) > 10_000:
        _COUNTED.clear()
        new = list(hashes)
    for content_hash, content in session.execute(
        select(Draft.content_hash, Draft.content).where(Draft.content_hash.in_(new))
    ):
        _COUNTED[content_hash] = _pairs(json.loads(content))


def _pairs(content: dict[str, Any]) -> int:
    codes = frozenset({party["code"] for party in content["parties"]} | set(content["circles"]))
    return sum(count_pairs(clause["text"], codes) for clause in content["clauses"])
