"""Circles, the bloc's desk, sharing, entering and taking over."""

from __future__ import annotations

from typing import Any

from poa.actions import amendments, circles, group_settlements
from poa.db import transaction
from poa.models import Clause, Plan
from poa.queries.circles import circle_named
from poa.queries.group_settlements import group_overlay
from tests.cast import clause_of, make_amendment, make_insert, person

from . import ALL, OURS, Row

ASEAN = "ally desk"
DESK = "secretariat"
CHAIRS = "head secretariat chair ally"
ROWS = [
    Row("GET", "/plans/{plan}/circles", ALL, 200),
    Row("POST", "/plans/{plan}/circles", CHAIRS, 422),
    Row("POST", "/circles/{group}/report", "head secretariat", 422, OURS + " ally secretariat"),
    Row("GET", "/circles/{asean}/desk", "desk", 200, ASEAN),
    Row("POST", "/circles/{asean}/table", "desk", 422, ASEAN),
    Row("GET", "/circles/{asean}/clauses/{clause}/merge", "desk", 200, ASEAN),
    Row("POST", "/circles/{asean}/clauses/{clause}/merge", "desk", 422, ASEAN),
    Row("POST", "/circles/{asean}/clauses/{clause}/merge/preview", "desk", 422, ASEAN),
    Row("POST", "/settlements/{settlement}/undo", "desk", 422, ASEAN),
    Row("POST", "/amendments/{in_asean}/take-to-all", "desk", 409, ASEAN),
    Row("POST", "/amendments/{tabled}/share", "head", 409),
    Row("POST", "/amendments/{tabled}/confirm", "head", 409),
    Row("POST", "/amendments/{given_up}/take-over", "ally", 409),
    Row("GET", "/clauses/{clause}/enter", DESK, 200),
    Row("POST", "/clauses/{clause}/enter", DESK, 422),
    Row("GET", "/plans/{plan}/enter", DESK, 200),
    Row("POST", "/plans/{plan}/enter", DESK, 422),
]


def made(found: dict[str, Any]) -> dict[str, Any]:
    """A group of Japan and Viet Nam, what ASEAN settled and has to settle, what Japan withdrew with Viet Nam behind."""
    plan: Plan = found["plan"]
    clause: Clause = found["clause"]
    group = _group(plan)
    in_asean = make_amendment(clause, clause.revision.text + " So be it.", by="my", circle="ASEAN")
    asean = circle_named(plan.id, "ASEAN", person("asean_desk"))
    insert = make_insert(plan, clause_of(plan, "Progress"), "They meet each spring.", by="my", circle="ASEAN")
    with transaction():
        settlement = group_settlements.take_to_all(person("asean_desk"), insert)
    given_up = make_amendment(clause, clause.revision.text + " Perhaps.")
    with transaction():
        amendments.support(person("head_vn"), given_up)
    assert len(group_overlay(person("asean_desk"), asean, clause).places) == 1
    return {
        "group": group,
        "asean": asean,
        "settlement": settlement,
        "in_asean": in_asean,
        "given_up": given_up,
    }


def _group(plan: Plan) -> Any:
    with transaction():
        leader = str(person("head_jp").id)
        return circles.open_circle(person("co_chair"), plan, name="Energy", parties=["JP", "VN"], facilitator=leader)
