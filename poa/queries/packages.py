"""Packages: amendments to several clauses that are taken together or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from ..db import session
from ..models import OPEN_STATES, Amendment, Clause, Package, Plan, Revision, User
from ..policy import Permission, may, visible
from .revisions import in_force


def packages(plan: Plan, reader: User) -> list[Package]:
    """The packages of a plan that the reader knows of, the latest first; one query."""
    query = select(Package).where(Package.plan_id == plan.id, visible(Package, reader))
    query = query.options(joinedload(Package.circle), joinedload(Package.made_by))
    return list(session.scalars(query.order_by(Package.created_at.desc(), Package.id)).unique())


def members(package: Package) -> list[Amendment]:
    """The amendments of a package, the first one drafted first."""
    query = select(Amendment).where(Amendment.package_id == package.id)
    return list(session.scalars(query.order_by(Amendment.created_at, Amendment.id)).unique())


def members_of(found: Sequence[Package], reader: User) -> dict[uuid.UUID, list[Amendment]]:
    """The amendments of each of these packages that the reader sees, by the package's id; a fixed number of queries."""
    ids = [package.id for package in found]
    query = select(Amendment).where(Amendment.package_id.in_(ids), visible(Amendment, reader))
    by_package: dict[uuid.UUID, list[Amendment]] = {id: [] for id in ids}
    query = query.options(joinedload(Amendment.revision)).order_by(Amendment.created_at, Amendment.id)
    for amendment in session.scalars(query).unique():
        if amendment.package_id is not None:
            by_package[amendment.package_id].append(amendment)
    return by_package


def package_of(revision: Revision) -> Package | None:
    """The package with which a revision was settled."""
    named = next((effect["package"] for effect in revision.effects if "package" in effect), None)
    return session.get(Package, uuid.UUID(named)) if named else None


def settled_with(revision: Revision) -> list[Revision]:
    """A revision and, of the package that was settled with it, the others that still stand; the latest first."""
    package = package_of(revision)
    if package is None or package.settled_at is None:
        return [revision]
    query = (
        select(Revision)
        .join(Clause, Clause.id == Revision.clause_id)
        .where(Clause.plan_id == package.plan_id, Revision.created_at >= package.settled_at)
    )
    made = [item for item in session.scalars(query).unique() if package_of(item) is package]
    standing = [item for item in made if item in in_force(item.clause_id)]
    if revision not in standing:
        return [revision]
    return sorted(standing, key=lambda item: (item.created_at, item.number), reverse=True)


def free(plan: Plan, reader: User) -> list[Amendment]:
    """The open amendments for which the reader speaks and which are in no open package, by clause."""
    query = (
        select(Amendment)
        .where(
            Amendment.plan_id == plan.id,
            Amendment.state.in_([state.value for state in OPEN_STATES]),
            visible(Amendment, reader),
        )
        .options(joinedload(Amendment.circle), joinedload(Amendment.clause))
        .order_by(Amendment.created_at, Amendment.id)
    )
    found = session.scalars(query).unique()
    mine = [item for item in found if item.cross_package is None or item.cross_package.state != "open"]
    return [item for item in mine if may(reader, Permission.AMENDMENT_SUBMIT, item)]
