"""Lifting brackets: each holder its own, the text changes with the last; what is nobody's the co-chairs decide."""

from __future__ import annotations

from ..db import session
from ..errors import Conflict, Invalid, NotAllowed
from ..models import Basis, Bracket, BracketLift, Cause, Clause, Role, User
from ..phrases import Words
from ..policy import Permission, may, require
from ..queries.brackets import base_of, choices, chosen_text, decided, is_deletion, sides
from ..queries.circles import circle_all
from ..text import plain_parts
from ..text.bracket_places import NO_WORDS
from . import events
from .revisions import revise


def lift(actor: User, bracket: Bracket, *, keep: bool | int, basis: str | None = None) -> Bracket:
    """A holder says what it can go with: the words (True), none of them (False), or an option by its index.

    It may say otherwise until the last. With the last whose lift an option needs, the text changes. A bracket in
    nobody's name is lifted by the co-chairs' decision, with its `basis`. Raises `NotAllowed` for who holds nothing,
    `Conflict` once it is closed, `Invalid` for an option that is none.
    """
    require(actor, Permission.BRACKET_LIFT, bracket)
    events.lock(bracket.plan_id)
    session.refresh(bracket)
    code = _speaks_for(actor, bracket)
    if bracket.closed_at is not None:
        raise Conflict(
            "This bracket has been %(outcome)s; one is lifted while it stands in the text.",
            outcome=Words(bracket.outcome or ""),
        )
    choice = _choice(bracket, keep)
    if code is None:
        if basis not in {item.value for item in Basis}:
            raise Invalid(
                "A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis)
            )
        outcome: int | None = choice
    else:
        session.add(
            BracketLift(
                bracket_id=bracket.id, code=code, number=len(bracket.lifts) + 1, choice=choice, user_id=actor.id
            )
        )
        session.flush()
        session.refresh(bracket, ["lifts"])
        outcome = decided(bracket)
    _tell(actor, bracket, code, outcome)
    if outcome is not None:
        _change(actor, bracket, outcome, basis if code is None else None)
    return bracket


def _speaks_for(actor: User, bracket: Bracket) -> str | None:
    """The party or bloc whose bracket it is to lift; None for the co-chairs where it is nobody's."""
    held = sides(bracket)
    if not held:
        if may(actor, Permission.DECIDE, bracket):
            return None
        raise NotAllowed("This bracket is in nobody’s name: the co-chairs decide on it.")
    code = holds(actor, bracket)
    if code is not None:
        return code
    raise NotAllowed("You hold nothing in this bracket. It is held by %(codes)s.", codes=", ".join(held))


def holds(actor: User, bracket: Bracket) -> str | None:
    """The party, or the bloc by its desk, for which this person lifts the bracket; None when it is not theirs."""
    mine = [actor.party.code] if actor.has(Role.HEAD) and actor.party is not None else []
    blocs = [desk.bloc for desk in actor.desks if desk.bloc] if actor.has(Role.SECRETARIAT) else []
    return next((code for code in (*mine, *blocs) if code in sides(bracket)), None)


def _choice(bracket: Bracket, keep: bool | int) -> int:
    """The option that is meant by True, False or an index."""
    if not isinstance(keep, bool):
        if 0 <= keep < len(bracket.options):
            return keep
        raise Invalid(
            "There is no wording %(keep)s: they count from 0 to %(last)s.",
            field="keep",
            keep=keep,
            last=len(bracket.options) - 1,
        )
    base = base_of(bracket)
    proposed = [index for index in choices(bracket) if index not in (base, NO_WORDS)]
    if is_deletion(bracket):
        return base if keep else proposed[0]
    if not keep:
        return base
    if len(proposed) > 1:
        raise Invalid("There are several wordings here: say by its index which one is kept.", field="keep")
    return proposed[0]


def _change(actor: User, bracket: Bracket, outcome: int, basis: str | None) -> None:
    """Give the clause the chosen words, credited to those behind them."""
    clause = session.get_one(Clause, bracket.clause_id)
    session.refresh(clause)
    old = clause.revision.text
    text = chosen_text(bracket, old, clause.plan, outcome)
    if not text.strip():
        raise Conflict("This would leave the clause without a word; that is for a deletion of the clause.")
    keys = tuple(bracket.options[outcome]["parties"]) if outcome != NO_WORDS else ()
    revise(actor, clause, text, plain_parts(old, text, keys), Cause.LIFT, basis=basis)
    session.refresh(bracket)


def _tell(actor: User, bracket: Bracket, code: str | None, outcome: int | None) -> None:
    events.record(
        actor,
        bracket.plan_id,
        circle_all(bracket.plan_id),
        "bracket.lifted" if code else "bracket.decided",
        bracket.id,
        clause_id=bracket.clause_id,
        party=code or "",
        last=outcome is not None,
    )
