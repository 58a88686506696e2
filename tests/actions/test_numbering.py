"""Renumbering: labels run on again, no text changes; the style of interim labels."""

from __future__ import annotations

import datetime as dt

import pytest

from poa.actions import numbering, plans, silences
from poa.db import now, session, transaction
from poa.errors import Conflict, Invalid, NotAllowed
from poa.models import Clause, Event, Plan, Revision
from poa.queries.numbering import Renumbered
from poa.queries.plans import clauses_in_order, label_map

from ..cast import Cast, clause_of, make_draft, make_plan, person

pytestmark = pytest.mark.usefixtures("cast")


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(markdown="# A plan\n\n## Areas\n\nOne.\n\nTwo.\n\nThree.\n")
    make_draft(made)
    return made


def insert(plan: Plan, after: str, text: str) -> Clause:
    with transaction():
        desk = person("secretariat")
        return plans.insert_clause(desk, plan, after=clause_of(plan, after), kind="clause", text=text, level=None)


def renumber(plan: Plan, by: str = "co_chair") -> list[Renumbered]:
    with transaction():
        return numbering.renumber(person(by), plan)


def style(plan: Plan, name: str, by: str = "secretariat") -> None:
    with transaction():
        numbering.set_interim_style(person(by), plan, name)


def shown(plan: Plan) -> list[str]:
    """Labels and texts in order."""
    labels = label_map(plan)
    return [f"{labels[clause.id]} {clause.revision.text}" for clause in clauses_in_order(plan.id)]


def test_labels_run_on_again_and_no_text_changes(plan: Plan) -> None:
    between = insert(plan, "One", "Between.")
    assert shown(plan) == ["I Areas", "1 One.", "1 bis Between.", "2 Two.", "3 Three."]
    before = session.query(Revision).count()
    found = renumber(plan)
    assert shown(plan) == ["I Areas", "1 One.", "2 Between.", "3 Two.", "4 Three."]
    assert [(item.old, item.new) for item in found] == [("1 bis", "2"), ("2", "3"), ("3", "4")]
    assert found[0].clause == between.id
    assert session.query(Revision).count() == before
    last = session.query(Event).order_by(Event.sequence.desc()).first()
    assert last is not None
    assert (last.kind, last.data) == ("plan.renumbered", {"clauses": 3})


def test_the_number_of_a_clause_taken_out_is_given_again(plan: Plan) -> None:
    with transaction():
        plans.retire_clause(person("secretariat"), clause_of(plan, "Two"), reason="Said elsewhere.")
    assert shown(plan) == ["I Areas", "1 One.", "3 Three."]
    renumber(plan, "secretariat")
    assert shown(plan) == ["I Areas", "1 One.", "2 Three."]
    with transaction():
        plans.restore_clause(person("secretariat"), session.query(Clause).filter(Clause.retired_at.isnot(None)).one())
    assert shown(plan) == ["I Areas", "1 One.", "2 Two.", "3 Three."]


def test_nothing_to_renumber_and_who_may(plan: Plan) -> None:
    with pytest.raises(Conflict, match="Nothing would change"):
        renumber(plan)
    insert(plan, "One", "Between.")
    for by in ("head_jp", "asean_desk", "observer"):
        with pytest.raises(NotAllowed):
            renumber(plan, by)


def test_the_style_of_interim_labels(plan: Plan) -> None:
    insert(plan, "One", "Between.")
    style(plan, "letter")
    assert shown(plan)[2] == "1A Between."
    with pytest.raises(Conflict):
        style(plan, "letter")
    with pytest.raises(Invalid):
        style(plan, "roman")
    with pytest.raises(NotAllowed):
        style(plan, "bis", "co_chair")
    style(plan, "bis")
    assert shown(plan)[2] == "1 bis Between."


def test_what_is_under_silence_lapses_by_other_labels_only(plan: Plan) -> None:
    insert(plan, "One", "Between.")
    draft = make_draft(plan, "Rev.2")
    with transaction():
        silence = silences.put(person("co_chair"), draft, expires_at=now() + dt.timedelta(hours=1))
    style(plan, "letter")
    assert silence.state == "pending"
    renumber(plan)
    assert silence.state == "lapsed"
