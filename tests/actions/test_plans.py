"""A plan's structure: imported, inserted into, moved, edited, taken out and put back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from sqlalchemy import func, select

from poa.actions import plans, revisions
from poa.db import Base, session, transaction
from poa.errors import Conflict, Invalid, NotAllowed, Stale
from poa.models import Cause, Circle, Clause, Event, Plan, Revision
from poa.queries.plans import clause_views, clauses_in_order

from ..cast import CODES, Cast, clause_of, make_amendment, make_plan, person
from .desk import on_current, plan_of, state

MARKDOWN = """\
# A plan

## Preamble

*Recalling* much;

## Areas

### Energy

Save energy.

Share energy.

### Health

Stay healthy.

## Actions

Meet each spring.
"""


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan("", MARKDOWN)


def shown(plan: Plan) -> list[str]:
    """The plan as its page shows it: label and text."""
    session.expire_all()
    return [f"{view.label} {view.text}" for view in clause_views(plan, person("observer"))]


def rows() -> int:
    """How many rows there are in the tables of a plan."""
    session.rollback()
    tables = [Base.metadata.tables[name] for name in ("plans", "circles", "clauses", "revisions", "events")]
    return sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in tables)


def edit(name: str, clause: Clause, text: str, **more: Any) -> Revision:
    with transaction():
        on = more.get("revision_id", clause.revision.id)
        return plans.edit_clause(person(name), clause, revision_id=on, text=text, reason="A slip.")


def test_what_becomes_of_a_text(plan: Plan) -> None:
    assert plan.title == "A plan"
    assert shown(plan) == [
        "I Preamble",
        "PP1 *Recalling* much;",
        "II Areas",
        "A Energy",
        "1 Save energy.",
        "2 Share energy.",
        "B Health",
        "3 Stay healthy.",
        "III Actions",
        "4 Meet each spring.",
    ]
    first = clause_of(plan, "Save").revision
    assert (first.number, first.cause, first.previous_id) == (1, Cause.IMPORT.value, None)
    assert first.parts == [{"base": "", "text": "Save energy.", "parties": []}]


def test_a_plan_has_its_circles_from_the_first_day(plan: Plan) -> None:
    every = session.scalars(select(Circle).where(Circle.plan_id == plan.id)).all()
    found = {circle.name: circle for circle in every if circle.kind != "chairs"}
    assert set(found) == {"all", "ASEAN", *CODES}
    assert [party.code for party in found["all"].parties] == CODES
    assert [party.code for party in found["ASEAN"].parties] == CODES[:-1]
    assert {name: [desk.name for desk in circle.desks] for name, circle in found.items() if circle.desks} == {
        "all": ["Secretariat"],
        "ASEAN": ["ASEAN desk"],
    }
    assert all([party.code for party in found[code].parties] == [code] for code in CODES)
    chairs = {circle.name: circle for circle in every if circle.kind == "chairs"}
    assert all([party.code for party in chairs[code].parties] == [code] for code in CODES)
    assert {desk.name for circle in chairs.values() for desk in circle.desks} == {"Secretariat"}


@pytest.mark.parametrize(
    "markdown", ["", "# A plan\n", "# A plan\n\nFine.\n\nNot \u202efine.\n", "# A plan\n\n" + "x" * 100_001]
)
def test_an_import_that_fails_leaves_nothing(cast: Cast, markdown: str) -> None:
    with pytest.raises(Invalid):
        make_plan(markdown=markdown)
    assert rows() == 0


def test_an_import_names_the_line(cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        make_plan(markdown="# A plan\n\nFine.\n\nNot \u202efine.\n")
    assert refusal.value.line == 5


@pytest.mark.parametrize("title", ["x" * 301, "hid\u202eden"])
def test_a_title_that_cannot_be_taken(cast: Cast, title: str) -> None:
    with pytest.raises(Invalid) as refusal:
        make_plan(title)
    assert refusal.value.field == "title"
    assert rows() == 0


def test_a_failure_in_the_middle_of_an_import_leaves_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = revisions.first

    def fails(actor: Any, clause: Clause, text: str, *more: Any) -> Revision:
        if text.startswith("Stay"):
            raise RuntimeError("the machine stopped here")
        return made(actor, clause, text, *more)

    monkeypatch.setattr(revisions, "first", fails)
    with pytest.raises(RuntimeError):
        make_plan("", MARKDOWN)
    assert rows() == 0


@pytest.mark.parametrize("name", ["head_jp", "delegate_th", "official_jp", "observer"])
def test_only_the_secretariat_makes_plans(plan: Plan, name: str) -> None:
    with pytest.raises(NotAllowed), transaction():
        plans.create(person(name), title="Mine", markdown=MARKDOWN)


@pytest.mark.parametrize("name", ["head_jp", "observer", "asean_desk", "stranger"])
def test_only_the_desk_of_everyone_changes_the_structure(plan: Plan, name: str) -> None:
    clause = clause_of(plan, "Save")
    who = person(name)
    for act in (
        lambda: plans.insert_clause(who, plan, after=None, kind="clause", text="New.", level=None),
        lambda: plans.move_clause(who, clause, after=None),
        lambda: plans.edit_clause(who, clause, revision_id=clause.revision.id, text="New.", reason=""),
        lambda: plans.retire_clause(who, clause, reason=""),
        lambda: plans.restore_clause(who, clause),
    ):
        with pytest.raises(NotAllowed), transaction():
            act()


def test_a_clause_is_inserted(plan: Plan, cast: Cast) -> None:
    desk = cast.secretariat
    with transaction():
        plans.insert_clause(desk, plan, after=clause_of(plan, "Save"), kind="action", text="Measure it.", level=None)
        plans.insert_clause(desk, plan, after=None, kind="section", text="Before all", level=1)
    assert shown(plan)[0] == "I Before all"
    assert shown(plan)[5:8] == ["1 Save energy.", "2 Measure it.", "3 Share energy."]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "chapter"}, "kind"),
        ({"text": ""}, "text"),
        ({"text": "a\0"}, "text"),
        ({"kind": "section"}, "level"),
        ({"kind": "section", "level": 3}, "level"),
    ],
)
def test_an_insertion_that_cannot_be(plan: Plan, cast: Cast, given: dict[str, Any], field: str) -> None:
    before = shown(plan)
    with pytest.raises(Invalid) as refusal, transaction():
        plans.insert_clause(
            cast.secretariat, plan, **{"after": None, "kind": "clause", "text": "New.", "level": None, **given}
        )
    assert refusal.value.field == field
    assert shown(plan) == before


def test_after_is_a_clause_of_the_same_plan(plan: Plan, cast: Cast) -> None:
    other = clause_of(make_plan(), "Each party")
    with pytest.raises(Invalid), transaction():
        plans.insert_clause(cast.secretariat, plan, after=other, kind="clause", text="New.", level=None)
    with pytest.raises(Invalid), transaction():
        plans.move_clause(cast.secretariat, clause_of(plan, "Save"), after=other)


@pytest.mark.parametrize(
    ("moved", "after", "order"),
    [
        ("Save", "Share", ["Share", "Save", "Stay", "Meet"]),
        ("Save", "Stay", ["Share", "Stay", "Save", "Meet"]),
        ("Meet", None, ["Meet", "Save", "Share", "Stay"]),
        ("Share", "Areas", ["Share", "Save", "Stay", "Meet"]),
        ("Energy", "Stay", ["Stay", "Save", "Share", "Meet"]),
        ("Areas", "Meet", ["Meet", "Save", "Share", "Stay"]),
        ("Areas", None, ["Save", "Share", "Stay", "Meet"]),
        ("Actions", "Preamble", ["Meet", "Save", "Share", "Stay"]),
    ],
)
def test_a_clause_moves_alone_a_section_with_all_that_is_in_it(
    plan: Plan, cast: Cast, moved: str, after: str | None, order: list[str]
) -> None:
    ids = {clause.id: clause.revision.id for clause in clauses_in_order(plan.id)}
    with transaction():
        plans.move_clause(cast.secretariat, clause_of(plan, moved), after=clause_of(plan, after) if after else None)
    session.expire_all()
    standing = clauses_in_order(plan.id)
    names = [clause.revision.text.split()[0] for clause in standing if clause.kind == "clause"]
    assert names == order
    assert {clause.id: clause.revision.id for clause in standing} == ids
    assert [clause.position for clause in standing] == list(range(1, 11))


def test_nothing_moves_into_itself(plan: Plan, cast: Cast) -> None:
    before = shown(plan)
    for moved, after in (("Save", "Save"), ("Areas", "Stay"), ("Energy", "Share")):
        with pytest.raises(Invalid), transaction():
            plans.move_clause(cast.secretariat, clause_of(plan, moved), after=clause_of(plan, after))
    assert shown(plan) == before


def test_an_editorial_change_is_nobodys(plan: Plan) -> None:
    clause = clause_of(plan, "Save")
    carried = make_amendment(clause, "Save more energy.")
    revision = edit("secretariat", clause, "Save energy!")
    assert (revision.cause, revision.basis, revision.reason, revision.number) == ("edit", "editorial", "A slip.", 2)
    assert all(part["parties"] == [] for part in revision.parts)
    assert state(carried) == ("tabled", False, "Save more energy!")
    assert on_current(carried)


def test_an_editorial_change_on_an_older_text(plan: Plan) -> None:
    clause = clause_of(plan, "Share")
    old = clause.revision.id
    edit("secretariat", clause, "Share all energy.")
    with pytest.raises(Stale) as refusal:
        edit("secretariat", clause, "Share energy fairly.", revision_id=old)
    told = refusal.value
    assert (told.theirs, told.yours) == ("Share all energy.", "Share energy fairly.")
    assert told.merged == "Share all energy fairly."
    with pytest.raises(Invalid):
        edit("secretariat", clause, "Share.", revision_id=uuid.uuid4())


@pytest.mark.parametrize("text", ["Save energy.", "", "a\0b", "x" * 100_001])
def test_an_editorial_change_that_cannot_be(plan: Plan, text: str) -> None:
    clause = clause_of(plan, "Save")
    with pytest.raises(Invalid) as refusal:
        edit("secretariat", clause, text)
    assert (refusal.value.field, clause.revision.number) == ("text", 1)


def test_a_clause_is_taken_out_and_put_back(plan: Plan, cast: Cast) -> None:
    before = shown(plan)
    clause = clause_of(plan, "Save")
    modified, deleted = make_amendment(clause, "Save much energy."), make_amendment(clause, kind="delete", by="th")
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="It is in section II.")
    assert shown(plan)[4] == "1 Share energy."
    assert (clause.revision.text, clause.revision.reason) == ("", "It is in section II.")
    assert state(modified)[:2] == ("tabled", True)
    with pytest.raises(Conflict), transaction():
        plans.retire_clause(cast.secretariat, clause, reason="Again.")
    with transaction():
        plans.restore_clause(cast.secretariat, clause)
    assert shown(plan) == before
    assert state(modified) == ("tabled", False, "Save much energy.")
    assert state(deleted)[:2] == ("tabled", False)
    with pytest.raises(Conflict), transaction():
        plans.restore_clause(cast.secretariat, clause)


def test_a_clause_that_is_out_is_not_edited(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Save")
    with transaction():
        plans.retire_clause(cast.secretariat, clause, reason="It is in section II.")
    with pytest.raises(Conflict):
        edit("secretariat", clause, "Back again?")
    with transaction():
        plans.restore_clause(cast.secretariat, clause)
    assert clause.revision.text == "Save energy."


def test_each_of_it_is_told(plan: Plan, cast: Cast) -> None:
    clause = clause_of(plan, "Save")
    with transaction():
        plans.move_clause(cast.secretariat, clause, after=None)
    told = session.scalars(select(Event).where(Event.plan_id == plan_of(clause).id).order_by(Event.number)).unique()
    assert [(event.kind, event.clause_id) for event in told] == [("plan.created", None), ("clause.moved", clause.id)]
