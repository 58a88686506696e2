"""Packages across clauses: made, joined, left, dissolved, and settled as one."""

from __future__ import annotations

import uuid
from typing import Any

from apiflask import Schema, fields

from ..actions import packages as actions
from ..db import transaction
from ..guards import needs, reader
from ..models import Amendment, Package, Plan
from ..policy import Permission
from ..queries import packages as queries
from ..queries.amendments import named
from .base import Limit, Out, Text, Time, items, listing, many, noun, texts
from .settlements import BASES

api = noun("packages")


class PackageIn(Schema):
    """A name, and the ids of the own party's amendments, which are in one circle."""

    name = Text(required=True, longest=1000)
    amendments = fields.List(fields.UUID(), required=True)


class MemberIn(Schema):
    """An amendment of the own party's."""

    amendment = fields.UUID(required=True)


class SettleIn(Schema):
    """All of it, or none, on what basis."""

    take = Text(required=True, choices=actions.TAKES)
    basis = Text(required=True, choices=BASES)
    note = Text(load_default=None, allow_none=True, longest=2000)


class MemberOut(Out):
    """An amendment of a package."""

    id = fields.UUID()
    clause = fields.UUID(allow_none=True)
    after = fields.UUID(allow_none=True)
    kind = Text()
    party = Text()
    state = Text()
    stale = fields.Boolean()


class PackageOut(Out):
    """A package; `state` is open, settled or dissolved."""

    id = fields.UUID()
    name = Text()
    state = Text()
    circle = Text()
    parties = texts()
    amendments = many(MemberOut)
    created_at = Time()
    settled_at = Time(allow_none=True)
    dissolved_at = Time(allow_none=True)


class SettledOut(PackageOut):
    """A package that was settled, with the revisions it came to: none where it was left."""

    revisions = fields.List(fields.UUID())


def _member(amendment: Amendment) -> dict[str, Any]:
    return {
        **{name: getattr(amendment, name) for name in ("id", "kind", "state", "stale")},
        "clause": amendment.clause_id,
        "after": amendment.after_id,
        "party": amendment.proposer.code,
    }


def _shown(package: Package, found: list[Amendment]) -> dict[str, Any]:
    names = ("id", "name", "state", "created_at", "settled_at", "dissolved_at")
    return {
        **{name: getattr(package, name) for name in names},
        "circle": package.circle.name,
        "parties": list(dict.fromkeys(item.proposer.code for item in found)),
        "amendments": [_member(item) for item in found],
    }


def _one(package: Package) -> dict[str, Any]:
    return _shown(package, queries.members_of([package], reader())[package.id])


@api.get("/plans/<uuid:plan_id>/packages")
@needs(Permission.READ, Plan)
@api.input(Limit, location="query", arg_name="query")
@api.output(listing(PackageOut))
def index(plan: Plan, query: dict[str, Any]) -> dict[str, Any]:
    """The packages that the reader knows of, the latest first"""
    found = queries.packages(plan, reader())
    members = queries.members_of(found, reader())
    return items([_shown(package, members[package.id]) for package in found], query)


@api.post("/plans/<uuid:plan_id>/packages")
@needs(Permission.PACKAGE, Plan)
@api.input(PackageIn, arg_name="body")
@api.output(PackageOut, status_code=201)
@api.doc(responses={409: "One is settled or withdrawn, or in another package"})
def create(plan: Plan, body: dict[str, Any]) -> dict[str, Any]:
    """Offer amendments of the own party together: all of them, or none"""
    with transaction():
        made = actions.make(
            reader(), plan, name=body["name"], amendments=named(plan.id, body["amendments"], reader(), "amendments")
        )
    return _one(made)


@api.get("/packages/<uuid:package_id>")
@needs(Permission.READ, Package)
@api.output(PackageOut)
def show(package: Package) -> dict[str, Any]:
    """A package"""
    return _one(package)


@api.post("/packages/<uuid:package_id>/amendments")
@needs(Permission.PACKAGE, Package)
@api.input(MemberIn, arg_name="body")
@api.output(PackageOut, status_code=201)
@api.doc(responses=[409])
def add(package: Package, body: dict[str, Any]) -> dict[str, Any]:
    """Add an amendment of the own party to a package"""
    with transaction():
        [amendment] = named(package.plan_id, [body["amendment"]], reader(), "amendment")
        actions.add(reader(), package, amendment)
    return _one(package)


@api.delete("/packages/<uuid:package_id>/amendments/<uuid:member_id>")
@needs(Permission.PACKAGE, Package)
@api.output(PackageOut)
@api.doc(responses=[409])
def remove(package: Package, member_id: uuid.UUID) -> dict[str, Any]:
    """Take an amendment of the own party out of a package"""
    with transaction():
        [amendment] = named(package.plan_id, [member_id], reader(), "amendment")
        actions.remove(reader(), package, amendment)
    return _one(package)


@api.post("/packages/<uuid:package_id>/dissolve")
@needs(Permission.PACKAGE_DISSOLVE, Package)
@api.output(PackageOut)
@api.doc(responses=[409])
def dissolve(package: Package) -> dict[str, Any]:
    """Dissolve a package: its amendments stand each by itself"""
    with transaction():
        actions.dissolve(reader(), package)
    return _one(package)


@api.post("/packages/<uuid:package_id>/settle")
@needs(Permission.MERGE, Package)
@api.input(SettleIn, arg_name="body")
@api.output(SettledOut, status_code=201)
@api.doc(responses={409: "One of its amendments is not tabled, is stale, or contradicts another"})
def settle(package: Package, body: dict[str, Any]) -> dict[str, Any]:
    """Take all of a package, or leave all of it, with a basis"""
    with transaction():
        made = actions.settle(reader(), package, **body)
    return {**_one(package), "revisions": [revision.id for revision in made]}
