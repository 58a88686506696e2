"""Bridging proposals: words in the place of several amendments, if each of their proponents consents."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..db import now, session
from ..errors import Conflict, Invalid, NotAllowed
from ..models import (
    Amendment,
    AmendmentKind,
    AmendmentState,
    Bridge,
    BridgeConsent,
    Clause,
    Party,
    Support,
    User,
)
from ..phrases import Words
from ..policy import Permission, may, require
from ..queries.bridges import answers, proponents
from ..text import check_text
from . import bracketing, bridging, events, packaging, silences
from .plans import check_base
from .revisions import keep
from .statuses import amendment_tabled, expect_open
from .steps import tell
from .wordings import rationale_of

NOTE_LIMIT = 4_000


def propose(
    actor: User,
    clause: Clause,
    *,
    revision_id: uuid.UUID,
    amendments: Sequence[Amendment],
    text: str,
    rationale: str = "",
) -> Bridge:
    """Offer words that would replace these amendments: tabled changes of this clause, in one circle, at least two.

    Nothing happens to them until each of their proponents has consented. Raises `Stale` when `revision_id`, the text
    that was written on, is not the current one; `Invalid` names the field.
    """
    require(actor, Permission.BRIDGE, clause)
    events.lock(clause.plan_id)
    session.refresh(clause)
    if clause.retired_at is not None:
        raise Conflict("This clause has been taken out of the plan.")
    expect_open(clause)
    words = check_text(text, "text")
    check_base(clause, revision_id, words)
    wanted = list(dict.fromkeys(amendments))
    _check_amendments(clause, wanted)
    if words == clause.revision.text:
        raise Invalid("Nothing would be changed: the text is the clause as it stands.", field="text")
    whose = {amendment.proposer.code for amendment in wanted}
    bracketing.check(clause.revision.text, words, clause.plan.attributions, own=whose)
    bridge = Bridge(
        plan_id=clause.plan_id,
        clause=clause,
        revision=clause.revision,
        circle=wanted[0].circle,
        text=words,
        rationale=rationale_of(rationale),
        author=actor,
        amendments=sorted(wanted, key=lambda item: (item.tabled_at, item.id)),
    )
    session.add(bridge)
    session.flush()
    bridging.tell(actor, bridge, "bridge.proposed")
    return bridge


def _check_amendments(clause: Clause, wanted: Sequence[Amendment]) -> None:
    if len(wanted) < 2:
        raise Invalid("A bridging proposal would replace two amendments at least.", field="amendments")
    for amendment in wanted:
        session.refresh(amendment)
        if amendment.clause_id != clause.id or amendment.kind != AmendmentKind.MODIFY.value:
            raise Invalid("It would replace changes of the words of this clause only.", field="amendments")
        if amendment.state != AmendmentState.TABLED.value:
            raise Conflict(
                "One of the amendments is %(state)s; that is possible while all are tabled.",
                state=Words(amendment.state),
            )
        if amendment.stale or amendment.revision_id != clause.revision_id:
            raise Conflict("One of the amendments is stale: its party has to carry it to the current text first.")
    if len({amendment.circle_id for amendment in wanted}) > 1:
        raise Invalid("It would replace amendments that are before one circle.", field="amendments")
    packaging.check_free(wanted, field="amendments")


def consent(actor: User, bridge: Bridge, *, consents: bool = True, note: str = "") -> Bridge:
    """The head of a proponent says whether its amendment may give way; it may say otherwise until all have consented.

    With the last consent the amendments are superseded, and one with these words stands in their place: the first
    proponent's, supported by the others.
    """
    require(actor, Permission.BRIDGE_CONSENT, bridge)
    _begin(bridge)
    said = check_text(note, "note", NOTE_LIMIT).strip() if note.strip() else ""
    mine = {item.proposer.code for item in bridge.amendments if may(actor, Permission.AMENDMENT_SUBMIT, item)}
    if not mine:
        raise NotAllowed("Only the head of a delegation whose amendment it would replace consents, or not.")
    for code in sorted(mine):
        number = 1 + sum(item.code == code for item in bridge.consents)
        session.add(
            BridgeConsent(
                bridge_id=bridge.id, code=code, number=number, consents=consents, note=said, user_id=actor.id, at=now()
            )
        )
    session.flush()
    session.expire(bridge, ["consents"])
    for code in sorted(mine):
        bridging.tell(actor, bridge, "bridge.consented" if consents else "bridge.not_consented", party=code)
    known = answers(bridge)
    if all(code in known and known[code].consents for code in proponents(bridge)):
        _agree(actor, bridge)
    return bridge


def withdraw(actor: User, bridge: Bridge, *, reason: str = "") -> Bridge:
    """Who brought it in, or the desk of its circle, takes it away; the amendments stay as they are."""
    require(actor, Permission.BRIDGE_WITHDRAW, bridge)
    _begin(bridge)
    bridging.end(actor, bridge, check_text(reason, "reason", NOTE_LIMIT).strip() if reason.strip() else "")
    return bridge


def _begin(bridge: Bridge) -> None:
    events.lock(bridge.plan_id)
    session.refresh(bridge)
    if bridge.state != "proposed":
        raise Conflict(
            "This bridging proposal is %(state)s; that is possible while it is proposed.", state=Words(bridge.state)
        )


def _agree(actor: User, bridge: Bridge) -> None:
    """Put its words in the place of the amendments."""
    packaging.check_free(bridge.amendments)
    expect_open(bridge.clause)
    made = _result(actor, bridge)
    for amendment in bridge.amendments:
        amendment.state, amendment.closed_at = AmendmentState.SUPERSEDED.value, now()
        tell(actor, amendment, "amendment.bridged")
    bridge.state, bridge.closed_at, bridge.result_id = "agreed", now(), made.id
    session.flush()
    bridging.tell(actor, bridge, "bridge.agreed", amendment=str(made.id))
    tell(actor, made, "amendment.tabled")
    amendment_tabled(actor, made)
    silences.submitted(actor, made)
    bridging.follow(actor, bridge.clause)


def _result(actor: User, bridge: Bridge) -> Amendment:
    first = bridge.amendments[0]
    made = Amendment(
        plan_id=bridge.plan_id,
        clause_id=bridge.clause_id,
        revision_id=bridge.revision_id,
        kind=AmendmentKind.MODIFY.value,
        state=AmendmentState.TABLED.value,
        circle_id=bridge.circle_id,
        intended_id=bridge.circle_id,
        party=first.party,
        sponsor=first.sponsor,
        author=actor,
        text=bridge.text,
        rationale=bridge.rationale,
        submitted_at=now(),
        tabled_at=now(),
    )
    session.add(made)
    session.flush()
    keep(actor, made, "bridged")
    known = answers(bridge)
    for party, code in _others(bridge, made):
        session.add(Support(amendment_id=made.id, party_id=party.id, user_id=known[code].user_id))
    session.flush()
    session.refresh(made)
    return made


def _others(bridge: Bridge, made: Amendment) -> list[tuple[Party, str]]:
    """The parties behind the other amendments, a bloc's each for itself, with the code that consented for them."""
    behind = {made.party_id} if made.sponsor is None else {party.id for party in made.sponsor.parties}
    found: dict[object, tuple[Party, str]] = {}
    for amendment in bridge.amendments:
        parties = [amendment.party] if amendment.party else amendment.sponsor.parties if amendment.sponsor else []
        for party in parties:
            if party.id not in behind:
                found.setdefault(party.id, (party, amendment.proposer.code))
    return list(found.values())
