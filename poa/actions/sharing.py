"""Sharing a draft with chosen parties, to gather supporters before it is submitted."""

from __future__ import annotations

from collections.abc import Sequence

from ..db import session
from ..errors import Conflict
from ..models import Amendment, AmendmentState, Circle, CircleKind, Party, Plan, User
from ..policy import Permission, require
from ..queries.circles import circle_own, circle_shared
from .circles import parties_of
from .steps import begin, end_supports, expect, tell


def share(actor: User, amendment: Amendment, *, parties: Sequence[str]) -> Amendment:
    """Let exactly these parties (by code) read a draft besides one's own; none takes it back into the delegation.

    It stays a draft that only its own party changes. Who no longer reads it no longer stands behind it; that it was
    shared with them stays on record among them.
    """
    require(actor, Permission.AMENDMENT_SHARE, amendment)
    begin(amendment)
    expect(amendment, AmendmentState.DRAFT)
    plan = amendment.plan
    others = [party for party in parties_of(plan, parties) if party.id != amendment.party_id]
    before = amendment.circle
    if not others:
        return _unshare(actor, amendment, before)
    members = [party for party in plan.parties if party in others or party.id == amendment.party_id]
    circle = circle_shared(plan.id, members) or _made(actor, plan, members)
    if circle.id == before.id:
        raise Conflict("It is shared with these parties already.")
    if before.kind == CircleKind.SHARED.value:
        tell(actor, amendment, "amendment.unshared")
    amendment.circle = circle
    end_supports(amendment, but={party.id for party in members})
    session.flush()
    tell(actor, amendment, "amendment.shared", parties=[party.code for party in others])
    return amendment


def _unshare(actor: User, amendment: Amendment, before: Circle) -> Amendment:
    if before.kind != CircleKind.SHARED.value:
        raise Conflict("It is not shared: only your delegation reads it.")
    tell(actor, amendment, "amendment.unshared")
    amendment.circle = circle_own(amendment.plan_id, actor)
    end_supports(amendment)
    session.flush()
    return amendment


def _made(actor: User, plan: Plan, members: Sequence[Party]) -> Circle:
    circle = Circle(
        plan_id=plan.id,
        kind=CircleKind.SHARED.value,
        name=", ".join(party.code for party in members),
        parties=list(members),
        opened_by=actor,
    )
    session.add(circle)
    session.flush()
    return circle
