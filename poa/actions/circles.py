"""Small groups: opened with parties, a mandate and a deadline; they report back to everyone."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from ..db import now, session
from ..errors import Conflict, Invalid, NotAllowed
from ..models import Circle, CircleKind, Clause, Kind, Party, Plan, User
from ..policy import Permission, may, require
from ..queries.circles import circle_all, circles
from ..queries.plans import optional_id
from ..text import check_text
from . import events

NAME_LIMIT = 80
TEXT_LIMIT = 10_000
RESERVED = frozenset({"all", "own", "chairs"})
LONGEST = dt.timedelta(days=3653)


def open_circle(
    actor: User,
    plan: Plan,
    *,
    name: str,
    parties: Sequence[str],
    section: uuid.UUID | None = None,
    facilitator: str | None = None,
    mandate: str = "",
    deadline: dt.datetime | None = None,
) -> Circle:
    """Open a small group of these parties (by code), known to them alone.

    The co-chairs and the plan's desk open any, which the plan's desks serve; a head one that the own party is in, which
    no desk serves. `Invalid` names the field that cannot be taken.
    """
    require(actor, Permission.CIRCLE_OPEN, plan)
    events.lock(plan.id)
    members = parties_of(plan, parties)
    if not members:
        raise Invalid("A circle needs at least one party.", field="parties")
    chaired = may(actor, Permission.DECIDE, plan)
    if not chaired and actor.party_id not in {party.id for party in members}:
        raise NotAllowed("A head of delegation opens a circle that the own party is in.")
    if deadline is not None and not now() < deadline < now() + LONGEST:
        raise Invalid("A deadline is still to come, and within ten years.", field="deadline")
    circle = Circle(
        plan_id=plan.id,
        kind=CircleKind.NAMED.value,
        name=_name(actor, plan, name),
        parties=members,
        desks=list(circle_all(plan.id).desks) if chaired else [],
        section_id=_section(plan, section) if section else None,
        facilitator=_facilitator(members, facilitator) if facilitator else None,
        mandate=check_text(mandate, "mandate", TEXT_LIMIT) if mandate.strip() else "",
        deadline=deadline,
        opened_by=actor,
    )
    session.add(circle)
    session.flush()
    codes = [party.code for party in members]
    events.record(actor, plan.id, circle, "circle.opened", circle.id, name=circle.name, parties=codes)
    return circle


def parties_of(plan: Plan, codes: Iterable[str]) -> list[Party]:
    """The plan's parties of these codes, in the plan's order; `Invalid` for a code that is none of them."""
    wanted = set(codes)
    known = {party.code: party for party in plan.parties}
    if unknown := sorted(wanted - set(known)):
        raise Invalid("%(name)s is no party to this plan.", field="parties", name=repr(unknown[0][:20]))
    return [party for code, party in known.items() if code in wanted]


def _name(actor: User, plan: Plan, name: str) -> str:
    """The name, unless it could be mistaken: for what is reserved, or for a circle that the actor knows."""
    name = " ".join(check_text(name, "name", NAME_LIMIT).split())
    taken = {code.casefold() for code in plan.attributions} | RESERVED
    taken |= {circle.name.casefold() for circle in circles(plan.id, actor)}
    if name.casefold() in taken:
        raise Invalid("%(name)s means something else already. Choose another name.", field="name", name=repr(name))
    return name


def _section(plan: Plan, id: uuid.UUID) -> uuid.UUID:
    found = session.get(Clause, id)
    if found is None or found.plan_id != plan.id or found.kind != Kind.SECTION.value or found.retired_at is not None:
        raise Invalid("This is no section of the plan.", field="section")
    return found.id


def _facilitator(members: Sequence[Party], who: str) -> User:
    """The person of one of these parties, by id or address."""
    id = optional_id(who)
    named = User.id == id if id else User.email == who.strip().lower()
    of_them = User.party_id.in_([party.id for party in members])
    found = session.scalars(select(User).where(named, User.active, of_them)).unique().one_or_none()
    if found is None:
        raise Invalid("A circle is led by a person of one of its parties.", field="facilitator")
    return found


def report(actor: User, circle: Circle, *, text: str) -> Circle:
    """Report back: the text goes to everyone, under the group's name; a later report stands beside the earlier one."""
    require(actor, Permission.CIRCLE_LEAD, circle)
    events.lock(circle.plan_id)
    if circle.kind != CircleKind.NAMED.value or circle.bloc is not None:
        raise Conflict("Only a small group reports back. What a bloc settles goes to everyone as its amendment.")
    circle.report = check_text(text, "text", TEXT_LIMIT)
    circle.reported_at = now()
    session.flush()
    everyone = circle_all(circle.plan_id)
    events.record(actor, circle.plan_id, everyone, "circle.reported", circle.id, name=circle.name, text=circle.report)
    return circle
