"""Packages, what is recorded as agreed, parking, bridging proposals."""

from __future__ import annotations

from typing import Any

from poa.actions import bridges, packages
from poa.db import transaction
from tests.cast import clause_of, make_amendment, person

from . import ALL, Row

ROWS = [
    Row("GET", "/plans/{plan}/packages", ALL, 200),
    Row("POST", "/plans/{plan}/packages", "head ally desk", 422),
    Row("POST", "/packages/{package}/add", "head ally desk", 422),
    Row("POST", "/packages/{package}/remove", "head ally desk", 422),
    Row("POST", "/packages/{package}/dissolve", "head", 409),
    Row("POST", "/packages/{package}/settle", "secretariat", 409),
    Row("GET", "/plans/{plan}/agreed", "secretariat", 200),
    Row("POST", "/plans/{plan}/table", "secretariat", 422),
    Row("POST", "/plans/{plan}/agreed", "secretariat", 422),
    Row("POST", "/clauses/{clause}/park", "secretariat chair", 422),
    Row("POST", "/clauses/{clause}/unpark", "secretariat chair", 409),
    Row("GET", "/plans/{plan}/bridges", ALL, 200),
    Row("POST", "/plans/{plan}/bridges", "head ally secretariat chair", 422),
    Row("GET", "/bridges/{bridge}", ALL, 200),
    Row("POST", "/bridges/{bridge}/consent", "head ally", 422),
    Row("POST", "/bridges/{bridge}/withdraw", "head secretariat", 409),
]
BASE = "ASEAN and Japan will promote"


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A dissolved package of Japan's, and a withdrawn bridging proposal of Japan's."""
    clause = clause_of(found["plan"], BASE)
    text = clause.revision.text
    ours = make_amendment(clause, text.replace("will", "should"))
    theirs = make_amendment(clause, text.replace("will", "may"), by="vn")
    head = person("head_jp")
    with transaction():
        package = packages.make(head, found["plan"], name="The deal", amendments=[ours])
        packages.dissolve(head, package)
        words = text.replace("will", "will endeavour to")
        bridge = bridges.propose(head, clause, revision_id=clause.revision.id, amendments=[ours, theirs], text=words)
        bridges.withdraw(head, bridge)
    return {"package": package, "bridge": bridge}
