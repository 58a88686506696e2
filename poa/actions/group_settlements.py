"""A bloc settles among itself, and takes the result to everyone as its own amendment."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from ..db import now, session
from ..errors import Conflict, Invalid
from ..models import Amendment, AmendmentKind, AmendmentState, Basis, Circle, Clause, GroupSettlement, User
from ..phrases import Words
from ..policy import Permission, require
from ..queries.circles import circle_all
from ..queries.group_settlements import group_overlay, words_taken_in
from ..queries.overlays import ClauseOverlay, tabled_on
from ..text import check_text, merge
from . import amendments, bridging, events, packaging
from .choices import Choice, Taken, settlement_of
from .packaging import took_from
from .revisions import keep, rewrite
from .settlements import checked, effect_of, moved, settled_text
from .wordings import rationale_of

TAKES = ("base", "variant", "text")
OPEN = {AmendmentState.DRAFT.value, AmendmentState.SUBMITTED.value, AmendmentState.TABLED.value}


def record(
    actor: User,
    circle: Circle,
    clause: Clause,
    *,
    revision_id: uuid.UUID,
    choices: Sequence[Choice],
    rationale: str = "",
    floor: bool = False,
) -> GroupSettlement:
    """Settle places of what is tabled in a bloc: the text that comes of it is submitted to everyone as the bloc's.

    No revision is made, and nothing is submitted when the words stay as they are. Raises as `settlements.record` does.
    """
    require(actor, Permission.CIRCLE_SETTLE, circle)
    _begin(circle, clause)
    if revision_id != clause.revision_id:
        raise moved(clause, revision_id, choices, circle.id)
    over = group_overlay(actor, circle, clause)
    taken = _checked(over, choices)
    text = settled_text(over, taken)
    done = [item for item in over.amendments if _all_settled(over, item, taken)]
    made = None
    if text != clause.revision.text:
        words = {"clause_id": clause.id, "revision_id": clause.revision_id, "text": text}
        made = Amendment(kind=AmendmentKind.MODIFY.value, **words)
        _submit(actor, circle, made, rationale, floor)
    settlement = _kept(actor, circle, clause.id, made, [settlement_of(item) for item in taken.values()], done)
    for amendment in done:
        took = words_taken_in(amendment) or any(took_from(item, amendment) for item in taken.values())
        _close(amendment, AmendmentState.MERGED if took else AmendmentState.SUPERSEDED)
    bridging.follow(actor, clause)
    events.record(
        actor,
        circle.plan_id,
        circle,
        "circle.settled",
        settlement.id,
        clause_id=clause.id,
        name=circle.name,
        places=len(taken),
        open=len(over.places) - len(taken),
        bases=sorted({item.choice.basis for item in taken.values()}),
    )
    return settlement


def preview(actor: User, circle: Circle, clause: Clause, *, revision_id: uuid.UUID, choices: Sequence[Choice]) -> str:
    """The text that these choices would give; nothing is recorded."""
    require(actor, Permission.CIRCLE_SETTLE, circle)
    if revision_id != clause.revision_id:
        raise moved(clause, revision_id, choices, circle.id)
    over = group_overlay(actor, circle, clause)
    return settled_text(over, _checked(over, choices))


def take_to_all(
    actor: User, amendment: Amendment, *, basis: str | None = None, note: str | None = None, floor: bool = False
) -> GroupSettlement:
    """Submit a copy of a deletion, a new clause or what else is taken as one, tabled in a bloc, as the bloc's own."""
    require(actor, Permission.CIRCLE_SETTLE, amendment)
    events.lock(amendment.plan_id)
    session.refresh(amendment)
    circle = amendment.circle
    _expect_bloc(circle)
    packaging.check_free([amendment])
    if amendment.kind == AmendmentKind.MODIFY.value:
        raise Conflict("A change of words is settled place by place at the bloc's merge desk.")
    if amendment.state != AmendmentState.TABLED.value:
        raise Conflict(
            "This amendment is %(state)s; only a tabled one is taken to everyone.", state=Words(amendment.state)
        )
    if basis is not None and basis not in {item.value for item in Basis}:
        raise Invalid("A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis))
    names = ("clause_id", "after_id", "kind", "clause_kind", "revision_id", "text")
    made = Amendment(**{name: getattr(amendment, name) for name in names})
    _submit(actor, circle, made, "", floor)
    settled: dict[str, object] = {
        "kind": amendment.kind,
        "basis": basis,
        "note": check_text(note, "note", 2_000) if note else None,
    }
    alike = _alike(amendment)
    settlement = _kept(actor, circle, amendment.clause_id, made, [settled], alike)
    for item in alike:
        _close(item, AmendmentState.MERGED)
    events.record(
        actor,
        circle.plan_id,
        circle,
        "amendment.taken_to_all",
        amendment.id,
        clause_id=amendment.clause_id or amendment.after_id,
        party=amendment.proposer.code,
        change=amendment.kind,
        name=circle.name,
    )
    return settlement


def undo(actor: User, settlement: GroupSettlement, *, reason: str) -> GroupSettlement:
    """Take a bloc's settlement back: its amendment is withdrawn, the members' stand in the bloc as they did.

    `Conflict` once everyone has settled the bloc's amendment, or when this was taken back already.
    """
    require(actor, Permission.CIRCLE_SETTLE, settlement)
    events.lock(settlement.plan_id)
    session.refresh(settlement)
    if settlement.undone_at is not None:
        raise Conflict("This has been taken back already.")
    reason = check_text(reason, "reason", 2_000) if reason.strip() else ""
    if not reason:
        raise Invalid("Say why this is taken back; the reason is recorded.", field="reason")
    made = settlement.amendment
    if made is not None and made.sponsor_id == settlement.circle_id:
        if made.state in OPEN:
            amendments.withdraw(actor, made)
        elif made.state != AmendmentState.WITHDRAWN.value:
            raise Conflict("It has been settled before everyone; propose a change instead.")
    settlement.undone_at, settlement.undone_by_id, settlement.reason = now(), actor.id, reason
    for effect in settlement.effects:
        _restore(actor, session.get_one(Amendment, uuid.UUID(effect["amendment"])), effect["state"])
    session.flush()
    events.record(
        actor,
        settlement.plan_id,
        settlement.circle,
        "circle.settlement_undone",
        settlement.id,
        clause_id=settlement.clause_id,
        name=settlement.circle.name,
        reason=reason,
    )
    return settlement


def _begin(circle: Circle, clause: Clause) -> None:
    events.lock(circle.plan_id)
    session.refresh(clause)
    _expect_bloc(circle)
    if clause.plan_id != circle.plan_id:
        raise Invalid("This clause belongs to another plan.", field="clause")
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")


def _expect_bloc(circle: Circle) -> None:
    """A name that stands before a colon must be one that everybody knows: a bloc's."""
    if circle.bloc is None:
        raise Conflict("Only a bloc, such as ASEAN, proposes as one. A small group reports back.")


def _checked(over: ClauseOverlay, choices: Sequence[Choice]) -> dict[int, Taken]:
    """The choices by place; what members do not agree on stays among them and is not bracketed for everyone."""
    if any(choice.take not in TAKES for choice in choices):
        raise Invalid("A place takes its base, a variant or other words (text); or it stays open.", field="take")
    return checked(over, choices)


def _all_settled(over: ClauseOverlay, amendment: Amendment, taken: Mapping[int, Taken]) -> bool:
    return all(place.index in taken for place in over.places if amendment in place.amendments)


def _submit(actor: User, circle: Circle, made: Amendment, rationale: str, floor: bool) -> None:
    """Make it the circle's amendment and submit it to everyone."""
    made.plan_id = circle.plan_id
    made.circle_id = made.sponsor_id = circle.id
    made.sponsor = circle
    made.intended_id = circle_all(circle.plan_id).id
    made.author = actor
    made.state = AmendmentState.DRAFT.value
    made.rationale = rationale_of(rationale)
    session.add(made)
    session.flush()
    keep(actor, made, "drafted")
    amendments.submit(actor, made, floor=floor)


def _kept(
    actor: User,
    circle: Circle,
    clause_id: uuid.UUID | None,
    made: Amendment | None,
    settlements: list[dict[str, object]],
    done: Sequence[Amendment],
) -> GroupSettlement:
    settlement = GroupSettlement(
        plan_id=circle.plan_id,
        circle_id=circle.id,
        clause_id=clause_id,
        amendment_id=made.id if made else None,
        settlements=settlements,
        effects=[effect_of(item) for item in done],
        user_id=actor.id,
    )
    session.add(settlement)
    session.flush()
    return settlement


def _alike(amendment: Amendment) -> list[Amendment]:
    """What is tabled in the same circle and asks for the same: for a new clause, that one alone."""
    if amendment.clause is None:
        return [amendment]
    same = (amendment.kind, amendment.after_id, amendment.text)
    found = tabled_on(amendment.clause, amendment.circle_id)
    return [item for item in found if (item.kind, item.after_id, item.text) == same]


def _close(amendment: Amendment, state: AmendmentState) -> None:
    amendment.state = state.value
    amendment.closed_at = now()


def _restore(actor: User, amendment: Amendment, state: str) -> None:
    """Let a member's amendment stand again, carried to the text as it is by now; stale where that is not clean."""
    amendment.state = state
    amendment.closed_at = None
    clause, base = amendment.clause, amendment.revision
    if clause is None or base is None or clause.retired_at is not None or base.id == clause.revision_id:
        return
    if amendment.kind != AmendmentKind.MODIFY.value:
        rewrite(actor, amendment, "restored", clause.revision, amendment.text)
        return
    text = merge(base.text, amendment.text, clause.revision.text).text
    if text is None or text == clause.revision.text:
        amendment.stale = True
    else:
        rewrite(actor, amendment, "restored", clause.revision, text)
