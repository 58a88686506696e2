"""Matrix, gate, ledger and the way to adoption take as many queries for many clauses as for few."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from poa.actions import ad_refs, positions, reservations
from poa.db import session, transaction
from poa.models import Clause, Plan
from poa.queries import adoptions, gate
from poa.queries import positions as said
from poa.queries import statuses as known
from poa.queries.circles import circle_all

from ..cast import Cast, make_amendment, make_plan, person
from ..databases import counted_queries

READS: dict[str, Callable[[Plan, Any], object]] = {
    "matrix": lambda plan, reader: said.matrix(plan, reader).by_place,
    "of the amendments": said.on_amendments,
    "reservations": lambda plan, reader: [item.party.code for item in said.reservations(plan, reader)],
    "frozen reservations": lambda plan, _: said.frozen_reservations(plan, [circle_all(plan.id).id]),
    "gate": gate.gate,
    "ledger": known.ad_refs,
    "progress": adoptions.progress,
}


def long_plan(clauses: int) -> Plan:
    lines = "\n\n".join(f"ASEAN and Japan will do [thing] {number}." for number in range(clauses))
    return make_plan(markdown=f"# A plan\n\n## Areas\n\n{lines}\n\nOne more.\n")


def grow(plan: Plan, clauses: list[Clause]) -> None:
    """Something of everything on these clauses."""
    for clause in clauses:
        make_amendment(clause, clause.revision.text.replace("will", "may"))
        with transaction():
            for code in ("vn", "th"):
                head = person(f"head_{code}")
                positions.state(head, clause, position="reserve", circle=circle_all(plan.id))
            ad_refs.state(person("head_my"), clause, until=None)
            reservations.reserve(person("head_bn"), plan, clause=clause, kind="general")


def sent(read: Callable[[Plan, Any], object], plan_id: object) -> int:
    """How many queries a fresh session sends for this reading."""
    session.remove()
    plan, reader = session.get_one(Plan, plan_id), person("secretariat")
    assert plan.codes
    with counted_queries() as queries:
        read(plan, reader)
    return len(queries)


def test_no_reading_takes_more_queries_for_more(cast: Cast) -> None:
    plan = long_plan(6)
    clauses = [item for item in session.query(Clause).filter_by(plan_id=plan.id) if "[" in item.revision.text]
    others = [clause.id for clause in clauses[1:]]
    grow(plan, clauses[:1])
    few = {name: sent(read, plan.id) for name, read in READS.items()}
    plan = session.get_one(Plan, plan.id)
    grow(plan, [session.get_one(Clause, id) for id in others])
    assert {name: sent(read, plan.id) for name, read in READS.items()} == few
    reader = person("secretariat")
    plan = session.get_one(Plan, plan.id)
    assert len(said.matrix(plan, reader).cells) == 12
    assert (
        len(gate.gate(plan, reader)) == 6 * (1 + 1 + 1 + 1 + 2) + 1
    )  # contested, bracket, amendment, ad ref, two who reserve; one open clause
