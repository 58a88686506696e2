"""Packages across clauses: made by proposers' heads, joined by others, settled as one by the desk, or dissolved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from ..db import now, session
from ..errors import Conflict, Invalid, NotAllowed
from ..models import (
    OPEN_STATES,
    Amendment,
    AmendmentKind,
    AmendmentState,
    Basis,
    CircleKind,
    Clause,
    Package,
    Plan,
    Revision,
    User,
)
from ..phrases import Words
from ..policy import Permission, may, require
from ..queries.packages import members
from ..queries.revisions import words_taken
from ..text import check_text
from . import adoptions, bridging, events, packaging, parking, settlements
from .choices import Choice
from .steps import tell

NAME_LIMIT = 200
TAKES = ("all", "none")


def make(actor: User, plan: Plan, *, name: str, amendments: Sequence[Amendment]) -> Package:
    """Offer amendments of the own party, which are in one circle, together: all of them or none.

    While some of them are not before a circle yet, the package is the delegation's own and binds nobody else.
    """
    require(actor, Permission.PACKAGE, plan)
    events.lock(plan.id)
    if not name.strip():
        raise Invalid("A package has a name, by which it is spoken of.", field="name")
    wanted = list(dict.fromkeys(amendments))
    if not wanted:
        raise Invalid("Name the amendments that are offered together.", field="amendments")
    for amendment in wanted:
        _check(actor, plan.id, amendment, "amendments")
    circle = wanted[0].circle
    if any(amendment.circle_id != circle.id for amendment in wanted):
        raise Invalid("The amendments of a package are in one circle.", field="amendments")
    package = Package(plan_id=plan.id, circle=circle, name=check_text(name, "name", NAME_LIMIT).strip(), made_by=actor)
    session.add(package)
    session.flush()
    for amendment in wanted:
        amendment.cross_package = package
    session.flush()
    packaging.tell(actor, package, "package.made")
    return package


def add(actor: User, package: Package, amendment: Amendment) -> Package:
    """The head of another party adds what it proposes in the same circle, or the same one more of its own."""
    require(actor, Permission.PACKAGE, package)
    _check_own(actor, amendment)
    _begin(package)
    _check(actor, package.plan_id, amendment, "amendment")
    if amendment.circle_id != package.circle_id:
        raise Invalid("The amendments of a package are in one circle.", field="amendment")
    amendment.cross_package = package
    session.flush()
    packaging.tell(actor, package, "package.joined", party=amendment.proposer.code)
    return package


def remove(actor: User, package: Package, amendment: Amendment) -> Package:
    """A party takes its own amendment out of a package; with the last one the package is dissolved."""
    require(actor, Permission.PACKAGE, package)
    _check_own(actor, amendment)
    _begin(package)
    if amendment.package_id != package.id:
        raise Invalid("This amendment is not in the package.", field="amendment")
    packaging.tell(actor, package, "package.left", party=amendment.proposer.code)
    packaging.drop(actor, amendment)
    return package


def dissolve(actor: User, package: Package) -> Package:
    """Who made it dissolves it: its amendments stand each by itself."""
    require(actor, Permission.PACKAGE_DISSOLVE, package)
    _begin(package)
    package.dissolved_at = now()
    packaging.tell(actor, package, "package.dissolved")
    return package


def settle(actor: User, package: Package, *, take: str, basis: str, note: str | None = None) -> list[Revision]:
    """Take all of a package (every place as it has it, deletions, moves and new clauses adopted), or leave all of it.

    `Conflict` while one of its amendments is not tabled, is stale, or contradicts another. An undo of one of the
    revisions takes all of them back, and the package is open again.
    """
    require(actor, Permission.MERGE, package)
    _begin(package)
    if take not in TAKES:
        raise Invalid("A package is taken %(choices)s.", field="take", choices=" or ".join(TAKES))
    if basis not in {item.value for item in Basis}:
        raise Invalid("A basis is one of %(choices)s.", field="basis", choices=", ".join(item.value for item in Basis))
    said = check_text(note, "note", 2_000) if note else None
    found = _settleable(package)
    package.settled_at = now()
    revisions = _take(actor, package, found, basis, said) if take == "all" else _leave(actor, found, basis, said)
    for revision in revisions:
        revision.effects = [{**effect, "package": str(package.id)} for effect in revision.effects]
    session.flush()
    packaging.tell(actor, package, "package.settled", take=take, clauses=len(revisions), bases=[basis], note=said)
    return revisions


def _begin(package: Package) -> None:
    events.lock(package.plan_id)
    session.refresh(package)
    if package.state != "open":
        raise Conflict("This package is %(state)s; that is possible while it is open.", state=Words(package.state))


def _check(actor: User, plan_id: uuid.UUID, amendment: Amendment, field: str) -> None:
    """The own party's, open, in no other open package."""
    session.refresh(amendment)
    if amendment.plan_id != plan_id:
        raise Invalid("This amendment is not of this plan.", field=field)
    _check_own(actor, amendment)
    if amendment.state not in OPEN_STATES:
        raise Conflict(
            "This amendment is %(state)s; that is possible while it is draft, submitted or tabled.",
            state=Words(amendment.state),
        )
    other = amendment.cross_package
    if other is not None and other.state == "open":
        raise Conflict("This amendment is in the package “%(name)s” already.", name=other.name)


def _check_own(actor: User, amendment: Amendment) -> None:
    if not may(actor, Permission.AMENDMENT_SUBMIT, amendment):
        raise NotAllowed("Each head of delegation puts the own party's amendments into a package, nobody else's.")


def _settleable(package: Package) -> list[Amendment]:
    """Its amendments, when all of them can be settled now."""
    found = members(package)
    if not found or package.circle.kind != CircleKind.ALL.value:
        raise Conflict("A package is settled once all of it is before everyone.")
    for amendment in found:
        if amendment.state != AmendmentState.TABLED.value:
            raise Conflict(
                "An amendment of this package is %(state)s; all of them have to be tabled.",
                state=Words(amendment.state),
            )
        if amendment.stale or (amendment.clause is not None and amendment.clause.retired_at is not None):
            raise Conflict(
                "The amendment of %(name)s is stale: its party has to carry it over first.",
                name=amendment.proposer.name,
            )
        parking.check(amendment.clause or amendment.after)
    return found


def _take(actor: User, package: Package, found: Sequence[Amendment], basis: str, note: str | None) -> list[Revision]:
    by_clause: dict[uuid.UUID, list[Amendment]] = {}
    for amendment in found:
        if amendment.kind == AmendmentKind.MODIFY.value and amendment.clause_id is not None:
            by_clause.setdefault(amendment.clause_id, []).append(amendment)
    made = []
    for id, mine in by_clause.items():
        clause = session.get_one(Clause, id)
        choices = _choices(actor, clause, mine, basis, note)
        done = settlements.record(actor, clause, revision_id=clause.revision.id, choices=choices, package=package)
        made.append(done.revision)
    for amendment in found:
        if amendment.kind != AmendmentKind.MODIFY.value:
            made.append(adoptions.adopt(actor, amendment, basis=basis, note=note, package=package))
    return made


def _choices(actor: User, clause: Clause, mine: Sequence[Amendment], basis: str, note: str | None) -> list[Choice]:
    """The words of these amendments at all their places; `Conflict` when they have not the same ones at a place."""
    over = settlements.desk_overlay(actor, clause)
    choices = []
    for place in over.places:
        wanted = [
            index for index, variant in enumerate(place.variants) if any(item in variant.amendments for item in mine)
        ]
        if len(wanted) > 1:
            raise Conflict("Two amendments of this package want different words at one place; one has to be taken out.")
        choices += [Choice(place.locus, "variant", basis, variant=index, note=note) for index in wanted]
    return choices


def _leave(actor: User, found: Sequence[Amendment], basis: str, note: str | None) -> list[Revision]:
    """Settle without any of it; the text stays."""
    for amendment in found:
        amendment.state = (AmendmentState.MERGED if words_taken(amendment) else AmendmentState.SUPERSEDED).value
        amendment.closed_at = now()
        tell(actor, amendment, "amendment.left", bases=[basis], note=note)
        if amendment.clause is not None:
            bridging.follow(actor, amendment.clause)
    return []
