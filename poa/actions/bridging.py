"""What becomes of bridging proposals when their clause or what they would replace moves on."""

from __future__ import annotations

from typing import Any

from .. import reasons
from ..db import now, session
from ..models import AmendmentState, Bridge, Clause, Revision, User
from ..phrases import Words
from ..queries.bridges import proposed_on
from ..text import merge
from . import events


def carry(actor: User, clause: Clause, old: Revision, new: Revision) -> None:
    """Carry the open ones to the new text where that is clean; withdraw the others, with the reason."""
    for bridge in proposed_on(clause.id):
        text = merge(old.text, bridge.text, new.text).text if bridge.revision_id == old.id else None
        if text is None or text == new.text:
            end(actor, bridge, reasons.BRIDGE_UNFIT)
            continue
        if bridge.text != text:
            tell(actor, bridge, "bridge.rebased")
        bridge.revision, bridge.text = new, text
    session.flush()


def follow(actor: User, clause: Clause) -> None:
    """Withdraw the open ones of which an amendment is not on the table any more."""
    session.flush()
    for bridge in proposed_on(clause.id):
        gone = next((item for item in bridge.amendments if item.state != AmendmentState.TABLED.value), None)
        if gone is not None:
            withdrawn = gone.state == AmendmentState.WITHDRAWN.value
            why = reasons.BRIDGE_WITHDRAWN if withdrawn else reasons.BRIDGE_SETTLED
            end(actor, bridge, Words(why.template, name=gone.proposer.name))


def end(actor: User, bridge: Bridge, reason: str) -> None:
    """Withdraw it; the amendments stay as they are."""
    bridge.state, bridge.closed_at, bridge.reason = "withdrawn", now(), reason
    session.flush()
    tell(actor, bridge, "bridge.withdrawn", reason=reason)


def tell(actor: User, bridge: Bridge, kind: str, **more: Any) -> None:
    """Record the event in the circle of the amendments."""
    events.record(actor, bridge.plan_id, bridge.circle, kind, bridge.id, clause_id=bridge.clause_id, **more)
